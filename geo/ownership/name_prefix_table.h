// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace farcall {

// Texts by the beginning of a name. A name has the text of the longest
// beginning.
class NamePrefixTable {
 public:
  struct Entry {
    std::string text;
    size_t line = 0;
  };

  static constexpr size_t kPrefixBytesMax = 2048;
  static constexpr size_t kTextBytesMax = 256;

  // INVALID_ARGUMENT if the prefix is there already, or a text is too long or
  // not for people. `field` names the text in the error.
  absl::Status Add(std::string prefix, std::string_view field, Entry entry);

  // nullptr if `name` begins with none of the prefixes.
  const Entry* Find(std::string_view name) const;

  size_t size() const { return entries_.size(); }

 private:
  std::map<std::string, Entry, std::less<>> entries_;
  size_t longest_ = 0;  // bytes of the longest prefix
};

}  // namespace farcall
