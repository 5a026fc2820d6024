// SPDX-License-Identifier: Apache-2.0
// Prints what is generated from the code: `configuration`, `ingest` and
// `metrics` are the files in docs/, `exposition` is what Prometheus scrapes
// from a new server, `settings` and `ingest-settings` are what
// helm/settings_schema.py makes the chart's schema of.
#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <string_view>
#include <variant>

#include "ingest/config/ingest_invocation.h"
#include "ingest/config/ingest_settings.h"
#include "server/config/config_docs.h"
#include "server/config/settings.h"
#include "server/telemetry/metrics.h"
#include "server/telemetry/metrics_docs.h"

namespace {

using nlohmann::ordered_json;

ordered_json SchemaOf(const farcall::Setting& setting) {
  ordered_json schema;
  schema["description"] = setting.help;
  if (const auto* integer =
          std::get_if<farcall::IntegerSetting>(&setting.kind)) {
    schema["type"] = "integer";
    schema["minimum"] = integer->min;
    schema["maximum"] = integer->max;
  } else if (const auto* choice =
                 std::get_if<farcall::ChoiceSetting>(&setting.kind)) {
    schema["enum"] = choice->names;
  } else {
    const bool is_switch =
        std::holds_alternative<farcall::SwitchSetting>(setting.kind);
    schema["type"] = is_switch ? "boolean" : "string";
    const auto* text = std::get_if<farcall::TextSetting>(&setting.kind);
    if (text != nullptr && !text->form.schema_pattern.empty()) {
      schema["pattern"] = text->form.schema_pattern;
    }
  }
  return schema;
}

ordered_json SchemasOf(const farcall::SettingTable& table) {
  ordered_json schemas = ordered_json::object();
  for (const farcall::Setting& setting : table.settings) {
    schemas[std::string(setting.name)] = SchemaOf(setting);
  }
  return schemas;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc == 2 ? argv[1] : "";
  if (what == "configuration") {
    std::cout << farcall::ConfigurationMarkdown();
  } else if (what == "ingest") {
    std::cout << farcall::IngestConfigurationMarkdown();
  } else if (what == "metrics") {
    std::cout << farcall::MetricsMarkdown(farcall::Metrics("docs"));
  } else if (what == "exposition") {
    const farcall::Metrics metrics("docs");
    for (const auto& source : metrics.sources()) {
      prometheus::TextSerializer().Serialize(std::cout, source->Collect());
    }
  } else if (what == "settings") {
    std::cout << SchemasOf(farcall::ServerSettings()).dump(2) << "\n";
  } else if (what == "ingest-settings") {
    std::cout << SchemasOf(farcall::IngestSettings()).dump(2) << "\n";
  } else {
    std::cerr << "usage: farcall_print_docs "
                 "configuration|ingest|metrics|exposition|settings|"
                 "ingest-settings\n";
    return 2;
  }
}
