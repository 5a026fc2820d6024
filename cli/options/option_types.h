// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "cli/options/instant.h"
#include "cli/options/options.h"

namespace farcall {

// Options whose values are choices, numbers, times and the like, which several
// commands have.

// Ends the help of a command that speaks to the server.
inline constexpr char kTargetFooter[] = R"(

--server ADDR and --tenant NAME may stand before or after the command.)";

inline constexpr uint64_t kManyMax = 1'000'000;

template <typename T>
using Choices = std::vector<std::pair<std::string, T>>;

Choices<v1::EntityKind> KindChoices(
    std::initializer_list<v1::EntityKind> kinds);

Choices<v1::RiskLevel> RiskChoices();

Choices<OutputFormat> FormatChoices(const std::string& text,
                                    const std::string& json);

// An option whose value is one of a few names.
template <typename T, typename Target>
CLI::Option* AddChoice(CLI::App& app, const std::string& name,
                       const Choices<T>& choices, Target& target,
                       const std::string& help) {
  std::vector<std::string> names;
  std::string type;
  for (const auto& [choice, value] : choices) {
    names.push_back(choice);
    type += (type.empty() ? "" : "|") + choice;
  }
  const auto take = [choices, &target](const CLI::results_t& texts) {
    for (const auto& [choice, value] : choices) {
      if (choice == texts.front()) target = value;
    }
    return true;
  };
  const auto check = [names, type](std::string& text) -> std::string {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
      return static_cast<char>(std::tolower(c));
    });
    const bool known =
        std::find(names.begin(), names.end(), text) != names.end();
    return known ? "" : "`" + text + "` is none of " + type;
  };
  return app.add_option(name, take, help)
      ->transform(CLI::Validator(check, ""))
      ->type_name(type);
}

CLI::Option* AddNumber(CLI::App& app, const std::string& name, auto& target,
                       std::pair<uint64_t, uint64_t> range,
                       const std::string& help) {
  const auto [low, high] = range;
  const auto check = [low = low, high = high](std::string& text) {
    uint64_t number = 0;
    const bool is_number =
        !text.empty() && text.size() <= 18 &&
        std::all_of(text.begin(), text.end(), [&number](unsigned char c) {
          number = number * 10 + (c - uint64_t{'0'});
          return std::isdigit(c) != 0;
        });
    const bool fits = is_number && number >= low && number <= high;
    return fits ? std::string()
                : "`" + text + "` is not a number from " + std::to_string(low) +
                      " to " + std::to_string(high);
  };
  return app.add_option(name, target, help)
      ->check(CLI::Validator(check, ""))
      ->type_name("N");
}

// Who changes something, by which request, and how the answer is shown.
void AddTriage(CLI::App& app, TriageOptions& triage);

// Who says something; LoginName() unless it is given.
CLI::Option* AddActor(CLI::App& app, std::string& actor);

// A time.
CLI::Option* AddInstant(CLI::App& app, const std::string& name, auto& seconds,
                        const std::string& help) {
  const auto check = [](std::string& text) {
    return ParseInstant(text).has_value()
               ? std::string()
               : "`" + text + "` is no time like 2026-01-02T03:04:05Z";
  };
  return app
      .add_option_function<std::string>(
          name,
          [&seconds](const std::string& text) {
            seconds = ParseInstant(text).value_or(0);
          },
          help)
      ->check(CLI::Validator(check, ""))
      ->type_name("TIME");
}

}  // namespace farcall
