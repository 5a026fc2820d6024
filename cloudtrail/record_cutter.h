// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloudtrail/container.h"

namespace farcall {

// Cuts JSON texts into single records. What is no container is a record as it
// is. In a broken container, the records before the break are cut, and what
// begins at the break is returned as it is.
class RecordCutter {
 public:
  // Of packed messages, `unpacked_bytes_max` bytes are unpacked at most; larger
  // ones are returned as they are.
  explicit RecordCutter(uint64_t unpacked_bytes_max)
      : unpacked_bytes_max_(unpacked_bytes_max) {}

  // The records of `text` come next. All before must have been taken.
  void Cut(std::string text);

  // The next record; nothing when Cut() has to be called.
  std::optional<std::string> Next();

 private:
  // A container that is being cut.
  struct OpenContainer {
    std::string text;
    size_t at = 0;  // of the next element, npos at the end
    Container::Kind kind = Container::Kind::kArray;
  };

  // Opens the container that `text` is; false if it is none.
  bool Open(std::string& text);
  static std::string_view NextElement(OpenContainer& container);
  static std::string_view TakeRest(OpenContainer& container);

  const uint64_t unpacked_bytes_max_;
  std::vector<OpenContainer> open_;  // each an element of the one before
  std::optional<std::string> text_;  // not yet looked at
};

}  // namespace farcall
