// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace farcall {

// Finds the end of a JSON array, object or string by its brackets and quotes,
// without a look at what is between them: so that one broken record does not
// spoil the rest of its file. The text may come in parts.
class JsonScanner {
 public:
  // Starts within `depth` arrays or objects.
  explicit JsonScanner(size_t depth = 0) : depth_(depth) {}

  enum class State {
    kOpen,    // the end is not there yet
    kDone,    // the last Scan() ended behind the value
    kBroken,  // the last Scan() ended at a line break inside a string
  };

  // Goes on through `text`; returns how many bytes of it were passed.
  size_t Scan(std::string_view text);

  State state() const { return state_; }
  bool in_string() const { return in_string_; }

 private:
  size_t ScanString(std::string_view text, size_t at);
  size_t ScanStructure(std::string_view text, size_t at);

  size_t depth_;
  bool in_string_ = false;
  bool escaped_ = false;
  State state_ = State::kOpen;
};

// Where the JSON value ends that begins at `json[at]`, scalars included; npos
// if its end is missing or it is broken.
size_t FindValueEnd(std::string_view json, size_t at);

}  // namespace farcall
