// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "cloudtrail/layout/key_table.h"
#include "cloudtrail/layout/record_fields.h"
#include "text/ascii.h"

namespace farcall {

// `a number`, `an object`, ...
std::string_view TypeName(simdjson::dom::element value);

// The value, or the only element of an array: what `fields` of a search hit
// holds.
simdjson::dom::element OnlyElement(simdjson::dom::element value);

// The text of `value`, or of its only element; empty if it is null (the pointer
// or the JSON) or of another type.
std::string_view TextOrEmpty(const simdjson::dom::element* value);

// A number as text: without a fraction where it is whole. Nothing if `value` is
// no number.
std::optional<std::string> NumberText(simdjson::dom::element value);

// The field `name`, which must be text where it is there.
TextField TextFieldOf(std::string_view name,
                      const simdjson::dom::element* value);

// `field`, read from `value`, where the text may be a number too: `fields`
// keeps its text.
TextField NumberedField(TextField field, const simdjson::dom::element* value,
                        RecordFields& fields);

// The same of a text that only describes the call: another type costs the text
// alone.
TextField OptionalField(TextField field, const simdjson::dom::element* value,
                        RecordFields& fields);

// True or false where `value`, or its only element, is that, or the text of it;
// nothing otherwise.
std::optional<bool> FlagOf(const simdjson::dom::element* value);

inline bool IsTrue(const simdjson::dom::element* value) {
  return FlagOf(value).value_or(false);
}

// Those members of an object whose names are in `kTable`, found in one pass.
// Null members count as absent; of several with one name, the last counts.
// `Key` numbers the names.
template <typename Key, const auto& kTable>
class Members {
 public:
  explicit Members(simdjson::dom::object object) {
    for (const auto& [name, value] : object) Set(kTable.Find(name), value);
  }

  // Takes `value` for the key, or leaves it where the key is kNotFound.
  void Set(size_t key, simdjson::dom::element value) {
    if (key == kTable.kNotFound) return;
    values_[key] = value;
    present_[key] = !value.is_null();
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
  std::array<simdjson::dom::element, kTable.kSize> values_;
  std::array<bool, kTable.kSize> present_{};
};

}  // namespace farcall
