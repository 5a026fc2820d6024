// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/command/filled_command.h"

#include <algorithm>

namespace farcall {
namespace {

// Whether a fixed word needs no quotes.
bool IsPlainWord(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:";
  return !text.empty() && text.find_first_not_of(kPlain) == text.npos;
}

}  // namespace

CommandPart::CommandPart(CommandField field, std::string_view value)
    : text_(value) {
  if (IsFillable(field, value)) return;
  text_ = VariableOf(field);
  is_variable_ = true;
}

CommandPart CommandPart::Unknown(FixedText name) {
  CommandPart part;
  part.text_ = name.text();
  part.is_variable_ = true;
  return part;
}

FilledCommand::FilledCommand(FixedText service, FixedText operation)
    : text_("aws ") {
  text_ += service.text();
  text_ += ' ';
  text_ += operation.text();
}

FilledCommand& FilledCommand::Flag(FixedText option) {
  text_ += ' ';
  text_ += option.text();
  return *this;
}

FilledCommand& FilledCommand::Set(FixedText option, FixedText word) {
  Flag(option);
  if (!IsPlainWord(word.text())) {
    const CommandPart part(word);
    Add({&part, 1});
    return *this;
  }
  text_ += ' ';
  text_ += word.text();
  return *this;
}

FilledCommand& FilledCommand::Set(FixedText option, CommandField field,
                                  std::string_view value) {
  return Set(option, {CommandPart(field, value)});
}

FilledCommand& FilledCommand::Set(FixedText option,
                                  std::span<const CommandPart> parts) {
  Flag(option);
  Add(parts);
  return *this;
}

FilledCommand& FilledCommand::SetAll(FixedText option, CommandField field,
                                     std::span<const std::string> values) {
  Flag(option);
  for (const std::string& value : values) {
    if (!IsFillable(field, value)) continue;
    const CommandPart part(field, value);
    Add({&part, 1});
  }
  return *this;
}

void FilledCommand::Add(std::span<const CommandPart> parts) {
  text_ += ' ';
  bool quoted = false;
  const auto quote = [this, &quoted](bool wanted) {
    if (quoted != wanted) text_ += '\'';
    quoted = wanted;
  };
  for (const CommandPart& part : parts) {
    quote(!part.is_variable());
    if (!part.is_variable()) {
      text_ += part.text();
      continue;
    }
    text_ += "\"$";
    text_ += part.text();
    text_ += '"';
    if (std::ranges::find(variables_, part.text()) == variables_.end()) {
      variables_.push_back(part.text());
    }
  }
  quote(false);
}

}  // namespace farcall
