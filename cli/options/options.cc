// SPDX-License-Identifier: Apache-2.0
#include "cli/options/options.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "cli/options/command_line.h"

namespace farcall {
namespace {

bool IsCommandName(std::string_view name) {
  // `service:Name`, where an ARN has more colons and a root user digits in
  // front.
  const auto is_word = [](std::string_view text, std::string_view extra) {
    return !text.empty() &&
           std::isalpha(static_cast<unsigned char>(text[0])) != 0 &&
           std::all_of(text.begin(), text.end(), [extra](unsigned char c) {
             return std::isalnum(c) != 0 ||
                    extra.find(static_cast<char>(c)) != std::string_view::npos;
           });
  };
  const size_t colon = name.find(':');
  return colon != std::string_view::npos &&
         is_word(name.substr(0, colon), "-.") &&
         is_word(name.substr(colon + 1), "_-.");
}

}  // namespace

v1::EntityKind GuessEntityKind(const std::string& name) {
  return IsCommandName(name) ? v1::ENTITY_KIND_COMMAND
                             : v1::ENTITY_KIND_PRINCIPAL;
}

std::variant<Options, ParsedNotice> ParseOptions(
    const std::vector<std::string>& arguments) {
  return CommandLine().Parse(arguments);
}

}  // namespace farcall
