// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "geo/ownership/name_prefix_table.h"

namespace farcall {

// The people to ask about a principal, `prefix,address` a line: the beginning
// of the principal's name, and an e-mail address or a chat room. An empty
// prefix is for all who have no other line. Immutable and thread-safe.
class Contacts {
 public:
  static constexpr size_t kBytesMax = size_t{16} << 20;

  // INVALID_ARGUMENT names `name` (the file's), the first line that is wrong,
  // the value and the reason.
  static absl::StatusOr<std::shared_ptr<const Contacts>> FromBytes(
      std::string_view bytes, const std::string& name);

  // Of the longest prefix that `principal` begins with; empty = nobody is
  // named.
  std::string_view AddressFor(std::string_view principal) const;

  size_t size() const { return contacts_.size(); }

 private:
  NamePrefixTable contacts_;
};

}  // namespace farcall
