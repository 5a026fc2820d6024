// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>

#include "cloudtrail/encoding/json_document.h"
#include "cloudtrail/layout/json_values.h"
#include "cloudtrail/layout/record_fields.h"

namespace farcall {

// Members of a record, of `userIdentity` and the objects in it, and of what may
// be around a record: all are found in one pass.
enum class RecordKey : size_t {
  kEventVersion,
  kEventId,
  kEventTime,
  kTimestamp,
  kEventSource,
  kEventName,
  kSourceIpAddress,
  kSourceHost,
  kVpcEndpointId,
  kVpcEndpointAccountId,
  kRecipientAccountId,
  kErrorCode,
  kErrorMessage,
  kUserAgent,
  kFromConsole,
  kAwsRegion,
  kEventType,
  kEventCategory,
  kInsightDetails,
  kResponseElements,
  kServiceEventDetails,
  kAddendum,
  kOriginalEventId,
  kIssuedAccessKeyId,
  kReadOnly,
  kResources,
  kRequestParameters,
  // The caller.
  kUserIdentity,
  kIdentityType,
  kArn,
  kAccountId,
  kPrincipalId,
  kUserName,
  kIdentityProvider,
  kInvokedBy,
  kIdentitySourceIdentity,
  kSessionContext,
  kSourceIdentity,
  kSessionIssuer,
  kIssuerArn,
  kIssuerAccountId,
  kOnBehalfOf,
  kOnBehalfOfUserId,
  kAccessKeyId,
  kEc2RoleDelivery,
  kSessionAttributes,
  kSessionCreationDate,
  kMfaAuthenticated,
  kOtherCaller,  // under a name that CloudTrail does not give
  // What is no record.
  kMessageType,
  kDigestS3Object,
  kTestEvent,
  kDetailType,
  kDetail,
  kS3ObjectKey,
  kNotificationType,
  kNotificationTopic,
  kNotificationMessage,
  kConfigurationItem,
  kEnd,
};

inline constexpr auto kRecordKeyNames = [] {
  const auto name = [](std::string_view text, RecordKey key) {
    return KeyName{text, static_cast<size_t>(key)};
  };
  using enum RecordKey;
  return std::to_array<KeyName>({
      name("eventVersion", kEventVersion),
      name("eventID", kEventId),
      name("awsEventId", kEventId),  // Microsoft Sentinel
      name("eventTime", kEventTime),
      name("@timestamp", kTimestamp),
      name("TimeGenerated", kTimestamp),  // Microsoft Sentinel
      name("eventSource", kEventSource),
      name("eventName", kEventName),
      name("sourceIPAddress", kSourceIpAddress),
      name("sourceHost", kSourceHost),  // Logstash's codec
      name("vpcEndpointId", kVpcEndpointId),
      name("vpcEndpointAccountId", kVpcEndpointAccountId),
      name("recipientAccountId", kRecipientAccountId),
      name("errorCode", kErrorCode),
      name("errorMessage", kErrorMessage),
      name("userAgent", kUserAgent),
      name("sessionCredentialFromConsole", kFromConsole),
      name("awsRegion", kAwsRegion),
      name("eventType", kEventType),
      name("eventTypeName", kEventType),  // Microsoft Sentinel
      name("eventCategory", kEventCategory),
      name("insightDetails", kInsightDetails),
      name("responseElements", kResponseElements),
      name("serviceEventDetails", kServiceEventDetails),
      name("addendum", kAddendum),
      name("addendum.originalEventID", kOriginalEventId),
      name("responseElements.credentials.accessKeyId", kIssuedAccessKeyId),
      name("responseElements.accessKey.accessKeyId", kIssuedAccessKeyId),
      name("readOnly", kReadOnly),
      name("resources", kResources),
      name("requestParameters", kRequestParameters),
      name("userIdentity", kUserIdentity),
      name("userIdentity.type", kIdentityType),
      name("userIdentity.arn", kArn),
      name("userIdentity.accountId", kAccountId),
      name("userIdentity.principalId", kPrincipalId),
      name("userIdentity.userName", kUserName),
      name("userIdentity.identityProvider", kIdentityProvider),
      name("userIdentity.invokedBy", kInvokedBy),
      name("userIdentity.sourceIdentity", kIdentitySourceIdentity),
      name("userIdentity.sessionContext", kSessionContext),
      name("userIdentity.sessionContext.sourceIdentity", kSourceIdentity),
      name("userIdentity.sessionContext.sessionIssuer", kSessionIssuer),
      name("userIdentity.sessionIssuer", kSessionIssuer),
      name("userIdentity.sessionContext.sessionIssuer.arn", kIssuerArn),
      name("userIdentity.sessionIssuer.arn", kIssuerArn),
      name("sessionIssuerArn", kIssuerArn),  // Microsoft Sentinel
      name("userIdentity.sessionContext.sessionIssuer.accountId",
           kIssuerAccountId),
      name("userIdentity.sessionIssuer.accountId", kIssuerAccountId),
      name("sessionIssuerAccountId", kIssuerAccountId),
      name("userIdentity.onBehalfOf", kOnBehalfOf),
      name("userIdentity.onBehalfOf.userId", kOnBehalfOfUserId),
      name("userIdentity.accessKeyId", kAccessKeyId),
      name("userIdentity.sessionContext.ec2RoleDelivery", kEc2RoleDelivery),
      name("userIdentity.sessionContext.attributes", kSessionAttributes),
      name("userIdentity.sessionContext.attributes.creationDate",
           kSessionCreationDate),
      name("userIdentity.sessionContext.attributes.mfaAuthenticated",
           kMfaAuthenticated),
      name("userName", kOtherCaller),
      name("user", kOtherCaller),
      name("userArn", kOtherCaller),
      name("user.arn", kOtherCaller),
      name("principal", kOtherCaller),
      name("principalArn", kOtherCaller),
      name("principalId", kOtherCaller),
      name("identity", kOtherCaller),
      name("caller", kOtherCaller),
      name("callerArn", kOtherCaller),
      name("actor", kOtherCaller),
      name("arn", kOtherCaller),
      name("messageType", kMessageType),
      name("digestS3Object", kDigestS3Object),
      name("Event", kTestEvent),
      name("detail-type", kDetailType),
      name("detail", kDetail),
      name("s3ObjectKey", kS3ObjectKey),
      name("Type", kNotificationType),
      name("TopicArn", kNotificationTopic),
      name("Message", kNotificationMessage),
      name("configurationItem", kConfigurationItem),
      name("configurationItems", kConfigurationItem),
      name("configurationItemDiff", kConfigurationItem),
      name("configurationItemSummary", kConfigurationItem),
  });
}();

// What else records have and is not read.
inline constexpr auto kOtherRecordNames = std::to_array<std::string_view>({
    "additionalEventData",
    "apiVersion",
    "edgeDeviceDetails",
    "managementEvent",
    "requestID",
    "sharedEventID",
    "tlsDetails",
    "userIdentity.credentialId",
    "userIdentity.inScopeOf",
    "userIdentity.onBehalfOf.identityStoreArn",
    "userIdentity.sessionContext.sessionIssuer.principalId",
    "userIdentity.sessionContext.sessionIssuer.type",
    "userIdentity.sessionContext.sessionIssuer.userName",
    "userIdentity.sessionContext.webIdFederationData",
});

inline constexpr KeyTable<kRecordKeyNames.size(),
                          static_cast<size_t>(RecordKey::kEnd),
                          kOtherRecordNames.size()>
    kRecordKeys(kRecordKeyNames, kOtherRecordNames);

using RecordMembers = Members<RecordKey, kRecordKeys>;

// Whether an object with these members is a CloudTrail record: it names what
// was called, and has more of what only CloudTrail writes.
bool IsCloudTrailRecord(const RecordMembers& members);

// Whether it may be the remains of one: it has two of the names at least.
bool IsPartOfRecord(const RecordMembers& members);

// Whether these members say who called, in a form that is read.
bool HasIdentity(const RecordMembers& members);

// The id of the event: of an addendum that corrects an event, the id of that
// event.
TextField EventIdOf(const RecordMembers& members, JsonTexts& texts);

// Reads a record under CloudTrail's names, in any letter case, nested or flat.
// JSON texts of it are parsed into `texts`, which must outlive the fields.
// Reads what it is not scored by into `details`, unless that is null.
RecordFields ReadCloudTrailRecord(simdjson::dom::object record,
                                  RecordMembers members, JsonTexts& texts,
                                  DetailFields* details);

}  // namespace farcall
