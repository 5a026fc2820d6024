// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "settings/settable_config.h"
#include "settings/setting_table.h"

namespace farcall {

// As std::getenv: nullptr where `name` is not set.
using Environment = absl::FunctionRef<const char*(const char* name)>;

// The flags of a program that are no settings, beside those of every program:
// --help or -h, --version, --check-config, --print-config and --config=PATH.
struct CommandFlags {
  std::span<const std::string_view> plain;       // `--repair-log`
  std::span<const std::string_view> with_value;  // `--restore-backup`
};

// What a program was given by its command line, its environment and its
// configuration file, and all that is wrong with it. A flag wins over an
// environment variable, that over the file, that over the default.
class GivenSettings {
 public:
  struct Command {
    std::string flag;
    std::string value;
  };

  // Reads the flags of `arguments`, which are without the program's name.
  GivenSettings(const SettingTable& table, const CommandFlags& commands,
                std::span<const std::string_view> arguments);

  // Whether the command `flag`, one without a value, was given; `--help` also
  // stands for -h.
  bool Has(std::string_view flag) const;

  // The commands with a value, in the order in which they were given.
  std::span<const Command> commands() const { return given_commands_; }

  // Reads environment and file, then all that was given into `config`, which
  // has the defaults. What is not allowed leaves its default, and an error.
  // Opens no file but that of `--config` or PREFIX_CONFIG.
  void Resolve(Environment environment, SettableConfig& config);

  // `12 (from flag --x)`: the value in `config` of the setting `name`, which
  // must exist, for an error that several settings make together.
  std::string Described(std::string_view name,
                        const SettableConfig& config) const;

  void AddError(std::string error) { errors_.push_back(std::move(error)); }
  const std::vector<std::string>& errors() const { return errors_; }

  // The errors as lines for standard error, and one that points to `--help`.
  std::string ErrorLines() const;

 private:
  // A value as it was given, before it is checked.
  struct Given {
    std::string text;
    std::string source;  // for people
  };

  void TakeArguments(const CommandFlags& commands,
                     std::span<const std::string_view> left);
  void TakeFlag(const CommandFlags& commands,
                std::span<const std::string_view>& left);
  void TakeEnvironment(Environment environment);
  void TakeFile();
  std::string DidYouMean(std::string_view name, std::string_view before) const;

  SettingTable table_;
  std::vector<std::string> plain_commands_;
  std::vector<Command> given_commands_;
  std::string config_path_;
  std::map<std::string_view, Given> given_;  // by Setting::name
  std::vector<std::string> errors_;
};

// The exit code of a program whose configuration is bad.
inline constexpr int kExitBadSettings = 2;

// `text` of others as a part of an error: in double quotes, at most 128 bytes
// of it, with `?` for each control character.
std::string QuotedInError(std::string_view text);

}  // namespace farcall
