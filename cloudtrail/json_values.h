// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <array>
#include <string_view>

#include "cloudtrail/key_table.h"
#include "cloudtrail/record_fields.h"

namespace farcall {

// `a number`, `an object`, ...
std::string_view TypeName(simdjson::dom::element value);

// The text of `value`; empty if it is null (the pointer or the JSON) or of
// another type.
inline std::string_view TextOrEmpty(const simdjson::dom::element* value) {
  std::string_view text;
  if (value == nullptr || value->get_string().get(text) != simdjson::SUCCESS) {
    return {};
  }
  return text;
}

inline TextField TextFieldOf(std::string_view name,
                             const simdjson::dom::element* value) {
  TextField field{.name = name, .text = {}, .wrong_type = {}};
  if (value == nullptr) return field;
  if (value->get_string().get(field.text) != simdjson::SUCCESS) {
    field.wrong_type = TypeName(*value);
  }
  return field;
}

// Those members of an object whose names are in `kTable`, found in one pass.
// Null members count as absent; of several with one name, the last counts.
// `Key` numbers the names.
template <typename Key, const auto& kTable>
class Members {
 public:
  explicit Members(simdjson::dom::object object) {
    for (const auto& [name, value] : object) {
      const size_t index = kTable.Find(name);
      if (index == kTable.kNotFound) continue;
      values_[index] = value;
      present_[index] = !value.is_null();
    }
  }

  const simdjson::dom::element* Find(Key key) const {
    const auto index = static_cast<size_t>(key);
    return present_[index] ? &values_[index] : nullptr;
  }

  bool Has(Key key) const { return Find(key) != nullptr; }
  std::string_view Text(Key key) const { return TextOrEmpty(Find(key)); }

  TextField Field(Key key) const {
    return TextFieldOf(kTable.NameOf(static_cast<size_t>(key)), Find(key));
  }

 private:
  std::array<simdjson::dom::element, kTable.kNotFound> values_;
  std::array<bool, kTable.kNotFound> present_{};
};

}  // namespace farcall
