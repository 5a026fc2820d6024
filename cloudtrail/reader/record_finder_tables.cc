// SPDX-License-Identifier: Apache-2.0
// Records whose members stand in rows, or under names with a prefix: each is
// written as a JSON object of its own, and looked at then.
#include <algorithm>

#include "cloudtrail/encoding/json_document.h"
#include "cloudtrail/reader/record_finder.h"

namespace farcall {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// The name and the value that an element of a row has, if it has both.
struct Cell {
  std::string_view name;
  element value;
};

// The value in `{"stringValue":"…"}`, which OpenTelemetry writes.
element WithoutType(element value) {
  object typed;
  if (value.get_object().get(typed) != simdjson::SUCCESS || typed.size() != 1) {
    return value;
  }
  const auto [name, inner] = *typed.begin();
  return name.ends_with("Value") ? inner : value;
}

std::optional<Cell> NamedCell(object object) {
  static constexpr std::string_view kNames[] = {"field", "name", "key"};
  Cell cell;
  bool has_value = false;
  for (const auto& [name, value] : object) {
    const FoldedName folded(name);
    if (std::ranges::find(kNames, folded.text()) != std::end(kNames)) {
      cell.name = TextOrEmpty(&value);
    } else if (folded.text() == "value") {
      cell.value = WithoutType(value);
      has_value = true;
    } else {
      return {};
    }
  }
  if (cell.name.empty() || !has_value) return {};
  return cell;
}

void AppendMember(std::string_view name, element value, std::string& json) {
  json += json.empty() ? "{\"" : ",\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') json += '\\';
    json += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  json += "\":" + simdjson::to_string(value);
}

}  // namespace

// A row whose cells are objects: `{"field":"@message","value":…}` of Logs
// Insights, or `{"eventName":…}` of CloudTrail Lake.
bool RecordFinder::VisitRow(Array array, const Around& around) {
  if (array.size() < 2 || depth_ >= kEnvelopeDepthMax) return false;
  std::string json;
  for (const Element element : array) {
    Object object;
    if (element.get_object().get(object) != simdjson::SUCCESS) return false;
    if (const auto cell = NamedCell(object)) {
      AppendMember(cell->name, cell->value, json);
    } else if (object.size() == 1) {
      const auto [name, value] = *object.begin();
      if (value.is_object() || value.is_array()) return false;
      AppendMember(name, value, json);
    } else {
      return false;
    }
  }
  return VisitText(json + "}", around);
}

// `columns` with their names, and `rows` of values, as query APIs answer.
bool RecordFinder::VisitTable(Object object, const Around& around) {
  Array columns;
  Array rows;
  if (depth_ >= kEnvelopeDepthMax ||
      object.at_key("columns").get(columns) != simdjson::SUCCESS ||
      object.at_key("rows").get(rows) != simdjson::SUCCESS) {
    return false;
  }
  std::vector<std::string_view> names;
  for (const Element column : columns) {
    Object described;
    Element name = column;
    if (column.get_object().get(described) == simdjson::SUCCESS &&
        described.at_key("name").get(name) != simdjson::SUCCESS) {
      return false;
    }
    names.push_back(TextOrEmpty(&name));
  }
  bool any = false;
  for (const Element row : rows) {
    Array cells;
    if (row.get_array().get(cells) != simdjson::SUCCESS ||
        cells.size() != names.size() || names.empty()) {
      continue;
    }
    std::string json;
    size_t column = 0;
    for (const Element cell : cells) AppendMember(names[column++], cell, json);
    any = VisitText(json + "}", around) || any;
  }
  return any;
}

bool RecordFinder::VisitPrefixed(Object object, const Around& around) {
  constexpr std::string_view kName = "eventSource";
  if (depth_ >= kEnvelopeDepthMax) return false;
  std::string_view prefix;
  for (const auto& [name, value] : object) {
    if (name.size() > kName.size() &&
        EqualsIgnoringCase(name.substr(name.size() - kName.size()), kName)) {
      prefix = name.substr(0, name.size() - kName.size());
    }
  }
  if (!prefix.ends_with('.') && !prefix.ends_with('_')) return false;
  std::string json;
  for (const auto& [name, value] : object) {
    if (name.starts_with(prefix)) {
      AppendMember(name.substr(prefix.size()), value, json);
    }
  }
  return VisitText(json + "}", around);
}

}  // namespace farcall
