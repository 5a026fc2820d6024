// SPDX-License-Identifier: Apache-2.0
// Objects: records, parts of notifications, and things that are no API call.
#include <algorithm>
#include <utility>

#include "cloudtrail/encoding/json_scanner.h"
#include "cloudtrail/layout/dotted_document.h"
#include "cloudtrail/layout/ecs_record.h"
#include "cloudtrail/layout/ocsf_record.h"
#include "cloudtrail/reader/record_finder.h"

namespace farcall {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// Names that a whole record has in tools that also take fields out of it.
// Folded.
bool HoldsOriginal(std::string_view folded) {
  static constexpr std::string_view kNames[] = {
      "raw",      "original",        "eventoriginal", "message", "fulllog",
      "log",      "cloudtrailevent", "eventjson",     "rawdata", "rawevent",
      "@message", "fullmessage",     "eventdata",     "rawlog",  "body"};
  return std::ranges::find(kNames, folded) != std::end(kNames);
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

}  // namespace

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

}  // namespace farcall
