// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/notification.h"

#include <simdjson.h>

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "cloudtrail/encoding/json_document.h"
#include "ingest/aws/json_text.h"
#include "ingest/aws/uri_encoding.h"
#include "text/ascii.h"
#include "text/concat.h"

namespace farcall {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr size_t kShownNames = 6;
constexpr size_t kShownBytesMax = 40;

absl::Status Refused(std::string_view what) {
  return absl::InvalidArgumentError(
      Concat({"the message is no notification and no record: ", what}));
}

bool IsObject(const element& value) { return value.is_object(); }

// Member `name` of an object, if it is an object too.
std::optional<element> ObjectMember(const element& parent,
                                    std::string_view name) {
  element member;
  if (parent.at_key(name).get(member) != simdjson::SUCCESS ||
      !IsObject(member)) {
    return std::nullopt;
  }
  return member;
}

std::string Shown(std::string_view text) {
  const std::string_view begin = text.substr(0, kShownBytesMax);
  return IsPrintableAscii(begin) ? Concat({"`", begin, "`"})
                                 : std::string("text");
}

// The first names of its members, for an error.
std::string MembersOf(const element& root) {
  object members;
  if (root.get(members) != simdjson::SUCCESS) return "JSON, but no object";
  std::string names;
  size_t count = 0;
  for (const auto member : members) {
    if (count++ == kShownNames) {
      names += ", ...";
      break;
    }
    names += (names.empty() ? "" : ", ") + Shown(member.key);
  }
  return names.empty() ? "an empty object" : "an object of " + names;
}

bool IsRecord(const element& value) {
  return !TextMember(value, "eventVersion").empty() &&
         !TextMember(value, "eventSource").empty() &&
         !TextMember(value, "eventName").empty() && !ObjectMember(value, "s3");
}

// Puts what one message holds into a notification.
class NotificationReader {
 public:
  explicit NotificationReader(Notification& notification)
      : notification_(notification) {}

  absl::Status Read(std::string_view text, const element& root) {
    if (!IsObject(root)) return Refused(MembersOf(root));
    array records;
    if (root.at_key("Records").get(records) == simdjson::SUCCESS) {
      return ReadRecords(text, records);
    }
    if (TextMember(root, "Event") == "s3:TestEvent") {
      ++notification_.test_events;
      return absl::OkStatus();
    }
    if (const auto detail = ObjectMember(root, "detail")) {
      return ReadDetail(text, root, *detail);
    }
    if (!TextMember(root, "s3Bucket").empty()) return ReadTrail(root);
    if (IsRecord(root)) {
      notification_.records = text;
      return absl::OkStatus();
    }
    return Refused(MembersOf(root));
  }

 private:
  // `Records`, either S3's notifications or CloudTrail's records.
  absl::Status ReadRecords(std::string_view text, const array& records) {
    size_t of_cloudtrail = 0;
    for (const element record : records) {
      if (IsObject(record) && IsRecord(record)) {
        ++of_cloudtrail;
        continue;
      }
      const absl::Status read = ReadS3Record(record);
      if (!read.ok()) return read;
    }
    if (of_cloudtrail == 0) return absl::OkStatus();
    if (of_cloudtrail != records.size()) {
      return Refused("`Records` of both S3 and CloudTrail");
    }
    notification_.records = text;
    return absl::OkStatus();
  }

  absl::Status ReadS3Record(const element& record) {
    if (!IsObject(record)) return Refused("`Records` with no object in it");
    const auto s3 = ObjectMember(record, "s3");
    if (!s3) {
      return Refused(Concat({"`Records` with ", MembersOf(record)}));
    }
    // `ObjectCreated:Put`, and `s3:ObjectCreated:Put` by other stores.
    std::string_view event = TextMember(record, "eventName");
    if (event.starts_with("s3:")) event.remove_prefix(3);
    if (!event.starts_with("ObjectCreated:")) {
      if (event.empty()) return Refused("`Records` without an eventName");
      ++notification_.other_events;
      return absl::OkStatus();
    }
    const auto bucket = ObjectMember(*s3, "bucket");
    const auto object = ObjectMember(*s3, "object");
    if (!bucket || !object) {
      return Refused("`s3` without bucket and object");
    }
    return Add({std::string(TextMember(*bucket, "name")),
                FormDecode(TextMember(*object, "key")),
                std::string(TextMember(record, "awsRegion"))});
  }

  absl::Status ReadDetail(std::string_view text, const element& event,
                          const element& detail) {
    if (IsRecord(detail)) {
      notification_.records = text;
      return absl::OkStatus();
    }
    const auto bucket = ObjectMember(detail, "bucket");
    const auto object = ObjectMember(detail, "object");
    if (TextMember(event, "source") != "aws.s3" || !bucket || !object) {
      return Refused(Concat(
          {"an event of type ", Shown(TextMember(event, "detail-type"))}));
    }
    if (TextMember(event, "detail-type") != "Object Created") {
      ++notification_.other_events;
      return absl::OkStatus();
    }
    // Unlike S3's own, these keys are not encoded.
    return Add({std::string(TextMember(*bucket, "name")),
                std::string(TextMember(*object, "key")),
                std::string(TextMember(event, "region"))});
  }

  // {"s3Bucket":"name","s3ObjectKey":["key"]}, keys not encoded.
  absl::Status ReadTrail(const element& root) {
    array keys;
    if (root.at_key("s3ObjectKey").get(keys) != simdjson::SUCCESS) {
      return Refused("`s3Bucket` without a list `s3ObjectKey`");
    }
    const std::string bucket(TextMember(root, "s3Bucket"));
    for (const element value : keys) {
      std::string_view key;
      if (value.get(key) != simdjson::SUCCESS) {
        return Refused("`s3ObjectKey` with other than text in it");
      }
      const absl::Status added = Add({bucket, std::string(key), ""});
      if (!added.ok()) return added;
    }
    return absl::OkStatus();
  }

  absl::Status Add(S3Object object) {
    if (object.bucket.empty() || object.key.empty()) {
      return Refused("an object without bucket or key");
    }
    if (object.key.find("/CloudTrail-Digest/") != std::string::npos) {
      ++notification_.digests;
    } else if (object.key.ends_with('/')) {
      ++notification_.folders;
    } else {
      notification_.objects.push_back(std::move(object));
    }
    return absl::OkStatus();
  }

  Notification& notification_;
};

// The message in an envelope of SNS; nothing if `root` is none.
std::optional<std::string> MessageOfSns(const element& root) {
  std::string_view message;
  if (!IsObject(root) || TextMember(root, "Type") != "Notification" ||
      root.at_key("Message").get(message) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return std::string(message);
}

absl::Status Parse(JsonDocument& document, std::string_view text,
                   element& root) {
  if (!BeginsJson(text)) return Refused("text that is no JSON");
  const simdjson::error_code code = document.Parse(TrimmedJson(text), root);
  if (code == simdjson::SUCCESS) return absl::OkStatus();
  return Refused(Concat({"broken JSON: ", simdjson::error_message(code)}));
}

}  // namespace

absl::StatusOr<Notification> ReadNotification(std::string_view body) {
  JsonDocument envelope;
  element root;
  absl::Status status = Parse(envelope, body, root);
  if (!status.ok()) return status;

  Notification notification;
  NotificationReader reader(notification);
  const std::optional<std::string> message = MessageOfSns(root);
  if (message) {
    JsonDocument inner;
    status = Parse(inner, *message, root);
    if (status.ok()) status = reader.Read(*message, root);
  } else {
    status = reader.Read(body, root);
  }
  if (!status.ok()) return status;
  return notification;
}

}  // namespace farcall
