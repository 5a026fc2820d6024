// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/runbook/command/command_field.h"

namespace farcall {

// A part of a command that is the same in all runbooks: a constant of the
// program, checked when that is compiled.
class FixedText {
 public:
  consteval FixedText() = default;
  template <size_t kSize>
  // NOLINTNEXTLINE(google-explicit-constructor): stands for its constant.
  consteval FixedText(const char (&text)[kSize]) : text_(text, kSize - 1) {
    for (const char c : text_) {
      // Single quotes end at the first, and shellcheck warns of the second.
      if (c < 0x20 || c > 0x7e || c == '\'' || c == '$') {
        throw "no text for single quotes";
      }
    }
  }
  constexpr std::string_view text() const { return text_; }
  constexpr bool empty() const { return text_.empty(); }

 private:
  std::string_view text_{};
};

// A part of a word of a command.
class CommandPart {
 public:
  template <size_t kSize>
  // NOLINTNEXTLINE(google-explicit-constructor): is one.
  consteval CommandPart(const char (&text)[kSize])
      : text_(FixedText(text).text()) {}
  // NOLINTNEXTLINE(google-explicit-constructor): is one.
  CommandPart(FixedText text) : text_(text.text()) {}
  // A value, or the field's variable if it is refused. `value` must outlive
  // the part.
  CommandPart(CommandField field, std::string_view value);
  // A value that nobody knows yet: the variable `name`.
  static CommandPart Unknown(FixedText name);

  std::string_view text() const { return text_; }
  bool is_variable() const { return is_variable_; }

 private:
  CommandPart() = default;

  std::string_view text_{};  // or the name of the variable
  bool is_variable_ = false;
};

// A command of the AWS CLI for a POSIX shell, made of fixed words, and of
// values that their fields allow. Values stand within single quotes; one that
// is refused is a variable within double quotes, which no shell takes apart.
class FilledCommand {
 public:
  FilledCommand(FixedText service, FixedText operation);

  // `--overwrite`.
  FilledCommand& Flag(FixedText option);
  // `--status Inactive`.
  FilledCommand& Set(FixedText option, FixedText word);
  // `--user-name 'alice'`.
  FilledCommand& Set(FixedText option, CommandField field,
                     std::string_view value);
  // `--policy-arn 'arn:aws:iam::aws:policy/AWSDenyAll'`, one word of parts.
  FilledCommand& Set(FixedText option, std::span<const CommandPart> parts);
  FilledCommand& Set(FixedText option,
                     std::initializer_list<CommandPart> parts) {
    return Set(option, std::span(parts.begin(), parts.size()));
  }
  // A word for each value that the field allows; the others are left out.
  FilledCommand& SetAll(FixedText option, CommandField field,
                        std::span<const std::string> values);

  const std::string& text() const { return text_; }
  // To be set by hand first, in the order of their first use.
  const std::vector<std::string_view>& variables() const { return variables_; }

 private:
  void Add(std::span<const CommandPart> parts);

  std::string text_;
  std::vector<std::string_view> variables_;
};

}  // namespace farcall
