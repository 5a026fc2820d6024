// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/encoding/json_document.h"

#include "cloudtrail/encoding/json_repair.h"
#include "cloudtrail/encoding/limits.h"

namespace farcall {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kSpace = " \t\r\n\x1E";
constexpr size_t kCapacityBytes = 4 << 10;  // to begin with; grows

// Whether mending values may help.
bool MayBeRepaired(simdjson::error_code code) {
  return code != simdjson::SUCCESS && code != simdjson::CAPACITY &&
         code != simdjson::MEMALLOC && code != simdjson::DEPTH_ERROR &&
         code != simdjson::UTF8_ERROR && code != simdjson::EMPTY;
}

}  // namespace

JsonDocument::JsonDocument()
    : allocated_(parser_.allocate(kCapacityBytes, kJsonDepthMax)) {}

simdjson::error_code JsonDocument::Parse(std::string_view json,
                                         simdjson::dom::element& root) {
  if (allocated_ != simdjson::SUCCESS) return allocated_;
  const auto code = parser_.parse(json.data(), json.size(), true).get(root);
  if (!MayBeRepaired(code)) return code;
  const auto repaired = RepairJson(json);
  if (!repaired) return code;
  return parser_.parse(repaired->data(), repaired->size(), true).get(root);
}

std::optional<simdjson::dom::object> JsonTexts::ParseObject(
    std::string_view text) {
  text = TrimmedJson(text);
  if (!text.starts_with('{')) return {};
  if (used_ == documents_.size()) {
    documents_.push_back(std::make_unique<JsonDocument>());
  }
  simdjson::dom::element root;
  simdjson::dom::object object;
  if (documents_[used_]->Parse(text, root) != simdjson::SUCCESS ||
      root.get_object().get(object) != simdjson::SUCCESS) {
    return {};
  }
  ++used_;
  return object;
}

std::string_view TrimmedJson(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  const size_t begin = text.find_first_not_of(kSpace);
  return begin == text.npos ? std::string_view() : text.substr(begin);
}

bool BeginsJson(std::string_view text) {
  text = TrimmedJson(text);
  return text.starts_with('{') || text.starts_with('[');
}

}  // namespace farcall
