// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/cloudtrail_record.h"

#include <string>

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

// Reads `userIdentity`. Keeps the first of its parts that is of a wrong type.
class IdentityReader {
 public:
  explicit IdentityReader(RecordFields& fields) : fields_(fields) {}

  void Read(const element* value) {
    object top;
    if (!Open("userIdentity", value, top)) return;
    const std::string_view path = "userIdentity.";
    const IdentityMembers members(top);
    UserIdentity& to = fields_.identity;
    to.type = Text(path, members, IdentityKey::kType);
    to.arn = Text(path, members, IdentityKey::kArn);
    to.account = Text(path, members, IdentityKey::kAccountId);
    to.principal_id = Text(path, members, IdentityKey::kPrincipalId);
    to.user_name = Text(path, members, IdentityKey::kUserName);
    to.identity_provider = Text(path, members, IdentityKey::kIdentityProvider);
    to.invoked_by = Text(path, members, IdentityKey::kInvokedBy);
    to.source_identity = Text(path, members, IdentityKey::kSourceIdentity);
    ReadSessionContext(members.Find(IdentityKey::kSessionContext));
    object behalf;
    if (Open("userIdentity.onBehalfOf", members.Find(IdentityKey::kOnBehalfOf),
             behalf)) {
      to.on_behalf_of_user_id =
          Text("userIdentity.onBehalfOf.", IdentityMembers(behalf),
               IdentityKey::kUserId);
    }
  }

 private:
  void ReadSessionContext(const element* value) {
    object context;
    if (!Open("userIdentity.sessionContext", value, context)) return;
    const IdentityMembers members(context);
    if (members.Has(IdentityKey::kSourceIdentity)) {
      fields_.identity.source_identity =
          Text("userIdentity.sessionContext.", members,
               IdentityKey::kSourceIdentity);
    }
    object issuer;
    if (!Open("userIdentity.sessionContext.sessionIssuer",
              members.Find(IdentityKey::kSessionIssuer), issuer)) {
      return;
    }
    const std::string_view path = "userIdentity.sessionContext.sessionIssuer.";
    const IdentityMembers of_issuer(issuer);
    fields_.identity.issuer_arn = Text(path, of_issuer, IdentityKey::kArn);
    fields_.identity.issuer_account =
        Text(path, of_issuer, IdentityKey::kAccountId);
  }

  // Text, which some write for an object, says nothing.
  bool Open(std::string_view name, const element* value, object& to) {
    if (ToObject(value, to)) return true;
    if (value != nullptr && !value->is_string()) {
      fields_.NoteWrongIdentity(name, TypeName(*value), "an object");
    }
    return false;
  }

  std::string_view Text(std::string_view path, const IdentityMembers& members,
                        IdentityKey key) {
    const TextField field = members.Field(key);
    if (!field.wrong_type.empty()) {
      fields_.NoteWrongIdentity(std::string(path) + std::string(field.name),
                                field.wrong_type, "text");
    }
    return field.text;
  }

  RecordFields& fields_;
};

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
  fields.error_message = members.Field(RecordKey::kErrorMessage);
  fields.user_agent = members.Field(RecordKey::kUserAgent);
  fields.region = members.Field(RecordKey::kAwsRegion);
  fields.failed = SignInFailed(members);
  IdentityReader(fields).Read(members.Find(RecordKey::kUserIdentity));
  fields.skip = SkipReasonOf(members);
  return fields;
}

}  // namespace farcall
