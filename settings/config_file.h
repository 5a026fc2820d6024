// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace farcall {

// The lines of a configuration file, `name = value` each: a subset of TOML, but
// that plain words need no quotes. `#` starts a comment; a "quoted" value knows
// the escapes \" and \\, a 'literal' one none. There are no sections or lists.
struct ConfigFile {
  struct Entry {
    std::string name;
    std::string value;
    std::string source;  // `path:line`
  };
  std::vector<Entry> entries;
  std::vector<std::string> errors;  // for people, each with its source
};

ConfigFile ReadConfigFile(const std::string& path);

// A value as a line of such a file has it.
std::string QuotedConfigValue(std::string_view value);

}  // namespace farcall
