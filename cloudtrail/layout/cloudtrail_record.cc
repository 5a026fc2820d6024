// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/layout/cloudtrail_record.h"

#include <algorithm>
#include <string>

#include "cloudtrail/identity/principal.h"
#include "cloudtrail/layout/detail_values.h"

namespace farcall {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr size_t kAccountDigits = 12;

std::string_view NameOf(RecordKey key) {
  return kRecordKeys.NameOf(static_cast<size_t>(key));
}

// The number of an account; tables turn it into a number, and so take its
// leading zeros away.
TextField AccountField(TextField field, const element* value,
                       RecordFields& fields) {
  if (field.wrong_type.empty()) return field;
  const auto number = NumberText(OnlyElement(*value));
  if (!number || !IsAccount(*number)) return field;
  field.wrong_type = {};
  field.text =
      fields.Keep(std::string(kAccountDigits - number->size(), '0') + *number);
  return field;
}

// Reads who called. Keeps the first of the parts that is of a wrong type.
class IdentityReader {
 public:
  IdentityReader(RecordMembers& members, RecordFields& fields, JsonTexts& texts)
      : members_(members), fields_(fields), texts_(texts) {}

  void Read() {
    for (const RecordKey part :
         {RecordKey::kUserIdentity, RecordKey::kSessionContext,
          RecordKey::kSessionIssuer, RecordKey::kOnBehalfOf}) {
      Open(part);
    }
    UserIdentity& to = fields_.identity;
    to.type = Text(RecordKey::kIdentityType);
    to.arn = Text(RecordKey::kArn);
    to.account = Text(RecordKey::kAccountId);
    to.principal_id = Text(RecordKey::kPrincipalId);
    to.user_name = Text(RecordKey::kUserName);
    to.identity_provider = Text(RecordKey::kIdentityProvider);
    to.invoked_by = Text(RecordKey::kInvokedBy);
    to.source_identity = Text(RecordKey::kIdentitySourceIdentity);
    if (members_.Has(RecordKey::kSourceIdentity)) {
      to.source_identity = Text(RecordKey::kSourceIdentity);
    }
    to.issuer_arn = Text(RecordKey::kIssuerArn);
    to.issuer_account = Text(RecordKey::kIssuerAccountId);
    to.on_behalf_of_user_id = Text(RecordKey::kOnBehalfOfUserId);
    const element* other = members_.Find(RecordKey::kOtherCaller);
    if (!HasIdentity(members_) && other != nullptr &&
        !(other->is_string() && TextOrEmpty(other).empty())) {
      fields_.identity_unread = true;
    }
    // An object whose members have other names.
    const bool anything = !to.type.empty() || !to.arn.empty() ||
                          !to.account.empty() || !to.principal_id.empty() ||
                          !to.user_name.empty() || !to.invoked_by.empty() ||
                          !to.on_behalf_of_user_id.empty();
    if (HasIdentity(members_) && !anything) fields_.identity_unread = true;
  }

 private:
  // Takes the members of a part of the identity, an object or its JSON text,
  // beside those that stand flat in the record.
  void Open(RecordKey part) {
    const element* value = members_.Find(part);
    if (value == nullptr) return;
    if (const auto found = ObjectIn(value, texts_)) {
      for (const auto& [name, member] : *found) {
        members_.Set(kRecordKeys.FindWithin(NameOf(part), name), member);
      }
    } else if (!OnlyElement(*value).is_string()) {
      fields_.NoteWrongIdentity(NameOf(part), TypeName(OnlyElement(*value)),
                                "an object");
    } else if (!TextOrEmpty(value).empty()) {
      (part == RecordKey::kUserIdentity ? fields_.identity_unread
                                        : fields_.identity_part_unread) = true;
    }
  }

  std::string_view Text(RecordKey key) {
    TextField field = members_.Field(key);
    if (key == RecordKey::kAccountId || key == RecordKey::kIssuerAccountId) {
      field = AccountField(field, members_.Find(key), fields_);
    }
    // A table may have turned a name of digits into a number.
    if (key == RecordKey::kPrincipalId || key == RecordKey::kUserName) {
      field = NumberedField(field, members_.Find(key), fields_);
    }
    if (!field.wrong_type.empty()) {
      fields_.NoteWrongIdentity(field.name, field.wrong_type, "text");
    }
    return field.text;
  }

  RecordMembers& members_;
  RecordFields& fields_;
  JsonTexts& texts_;
};

bool IsFailure(const element& value) {
  return EqualsIgnoringCase(TextOrEmpty(&value), "Failure");
}

// Whether one of the members has this name, and the value `Failure`.
bool SaysFailure(object members, const FoldedName& wanted) {
  return std::ranges::any_of(members, [&wanted](const auto& member) {
    return IsFailure(member.value) &&
           FoldedName(member.key).text() == wanted.text();
  });
}

// Whether any member has the value `Failure`: hardly a record has one.
bool HasFailure(object members) {
  return std::ranges::any_of(
      members, [](const auto& member) { return IsFailure(member.value); });
}

// Sign-in events say how they ended under the event's own name:
// `{"ConsoleLogin": "Failure"}`, which may stand flat in the record.
bool SignInFailed(object record, const RecordMembers& members,
                  JsonTexts& texts) {
  const std::string_view event = members.Text(RecordKey::kEventName);
  constexpr auto kDetails = std::to_array(
      {RecordKey::kResponseElements, RecordKey::kServiceEventDetails});
  for (const RecordKey key : kDetails) {
    const auto details = ObjectIn(members.Find(key), texts);
    if (details && SaysFailure(*details, FoldedName(event))) return true;
  }
  if (!HasFailure(record)) return false;
  for (const RecordKey key : kDetails) {
    FoldedName flat(NameOf(key));
    flat.Append(FoldedName(event).text());
    if (SaysFailure(record, flat)) return true;
  }
  return false;
}

bool IsAbsent(const TextField& field) {
  return field.text.empty() && field.wrong_type.empty();
}

// Logstash leaves the time in `@timestamp` alone. A number is Unix time.
TextField ReadEventTime(const RecordMembers& members, RecordFields& fields) {
  for (const RecordKey key : {RecordKey::kEventTime, RecordKey::kTimestamp}) {
    const TextField time = members.Field(key);
    if (IsAbsent(time)) continue;
    return NumberedField(time, members.Find(key), fields);
  }
  return members.Field(RecordKey::kEventTime);
}

// Logstash's codec has a host in `sourceHost` in the place of the address.
TextField ReadSourceAddress(const RecordMembers& members) {
  const TextField address = members.Field(RecordKey::kSourceIpAddress);
  return IsAbsent(address) && members.Has(RecordKey::kSourceHost)
             ? members.Field(RecordKey::kSourceHost)
             : address;
}

TextField ReadOptional(const RecordMembers& members, RecordKey key,
                       RecordFields& fields) {
  return OptionalField(members.Field(key), members.Find(key), fields);
}

// `members` has those of the caller too.
void ReadDetails(RecordMembers& members, JsonTexts& texts, RecordFields& fields,
                 DetailFields& details) {
  constexpr RecordKey kAttributes = RecordKey::kSessionAttributes;
  if (const auto found = ObjectIn(members.Find(kAttributes), texts)) {
    for (const auto& [name, value] : *found) {
      members.Set(kRecordKeys.FindWithin(NameOf(kAttributes), name), value);
    }
  }
  details.access_key_id = members.Text(RecordKey::kAccessKeyId);
  details.session_creation_time =
      ReadOptional(members, RecordKey::kSessionCreationDate, fields).text;
  details.mfa = FlagOf(members.Find(RecordKey::kMfaAuthenticated));
  details.ec2_role_delivery = members.Text(RecordKey::kEc2RoleDelivery);
  details.read_only = FlagOf(members.Find(RecordKey::kReadOnly));
  ReadResources(members.Find(RecordKey::kResources), "ARN", details);
  details.parameters =
      ObjectIn(members.Find(RecordKey::kRequestParameters), texts);
  details.issued_access_key_id = members.Text(RecordKey::kIssuedAccessKeyId);
  if (const auto response =
          ObjectIn(members.Find(RecordKey::kResponseElements), texts)) {
    const std::string_view issued = IssuedAccessKeyId(*response);
    if (!issued.empty()) details.issued_access_key_id = issued;
  }
}

}  // namespace

bool IsCloudTrailRecord(const RecordMembers& members) {
  const auto count = std::ranges::count_if(
      std::to_array({RecordKey::kEventId, RecordKey::kEventTime,
                     RecordKey::kEventSource, RecordKey::kEventName,
                     RecordKey::kEventVersion, RecordKey::kUserIdentity,
                     RecordKey::kIdentityType, RecordKey::kArn,
                     RecordKey::kSourceIpAddress, RecordKey::kAwsRegion,
                     RecordKey::kRecipientAccountId}),
      [&members](RecordKey key) { return members.Has(key); });
  return count >= 3 && (members.Has(RecordKey::kEventSource) ||
                        members.Has(RecordKey::kEventName));
}

bool IsPartOfRecord(const RecordMembers& members) {
  int texts = HasIdentity(members) ? 1 : 0;
  for (const RecordKey key :
       {RecordKey::kEventId, RecordKey::kEventTime, RecordKey::kEventSource,
        RecordKey::kEventName, RecordKey::kEventVersion}) {
    texts += members.Text(key).empty() ? 0 : 1;
  }
  return texts >= 2;
}

bool HasIdentity(const RecordMembers& members) {
  for (const RecordKey key :
       {RecordKey::kIdentityType, RecordKey::kArn, RecordKey::kPrincipalId,
        RecordKey::kOnBehalfOfUserId}) {
    if (!members.Text(key).empty()) return true;
  }
  const element* identity = members.Find(RecordKey::kUserIdentity);
  if (identity == nullptr) return false;
  object parts;
  if (identity->get_object().get(parts) == simdjson::SUCCESS) {
    return parts.size() > 0;
  }
  return !identity->is_string() || BeginsJson(TextOrEmpty(identity));
}

TextField EventIdOf(const RecordMembers& members, JsonTexts& texts) {
  TextField id = members.Field(RecordKey::kEventId);
  std::string_view original = members.Text(RecordKey::kOriginalEventId);
  if (const auto addendum =
          ObjectIn(members.Find(RecordKey::kAddendum), texts)) {
    for (const auto& [name, value] : *addendum) {
      if (EqualsIgnoringCase(name, "originalEventID")) {
        original = TextOrEmpty(&value);
      }
    }
  }
  if (!original.empty()) id.text = original;
  return id;
}

RecordFields ReadCloudTrailRecord(object record, RecordMembers members,
                                  JsonTexts& texts, DetailFields* details) {
  RecordFields fields;
  fields.event_id = EventIdOf(members, texts);
  fields.event_time = ReadEventTime(members, fields);
  fields.event_source = members.Field(RecordKey::kEventSource);
  fields.event_name = members.Field(RecordKey::kEventName);
  fields.source_address = ReadSourceAddress(members);
  fields.vpc_endpoint_id =
      ReadOptional(members, RecordKey::kVpcEndpointId, fields);
  fields.vpc_endpoint_account =
      AccountField(members.Field(RecordKey::kVpcEndpointAccountId),
                   members.Find(RecordKey::kVpcEndpointAccountId), fields);
  fields.recipient_account =
      AccountField(members.Field(RecordKey::kRecipientAccountId),
                   members.Find(RecordKey::kRecipientAccountId), fields);
  fields.error_code = ReadOptional(members, RecordKey::kErrorCode, fields);
  fields.error_message =
      ReadOptional(members, RecordKey::kErrorMessage, fields);
  fields.user_agent = ReadOptional(members, RecordKey::kUserAgent, fields);
  fields.from_console = IsTrue(members.Find(RecordKey::kFromConsole));
  fields.region = ReadOptional(members, RecordKey::kAwsRegion, fields);
  fields.failed = SignInFailed(record, members, texts);
  IdentityReader(members, fields, texts).Read();
  if (details != nullptr) ReadDetails(members, texts, fields, *details);
  return fields;
}

}  // namespace farcall
