// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/layout/detail_values.h"

#include "cloudtrail/identity/arn.h"
#include "cloudtrail/layout/json_values.h"

namespace farcall {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

namespace {

// Empty where a resource has none.
std::string_view ArnOf(element resource, std::string_view name) {
  object members;
  element value;
  if (resource.get_object().get(members) != simdjson::SUCCESS ||
      members.at_key_case_insensitive(name).get(value) != simdjson::SUCCESS) {
    return {};
  }
  const std::string_view arn = TextOrEmpty(&value);
  return Arn::Parse(arn) ? arn : std::string_view();
}

}  // namespace

std::optional<object> ObjectIn(const element* value, JsonTexts& texts) {
  if (value == nullptr) return {};
  const element only = OnlyElement(*value);
  object found;
  if (only.get_object().get(found) == simdjson::SUCCESS) return found;
  return texts.ParseObject(TextOrEmpty(&only));
}

void ReadResources(const element* resources, std::string_view name,
                   DetailFields& details) {
  if (resources == nullptr) return;
  array list;
  if (resources->get_array().get(list) != simdjson::SUCCESS) {
    details.resources[0] = ArnOf(*resources, name);
    return;
  }
  size_t found = 0;
  for (const element resource : list) {
    const std::string_view arn = ArnOf(resource, name);
    if (arn.empty() || (found > 0 && arn == details.resources[0])) continue;
    details.resources[found++] = arn;
    if (found == details.resources.size()) return;
  }
}

std::string_view IssuedAccessKeyId(object response) {
  for (const std::string_view name : {"credentials", "accessKey"}) {
    object issued;
    element key;
    if (response.at_key_case_insensitive(name).get(issued) ==
            simdjson::SUCCESS &&
        issued.at_key_case_insensitive("accessKeyId").get(key) ==
            simdjson::SUCCESS) {
      return TextOrEmpty(&key);
    }
  }
  return {};
}

}  // namespace farcall
