// SPDX-License-Identifier: Apache-2.0
#include "tests/formats/schema_check.h"

#include <algorithm>
#include <map>

namespace farcall {
namespace {

using nlohmann::json;

// The leaves of a document by their pointers, with `*` for places in arrays.
void AddLeaves(const json& value, const std::string& pointer,
               const std::vector<std::string>& open,
               std::multimap<std::string, const json*>& leaves) {
  const bool is_open = std::ranges::find(open, pointer) != open.end();
  if (is_open || !value.is_structured()) {
    leaves.emplace(pointer, &value);
    return;
  }
  for (const auto& [key, inner] : value.items()) {
    AddLeaves(inner, pointer + "/" + (value.is_array() ? "*" : key), open,
              leaves);
  }
}

bool SameType(json::value_t type, json::value_t wanted) {
  const auto plain = [](json::value_t one) {
    return one == json::value_t::number_unsigned ? json::value_t::number_integer
                                                 : one;
  };
  // A number that may have decimals need not have them.
  return plain(type) == plain(wanted) ||
         (wanted == json::value_t::number_float &&
          plain(type) == json::value_t::number_integer);
}

}  // namespace

std::vector<std::string> Violations(const json& document,
                                    const std::vector<SchemaField>& schema,
                                    const std::vector<std::string>& open) {
  std::multimap<std::string, const json*> leaves;
  AddLeaves(document, "", open, leaves);
  std::vector<std::string> violations;
  for (const SchemaField& field : schema) {
    if (field.required && !leaves.contains(field.pointer)) {
      violations.push_back(field.pointer + " is required");
    }
  }
  for (const auto& [pointer, value] : leaves) {
    if (std::ranges::find(open, pointer) != open.end()) continue;
    const auto field =
        std::ranges::find(schema, pointer, &SchemaField::pointer);
    if (field == schema.end()) {
      violations.push_back(pointer + " is not in the schema");
    } else if (!SameType(value->type(), field->type)) {
      violations.push_back(pointer + " has the type " + value->type_name());
    } else if (!field->values.empty() &&
               std::ranges::find(field->values, *value) ==
                   field->values.end()) {
      violations.push_back(pointer + " has the value " + value->dump());
    }
  }
  return violations;
}

}  // namespace farcall
