// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <string_view>

#include "cloudtrail/layout/record_fields.h"

namespace farcall {

// Members of a document by their dotted names, whether they are nested, flat
// (`"event.id": …`) or partly so. Null members count as absent; an array of one
// element counts as the element.
class DottedDocument {
 public:
  explicit DottedDocument(simdjson::dom::object document)
      : document_(document) {}

  bool Has(std::string_view name) const;
  bool Find(std::string_view name, simdjson::dom::element& value) const;
  // Empty where it is absent or no text.
  std::string_view Text(std::string_view name) const;
  // Whether it is true, or the text `true`.
  bool IsTrue(std::string_view name) const;
  // `name` must outlive the field.
  TextField Field(std::string_view name) const;

 private:
  simdjson::dom::object document_;
};

}  // namespace farcall
