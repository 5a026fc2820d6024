// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "cloudtrail/json_values.h"
#include "cloudtrail/record_fields.h"

namespace farcall {

// Top-level names of a record and of what may be around it: both are found in
// the same pass.
enum class RecordKey : size_t {
  kEventVersion,
  kEventId,
  kEventTime,
  kTimestamp,
  kEventSource,
  kEventName,
  kUserIdentity,
  kSourceIpAddress,
  kRecipientAccountId,
  kErrorCode,
  kErrorMessage,
  kUserAgent,
  kAwsRegion,
  kEventType,
  kEventCategory,
  kInsightDetails,
  kResponseElements,
  // Around a record.
  kRecords,
  kEvents,
  kLogEvents,
  kDetail,
  kCloudTrailEvent,
  kEventData,
  kEventOriginal,
  kMessage,
  kRaw,
  kHit,
  kAwsLogs,
  kSnsMessage,
  kQueueBody,
  // What is no record.
  kMessageType,
  kDigestS3Object,
  kTestEvent,
  kDetailType,
  kS3ObjectKey,
};

inline constexpr KeyTable kRecordKeys(std::to_array<std::string_view>({
    "eventVersion",
    "eventID",
    "eventTime",
    "@timestamp",
    "eventSource",
    "eventName",
    "userIdentity",
    "sourceIPAddress",
    "recipientAccountId",
    "errorCode",
    "errorMessage",
    "userAgent",
    "awsRegion",
    "eventType",
    "eventCategory",
    "insightDetails",
    "responseElements",
    "Records",
    "Events",
    "logEvents",
    "detail",
    "CloudTrailEvent",
    "eventData",
    "event.original",
    "message",
    "_raw",
    "_source",
    "awslogs",
    "Message",
    "body",
    "messageType",
    "digestS3Object",
    "Event",
    "detail-type",
    "s3ObjectKey",
}));

using RecordMembers = Members<RecordKey, kRecordKeys>;

// Whether an object with these members is itself a CloudTrail record, or the
// remains of one.
bool IsCloudTrailRecord(const RecordMembers& members);

// Reads a record under the names that CloudTrail gives.
RecordFields ReadCloudTrailRecord(const RecordMembers& members);

}  // namespace farcall
