// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/layout/dotted_document.h"

#include "cloudtrail/layout/json_values.h"

namespace farcall {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

bool FindMember(object from, std::string_view name, element& value) {
  if (from.at_key(name).get(value) == simdjson::SUCCESS) return true;
  for (size_t dot = name.find('.'); dot != name.npos;
       dot = name.find('.', dot + 1)) {
    object inner;
    if (from.at_key(name.substr(0, dot)).get(inner) == simdjson::SUCCESS &&
        FindMember(inner, name.substr(dot + 1), value)) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool DottedDocument::Find(std::string_view name, element& value) const {
  if (!FindMember(document_, name, value)) return false;
  value = OnlyElement(value);
  return !value.is_null();
}

bool DottedDocument::Has(std::string_view name) const {
  element value;
  return Find(name, value);
}

std::string_view DottedDocument::Text(std::string_view name) const {
  element value;
  return Find(name, value) ? TextOrEmpty(&value) : std::string_view();
}

bool DottedDocument::IsTrue(std::string_view name) const {
  element value;
  return Find(name, value) && farcall::IsTrue(&value);
}

TextField DottedDocument::Field(std::string_view name) const {
  element value;
  return TextFieldOf(name, Find(name, value) ? &value : nullptr);
}

}  // namespace farcall
