// SPDX-License-Identifier: Apache-2.0
#include "server/auth/rule_lines.h"

#include <algorithm>

namespace farcall {
namespace {

std::string_view TakeUntil(std::string_view& rest,
                           std::string_view separators) {
  const size_t end = std::min(rest.find_first_of(separators), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

}  // namespace

absl::Status RuleLine::Error(const std::string& message) const {
  return absl::InvalidArgumentError(path + ": line " + std::to_string(number) +
                                    " " + message);
}

absl::Status RuleLine::CheckLength(std::string_view token) const {
  if (token.size() >= kTokenBytesMin) return absl::OkStatus();
  return Error("has a token of " + std::to_string(token.size()) +
               " bytes; at least " + std::to_string(kTokenBytesMin) +
               " are required: `openssl rand -hex 32` makes one");
}

std::vector<RuleLine> RuleLinesOf(std::string_view text,
                                  const std::string& path) {
  std::vector<RuleLine> lines;
  for (size_t number = 1; !text.empty(); ++number) {
    std::string_view rest = TakeUntil(text, "\n");
    RuleLine line{.path = path, .number = number, .words = {}};
    while (!rest.empty()) {
      const std::string_view word = TakeUntil(rest, " \t\r");
      if (!word.empty()) line.words.push_back(word);
    }
    if (!line.words.empty() && !line.words.front().starts_with('#')) {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

std::vector<std::string_view> ListOf(std::string_view word) {
  std::vector<std::string_view> parts;
  while (!word.empty()) parts.push_back(TakeUntil(word, ","));
  return parts;
}

}  // namespace farcall
