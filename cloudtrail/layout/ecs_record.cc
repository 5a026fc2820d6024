// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/layout/ecs_record.h"

#include <string>

#include "cloudtrail/identity/command.h"
#include "cloudtrail/layout/detail_values.h"
#include "cloudtrail/layout/dotted_document.h"
#include "cloudtrail/layout/json_values.h"

namespace farcall {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::string_view kAlertTimes[] = {"kibana.alert.original_time",
                                            "signal.original_time"};

// The time of an alert is the alert's own; that of the call stands beside it.
TextField ReadEventTime(const DottedDocument& document, RecordFields& fields) {
  std::string_view name = "@timestamp";
  for (const std::string_view original : kAlertTimes) {
    if (document.Has(original)) name = original;
  }
  element value;
  const bool found = document.Find(name, value);
  return NumberedField(document.Field(name), found ? &value : nullptr, fields);
}

TextField ReadOptional(const DottedDocument& document, std::string_view name,
                       RecordFields& fields) {
  element value;
  const bool found = document.Find(name, value);
  return OptionalField(document.Field(name), found ? &value : nullptr, fields);
}

void ReadIdentity(const DottedDocument& document, RecordFields& fields) {
  const auto text = [&](std::string_view name) {
    const TextField field = document.Field(name);
    if (!field.wrong_type.empty()) {
      fields.NoteWrongIdentity(name, field.wrong_type, "text");
    }
    return field.text;
  };
  UserIdentity& identity = fields.identity;
  identity.type = text("aws.cloudtrail.user_identity.type");
  identity.arn = text("aws.cloudtrail.user_identity.arn");
  identity.account = ReadOptional(document, "cloud.account.id", fields).text;
  identity.principal_id = text("user.id");
  identity.user_name = text("user.name");
  identity.invoked_by = text("aws.cloudtrail.user_identity.invoked_by");
  identity.issuer_arn =
      text("aws.cloudtrail.user_identity.session_context.session_issuer.arn");
  identity.issuer_account =
      ReadOptional(document,
                   "aws.cloudtrail.user_identity.session_context."
                   "session_issuer.account_id",
                   fields)
          .text;
  identity.source_identity =
      text("aws.cloudtrail.user_identity.session_context.source_identity");
  identity.on_behalf_of_user_id =
      text("aws.cloudtrail.user_identity.on_behalf_of.user_id");
  if (identity.on_behalf_of_user_id.empty() &&
      identity.type == "IdentityCenterUser") {
    identity.on_behalf_of_user_id = identity.principal_id;
  }
}

// Elastic's pipelines keep an object under `flattened`; the text beside it is
// JSON of some versions alone.
std::optional<object> ObjectOf(const DottedDocument& document,
                               std::string_view name, JsonTexts& texts) {
  const std::string flattened = "aws.cloudtrail.flattened." + std::string(name);
  const std::string plain = "aws.cloudtrail." + std::string(name);
  for (const std::string& path : {flattened, plain}) {
    element value;
    if (!document.Find(path, value)) continue;
    if (const auto found = ObjectIn(&value, texts)) return found;
  }
  return {};
}

void ReadDetails(const DottedDocument& document, JsonTexts& texts,
                 RecordFields& fields, DetailFields& details) {
  const auto flag = [&](std::string_view name) {
    element value;
    return FlagOf(document.Find(name, value) ? &value : nullptr);
  };
  details.access_key_id =
      document.Text("aws.cloudtrail.user_identity.access_key_id");
  details.session_creation_time =
      ReadOptional(document,
                   "aws.cloudtrail.user_identity.session_context.creation_date",
                   fields)
          .text;
  details.mfa =
      flag("aws.cloudtrail.user_identity.session_context.mfa_authenticated");
  details.ec2_role_delivery = document.Text(
      "aws.cloudtrail.user_identity.session_context.ec2_role_delivery");
  details.read_only = flag("aws.cloudtrail.read_only");
  element resources;
  if (document.Find("aws.cloudtrail.resources", resources)) {
    ReadResources(&resources, "arn", details);
  }
  details.parameters = ObjectOf(document, "request_parameters", texts);
  if (const auto response = ObjectOf(document, "response_elements", texts)) {
    details.issued_access_key_id = IssuedAccessKeyId(*response);
  }
}

}  // namespace

std::string_view EcsCountry(object document) {
  return DottedDocument(document).Text("source.geo.country_iso_code");
}

std::optional<SkipReason> EcsSkipReason(object object) {
  const DottedDocument document(object);
  if (document.Has("aws.cloudtrail.digest") ||
      document.Has("aws.cloudtrail.flattened.digest")) {
    return SkipReason::kDigest;
  }
  const std::string_view category =
      document.Text("aws.cloudtrail.event_category");
  const std::string_view type = document.Text("aws.cloudtrail.event_type");
  if (category == "Insight" || type == "AwsCloudTrailInsight" ||
      document.Has("aws.cloudtrail.insight_details") ||
      document.Has("aws.cloudtrail.flattened.insight_details")) {
    return SkipReason::kInsights;
  }
  if (category == "Aggregated" || type == "AwsAggregatedEvent") {
    return SkipReason::kAggregated;
  }
  return {};
}

bool IsEcsRecord(object object) {
  const DottedDocument document(object);
  const bool cloudtrail = document.Has("aws.cloudtrail") ||
                          document.Has("aws.cloudtrail.event_version") ||
                          document.Has("aws.cloudtrail.user_identity.type") ||
                          document.Text("event.dataset") == "aws.cloudtrail" ||
                          IsServiceName(document.Text("event.provider"));
  return cloudtrail &&
         (document.Has("event.action") || document.Has("event.provider") ||
          EcsSkipReason(object).has_value());
}

RecordFields ReadEcsRecord(object object, JsonTexts& texts,
                           DetailFields* details) {
  const DottedDocument document(object);
  RecordFields fields;
  fields.event_id = document.Field("event.id");
  fields.event_time = ReadEventTime(document, fields);
  fields.event_source = document.Field("event.provider");
  fields.event_name = document.Field("event.action");
  fields.source_address = document.Field(
      document.Has("source.address") ? "source.address" : "source.ip");
  fields.vpc_endpoint_id =
      ReadOptional(document, "aws.cloudtrail.vpc_endpoint_id", fields);
  fields.vpc_endpoint_account =
      ReadOptional(document, "aws.cloudtrail.vpc_endpoint_account_id", fields);
  fields.recipient_account =
      ReadOptional(document, "aws.cloudtrail.recipient_account_id", fields);
  fields.error_code =
      ReadOptional(document, "aws.cloudtrail.error_code", fields);
  fields.error_message =
      ReadOptional(document, "aws.cloudtrail.error_message", fields);
  fields.user_agent = ReadOptional(document, "user_agent.original", fields);
  fields.from_console =
      document.IsTrue("aws.cloudtrail.session_credential_from_console");
  fields.region = ReadOptional(document, "cloud.region", fields);
  fields.failed = document.Text("event.outcome") == "failure";
  ReadIdentity(document, fields);
  if (details != nullptr) ReadDetails(document, texts, fields, *details);
  return fields;
}

}  // namespace farcall
