// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "geo/ownership/name_prefix_table.h"

namespace farcall {

// Assets that matter most, `prefix,note` a line: the beginning of an asset's
// name or ARN; the note may be left out. Immutable and thread-safe.
class CriticalAssets {
 public:
  static constexpr size_t kBytesMax = size_t{16} << 20;

  // INVALID_ARGUMENT names `name` (the file's), the first line that is wrong,
  // the value and the reason.
  static absl::StatusOr<std::shared_ptr<const CriticalAssets>> FromBytes(
      std::string_view bytes, const std::string& name);

  // The note, which may be empty, of the longest prefix that `asset` begins
  // with; nullptr if it is not critical.
  const std::string* NoteOn(std::string_view asset) const;

  size_t size() const { return assets_.size(); }

 private:
  NamePrefixTable assets_;
};

}  // namespace farcall
