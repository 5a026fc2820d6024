// SPDX-License-Identifier: Apache-2.0
#include "ingest/mover/dead_letters.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/time/time.h"
#include "text/utf8.h"

namespace farcall {
namespace {

// Of a place or a reason.
constexpr size_t kNoteBytesMax = 256;

using Json = nlohmann::ordered_json;

std::string Render(Json json, std::string_view text, size_t text_bytes) {
  std::string_view kept = text.substr(0, text_bytes);
  // Not in the middle of a character.
  for (int i = 0;
       i < 3 && kept.size() < text.size() && IsUtf8(text) && !IsUtf8(kept);
       ++i) {
    kept.remove_suffix(1);
  }
  if (IsUtf8(kept)) {
    json["text"] = kept;
  } else {
    json["base64"] = absl::Base64Escape(std::string(kept));
  }
  if (kept.size() < text.size()) json["cut"] = true;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string DeadLetterJson(const DeadLetter& letter,
                           std::chrono::system_clock::time_point now,
                           size_t bytes_max) {
  Json json;
  json["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromChrono(now),
                                  absl::UTCTimeZone());
  json["place"] = letter.place.substr(0, kNoteBytesMax);
  json["record"] = letter.record;
  json["code"] = letter.code;
  json["field"] = letter.field;
  json["reason"] = letter.reason.substr(0, kNoteBytesMax);
  json["bytes"] = letter.text.size();
  size_t text_bytes = letter.text.size();
  std::string line = Render(json, letter.text, text_bytes);
  while (line.size() > bytes_max) {
    text_bytes = text_bytes > bytes_max ? bytes_max : text_bytes / 2;
    line = Render(json, letter.text, text_bytes);
  }
  return line;
}

}  // namespace farcall
