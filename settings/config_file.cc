// SPDX-License-Identifier: Apache-2.0
#include "settings/config_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>

namespace farcall {
namespace {

constexpr std::string_view kBlank = " \t\r";

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

bool IsBlankOrComment(std::string_view text) {
  const std::string_view trimmed = Trim(text);
  return trimmed.empty() || trimmed.front() == '#';
}

// `text` starts with a double quote. Nothing if it is not one quoted value.
std::optional<std::string> ParseQuoted(std::string_view text) {
  std::string value;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      if (!IsBlankOrComment(text.substr(i + 1))) return std::nullopt;
      return value;
    }
    if (text[i] == '\\') {
      ++i;
      if (i == text.size() || (text[i] != '"' && text[i] != '\\')) {
        return std::nullopt;
      }
    }
    value += text[i];
  }
  return std::nullopt;
}

// The same for single quotes.
std::optional<std::string> ParseLiteral(std::string_view text) {
  const size_t end = text.find('\'', 1);
  if (end == std::string_view::npos) return std::nullopt;
  if (!IsBlankOrComment(text.substr(end + 1))) return std::nullopt;
  return std::string(text.substr(1, end - 1));
}

std::optional<std::string> ParseBare(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const bool at_start = i == 0 || kBlank.find(text[i - 1]) != kBlank.npos;
    if (text[i] == '#' && at_start) text = text.substr(0, i);
  }
  text = Trim(text);
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> ParseValue(std::string_view text) {
  if (text.starts_with('"')) return ParseQuoted(text);
  if (text.starts_with('\'')) return ParseLiteral(text);
  return ParseBare(text);
}

void ParseLine(std::string_view line, const std::string& source,
               ConfigFile& file) {
  if (IsBlankOrComment(line)) return;
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos) {
    file.errors.push_back(source + ": not a line of the form `name = value`");
    return;
  }
  std::string name(Trim(line.substr(0, equals)));
  std::optional<std::string> value = ParseValue(Trim(line.substr(equals + 1)));
  if (!value) {
    file.errors.push_back(source +
                          ": the value is missing or badly quoted (an empty "
                          "one is \"\"; escapes are \\\" and \\\\ alone)");
    return;
  }
  file.entries.push_back({std::move(name), *std::move(value), source});
}

std::string CannotRead(const std::string& path) {
  return "cannot read the configuration file " + path + ": " +
         std::strerror(errno);
}

}  // namespace

ConfigFile ReadConfigFile(const std::string& path) {
  ConfigFile file;
  errno = 0;
  std::ifstream input(path);
  if (!input) {
    file.errors.push_back(CannotRead(path));
    return file;
  }
  std::string line;
  for (int number = 1; std::getline(input, line); ++number) {
    ParseLine(line, path + ":" + std::to_string(number), file);
  }
  if (input.bad()) file.errors.push_back(CannotRead(path));
  return file;
}

std::string QuotedConfigValue(std::string_view value) {
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace farcall
