// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/layout/json_values.h"

#include <cmath>
#include <cstdio>

namespace farcall {

using simdjson::dom::element;
using simdjson::dom::element_type;

std::string_view TypeName(element value) {
  switch (value.type()) {
    case element_type::ARRAY:
      return "an array";
    case element_type::OBJECT:
      return "an object";
    case element_type::STRING:
      return "text";
    case element_type::BOOL:
      return "a boolean";
    case element_type::NULL_VALUE:
      return "null";
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
      return "a number";
  }
  return "of an unknown type";
}

element OnlyElement(element value) {
  simdjson::dom::array array;
  if (value.get_array().get(array) == simdjson::SUCCESS && array.size() == 1) {
    return *array.begin();
  }
  return value;
}

std::string_view TextOrEmpty(const element* value) {
  std::string_view text;
  if (value == nullptr ||
      OnlyElement(*value).get_string().get(text) != simdjson::SUCCESS) {
    return {};
  }
  return text;
}

std::optional<bool> FlagOf(const element* value) {
  if (value == nullptr) return {};
  bool flag = false;
  if (OnlyElement(*value).get_bool().get(flag) == simdjson::SUCCESS) {
    return flag;
  }
  const std::string_view text = TextOrEmpty(value);
  if (EqualsIgnoringCase(text, "true")) return true;
  if (EqualsIgnoringCase(text, "false")) return false;
  return {};
}

std::optional<std::string> NumberText(element value) {
  switch (value.type()) {
    case element_type::INT64:
      return std::to_string(int64_t{value});
    case element_type::UINT64:
      return std::to_string(uint64_t{value});
    case element_type::DOUBLE: {
      const double number = value;
      char text[64];
      const bool whole = std::floor(number) == number;
      std::snprintf(text, sizeof(text), "%.*f", whole ? 0 : 6, number);
      return text;
    }
    default:
      return {};
  }
}

TextField TextFieldOf(std::string_view name, const element* value) {
  TextField field{.name = name, .text = {}, .wrong_type = {}};
  if (value == nullptr) return field;
  const element only = OnlyElement(*value);
  if (!only.is_null() &&
      only.get_string().get(field.text) != simdjson::SUCCESS) {
    field.wrong_type = TypeName(only);
  }
  return field;
}

TextField NumberedField(TextField field, const element* value,
                        RecordFields& fields) {
  if (field.wrong_type.empty()) return field;
  if (auto number = NumberText(OnlyElement(*value))) {
    field.text = fields.Keep(*std::move(number));
    field.wrong_type = {};
  }
  return field;
}

TextField OptionalField(TextField field, const element* value,
                        RecordFields& fields) {
  field = NumberedField(field, value, fields);
  field.wrong_type = {};
  return field;
}

}  // namespace farcall
