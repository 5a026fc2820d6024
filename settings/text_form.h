// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace farcall {

// What a text without control characters must be to be the value of a setting.
struct TextForm {
  bool (*allows)(std::string_view text);
  std::string_view allowed;     // for people, after `must be`
  std::string_view value_name;  // in `--help`: `PATH`
  // A regular expression for JSON schemas, which may allow more; empty = none.
  std::string_view schema_pattern = {};
};

// The paths of a setting that takes one or two, or none; nothing where `text`
// is no such list.
std::optional<std::vector<std::string>> PathsIn(std::string_view text);

bool IsAddress(std::string_view text);           // HOST:PORT, [IPV6]:PORT
bool IsCollectorOrEmpty(std::string_view text);  // http(s)://HOST:PORT
// http(s)://HOST[:PORT][/PATH], without a user, a query or a fragment.
bool IsUrlOrEmpty(std::string_view text);

inline constexpr TextForm kAddressForm{
    .allows = IsAddress,
    .allowed = "HOST:PORT or [IPV6]:PORT, port 0 to 65535",
    .value_name = "ADDRESS"};
inline constexpr TextForm kPathForm{
    .allows = [](std::string_view text) { return !text.empty(); },
    .allowed = "a path",
    .value_name = "PATH"};
inline constexpr TextForm kPathOrEmptyForm{
    .allows = [](std::string_view) { return true; },
    .allowed = "a path, or empty",
    .value_name = "PATH"};
inline constexpr TextForm kPathsForm{
    .allows = [](std::string_view text) { return PathsIn(text).has_value(); },
    .allowed = "a path, two with a comma between them, or empty",
    .value_name = "PATH"};
inline constexpr TextForm kCollectorForm{
    .allows = IsCollectorOrEmpty,
    .allowed = "http://HOST:PORT (without TLS), https://HOST:PORT, or empty",
    .value_name = "URL",
    .schema_pattern = "^(https?://.+:[0-9]+)?$"};
inline constexpr TextForm kUrlForm{
    .allows = IsUrlOrEmpty,
    .allowed =
        "http://HOST or https://HOST, with :PORT and /PATH if needed, or empty",
    .value_name = "URL",
    .schema_pattern = "^(https?://[^/]+(/.*)?)?$"};
inline constexpr TextForm kNameForm{
    .allows = [](std::string_view text) { return !text.empty(); },
    .allowed = "a name",
    .value_name = "NAME"};
inline constexpr TextForm kNameOrEmptyForm{
    .allows = [](std::string_view) { return true; },
    .allowed = "a name, or empty",
    .value_name = "NAME"};

}  // namespace farcall
