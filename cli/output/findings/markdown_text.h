// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace farcall {

// Texts of others in Markdown. Renderers differ in what they make a link, a
// mention or HTML of, and some of them do so with escaped characters too. In a
// code span and in a fenced block none of them does.

// `text` in one line: words of letters, digits and the punctuation of sentences
// as they are, every other word as a code span. A text in which a list or a
// heading would begin does not begin one.
std::string MarkdownText(std::string_view text);

// `text` as one code span; nothing for an empty one.
std::string MarkdownCode(std::string_view text);

// Lines as a block of code in `language`, which may be empty, with each line
// indented by `indent` spaces.
std::string MarkdownBlock(const std::string& lines, const std::string& language,
                          size_t indent);

}  // namespace farcall
