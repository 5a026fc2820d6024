// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/ecs_record.h"

#include <string>

#include "cloudtrail/command.h"
#include "cloudtrail/json_values.h"

namespace farcall {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// Finds `name` in an object that may be nested, flat (`"event.id": …`) or
// partly so.
bool FindMember(object from, std::string_view name, element& value) {
  if (from.at_key(name).get(value) == simdjson::SUCCESS) return true;
  for (size_t dot = name.find('.'); dot != name.npos;
       dot = name.find('.', dot + 1)) {
    object inner;
    if (from.at_key(name.substr(0, dot)).get(inner) == simdjson::SUCCESS &&
        FindMember(inner, name.substr(dot + 1), value)) {
      return true;
    }
  }
  return false;
}

// Members of a document by their dotted names. Null members count as absent.
class EcsDocument {
 public:
  explicit EcsDocument(object document) : document_(document) {}

  bool Has(std::string_view name) const {
    element value;
    return Find(name, value);
  }

  std::string_view Text(std::string_view name) const {
    element value;
    return Find(name, value) ? TextOrEmpty(&value) : std::string_view();
  }

  // `name` must outlive the field.
  TextField Field(std::string_view name) const {
    element value;
    return TextFieldOf(name, Find(name, value) ? &value : nullptr);
  }

 private:
  bool Find(std::string_view name, element& value) const {
    if (!FindMember(document_, name, value)) return false;
    // The `fields` of a search hit hold all values in arrays.
    simdjson::dom::array array;
    if (value.get_array().get(array) == simdjson::SUCCESS &&
        array.size() == 1) {
      value = *array.begin();
    }
    return !value.is_null();
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

void ReadIdentity(const EcsDocument& document, RecordFields& fields) {
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
  identity.account = text("cloud.account.id");
  identity.principal_id = text("user.id");
  identity.user_name = text("user.name");
  identity.invoked_by = text("aws.cloudtrail.user_identity.invoked_by");
  identity.issuer_arn =
      text("aws.cloudtrail.user_identity.session_context.session_issuer.arn");
  identity.issuer_account = text(
      "aws.cloudtrail.user_identity.session_context.session_issuer."
      "account_id");
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
  fields.error_message = document.Field("aws.cloudtrail.error_message");
  fields.user_agent = document.Field("user_agent.original");
  fields.region = document.Field("cloud.region");
  fields.failed = document.Text("event.outcome") == "failure";
  ReadIdentity(document, fields);
  fields.skip = SkipReasonOf(document);
  return fields;
}

}  // namespace farcall
