// SPDX-License-Identifier: Apache-2.0
#include "server/baseline_service.h"

#include <algorithm>

#include "scoring/detector.h"
#include "server/grpc_status.h"
#include "server/proto_convert.h"

namespace farcall {
namespace {

std::vector<FieldViolation> CheckList(const v1::ListBaselinesRequest& request) {
  std::vector<FieldViolation> violations = CheckTenant(request.tenant());
  if (!v1::EntityKind_IsValid(request.kind()) ||
      request.kind() == v1::ENTITY_KIND_UNSPECIFIED) {
    violations.push_back({"kind", "is required"});
  }
  CheckPageSize(request.page_size(), violations);
  return violations;
}

}  // namespace

grpc::Status BaselineService::Get(const v1::GetBaselineRequest& request,
                                  v1::GetBaselineResponse& response) {
  if (const auto violations = CheckEntity(request.entity());
      !violations.empty())
    return InvalidRequest(violations);
  const auto found =
      Describe(EntityOf(request.entity()), *response.mutable_baseline());
  if (!found.ok()) return Fail(found.status(), "GetBaseline");
  if (!*found) return NotFound("nothing is known of this entity");
  return grpc::Status::OK;
}

grpc::Status BaselineService::List(const v1::ListBaselinesRequest& request,
                                   v1::ListBaselinesResponse& response) {
  auto violations = CheckList(request);
  const std::string tenant = TenantOf(request.tenant());
  const std::string kind = v1::EntityKind_Name(request.kind());
  const PageTokens::List list = {tenant, kind, request.name_prefix()};
  const auto after = page_tokens_.Open(list, request.page_token());
  if (!after.has_value()) {
    violations.push_back({"page_token", PageTokens::kRefusal});
  }
  if (!violations.empty()) return InvalidRequest(violations);
  const auto page = store_.List(tenant, static_cast<EntityKind>(request.kind()),
                                request.name_prefix(), *after,
                                PageSizeOf(request.page_size()));
  if (absl::IsInvalidArgument(page.status())) {
    return InvalidRequest(
        {{"name_prefix", std::string(page.status().message())}});
  }
  if (!page.ok()) return Fail(page.status(), "ListBaselines");
  for (const EntityKey& entity : page->entities) {
    v1::Baseline baseline;
    const auto found = Describe(entity, baseline);
    if (!found.ok()) return Fail(found.status(), "ListBaselines");
    // Forgotten since the page was read.
    if (*found) *response.add_baselines() = std::move(baseline);
  }
  if (page->more) {
    response.set_next_page_token(
        page_tokens_.Seal(list, page->entities.back().name));
  }
  return grpc::Status::OK;
}

grpc::Status BaselineService::Delete(const v1::DeleteBaselineRequest& request,
                                     const std::string& identity,
                                     v1::DeleteBaselineResponse& response) {
  auto violations = CheckEntity(request.entity());
  if (violations.empty() &&
      request.entity().kind() != v1::ENTITY_KIND_PRINCIPAL &&
      request.entity().kind() != v1::ENTITY_KIND_COMMAND) {
    violations.push_back({"entity.kind", "must be a principal or a command"});
  }
  if (!violations.empty()) return InvalidRequest(violations);
  const auto deleted = store_.Delete(EntityOf(request.entity()));
  if (!deleted.ok()) return Fail(deleted.status(), "DeleteBaseline");
  response.set_histograms_deleted(*deleted);
  witnesses_.log.Info("baseline deleted",
                      {{"tenant", TenantOf(request.entity().tenant())},
                       {"identity", identity},
                       {"histograms", *deleted}});
  return grpc::Status::OK;
}

absl::StatusOr<bool> BaselineService::Describe(const EntityKey& entity,
                                               v1::Baseline& baseline) {
  bool found = false;
  absl::Status status = store_.Read(
      {entity.tenant, {&entity, 1}, {}}, [&](HistogramStore::Stored stored) {
        int64_t first_seen_seconds = 0;
        int64_t last_seen_seconds = 0;
        for (const auto& [attribute, histogram] : stored.baselines[0].parts()) {
          if (histogram.empty() || !IsHabit(attribute)) continue;
          WriteHistogram(attribute, histogram, decay_,
                         *baseline.add_histograms());
          baseline.set_calls(
              std::max(baseline.calls(), uint64_t{histogram.calls()}));
          if (attribute == Attribute::kCountry) {
            baseline.set_state(
                static_cast<v1::BaselineState>(StateOf(histogram)));
          }
          first_seen_seconds = found ? std::min(first_seen_seconds,
                                                histogram.first_seen_seconds())
                                     : histogram.first_seen_seconds();
          last_seen_seconds =
              std::max(last_seen_seconds, histogram.last_seen_seconds());
          found = true;
        }
        WriteEntity(entity, *baseline.mutable_entity());
        baseline.mutable_first_seen()->set_seconds(first_seen_seconds);
        baseline.mutable_last_seen()->set_seconds(last_seen_seconds);
      });
  if (!status.ok()) return status;
  return found;
}

grpc::Status BaselineService::Fail(const absl::Status& status,
                                   std::string_view method) {
  witnesses_.log.Error("call failed",
                       {{"method", method}, {"status", status.ToString()}});
  return StoreFailed(status);
}

template <typename Call>
grpc::Status BaselineService::Record(MethodMetrics& method,
                                     const grpc::ServerContext& context,
                                     Right right, const std::string& tenant,
                                     Call call) {
  return RecordUnary(method, context, witnesses_, [&] {
    const auto caller = authorizer_.Identify(CredentialsOf(context));
    grpc::Status allowed = authorizer_.Check(caller, right, TenantOf(tenant));
    return allowed.ok() ? call(caller.name()) : allowed;
  });
}

grpc::Status BaselineService::GetBaseline(grpc::ServerContext* context,
                                          const v1::GetBaselineRequest* request,
                                          v1::GetBaselineResponse* response) {
  return Record(metrics_.rpc.get_baseline, *context, Right::kRead,
                request->entity().tenant(),
                [&](const auto&) { return Get(*request, *response); });
}

grpc::Status BaselineService::ListBaselines(
    grpc::ServerContext* context, const v1::ListBaselinesRequest* request,
    v1::ListBaselinesResponse* response) {
  return Record(metrics_.rpc.list_baselines, *context, Right::kRead,
                request->tenant(),
                [&](const auto&) { return List(*request, *response); });
}

grpc::Status BaselineService::DeleteBaseline(
    grpc::ServerContext* context, const v1::DeleteBaselineRequest* request,
    v1::DeleteBaselineResponse* response) {
  return Record(metrics_.rpc.delete_baseline, *context, Right::kAdmin,
                request->entity().tenant(), [&](const std::string& identity) {
                  return Delete(*request, identity, *response);
                });
}

grpc::Status BaselineService::MarkBenign(grpc::ServerContext* context,
                                         const v1::MarkBenignRequest* request,
                                         v1::MarkBenignResponse* response) {
  return Record(metrics_.rpc.mark_benign, *context, Right::kFeedback,
                request->tenant(), [&](const std::string& identity) {
                  return feedback_.MarkBenign(*request, identity, *response);
                });
}

grpc::Status BaselineService::MarkMalicious(
    grpc::ServerContext* context, const v1::MarkMaliciousRequest* request,
    v1::MarkMaliciousResponse* response) {
  return Record(metrics_.rpc.mark_malicious, *context, Right::kFeedback,
                request->tenant(), [&](const std::string& identity) {
                  return feedback_.MarkMalicious(*request, identity, *response);
                });
}

grpc::Status BaselineService::Forget(grpc::ServerContext* context,
                                     const v1::ForgetRequest* request,
                                     v1::ForgetResponse* response) {
  return Record(metrics_.rpc.forget, *context, Right::kFeedback,
                request->tenant(), [&](const std::string& identity) {
                  return feedback_.Forget(*request, identity, *response);
                });
}

grpc::Status BaselineService::ListFeedback(
    grpc::ServerContext* context, const v1::ListFeedbackRequest* request,
    v1::ListFeedbackResponse* response) {
  return Record(
      metrics_.rpc.list_feedback, *context, Right::kRead, request->tenant(),
      [&](const auto&) { return feedback_.List(*request, *response); });
}

}  // namespace farcall
