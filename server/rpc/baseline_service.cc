// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/baseline_service.h"

#include <algorithm>
#include <vector>

#include "scoring/detectors/belief.h"
#include "scoring/detectors/detector.h"
#include "scoring/records/attribute.h"
#include "server/rpc/tenant_method.h"
#include "server/wire/feedback_convert.h"
#include "server/wire/grpc_status.h"
#include "server/wire/proto_convert.h"

namespace farcall {
namespace {

std::vector<FieldViolation> CheckList(const v1::ListBaselinesRequest& request) {
  std::vector<FieldViolation> violations = CheckTenant(request.tenant());
  if (!v1::EntityKind_IsValid(request.kind()) ||
      request.kind() == v1::ENTITY_KIND_UNSPECIFIED) {
    violations.push_back({"kind", "is required"});
  } else if (request.kind() == v1::ENTITY_KIND_ACCOUNT) {
    violations.push_back({"kind", kNoAccounts});
  }
  if (request.has_at()) CheckTimestamp("at", request.at(), violations);
  CheckPageSize(request.page_size(), violations);
  return violations;
}

// The moment that a request asks for.
template <typename Request>
std::optional<int64_t> AtOf(const Request& request) {
  return request.has_at() ? std::optional(request.at().seconds())
                          : std::nullopt;
}

// `principal arn:aws:iam::111122223333:user/alice of tenant default`
std::string Described(const EntityKey& entity) {
  const std::string tenant = "tenant " + entity.tenant;
  if (entity.kind == EntityKind::kTenant) return tenant;
  return std::string(EntityKindName(entity.kind)) + " " + entity.name + " of " +
         tenant;
}

// Shown of an entity: its habits.
struct Shown {
  uint64_t calls = 0;
  int64_t first_seen_seconds = 0;
  int64_t last_seen_seconds = 0;
};

Shown ShownOf(const Baseline& baseline) {
  Shown shown;
  for (const auto& [attribute, histogram] : baseline.habits()) {
    if (!IsHabit(attribute) || histogram.calls() == 0) continue;
    const int64_t first_seconds = histogram.first_seen_seconds();
    shown.first_seen_seconds =
        shown.calls == 0 ? first_seconds
                         : std::min(shown.first_seen_seconds, first_seconds);
    shown.last_seen_seconds =
        std::max(shown.last_seen_seconds, histogram.last_seen_seconds());
    shown.calls = std::max(shown.calls, histogram.calls());
  }
  return shown;
}

// Completes verdicts by what the audit has of them.
absl::Status WriteWhoSaidThem(const EntityKey& entity, AuditLookup& audit,
                              v1::Baseline& baseline) {
  for (v1::Histogram& histogram : *baseline.mutable_histograms()) {
    for (v1::ValueCount& value : *histogram.mutable_values()) {
      if (!value.has_verdict() || !value.verdict().has_time()) continue;
      const google::protobuf::Timestamp& time = value.verdict().time();
      const auto entry = audit.Find(
          entity.name, time.seconds() * kMicrosPerSecond + time.nanos() / 1000);
      if (!entry.ok()) return entry.status();
      if (*entry != nullptr) WriteEntry(**entry, *value.mutable_verdict());
    }
  }
  return absl::OkStatus();
}

template <typename Request>
const std::string& TenantOfEntity(const Request& request) {
  return request.entity().tenant();
}

// Of a page: the most that is taken from a turn at once. It may be worth more.
constexpr int64_t kListCost = WorkQueue::kSharedPartCost;

}  // namespace

grpc::Status BaselineService::Get(const v1::GetBaselineRequest& request,
                                  v1::GetBaselineResponse& response) {
  auto violations = CheckEntity(request.entity());
  if (request.has_at()) CheckTimestamp("at", request.at(), violations);
  if (!violations.empty()) return InvalidRequest(violations);
  const EntityKey entity = EntityOf(request.entity());
  AuditLookup audit(store_, entity.tenant, entity.name);
  const auto found =
      Describe(entity, AtOf(request), audit, *response.mutable_baseline());
  if (!found.ok()) return Fail(found.status(), "GetBaseline");
  if (!*found) return NotFound("nothing is known of " + Described(entity));
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
  AuditLookup audit(store_, TenantOf(request.tenant()), "");
  bool more = page->more;
  const EntityKey* last = nullptr;
  size_t bytes = 0;
  for (const EntityKey& entity : page->entities) {
    v1::Baseline baseline;
    const auto found = Describe(entity, AtOf(request), audit, baseline);
    if (!found.ok()) return Fail(found.status(), "ListBaselines");
    bytes += baseline.ByteSizeLong();
    if (bytes > kPageBytes && response.baselines_size() > 0) {
      more = true;
      break;
    }
    last = &entity;
    // Forgotten since the page was read.
    if (*found) *response.add_baselines() = std::move(baseline);
  }
  if (more) response.set_next_page_token(page_tokens_.Seal(list, last->name));
  return grpc::Status::OK;
}

grpc::Status BaselineService::Delete(const v1::DeleteBaselineRequest& request,
                                     const std::string& identity,
                                     v1::DeleteBaselineResponse& response) {
  auto violations = CheckEntity(request.entity());
  if (violations.empty() &&
      request.entity().kind() != v1::ENTITY_KIND_PRINCIPAL &&
      request.entity().kind() != v1::ENTITY_KIND_ROLE &&
      request.entity().kind() != v1::ENTITY_KIND_COMMAND) {
    violations.push_back(
        {"entity.kind", "must be a principal, a role or a command"});
  }
  if (!violations.empty()) return InvalidRequest(violations);
  const EntityKey entity = EntityOf(request.entity());
  const auto kept = IsKept(entity);
  if (!kept.ok()) return Fail(kept.status(), "DeleteBaseline");
  // Also of what is not kept: a deletion that failed may have left traces.
  const auto deleted = store_.Delete(entity);
  if (!deleted.ok()) return Fail(deleted.status(), "DeleteBaseline");
  if (!*kept) return NotFound("nothing is kept of " + Described(entity));
  response.set_histograms_deleted(*deleted);
  desk_.witnesses.log.Info("baseline deleted",
                           {{"tenant", TenantOf(request.entity().tenant())},
                            {"identity", identity},
                            {"histograms", *deleted}});
  return grpc::Status::OK;
}

absl::StatusOr<bool> BaselineService::IsKept(const EntityKey& entity) {
  bool kept = false;
  absl::Status status = store_.Read({entity.tenant, {&entity, 1}, {}},
                                    [&](HistogramStore::Stored stored) {
                                      kept = !stored.baselines[0]->empty();
                                    });
  if (!status.ok()) return status;
  if (kept || entity.kind != EntityKind::kPrincipal) return kept;
  const auto said = store_.ListFeedback(entity.tenant, entity.name, "", 1);
  if (!said.ok()) return said.status();
  return !said->entries.empty();
}

absl::StatusOr<bool> BaselineService::Describe(
    const EntityKey& entity, std::optional<int64_t> at_seconds,
    AuditLookup& audit, v1::Baseline& baseline) {
  std::vector<EntityKey> entities = {entity};
  if (entity.kind != EntityKind::kTenant) {
    entities.push_back({entity.tenant, EntityKind::kTenant, ""});
  }
  absl::Status status = store_.Read(
      {entity.tenant, entities, {}}, [&](HistogramStore::Stored stored) {
        const Baseline& own = *stored.baselines.front();
        const Baseline& tenant = *stored.baselines.back();
        const Shown shown = ShownOf(own);
        const int64_t seen_from = at_seconds.value_or(shown.last_seen_seconds);
        for (const auto& [attribute, histogram] : own.habits()) {
          if (histogram.empty() || !IsHabit(attribute)) continue;
          WriteBeliefs(attribute,
                       BeliefsOf(model_, {entity.kind, attribute}, own, tenant,
                                 seen_from),
                       *baseline.add_histograms());
          if (attribute == Attribute::kCountry) {
            baseline.set_state(
                static_cast<v1::BaselineState>(StateOf(histogram)));
          }
        }
        WriteEntity(entity, *baseline.mutable_entity());
        baseline.set_calls(shown.calls);
        baseline.mutable_at()->set_seconds(seen_from);
        if (shown.calls == 0) return;
        baseline.mutable_first_seen()->set_seconds(shown.first_seen_seconds);
        baseline.mutable_last_seen()->set_seconds(shown.last_seen_seconds);
      });
  if (status.ok()) status = WriteWhoSaidThem(entity, audit, baseline);
  if (!status.ok()) return status;
  return !baseline.histograms().empty();
}

grpc::Status BaselineService::Fail(const absl::Status& status,
                                   std::string_view method) {
  desk_.witnesses.log.Error(
      "call failed", {{"method", method}, {"status", status.ToString()}});
  return StoreFailed(status);
}

template <typename Request, typename Response>
void BaselineService::ServeUnary(
    MethodMetrics& method, Right right,
    const std::string& (*tenant_of)(const Request&),
    const WorkQueue::Load& load,
    std::function<grpc::Status(const Authorizer::Caller&, const Request&,
                               Response&)>
        answer) {
  const auto unary = TenantMethod<Request, Response>(
      desk_, method, right, tenant_of, load, std::move(answer));
  Serve(method, [this, unary](grpc::CallbackServerContext& context) {
    return new MessageCall<Request, Response>(desk_, unary, context);
  });
}

BaselineService::BaselineService(const CallDesk& desk, HistogramStore& store,
                                 const Model& model,
                                 const FeedbackHandler& feedback,
                                 Metrics& metrics)
    : desk_(desk),
      store_(store),
      model_(model),
      feedback_(feedback),
      metrics_(metrics) {
  RpcMetrics& rpc = metrics_.rpc;
  const WorkQueue::Load list = {.cost = kListCost, .held_bytes = kListBytes};
  ServeUnary<v1::GetBaselineRequest, v1::GetBaselineResponse>(
      rpc.get_baseline, Right::kRead, &TenantOfEntity,
      {.held_bytes = kGetBytes},
      [this](const auto&, const auto& asked, auto& answer) {
        return Get(asked, answer);
      });
  ServeUnary<v1::ListBaselinesRequest, v1::ListBaselinesResponse>(
      rpc.list_baselines, Right::kRead, &TenantOfRequest, list,
      [this](const auto&, const auto& asked, auto& answer) {
        return List(asked, answer);
      });
  ServeUnary<v1::DeleteBaselineRequest, v1::DeleteBaselineResponse>(
      rpc.delete_baseline, Right::kAdmin, &TenantOfEntity, {},
      [this](const auto& caller, const auto& asked, auto& answer) {
        return Delete(asked, caller.name(), answer);
      });
  ServeUnary<v1::MarkBenignRequest, v1::MarkBenignResponse>(
      rpc.mark_benign, Right::kFeedback, &TenantOfRequest, {},
      [this](const auto& caller, const auto& asked, auto& answer) {
        return feedback_.MarkBenign(asked, caller.name(), answer);
      });
  ServeUnary<v1::MarkMaliciousRequest, v1::MarkMaliciousResponse>(
      rpc.mark_malicious, Right::kFeedback, &TenantOfRequest, {},
      [this](const auto& caller, const auto& asked, auto& answer) {
        return feedback_.MarkMalicious(asked, caller.name(), answer);
      });
  ServeUnary<v1::ClearVerdictRequest, v1::ClearVerdictResponse>(
      rpc.clear_verdict, Right::kFeedback, &TenantOfRequest, {},
      [this](const auto& caller, const auto& asked, auto& answer) {
        return feedback_.ClearVerdict(asked, caller.name(), answer);
      });
  ServeUnary<v1::ForgetRequest, v1::ForgetResponse>(
      rpc.forget, Right::kFeedback, &TenantOfRequest, {},
      [this](const auto& caller, const auto& asked, auto& answer) {
        return feedback_.Forget(asked, caller.name(), answer);
      });
  ServeUnary<v1::ListFeedbackRequest, v1::ListFeedbackResponse>(
      rpc.list_feedback, Right::kRead, &TenantOfRequest, list,
      [this](const auto&, const auto& asked, auto& answer) {
        return feedback_.List(asked, answer);
      });
}

}  // namespace farcall
