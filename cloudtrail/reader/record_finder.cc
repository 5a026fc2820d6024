// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/record_finder.h"

#include <algorithm>

#include "cloudtrail/encoding/json_scanner.h"
#include "cloudtrail/reader/json_error.h"
#include "text/shown_text.h"

namespace farcall {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::string_view kWhole = "record";
constexpr size_t kNamesTold = 8;

// A list that is there and empty, as of a delivery without records.
bool IsEmptyDelivery(object object) {
  static constexpr std::string_view kNames[] = {
      "records", "events", "logevents", "hits", "results", "rows"};
  for (const auto& [name, value] : object) {
    const FoldedName folded(name);
    if (std::ranges::find(kNames, folded.text()) == std::end(kNames)) continue;
    array list;
    simdjson::dom::object inner;
    if (value.is_null()) return true;
    if (value.get_array().get(list) == simdjson::SUCCESS && list.size() == 0) {
      return true;
    }
    if (value.get_object().get(inner) == simdjson::SUCCESS &&
        IsEmptyDelivery(inner)) {
      return true;
    }
  }
  return false;
}

// `at the top: a, b, c and 4 more`.
std::string TopNames(element root) {
  array elements;
  while (root.get_array().get(elements) == simdjson::SUCCESS &&
         elements.size() > 0) {
    root = *elements.begin();
  }
  object top;
  if (root.get_object().get(top) != simdjson::SUCCESS || top.size() == 0) {
    return {};
  }
  std::string names = "; at the top: ";
  size_t told = 0;
  for (const auto& [name, value] : top) {
    if (told == kNamesTold) {
      return names + " and " + std::to_string(top.size() - told) + " more";
    }
    if (told++ > 0) names += ", ";
    names += ShownText(name);
  }
  return names;
}

}  // namespace

JsonDocument& RecordFinder::DocumentAt(size_t depth) {
  while (documents_.size() <= depth) {
    documents_.push_back(std::make_unique<JsonDocument>());
  }
  return *documents_[depth];
}

RecordFinder::Around RecordFinder::InPiece(Element piece, Around around) {
  around.piece = piece;
  around.piece_number = ++pieces_;
  return around;
}

std::optional<RecordFinder::Nothing> RecordFinder::Find(
    std::string_view json, absl::FunctionRef<void(const FoundRecord&)> found) {
  depth_ = 0;
  pieces_ = 0;
  broken_ignored_ = false;
  ids_.clear();
  beside_.clear();
  texts_.Clear();
  json = TrimmedJson(json);
  if (json.empty()) {
    return Nothing{.error = MakeFieldError(kWhole, FieldErrorReason::kMissing,
                                           "is empty")};
  }
  found_ = &found;
  const Around around{.name = kWhole};
  element root;
  const auto code = DocumentAt(0).Parse(json, root);
  if (code != simdjson::SUCCESS) {
    if (VisitSeveralTexts(json, around)) return {};
    return Nothing{.error = JsonError(kWhole, code)};
  }
  depth_ = 1;
  if (VisitElement(root, around)) return {};
  Nothing nothing{.is_json = true};
  object top;
  if (root.get_object().get(top) == simdjson::SUCCESS) {
    nothing.empty_delivery = IsEmptyDelivery(top);
  } else if (!root.is_array()) {
    nothing.error = MakeFieldError(
        kWhole, FieldErrorReason::kWrongType,
        "is " + std::string(TypeName(root)) +
            "; it must be an object that holds a CloudTrail record");
    return nothing;
  }
  nothing.error = MakeFieldError(kWhole, FieldErrorReason::kInvalid,
                                 "holds no CloudTrail record" + TopNames(root));
  return nothing;
}

bool RecordFinder::VisitElement(element element, const Around& around) {
  Object object;
  if (element.get_object().get(object) == simdjson::SUCCESS) {
    return VisitObject(object, around);
  }
  Array array;
  if (element.get_array().get(array) == simdjson::SUCCESS) {
    return VisitArray(array, around);
  }
  std::string_view text;
  return element.get_string().get(text) == simdjson::SUCCESS &&
         VisitString(text, around);
}

bool RecordFinder::VisitArray(Array array, const Around& around) {
  if (VisitRow(array, around)) return true;
  bool any = false;
  for (const Element element : array) {
    const Around inside = array.size() > 1 ? InPiece(element, around) : around;
    any = VisitElement(element, inside) || any;
  }
  return any;
}

bool RecordFinder::WasFoundBeside(std::string_view event_id) const {
  return !event_id.empty() &&
         std::ranges::any_of(beside_, [&](const auto& range) {
           const auto end =
               ids_.begin() + static_cast<std::ptrdiff_t>(range.second);
           return std::find(
                      ids_.begin() + static_cast<std::ptrdiff_t>(range.first),
                      end, event_id) != end;
         });
}

bool RecordFinder::Emit(FoundRecord record, std::string_view event_id,
                        const Around& around) {
  if (WasFoundBeside(event_id)) return true;
  if (!beside_.empty()) ids_.emplace_back(event_id);
  record.country = around.country;
  record.time = around.time;
  record.piece = around.piece;
  record.piece_number = around.piece_number;
  record.unpacked = around.unpacked;
  (*found_)(record);
  texts_.Clear();
  return true;
}

bool RecordFinder::EmitSkipped(SkipReason reason, Object object,
                               const RecordMembers& members,
                               const Around& around) {
  FoundRecord skipped;
  skipped.object = object;
  skipped.members = &members;
  skipped.form = FoundRecord::Form::kSkipped;
  skipped.skip = reason;
  return Emit(std::move(skipped), {}, around);
}

bool RecordFinder::EmitBroken(FieldError error, std::string_view text,
                              const Around& around) {
  if (broken_ignored_) return false;
  FoundRecord broken;
  broken.form = FoundRecord::Form::kBroken;
  broken.error = std::move(error);
  broken.text = text;
  return Emit(std::move(broken), {}, around);
}

}  // namespace farcall
