// SPDX-License-Identifier: Apache-2.0
#include "cli/output/labelled_lines.h"

namespace farcall {

void LabelledLines::Write(size_t indent, const std::string& label,
                          const std::string& text) const {
  std::string prefix =
      std::string(indent, ' ') + PadRight(label, kLabelWidth - indent);
  const size_t text_width = width_ > kLabelWidth ? width_ - kLabelWidth : 0;
  for (const std::string& line : Wrap(Printable(text, charset_), text_width)) {
    out_ << prefix << line << '\n';
    prefix.assign(kLabelWidth, ' ');
  }
}

}  // namespace farcall
