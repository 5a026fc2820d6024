// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <ostream>
#include <string>

#include "formats/text.h"

namespace farcall {

// Lines of a label and a text, for people. Texts begin in one column, are
// printable, and are wrapped there.
class LabelledLines {
 public:
  static constexpr size_t kLabelWidth = 12;

  // `width` 0 = lines may be long.
  LabelledLines(size_t width, Charset charset, std::ostream& out)
      : width_(width), charset_(charset), out_(out) {}

  // `label` is shorter than kLabelWidth - `indent`. Nothing for an empty text.
  void Write(size_t indent, const std::string& label,
             const std::string& text) const;

 private:
  const size_t width_;
  const Charset charset_;
  std::ostream& out_;
};

}  // namespace farcall
