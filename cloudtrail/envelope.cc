// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/envelope.h"

#include <utility>

#include "cloudtrail/ecs_record.h"
#include "cloudtrail/limits.h"
#include "scoring/country_code.h"

namespace farcall {
namespace {

constexpr std::string_view kWhole = "record";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kSpace = " \t\r\n";
constexpr size_t kCapacityBytes = 64 << 10;  // to begin with; grows

FieldError MakeError(std::string_view field, FieldErrorReason reason,
                     std::string_view what) {
  FieldError error{
      .field = std::string(field), .reason = reason, .message = {}};
  error.message.append(field).append(" ").append(what);
  return error;
}

FieldError JsonError(std::string_view field, simdjson::error_code code) {
  switch (code) {
    case simdjson::DEPTH_ERROR:
      return MakeError(field, FieldErrorReason::kTooLarge,
                       "is nested deeper than the limit of " +
                           std::to_string(kJsonDepthMax) + " levels");
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return MakeError(field, FieldErrorReason::kTooLarge,
                       "is larger than can be parsed");
    case simdjson::UTF8_ERROR:
      return MakeError(field, FieldErrorReason::kMalformed,
                       "is not valid UTF-8");
    default:
      return MakeError(
          field, FieldErrorReason::kMalformed,
          std::string("is not JSON: ") + simdjson::error_message(code));
  }
}

std::string_view Trimmed(std::string_view json) {
  if (json.starts_with(kByteOrderMark)) {
    json.remove_prefix(kByteOrderMark.size());
  }
  const size_t begin = json.find_first_not_of(kSpace);
  return begin == json.npos ? std::string_view() : json.substr(begin);
}

bool LooksLikeJson(std::string_view text) {
  text = Trimmed(text);
  return text.starts_with('{') || text.starts_with('[');
}

// What is neither a record nor holds one, and is known to be so.
std::optional<SkipReason> SkipReasonOf(const RecordMembers& members) {
  if (members.Text(RecordKey::kMessageType) == "CONTROL_MESSAGE") {
    return SkipReason::kControlMessage;
  }
  if (members.Has(RecordKey::kDigestS3Object)) return SkipReason::kDigest;
  // S3's own, by EventBridge, and CloudTrail's word that it wrote a file there.
  if (members.Text(RecordKey::kTestEvent) == "s3:TestEvent" ||
      members.Text(RecordKey::kDetailType).starts_with("Object ") ||
      members.Has(RecordKey::kS3ObjectKey)) {
    return SkipReason::kS3Notification;
  }
  return {};
}

// The part of an object that holds a record.
struct Holder {
  std::string_view name;
  simdjson::dom::element value;
};

// Plain text, such as the message of a log line, holds none.
bool CanHoldRecord(simdjson::dom::element value) {
  return value.is_object() || value.is_array() ||
         LooksLikeJson(TextOrEmpty(&value));
}

std::optional<Holder> FindHolder(const RecordMembers& members,
                                 simdjson::dom::object object) {
  for (const RecordKey key :
       {RecordKey::kRecords, RecordKey::kEvents, RecordKey::kLogEvents,
        RecordKey::kDetail, RecordKey::kCloudTrailEvent, RecordKey::kEventData,
        RecordKey::kEventOriginal, RecordKey::kMessage, RecordKey::kRaw,
        RecordKey::kHit, RecordKey::kSnsMessage, RecordKey::kQueueBody}) {
    const simdjson::dom::element* value = members.Find(key);
    if (value != nullptr && CanHoldRecord(*value)) {
      return Holder{members.Field(key).name, *value};
    }
  }
  simdjson::dom::element value;
  for (const auto& [name, pointer] :
       {std::pair{"event.original", "/event/original"},
        std::pair{"input.message", "/input/message"}}) {
    if (object.at_pointer(pointer).get(value) == simdjson::SUCCESS &&
        CanHoldRecord(value)) {
      return Holder{name, value};
    }
  }
  // OpenSearch keeps CloudTrail's names one level down.
  if (object.at_pointer("/aws/cloudtrail/eventName").error() ==
          simdjson::SUCCESS &&
      object.at_pointer("/aws/cloudtrail").get(value) == simdjson::SUCCESS) {
    return Holder{"aws.cloudtrail", value};
  }
  // A search hit of Elasticsearch that has no `_source`.
  simdjson::dom::object fields;
  if (object.at_key("fields").get(value) == simdjson::SUCCESS &&
      value.get_object().get(fields) == simdjson::SUCCESS &&
      IsEcsRecord(fields)) {
    return Holder{"fields", value};
  }
  return {};
}

}  // namespace

Envelope::Envelope()
    : allocated_(parser_.allocate(kCapacityBytes, kJsonDepthMax)) {}

std::optional<FieldError> Envelope::Open(std::string_view json,
                                         RecordFields& fields) {
  if (allocated_ != simdjson::SUCCESS) return JsonError(kWhole, allocated_);
  depth_ = 0;
  country_.clear();
  fields_ = &fields;
  Error error = OpenText(kWhole, json);
  fields_ = nullptr;
  if (!error && IsCountryCode(country_)) fields.country = country_;
  return error;
}

Envelope::Error Envelope::OpenText(std::string_view name,
                                   std::string_view json) {
  if (++depth_ > kEnvelopeDepthMax) {
    return MakeError(name, FieldErrorReason::kTooLarge,
                     "is JSON in JSON text deeper than the limit of " +
                         std::to_string(kEnvelopeDepthMax) + " levels");
  }
  json = Trimmed(json);
  if (json.empty()) {
    return MakeError(name, FieldErrorReason::kMissing, "is empty");
  }
  if (depth_ > 1) {
    // Parsing overwrites what `json` lies in.
    text_ = std::string(json);
    json = text_;
  }
  Element root;
  const auto code = parser_.parse(json.data(), json.size(), true).get(root);
  if (code != simdjson::SUCCESS) return JsonError(name, code);
  return OpenElement(name, root);
}

Envelope::Error Envelope::OpenElement(std::string_view name, Element element) {
  Object object;
  if (element.get_object().get(object) == simdjson::SUCCESS) {
    return OpenObject(object);
  }
  simdjson::dom::array array;
  if (element.get_array().get(array) == simdjson::SUCCESS) {
    return OpenArray(name, array);
  }
  std::string_view text;
  if (element.get_string().get(text) == simdjson::SUCCESS &&
      LooksLikeJson(text)) {
    return OpenText(name, text);
  }
  return MakeError(
      name, FieldErrorReason::kWrongType,
      "is " + std::string(TypeName(element)) + "; it must be an object");
}

Envelope::Error Envelope::OpenArray(std::string_view name,
                                    simdjson::dom::array array) {
  if (array.size() == 1) return OpenElement(name, *array.begin());
  if (array.size() == 0) {
    return MakeError(name, FieldErrorReason::kInvalid, "holds no record");
  }
  return MakeError(
      name, FieldErrorReason::kInvalid,
      "holds " + std::to_string(array.size()) + " records; send one per event");
}

Envelope::Error Envelope::OpenObject(Object object) {
  const RecordMembers members(object);
  if (!IsCloudTrailRecord(members)) {
    fields_->skip = SkipReasonOf(members);
    if (fields_->skip) return {};
    if (country_.empty()) country_ = EcsCountry(object);
    if (const auto holder = FindHolder(members, object)) {
      return OpenElement(holder->name, holder->value);
    }
    if (IsEcsRecord(object)) {
      *fields_ = ReadEcsRecord(object);
      return {};
    }
    if (members.Has(RecordKey::kAwsLogs)) {
      return MakeError("awslogs.data", FieldErrorReason::kInvalid,
                       "is a packed CloudWatch Logs message; unpack it and "
                       "send one record per event");
    }
  }
  *fields_ = ReadCloudTrailRecord(members);
  return {};
}

}  // namespace farcall
