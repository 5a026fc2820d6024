// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>

#include "cloudtrail/cloudtrail_record.h"
#include "cloudtrail/record_fields.h"

namespace farcall {

// Opens what is around a record: objects and one-element arrays that have it as
// a member, and texts that hold it as JSON. Keeps its buffers from one record
// to the next.
class Envelope {
 public:
  Envelope();

  // Finds the one record in `json` and reads its fields, which are good until
  // the next call. What is no JSON, or holds no record or several, is an error.
  std::optional<FieldError> Open(std::string_view json, RecordFields& fields);

 private:
  using Error = std::optional<FieldError>;
  using Element = simdjson::dom::element;
  using Object = simdjson::dom::object;

  // `name` is the member that holds what is opened.
  Error OpenText(std::string_view name, std::string_view json);
  Error OpenElement(std::string_view name, Element element);
  Error OpenArray(std::string_view name, simdjson::dom::array array);
  Error OpenObject(Object object);
  simdjson::dom::parser parser_;
  simdjson::error_code allocated_;
  std::string text_;     // the text that was parsed, where it was in another
  std::string country_;  // found around the record
  size_t depth_ = 0;     // texts opened
  RecordFields* fields_ = nullptr;
};

}  // namespace farcall
