// SPDX-License-Identifier: Apache-2.0
#include "cli/options/option_types.h"

#include "formats/names.h"

namespace farcall {

Choices<v1::EntityKind> KindChoices(
    std::initializer_list<v1::EntityKind> kinds) {
  Choices<v1::EntityKind> choices;
  for (const v1::EntityKind kind : kinds) {
    choices.emplace_back(Name(kind), kind);
  }
  return choices;
}

Choices<v1::RiskLevel> RiskChoices() {
  return {{"none", v1::RISK_LEVEL_NONE},
          {"low", v1::RISK_LEVEL_LOW},
          {"medium", v1::RISK_LEVEL_MEDIUM},
          {"high", v1::RISK_LEVEL_HIGH},
          {"critical", v1::RISK_LEVEL_CRITICAL}};
}

Choices<OutputFormat> FormatChoices(const std::string& text,
                                    const std::string& json) {
  return {{text, OutputFormat::kText}, {json, OutputFormat::kJson}};
}

CLI::Option* AddActor(CLI::App& app, std::string& actor) {
  return app
      .add_option("--actor", actor,
                  "Who says so (default: your login name, or user name)")
      ->type_name("NAME");
}

void AddTriage(CLI::App& app, TriageOptions& triage) {
  AddActor(app, triage.actor);
  app.add_option("--request-id", triage.request_id,
                 "Id of this request, which happens once (default: a new one)")
      ->type_name("ID");
  AddChoice(app, "--format", FormatChoices("table", "json"), triage.format,
            "Output: for people, or one line of JSON each (default table)");
}

}  // namespace farcall
