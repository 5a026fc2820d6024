// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/layout/ocsf_record.h"

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "cloudtrail/layout/detail_values.h"
#include "cloudtrail/layout/dotted_document.h"
#include "cloudtrail/layout/json_values.h"

namespace farcall {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// The first of the names that the document has; versions of the schema differ.
TextField FirstField(const DottedDocument& document,
                     std::initializer_list<std::string_view> names,
                     RecordFields& fields) {
  for (const std::string_view name : names) {
    element value;
    if (!document.Find(name, value)) continue;
    TextField field = TextFieldOf(name, &value);
    if (!field.wrong_type.empty()) {
      auto number = NumberText(value);
      if (!number) continue;
      field.text = fields.Keep(*std::move(number));
      field.wrong_type = {};
    }
    if (!field.text.empty()) return field;
  }
  return {.name = *names.begin(), .text = {}, .wrong_type = {}};
}

bool IsArn(std::string_view text) { return text.starts_with("arn:"); }

void ReadIdentity(const DottedDocument& document, RecordFields& fields) {
  const auto first = [&](std::initializer_list<std::string_view> names) {
    return FirstField(document, names, fields).text;
  };
  UserIdentity& identity = fields.identity;
  identity.type = first({"actor.user.type", "user.type"});
  // The ARN and the principal's id changed places between versions.
  for (const std::string_view name :
       {"actor.user.uid", "actor.user.uid_alt", "actor.user.uuid", "user.uid",
        "user.uid_alt", "user.uuid"}) {
    const std::string_view id = document.Text(name);
    if (id.empty()) continue;
    std::string_view& to =
        IsArn(id) && !IsArn(identity.arn) && identity.arn.empty()
            ? identity.arn
            : identity.principal_id;
    if (to.empty()) to = id;
  }
  identity.account = first({"actor.user.account.uid", "actor.user.account_uid",
                            "user.account.uid", "user.account_uid",
                            "cloud.account.uid", "cloud.account_uid"});
  identity.user_name = first({"actor.user.name", "user.name"});
  identity.identity_provider = first({"actor.idp.name"});
  identity.invoked_by = first({"actor.invoked_by", "actor.app_name"});
  const std::string_view issuer = first({"actor.session.issuer"});
  if (IsArn(issuer)) identity.issuer_arn = issuer;
  if (identity.type == "IdentityCenterUser") {
    identity.on_behalf_of_user_id = identity.principal_id;
  }
}

// The first of the names that has an object.
std::optional<object> FirstObject(const DottedDocument& document,
                                  std::initializer_list<std::string_view> names,
                                  JsonTexts& texts) {
  for (const std::string_view name : names) {
    element value;
    if (!document.Find(name, value)) continue;
    if (const auto found = ObjectIn(&value, texts)) return found;
  }
  return {};
}

void ReadDetails(const DottedDocument& document, JsonTexts& texts,
                 RecordFields& fields, DetailFields& details) {
  const auto flag = [&](std::initializer_list<std::string_view> names) {
    std::optional<bool> found;
    for (const std::string_view name : names) {
      element value;
      if (!found && document.Find(name, value)) found = FlagOf(&value);
    }
    return found;
  };
  details.access_key_id = document.Text("actor.user.credential_uid").empty()
                              ? document.Text("actor.session.credential_uid")
                              : document.Text("actor.user.credential_uid");
  details.session_creation_time = FirstField(document,
                                             {"actor.session.created_time_dt",
                                              "actor.session.created_time"},
                                             fields)
                                      .text;
  details.mfa = flag({"actor.session.is_mfa", "actor.session.mfa"});
  details.read_only = flag({"unmapped.readOnly"});
  element resources;
  if (document.Find("resources", resources)) {
    ReadResources(&resources, "uid", details);
  }
  details.parameters = FirstObject(
      document, {"api.request.data", "unmapped.requestParameters"}, texts);
  if (const auto response = FirstObject(
          document, {"api.response.data", "unmapped.responseElements"},
          texts)) {
    details.issued_access_key_id = IssuedAccessKeyId(*response);
  }
}

// Audit logs of Kubernetes come in the same class; they name another product,
// and no endpoint of AWS.
bool IsOfCloudTrail(const DottedDocument& document) {
  const std::string product = absl::AsciiStrToLower(
      std::string(document.Text("metadata.product.name")));
  const std::string service(document.Text("api.service.name"));
  return product.empty() || absl::StrContains(product, "cloudtrail") ||
         absl::StrContains(service, ".amazonaws.com");
}

}  // namespace

bool IsOcsfRecord(object object) {
  const DottedDocument document(object);
  return document.Has("class_uid") && IsOfCloudTrail(document) &&
         (document.Has("api.operation") || document.Has("activity_name")) &&
         (document.Has("metadata.uid") || document.Has("api.service.name"));
}

RecordFields ReadOcsfRecord(object object, JsonTexts& texts,
                            DetailFields* details) {
  const DottedDocument document(object);
  RecordFields fields;
  const auto first = [&](std::initializer_list<std::string_view> names) {
    return FirstField(document, names, fields);
  };
  fields.event_id = first({"metadata.uid"});
  fields.event_time = first({"time_dt", "time"});
  fields.event_source = first({"api.service.name"});
  fields.event_name = first({"api.operation"});
  fields.source_address =
      first({"src_endpoint.ip", "src_endpoint.domain", "src_endpoint.svc_name",
             "src_endpoint.hostname"});
  fields.vpc_endpoint_id =
      first({"src_endpoint.uid", "unmapped.vpcEndpointId"});
  fields.vpc_endpoint_account = first({"unmapped.vpcEndpointAccountId"});
  fields.recipient_account = first({"cloud.account.uid", "cloud.account_uid"});
  fields.error_code = first({"api.response.error"});
  fields.error_message =
      first({"api.response.message", "api.response.error_message"});
  fields.user_agent = first({"http_request.user_agent"});
  fields.region = first({"cloud.region"});
  fields.from_console =
      document.IsTrue("unmapped.sessionCredentialFromConsole");
  fields.failed = EqualsIgnoringCase(document.Text("status"), "Failure");
  ReadIdentity(document, fields);
  if (details != nullptr) ReadDetails(document, texts, fields, *details);
  return fields;
}

}  // namespace farcall
