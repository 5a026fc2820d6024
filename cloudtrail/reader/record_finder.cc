// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/record_finder.h"

#include <algorithm>

#include "cloudtrail/encoding/container.h"
#include "cloudtrail/encoding/json_scanner.h"
#include "cloudtrail/encoding/packed_text.h"
#include "cloudtrail/layout/dotted_document.h"
#include "cloudtrail/layout/ecs_record.h"
#include "cloudtrail/layout/ocsf_record.h"
#include "text/shown_text.h"

namespace farcall {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::string_view kWhole = "record";
constexpr std::string_view kSpaceAndCommas = " \t\r\n,";
constexpr size_t kNamesTold = 8;

FieldError JsonError(std::string_view field, simdjson::error_code code) {
  switch (code) {
    case simdjson::DEPTH_ERROR:
      return MakeFieldError(field, FieldErrorReason::kTooLarge,
                            "is nested deeper than the limit of " +
                                std::to_string(kJsonDepthMax) + " levels");
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return MakeFieldError(field, FieldErrorReason::kTooLarge,
                            "is larger than can be parsed");
    case simdjson::UTF8_ERROR:
      return MakeFieldError(field, FieldErrorReason::kMalformed,
                            "is not valid UTF-8");
    default:
      return MakeFieldError(
          field, FieldErrorReason::kMalformed,
          std::string("is not JSON: ") + simdjson::error_message(code));
  }
}

// Whether `text` was meant as a JSON object, so that its being broken is news:
// a line of a log may begin with a bracket too.
bool IsMeantAsJson(std::string_view text) {
  text = TrimmedJson(text);
  if (text.empty()) return false;
  const char first = text.front();
  text = TrimmedJson(text.substr(1));
  if (text.empty()) return false;
  return (first == '{' && text.front() == '"') ||
         (first == '[' && text.front() == '{');
}

// Names that a whole record has in tools that also take fields out of it.
// Folded.
bool HoldsOriginal(std::string_view folded) {
  static constexpr std::string_view kNames[] = {
      "raw",      "original",        "eventoriginal", "message", "fulllog",
      "log",      "cloudtrailevent", "eventjson",     "rawdata", "rawevent",
      "@message", "fullmessage",     "eventdata",     "rawlog",  "body"};
  return std::ranges::find(kNames, folded) != std::end(kNames);
}

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

// An action line of a bulk file of Elasticsearch: `{"index":{"_id":"1"}}`.
bool IsBulkAction(object object) {
  static constexpr std::string_view kActions[] = {"index", "create", "update",
                                                  "delete"};
  if (object.size() != 1) return false;
  const auto [name, value] = *object.begin();
  simdjson::dom::object target;
  if (std::ranges::find(kActions, name) == std::end(kActions) ||
      value.get_object().get(target) != simdjson::SUCCESS) {
    return false;
  }
  return std::ranges::all_of(target, [](const auto& member) {
    return member.key.starts_with('_') || member.key == "routing" ||
           member.key == "pipeline" || member.key == "require_alias";
  });
}

// The name and the value that an element of a row has, if it has both.
struct Cell {
  std::string_view name;
  element value;
};

// The value in `{"stringValue":"…"}`, which OpenTelemetry writes.
element WithoutType(element value) {
  object typed;
  if (value.get_object().get(typed) != simdjson::SUCCESS || typed.size() != 1) {
    return value;
  }
  const auto [name, inner] = *typed.begin();
  return name.ends_with("Value") ? inner : value;
}

std::optional<Cell> NamedCell(object object) {
  static constexpr std::string_view kNames[] = {"field", "name", "key"};
  Cell cell;
  bool has_value = false;
  for (const auto& [name, value] : object) {
    const FoldedName folded(name);
    if (std::ranges::find(kNames, folded.text()) != std::end(kNames)) {
      cell.name = TextOrEmpty(&value);
    } else if (folded.text() == "value") {
      cell.value = WithoutType(value);
      has_value = true;
    } else {
      return {};
    }
  }
  if (cell.name.empty() || !has_value) return {};
  return cell;
}

void AppendMember(std::string_view name, element value, std::string& json) {
  json += json.empty() ? "{\"" : ",\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') json += '\\';
    json += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  json += "\":" + simdjson::to_string(value);
}

// Why an object is no API call, if it is known to be none.
std::optional<SkipReason> SkipReasonOf(const RecordMembers& members,
                                       object object) {
  const auto is = [&members](RecordKey key, std::string_view text) {
    return EqualsIgnoringCase(members.Text(key), text);
  };
  if (is(RecordKey::kMessageType, "CONTROL_MESSAGE")) {
    return SkipReason::kControlMessage;
  }
  if (members.Has(RecordKey::kDigestS3Object)) return SkipReason::kDigest;
  // S3's own, by EventBridge, and CloudTrail's word that it wrote a file there.
  if (is(RecordKey::kTestEvent, "s3:TestEvent") ||
      is(RecordKey::kEventSource, "aws:s3") ||
      members.Text(RecordKey::kDetailType).starts_with("Object ") ||
      members.Has(RecordKey::kS3ObjectKey)) {
    return SkipReason::kS3Notification;
  }
  if (is(RecordKey::kEventCategory, "Insight") ||
      is(RecordKey::kEventType, "AwsCloudTrailInsight") ||
      members.Has(RecordKey::kInsightDetails)) {
    return SkipReason::kInsights;
  }
  if (is(RecordKey::kEventCategory, "Aggregated") ||
      is(RecordKey::kEventType, "AwsAggregatedEvent")) {
    return SkipReason::kAggregated;
  }
  if (is(RecordKey::kNotificationType, "SubscriptionConfirmation") ||
      is(RecordKey::kNotificationType, "UnsubscribeConfirmation") ||
      (members.Has(RecordKey::kConfigurationItem) &&
       !members.Has(RecordKey::kEventName)) ||
      IsBulkAction(object)) {
    return SkipReason::kOtherEvent;
  }
  return {};
}

// A record of a Lambda event, such as `aws:sqs`, has names of CloudTrail's.
bool IsLambdaSource(const RecordMembers& members) {
  const std::string_view source = members.Text(RecordKey::kEventSource);
  return source.size() > 4 && EqualsIgnoringCase(source.substr(0, 4), "aws:");
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

bool RecordFinder::VisitText(std::string_view text, const Around& around) {
  text = TrimmedJson(text);
  if (depth_ >= kEnvelopeDepthMax) {
    if (!IsMeantAsJson(text)) return false;
    return EmitBroken(
        MakeFieldError(around.name, FieldErrorReason::kTooLarge,
                       "is JSON in JSON text deeper than the limit "
                       "of " +
                           std::to_string(kEnvelopeDepthMax) + " levels"),
        text, around);
  }
  element root;
  const auto code = DocumentAt(depth_).Parse(text, root);
  if (code != simdjson::SUCCESS) {
    if (VisitBrokenContainer(text, around) || VisitSeveralTexts(text, around)) {
      return true;
    }
    return IsMeantAsJson(text) &&
           EmitBroken(JsonError(around.name, code), text, around);
  }
  ++depth_;
  const bool any = VisitElement(root, around);
  --depth_;
  return any;
}

// One of several texts. What is broken is emitted if that is `told`.
bool RecordFinder::VisitPart(std::string_view part, bool told,
                             const Around& around) {
  element root;
  const auto code = DocumentAt(depth_).Parse(part, root);
  if (code != simdjson::SUCCESS) {
    return told && EmitBroken(JsonError(around.name, code), part, around);
  }
  ++depth_;
  const bool any = VisitElement(root, InPiece(root, around));
  --depth_;
  return any;
}

// A delivery that was cut off: its records up to the break, and then the rest.
bool RecordFinder::VisitBrokenContainer(std::string_view text,
                                        const Around& around) {
  const std::optional<Container> container = FindContainer(text);
  if (!container) return false;
  bool any = false;
  for (size_t at = container->begin; at < text.size();) {
    at = text.find_first_not_of(kSpaceAndCommas, at);
    if (at == text.npos || text[at] != '{') return any;
    const size_t end = FindValueEnd(text, at);
    any = VisitPart(text.substr(at, end - at), any, around) || any;
    at = end;
  }
  return any;
}

// Lines, or texts one after the other; or one text behind something else, such
// as the header of a syslog line.
bool RecordFinder::VisitSeveralTexts(std::string_view text,
                                     const Around& around) {
  if (depth_ >= kEnvelopeDepthMax) return false;
  bool any = false;
  bool several = false;
  while (true) {
    // Texts that are JSON strings begin with a quote.
    const size_t begin =
        text.find_first_of(text.starts_with('"') ? "{\"" : "{");
    if (begin == text.npos) return any;
    several = several || begin > 0;
    size_t end = FindValueEnd(text, begin);
    if (end == text.npos) {
      end = text.find("\n{", begin);
      // Of one text that is broken there is nothing more to say.
      if (end == text.npos && !several) return any;
    }
    const std::string_view part =
        text.substr(begin, end == text.npos ? text.npos : end - begin);
    several = several || end < text.size();
    if (!several) return any;
    any = VisitPart(part, any && IsMeantAsJson(part), around) || any;
    if (end == text.npos) return any;
    text.remove_prefix(end);
  }
}

bool RecordFinder::VisitString(std::string_view text, const Around& around) {
  const bool json_string = TrimmedJson(text).starts_with('"');
  if (BeginsJson(text) || json_string) return VisitText(text, around);
  if (const auto unpacked = UnpackText(text, unpacked_bytes_max_)) {
    Around inside = around;
    inside.unpacked = true;
    return VisitText(*unpacked, inside);
  }
  const size_t json = text.find("{\"");
  if (json == text.npos || depth_ >= kEnvelopeDepthMax) return false;
  return VisitSeveralTexts(text, around);
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

// A row whose cells are objects: `{"field":"@message","value":…}` of Logs
// Insights, or `{"eventName":…}` of CloudTrail Lake.
bool RecordFinder::VisitRow(Array array, const Around& around) {
  if (array.size() < 2 || depth_ >= kEnvelopeDepthMax) return false;
  std::string json;
  for (const Element element : array) {
    Object object;
    if (element.get_object().get(object) != simdjson::SUCCESS) return false;
    if (const auto cell = NamedCell(object)) {
      AppendMember(cell->name, cell->value, json);
    } else if (object.size() == 1) {
      const auto [name, value] = *object.begin();
      if (value.is_object() || value.is_array()) return false;
      AppendMember(name, value, json);
    } else {
      return false;
    }
  }
  return VisitText(json + "}", around);
}

// `columns` with their names, and `rows` of values, as query APIs answer.
bool RecordFinder::VisitTable(Object object, const Around& around) {
  Array columns;
  Array rows;
  if (depth_ >= kEnvelopeDepthMax ||
      object.at_key("columns").get(columns) != simdjson::SUCCESS ||
      object.at_key("rows").get(rows) != simdjson::SUCCESS) {
    return false;
  }
  std::vector<std::string_view> names;
  for (const Element column : columns) {
    Object described;
    Element name = column;
    if (column.get_object().get(described) == simdjson::SUCCESS &&
        described.at_key("name").get(name) != simdjson::SUCCESS) {
      return false;
    }
    names.push_back(TextOrEmpty(&name));
  }
  bool any = false;
  for (const Element row : rows) {
    Array cells;
    if (row.get_array().get(cells) != simdjson::SUCCESS ||
        cells.size() != names.size() || names.empty()) {
      continue;
    }
    std::string json;
    size_t column = 0;
    for (const Element cell : cells) AppendMember(names[column++], cell, json);
    any = VisitText(json + "}", around) || any;
  }
  return any;
}

bool RecordFinder::VisitPrefixed(Object object, const Around& around) {
  constexpr std::string_view kName = "eventSource";
  if (depth_ >= kEnvelopeDepthMax) return false;
  std::string_view prefix;
  for (const auto& [name, value] : object) {
    if (name.size() > kName.size() &&
        EqualsIgnoringCase(name.substr(name.size() - kName.size()), kName)) {
      prefix = name.substr(0, name.size() - kName.size());
    }
  }
  if (!prefix.ends_with('.') && !prefix.ends_with('_')) return false;
  std::string json;
  for (const auto& [name, value] : object) {
    if (name.starts_with(prefix)) {
      AppendMember(name.substr(prefix.size()), value, json);
    }
  }
  return VisitText(json + "}", around);
}

bool RecordFinder::VisitObject(Object object, Around around) {
  const RecordMembers members(object);
  if (const auto skip = SkipReasonOf(members, object)) {
    return EmitSkipped(*skip, object, members, around);
  }
  const auto emit = [&](FoundRecord::Form form, std::string_view id) {
    FoundRecord record;
    record.form = form;
    record.object = object;
    record.members = &members;
    return Emit(std::move(record), id, around);
  };
  if (IsLambdaSource(members)) {
    return VisitMembers(object, around) ||
           EmitSkipped(SkipReason::kOtherEvent, object, members, around);
  }
  if (IsCloudTrailRecord(members)) {
    return (!HasIdentity(members) && VisitOriginals(object, around)) ||
           emit(FoundRecord::Form::kCloudTrail,
                EventIdOf(members, texts_).text);
  }
  if (around.country.empty()) around.country = EcsCountry(object);
  const DottedDocument document(object);
  if (IsEcsRecord(object)) {
    if (const auto skip = EcsSkipReason(object)) {
      return EmitSkipped(*skip, object, members, around);
    }
    const bool ignored = std::exchange(broken_ignored_, true);
    const bool any =
        VisitOriginals(object, around) || VisitOpenSearch(document, around);
    broken_ignored_ = ignored;
    return any || emit(FoundRecord::Form::kEcs, document.Text("event.id"));
  }
  if (IsOcsfRecord(object)) {
    return VisitOriginals(object, around) ||
           emit(FoundRecord::Form::kOcsf, document.Text("metadata.uid"));
  }
  // Names in the manner of the Elastic Common Schema: so is the time.
  if (document.Has("aws.cloudtrail.event_name")) {
    around.time = document.Text("@timestamp");
  }
  if (members.Has(RecordKey::kDetailType) ||
      members.Has(RecordKey::kNotificationTopic)) {
    return VisitNotification(object, members, around);
  }
  return VisitTable(object, around) || VisitMembers(object, around) ||
         VisitPrefixed(object, around) ||
         (IsPartOfRecord(members) && emit(FoundRecord::Form::kCloudTrail,
                                          EventIdOf(members, texts_).text));
}

// OpenSearch keeps CloudTrail's names one level down.
bool RecordFinder::VisitOpenSearch(const DottedDocument& document,
                                   const Around& around) {
  Element value;
  Object record;
  return document.Find("aws.cloudtrail", value) &&
         value.get_object().get(record) == simdjson::SUCCESS &&
         IsCloudTrailRecord(RecordMembers(record)) &&
         VisitObject(record, around);
}

// Of EventBridge and SNS: what they carry decides, and nothing else in them.
bool RecordFinder::VisitNotification(Object object,
                                     const RecordMembers& members,
                                     const Around& around) {
  bool any = false;
  for (const RecordKey key :
       {RecordKey::kDetail, RecordKey::kNotificationMessage}) {
    if (const element* carried = members.Find(key)) {
      any = VisitMember(kRecordKeys.NameOf(static_cast<size_t>(key)), *carried,
                        around) ||
            any;
    }
  }
  // Filebeat keeps the event of EventBridge beside its `detail-type`.
  return any || VisitOriginals(object, around) ||
         VisitPrefixed(object, around) ||
         EmitSkipped(SkipReason::kOtherEvent, object, members, around);
}

bool RecordFinder::VisitOriginals(Object object, const Around& around) {
  bool any = false;
  const size_t begin = ids_.size();
  for (const auto& [name, value] : object) {
    const FoldedName folded(name);
    Object inner;
    beside_.emplace_back(begin, ids_.size());
    if (HoldsOriginal(folded.text())) {
      any = VisitMember(name, value, around) || any;
    } else if ((folded.text() == "event" || folded.text() == "input") &&
               value.get_object().get(inner) == simdjson::SUCCESS) {
      any = VisitOriginals(inner, around) || any;
    }
    beside_.pop_back();
  }
  return any;
}

bool RecordFinder::VisitMembers(Object object, const Around& around) {
  bool any = false;
  const size_t begin = ids_.size();
  for (const bool originals : {true, false}) {
    for (const auto& [name, value] : object) {
      const bool original = HoldsOriginal(FoldedName(name).text()) ||
                            BeginsJson(TextOrEmpty(&value));
      if (original != originals) continue;
      beside_.emplace_back(begin, ids_.size());
      any = VisitMember(name, value, around) || any;
      beside_.pop_back();
    }
  }
  return any;
}

bool RecordFinder::VisitMember(std::string_view name, element value,
                               Around around) {
  around.name = name;
  return VisitElement(value, around);
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
