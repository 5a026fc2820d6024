// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace farcall {

// What a published schema says of one field.
struct SchemaField {
  std::string pointer;  // `/metadata/version`; `*` stands for every element
  nlohmann::json::value_t type;
  bool required = false;
  std::vector<nlohmann::json> values{};  // none = any of that type
};

// What is wrong with a document, a line each: fields that are required and not
// there, of another type, or with a value that the schema does not have, and
// fields of which the schema says nothing. `open` are fields below which
// anything may stand.
std::vector<std::string> Violations(const nlohmann::json& document,
                                    const std::vector<SchemaField>& schema,
                                    const std::vector<std::string>& open);

}  // namespace farcall
