// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/cloudtrail_record.h"

namespace farcall {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

enum class IdentityKey : size_t {
  kType,
  kArn,
  kAccountId,
  kPrincipalId,
  kUserName,
  kIdentityProvider,
  kInvokedBy,
  kSessionContext,
  kSessionIssuer,
  kSourceIdentity,
  kOnBehalfOf,
  kUserId,
};

// Of `userIdentity` and of the objects in it.
constexpr KeyTable kIdentityKeys(std::to_array<std::string_view>({
    "type",
    "arn",
    "accountId",
    "principalId",
    "userName",
    "identityProvider",
    "invokedBy",
    "sessionContext",
    "sessionIssuer",
    "sourceIdentity",
    "onBehalfOf",
    "userId",
}));

using IdentityMembers = Members<IdentityKey, kIdentityKeys>;

bool ToObject(const element* value, object& to) {
  return value != nullptr && value->get_object().get(to) == simdjson::SUCCESS;
}

void ReadSessionContext(object context, UserIdentity& identity) {
  const IdentityMembers members(context);
  if (members.Has(IdentityKey::kSourceIdentity)) {
    identity.source_identity = members.Text(IdentityKey::kSourceIdentity);
  }
  object issuer;
  if (!ToObject(members.Find(IdentityKey::kSessionIssuer), issuer)) return;
  const IdentityMembers of_issuer(issuer);
  identity.issuer_arn = of_issuer.Text(IdentityKey::kArn);
  identity.issuer_account = of_issuer.Text(IdentityKey::kAccountId);
}

// An identity that is no object (a string, in the wild) says nothing.
UserIdentity ReadIdentity(const element* value) {
  UserIdentity identity;
  object top;
  if (!ToObject(value, top)) return identity;
  const IdentityMembers members(top);
  identity.type = members.Text(IdentityKey::kType);
  identity.arn = members.Text(IdentityKey::kArn);
  identity.account = members.Text(IdentityKey::kAccountId);
  identity.principal_id = members.Text(IdentityKey::kPrincipalId);
  identity.user_name = members.Text(IdentityKey::kUserName);
  identity.identity_provider = members.Text(IdentityKey::kIdentityProvider);
  identity.invoked_by = members.Text(IdentityKey::kInvokedBy);
  identity.source_identity = members.Text(IdentityKey::kSourceIdentity);
  object inner;
  if (ToObject(members.Find(IdentityKey::kSessionContext), inner)) {
    ReadSessionContext(inner, identity);
  }
  if (ToObject(members.Find(IdentityKey::kOnBehalfOf), inner)) {
    identity.on_behalf_of_user_id =
        IdentityMembers(inner).Text(IdentityKey::kUserId);
  }
  return identity;
}

// Sign-in events say in `responseElements` how they ended, under the event's
// own name: `{"ConsoleLogin": "Failure"}`.
bool SignInFailed(const RecordMembers& members) {
  object response;
  if (!members.Text(RecordKey::kEventSource).starts_with("signin.") ||
      !ToObject(members.Find(RecordKey::kResponseElements), response)) {
    return false;
  }
  std::string_view ending;
  const auto error =
      response.at_key(members.Text(RecordKey::kEventName)).get(ending);
  return error == simdjson::SUCCESS && ending == "Failure";
}

std::optional<SkipReason> SkipReasonOf(const RecordMembers& members) {
  if (members.Text(RecordKey::kEventSource) == "aws:s3") {
    return SkipReason::kS3Notification;
  }
  if (members.Text(RecordKey::kEventCategory) == "Insight" ||
      members.Text(RecordKey::kEventType) == "AwsCloudTrailInsight" ||
      members.Has(RecordKey::kInsightDetails)) {
    return SkipReason::kInsights;
  }
  return {};
}

// Logstash leaves the time in `@timestamp` alone.
TextField ReadEventTime(const RecordMembers& members) {
  const TextField time = members.Field(RecordKey::kEventTime);
  const bool absent = time.text.empty() && time.wrong_type.empty();
  return absent && members.Has(RecordKey::kTimestamp)
             ? members.Field(RecordKey::kTimestamp)
             : time;
}

}  // namespace

bool IsCloudTrailRecord(const RecordMembers& members) {
  for (const RecordKey key :
       {RecordKey::kEventId, RecordKey::kEventName, RecordKey::kEventSource,
        RecordKey::kUserIdentity, RecordKey::kEventVersion}) {
    if (members.Has(key)) return true;
  }
  return false;
}

RecordFields ReadCloudTrailRecord(const RecordMembers& members) {
  RecordFields fields;
  fields.event_id = members.Field(RecordKey::kEventId);
  fields.event_time = ReadEventTime(members);
  fields.event_source = members.Field(RecordKey::kEventSource);
  fields.event_name = members.Field(RecordKey::kEventName);
  fields.source_address = members.Field(RecordKey::kSourceIpAddress);
  fields.recipient_account = members.Field(RecordKey::kRecipientAccountId);
  fields.error_code = members.Field(RecordKey::kErrorCode);
  fields.error_message = members.Text(RecordKey::kErrorMessage);
  fields.user_agent = members.Text(RecordKey::kUserAgent);
  fields.region = members.Text(RecordKey::kAwsRegion);
  fields.failed = SignInFailed(members);
  const element* identity = members.Find(RecordKey::kUserIdentity);
  fields.identity = ReadIdentity(identity);
  if (identity != nullptr && !identity->is_object() && !identity->is_string()) {
    fields.identity_wrong_type = TypeName(*identity);
  }
  fields.skip = SkipReasonOf(members);
  return fields;
}

}  // namespace farcall
