// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/exemption_handler.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "server/handlers/big_endian.h"
#include "server/handlers/server_time.h"
#include "server/wire/exemption_convert.h"
#include "server/wire/triage_convert.h"

namespace farcall {
namespace {

constexpr size_t kTimeBytes = 8;

// The order of the list: those that end last first.
bool IsListedBefore(const Exemption& a, const Exemption& b) {
  return std::tie(b.to_seconds, a.id) < std::tie(a.to_seconds, b.id);
}

std::string PlaceOf(const Exemption& exemption) {
  std::string text;
  AppendBigEndian(static_cast<uint64_t>(exemption.to_seconds), kTimeBytes,
                  text);
  text.append(exemption.id.bytes.begin(), exemption.id.bytes.end());
  return text;
}

// As much of an exemption as its place in the list needs.
Exemption AtPlace(std::string_view text) {
  Exemption exemption;
  exemption.to_seconds = static_cast<int64_t>(TakeBigEndian(text, kTimeBytes));
  std::ranges::copy(text, exemption.id.bytes.begin());
  return exemption;
}

FindingTriage::Request ReadRequest(const v1::CreateExemptionRequest& request,
                                   const std::string& identity,
                                   std::vector<FieldViolation>& violations) {
  CheckText("request_id", request.request_id(), kTriageRequestIdBytesMax,
            request.validate_only() ? Presence::kOptional : Presence::kRequired,
            violations);
  CheckText("exemption.actor", request.exemption().actor(), kActorBytesMax,
            Presence::kRequired, violations);
  return {.id = request.request_id(),
          .actor = request.exemption().actor(),
          .identity = identity.substr(0, kIdentityBytesMax),
          .time_micros = NowMicros()};
}

}  // namespace

grpc::Status ExemptionHandler::Create(
    const v1::CreateExemptionRequest& request, const std::string& identity,
    v1::CreateExemptionResponse& response) const {
  auto violations = CheckTenant(request.tenant());
  const FindingTriage::Request asked =
      ReadRequest(request, identity, violations);
  Exemption exemption = ReadExemption(
      request.exemption(), asked.time_micros / kMicrosPerSecond, violations);
  if (!violations.empty()) return InvalidRequest(violations);
  const std::string tenant = TenantOf(request.tenant());
  if (request.validate_only()) {
    exemption.actor = asked.actor;
    exemption.identity = asked.identity;
    exemption.create_micros = asked.time_micros;
    WriteExemption(exemption, {}, asked.time_micros,
                   *response.mutable_exemption());
    return backtests_.TryExemption(tenant, exemption, response);
  }
  const auto created = changes_.Create(tenant, std::move(exemption), asked);
  if (absl::IsResourceExhausted(created.status())) {
    return FindingRefuses(ErrorReason::kExemptionLimit,
                          std::string(created.status().message()));
  }
  if (!created.ok()) return shown_.Fail(created.status(), "CreateExemption");
  response.set_duplicate(created->duplicate);
  if (!created->duplicate) {
    Record("exemption declared", tenant, created->exemption, asked);
    const grpc::Status tried =
        backtests_.TryExemption(tenant, created->exemption, response);
    if (!tried.ok()) return tried;
  }
  return Show(tenant, created->exemption, asked.time_micros, "CreateExemption",
              *response.mutable_exemption());
}

grpc::Status ExemptionHandler::List(
    const v1::ListExemptionsRequest& request,
    v1::ListExemptionsResponse& response) const {
  auto violations = CheckTenant(request.tenant());
  CheckPageSize(request.page_size(), violations);
  const std::string tenant = TenantOf(request.tenant());
  const PageTokens::List list = {tenant, request.in_force() ? "in_force" : ""};
  const auto place = page_tokens_.Open(list, request.page_token());
  if (!place.has_value()) {
    violations.push_back({"page_token", PageTokens::kRefusal});
  }
  if (!violations.empty()) return InvalidRequest(violations);
  const int64_t now_micros = NowMicros();
  const auto end = findings_.FindingLogEnd(tenant);
  if (!end.ok()) return shown_.Fail(end.status(), "ListExemptions");
  auto all = findings_.ListExemptions(tenant);
  if (!all.ok()) return shown_.Fail(all.status(), "ListExemptions");
  const auto outlines = findings_.OutlineFindings(tenant);
  if (!outlines.ok()) return shown_.Fail(outlines.status(), "ListExemptions");
  std::erase_if(*all, [&](const Exemption& exemption) {
    return (request.in_force() && !IsInForce(exemption, now_micros)) ||
           (!place->empty() && !IsListedBefore(AtPlace(*place), exemption));
  });
  std::ranges::sort(*all, IsListedBefore);
  const size_t limit = PageSizeOf(request.page_size());
  if (all->size() > limit) {
    all->resize(limit);
    response.set_next_page_token(page_tokens_.Seal(list, PlaceOf(all->back())));
  }
  const ExemptionUses uses = UsesOf(*outlines);
  for (const Exemption& exemption : *all) {
    WriteExemption(exemption, UseOf(exemption.id, uses), now_micros,
                   *response.add_exemptions());
  }
  const absl::Status told = shown_.AwaitRead(tenant, end->position);
  return told.ok() ? grpc::Status::OK : shown_.Fail(told, "ListExemptions");
}

grpc::Status ExemptionHandler::Revoke(
    const v1::RevokeExemptionRequest& request, const std::string& identity,
    v1::RevokeExemptionResponse& response) const {
  auto violations = CheckTenant(request.tenant());
  const ExemptionId id =
      ReadId("exemption_id", request.exemption_id(), violations);
  CheckText("actor", request.actor(), kActorBytesMax, Presence::kRequired,
            violations);
  if (!violations.empty()) return InvalidRequest(violations);
  const std::string tenant = TenantOf(request.tenant());
  const FindingTriage::Request asked = {
      .actor = request.actor(),
      .identity = identity.substr(0, kIdentityBytesMax),
      .time_micros = NowMicros()};
  const auto revoked = changes_.Revoke(tenant, id, asked);
  if (absl::IsNotFound(revoked.status())) {
    return ExemptionNotFound(std::string(revoked.status().message()));
  }
  if (!revoked.ok()) return shown_.Fail(revoked.status(), "RevokeExemption");
  if (revoked->revoke_micros == asked.time_micros) {
    Record("exemption revoked", tenant, *revoked, asked);
  }
  return Show(tenant, *revoked, asked.time_micros, "RevokeExemption",
              *response.mutable_exemption());
}

grpc::Status ExemptionHandler::Show(const std::string& tenant,
                                    const Exemption& exemption,
                                    int64_t now_micros, std::string_view method,
                                    v1::Exemption& result) const {
  const auto outlines = findings_.OutlineFindings(tenant);
  if (!outlines.ok()) return shown_.Fail(outlines.status(), method);
  WriteExemption(exemption, UseOf(exemption.id, UsesOf(*outlines)), now_micros,
                 result);
  return grpc::Status::OK;
}

void ExemptionHandler::Record(std::string_view what, const std::string& tenant,
                              const Exemption& exemption,
                              const FindingTriage::Request& request) const {
  log_.Info(what, {{"tenant", tenant},
                   {"exemption_id", exemption.id.text()},
                   {"actor", request.actor},
                   {"identity", request.identity},
                   {"request_id", request.id}});
}

}  // namespace farcall
