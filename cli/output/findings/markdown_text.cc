// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/markdown_text.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "formats/text.h"

namespace farcall {
namespace {

bool IsDigit(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}

// Of a word in any script.
bool IsLetter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         static_cast<unsigned char>(c) >= 0x80;
}

// `97.7`, `1,234`, `20`; and not `1.` and `1)`, which begin lists.
bool IsNumber(std::string_view word) {
  bool after_digit = false;
  for (const char c : word) {
    const bool separates = after_digit && (c == '.' || c == ',');
    if (!IsDigit(c) && !separates) return false;
    after_digit = IsDigit(c);
  }
  return after_digit;
}

// `first-time`, `alice's`
bool IsWord(std::string_view word) {
  bool after_letter = false;
  for (const char c : word) {
    const bool joins = after_letter && (c == '-' || c == '\'');
    if (!IsLetter(c) && !joins) return false;
    after_letter = IsLetter(c);
  }
  return after_letter;
}

// Whether no renderer makes anything of a word with the punctuation around it.
bool IsPlain(std::string_view token, bool is_first) {
  std::string_view word = token;
  if (word.substr(0, 1) == "(") word.remove_prefix(1);
  const size_t end = word.find_last_not_of(",.;:?)");
  word = word.substr(0, end == std::string_view::npos ? 0 : end + 1);
  const bool begins_list = is_first && IsNumber(word) && word != token;
  const bool is_sign = word == "%" && !is_first;
  return (IsNumber(word) || IsWord(word) || is_sign) && !begins_list;
}

// A row of backticks that `text` does not have, at least so long.
std::string Fence(std::string_view text, size_t length_min) {
  size_t longest = 0;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(std::max(longest + 1, length_min), '`');
}

}  // namespace

std::string MarkdownCode(std::string_view text) {
  if (text.empty()) return "";
  const std::string shown = Printable(text, Charset::kUtf8);
  const std::string fence = Fence(shown, 1);
  // Renderers take one space away on both sides.
  const bool touches = shown.front() == '`' || shown.back() == '`' ||
                       shown.front() == ' ' || shown.back() == ' ';
  const std::string space = touches ? " " : "";
  return absl::StrCat(fence, space, shown, space, fence);
}

std::string MarkdownText(std::string_view text) {
  const std::string shown = Printable(text, Charset::kUtf8);
  std::string markdown;
  const std::vector<std::string> tokens =
      absl::StrSplit(shown, ' ', absl::SkipEmpty());
  for (const std::string& token : tokens) {
    const bool is_first = markdown.empty();
    absl::StrAppend(&markdown, is_first ? "" : " ",
                    IsPlain(token, is_first) ? token : MarkdownCode(token));
  }
  return markdown;
}

std::string MarkdownBlock(const std::string& lines, const std::string& language,
                          size_t indent) {
  const std::string margin(indent, ' ');
  const std::string fence = Fence(lines, 3);
  std::string block = absl::StrCat(margin, fence, language, "\n");
  const std::vector<std::string> split =
      absl::StrSplit(absl::StripTrailingAsciiWhitespace(lines), '\n');
  for (const std::string& line : split) {
    absl::StrAppend(&block, margin, Printable(line, Charset::kUtf8), "\n");
  }
  return absl::StrCat(block, margin, fence, "\n");
}

}  // namespace farcall
