// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace farcall {

// One parsed JSON text. Keeps its buffers from one text to the next.
class JsonDocument {
 public:
  JsonDocument();

  // The root of `json`, which must not lie in what this document parsed
  // before. What RepairJson() can mend is mended. Good until the next call.
  simdjson::error_code Parse(std::string_view json,
                             simdjson::dom::element& root);

 private:
  simdjson::dom::parser parser_;
  simdjson::error_code allocated_;
};

// JSON texts that are members of a record, such as a `userIdentity` that a
// warehouse exported as text. What was parsed is good until Clear().
class JsonTexts {
 public:
  // Nothing where `text` is no JSON object.
  std::optional<simdjson::dom::object> ParseObject(std::string_view text);
  void Clear() { used_ = 0; }

 private:
  std::vector<std::unique_ptr<JsonDocument>> documents_;
  size_t used_ = 0;
};

// `text` without the space, the byte order mark and the record separators
// (RFC 7464) before it.
std::string_view TrimmedJson(std::string_view text);

// Whether `text` begins as a JSON object or array does.
bool BeginsJson(std::string_view text);

}  // namespace farcall
