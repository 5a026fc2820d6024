// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloudtrail/encoding/container.h"
#include "cloudtrail/reader/record_finder.h"

namespace farcall {

// A text that was cut out of a file.
struct RecordText {
  enum class Holds {
    // One record, or something that is known to be none, or a text that was
    // meant as JSON and is broken.
    kRecord,
    kNoRecord,  // JSON in which no record was found
    kNoJson,    // other text
  };

  std::string json;
  Holds holds = Holds::kRecord;

  bool operator==(const RecordText&) const = default;
};

// Cuts JSON texts into texts with one record each. Arrays, `Records`, `Events`
// and `logEvents` are cut by their brackets, so that one broken record does not
// spoil the others: what begins at a break is returned as it is. Of all else
// that holds several records, each is returned with what is next around it.
class RecordCutter {
 public:
  // Of packed messages, `unpacked_bytes_max` bytes are unpacked at most; larger
  // ones are returned as they are.
  explicit RecordCutter(uint64_t unpacked_bytes_max)
      : finder_(unpacked_bytes_max) {}

  // The records of `text` come next. All before must have been taken.
  void Cut(std::string text);

  // The next record; nothing when Cut() has to be called.
  std::optional<RecordText> Next();

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
  // Puts the records of `text` into found_.
  void FindIn(std::string text);

  RecordFinder finder_;
  std::vector<OpenContainer> open_;  // each an element of the one before
  std::optional<std::string> text_;  // not yet looked at
  std::deque<RecordText> found_;
};

}  // namespace farcall
