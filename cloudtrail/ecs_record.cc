// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/ecs_record.h"

#include <algorithm>
#include <string>

#include "cloudtrail/command.h"
#include "cloudtrail/json_values.h"

namespace farcall {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// Members of a document by their dotted names.
class EcsDocument {
 public:
  explicit EcsDocument(object document) : document_(document) {}

  bool Has(std::string_view name) const {
    element value;
    return Find(name, value) && !value.is_null();
  }

  std::string_view Text(std::string_view name) const {
    element value;
    return Find(name, value) ? TextOrEmpty(&value) : std::string_view();
  }

  // `name` must outlive the field.
  TextField Field(std::string_view name) const {
    element value;
    const bool found = Find(name, value) && !value.is_null();
    return TextFieldOf(name, found ? &value : nullptr);
  }

 private:
  bool Find(std::string_view name, element& value) const {
    std::string pointer = "/";
    pointer += name;
    std::replace(pointer.begin(), pointer.end(), '.', '/');
    return document_.at_pointer(pointer).get(value) == simdjson::SUCCESS;
  }

  object document_;
};

std::optional<SkipReason> SkipReasonOf(const EcsDocument& document) {
  if (document.Has("aws.cloudtrail.digest") ||
      document.Has("aws.cloudtrail.flattened.digest")) {
    return SkipReason::kDigest;
  }
  if (document.Text("aws.cloudtrail.event_category") == "Insight" ||
      document.Text("aws.cloudtrail.event_type") == "AwsCloudTrailInsight" ||
      document.Has("aws.cloudtrail.insight_details") ||
      document.Has("aws.cloudtrail.flattened.insight_details")) {
    return SkipReason::kInsights;
  }
  return {};
}

UserIdentity ReadIdentity(const EcsDocument& document) {
  UserIdentity identity;
  identity.type = document.Text("aws.cloudtrail.user_identity.type");
  identity.arn = document.Text("aws.cloudtrail.user_identity.arn");
  identity.account = document.Text("cloud.account.id");
  identity.principal_id = document.Text("user.id");
  identity.user_name = document.Text("user.name");
  identity.invoked_by =
      document.Text("aws.cloudtrail.user_identity.invoked_by");
  identity.issuer_arn = document.Text(
      "aws.cloudtrail.user_identity.session_context.session_issuer.arn");
  identity.issuer_account = document.Text(
      "aws.cloudtrail.user_identity.session_context.session_issuer."
      "account_id");
  return identity;
}

}  // namespace

std::string_view EcsCountry(object document) {
  return EcsDocument(document).Text("source.geo.country_iso_code");
}

bool IsEcsRecord(object object) {
  const EcsDocument document(object);
  const bool cloudtrail = document.Has("aws.cloudtrail") ||
                          IsServiceName(document.Text("event.provider"));
  return cloudtrail &&
         (document.Has("event.action") || document.Has("event.provider") ||
          SkipReasonOf(document).has_value());
}

RecordFields ReadEcsRecord(object object) {
  const EcsDocument document(object);
  RecordFields fields;
  fields.event_id = document.Field("event.id");
  fields.event_time = document.Field("@timestamp");
  fields.event_source = document.Field("event.provider");
  fields.event_name = document.Field("event.action");
  fields.source_address = document.Field(
      document.Has("source.address") ? "source.address" : "source.ip");
  fields.recipient_account =
      document.Field("aws.cloudtrail.recipient_account_id");
  fields.error_code = document.Field("aws.cloudtrail.error_code");
  fields.error_message = document.Text("aws.cloudtrail.error_message");
  fields.user_agent = document.Text("user_agent.original");
  fields.region = document.Text("cloud.region");
  fields.failed = document.Text("event.outcome") == "failure";
  fields.identity = ReadIdentity(document);
  fields.skip = SkipReasonOf(document);
  return fields;
}

}  // namespace farcall
