// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/findings/finding_service.h"

#include "server/rpc/findings/finding_watch.h"
#include "server/rpc/tenant_method.h"
#include "server/wire/triage_convert.h"

namespace farcall {
namespace {

// Of a list: the most that is taken from a turn at once, and the memory of a
// page, as messages and as bytes.
constexpr WorkQueue::Load kListLoad = {
    .cost = WorkQueue::kSharedPartCost,
    .held_bytes = 4 * int64_t{FindingHandler::kPageBytes}};
// Of one finding.
constexpr WorkQueue::Load kGetLoad = {.held_bytes = 128 << 10};
// Of several that are closed; each is read, written and shown.
constexpr WorkQueue::Load kCloseLoad = {
    .cost = WorkQueue::kSharedPartCost,
    .held_bytes = 4 * int64_t{FindingHandler::kPageBytes}};

// Has the method want another right of its callers, where `wants` says so.
template <typename Request, typename Response>
void AlsoWants(Right right, const Authorizer& authorizer,
               bool (*wants)(const Request&),
               UnaryMethod<Request, Response>& method) {
  method.check = [first = method.check, right, &authorizer, wants](
                     const Authorizer::Caller& caller, const Request& asked) {
    grpc::Status status = first(caller, asked);
    if (!status.ok() || !wants(asked)) return status;
    return CheckAccess(authorizer, caller, right, TenantOf(asked.tenant()));
  };
}

}  // namespace

FindingService::FindingService(const Parts& parts,
                               const FindingWatchers::Options& options)
    : parts_(parts),
      handler_(parts.histograms, parts.findings, parts.desk.witnesses.log),
      triage_(parts.histograms, parts.findings, parts.origins, parts.model,
              handler_, parts.metrics, parts.desk.witnesses.log),
      backtests_(parts.findings, parts.ledger, parts.model, parts.keeps_ledger,
                 handler_),
      exemptions_(parts.histograms, parts.findings, backtests_, handler_,
                  parts.desk.witnesses.log),
      cards_({.histograms = parts.histograms,
              .findings = parts.findings,
              .facts = parts.facts},
             parts.surroundings, parts.origins, parts.model, parts.keeps_calls,
             handler_),
      watchers_(parts.findings, options, parts.metrics.findings) {
  ServeReading();
  ServeCards();
  ServeHindsight();
  ServeTriage();
  ServeExemptions();
  ServeWhoAmI();
  Serve(parts.metrics.rpc.watch_findings,
        [this](grpc::CallbackServerContext& context) {
          return new FindingWatch({.desk = parts_.desk,
                                   .histograms = parts_.histograms,
                                   .findings = parts_.findings,
                                   .handler = handler_,
                                   .watchers = watchers_,
                                   .method = parts_.metrics.rpc.watch_findings},
                                  context);
        });
}

template <typename Request, typename Response>
void FindingService::ServeUnary(UnaryMethod<Request, Response> method) {
  Serve(method.metrics, [this, method](grpc::CallbackServerContext& context) {
    return new MessageCall(parts_.desk, method, context);
  });
}

void FindingService::ServeWhoAmI() {
  const auto answer = [this](const Authorizer::Caller& caller,
                             const v1::WhoAmIRequest&,
                             v1::WhoAmIResponse& response) {
    response.set_identity(caller.name());
    response.set_seen_window_seconds(parts_.seen_window_seconds);
    for (const Policy::Grant& grant : parts_.desk.authorizer.GrantsOf(caller)) {
      v1::Grant& shown = *response.add_grants();
      shown.set_tenant(grant.tenant);
      for (const Right right : grant.rights) {
        shown.add_rights(std::string(RightName(right)));
      }
    }
    return grpc::Status::OK;
  };
  ServeUnary(UnaryMethod<v1::WhoAmIRequest, v1::WhoAmIResponse>{
      .metrics = parts_.metrics.rpc.who_am_i,
      .check = [](const Authorizer::Caller& caller,
                  const auto&) { return IdentityStatus(caller); },
      .load = [](const auto&) { return kGetLoad; },
      .answer = answer});
}

void FindingService::ServeReading() {
  RpcMetrics& rpc = parts_.metrics.rpc;
  ServeUnary(TenantMethod<v1::ListFindingsRequest, v1::ListFindingsResponse>(
      parts_.desk, rpc.list_findings, Right::kRead, &TenantOfRequest, kListLoad,
      [this](const auto&, const auto& asked, auto& answer) {
        return handler_.List(asked, answer);
      }));
  ServeUnary(TenantMethod<v1::GetFindingRequest, v1::GetFindingResponse>(
      parts_.desk, rpc.get_finding, Right::kRead, &TenantOfRequest, kGetLoad,
      [this](const auto& caller, const auto& asked, auto& answer) {
        const bool with_notes = parts_.desk.authorizer.Allows(
            caller, Right::kTriage, TenantOf(asked.tenant()));
        return handler_.Get(asked, with_notes, answer);
      }));
}

void FindingService::ServeCards() {
  RpcMetrics& rpc = parts_.metrics.rpc;
  ServeUnary(TenantMethod<v1::GetCardRequest, v1::GetCardResponse>(
      parts_.desk, rpc.get_card, Right::kTriage, &TenantOfRequest, kListLoad,
      [this](const auto&, const auto& asked, auto& answer) {
        return cards_.GetCard(asked, answer);
      }));
  ServeUnary(TenantMethod<v1::ListEventsRequest, v1::ListEventsResponse>(
      parts_.desk, rpc.list_events, Right::kTriage, &TenantOfRequest, kListLoad,
      [this](const auto&, const auto& asked, auto& answer) {
        return cards_.ListEvents(asked, answer);
      }));
}

void FindingService::ServeHindsight() {
  RpcMetrics& rpc = parts_.metrics.rpc;
  ServeUnary(
      TenantMethod<v1::GetTriageReportRequest, v1::GetTriageReportResponse>(
          parts_.desk, rpc.get_triage_report, Right::kTriage, &TenantOfRequest,
          kListLoad, [this](const auto&, const auto& asked, auto& answer) {
            return backtests_.Report(asked, answer);
          }));
  ServeUnary(TenantMethod<v1::BacktestRequest, v1::BacktestResponse>(
      parts_.desk, rpc.backtest, Right::kTriage, &TenantOfRequest, kListLoad,
      [this](const auto&, const auto& asked, auto& answer) {
        return backtests_.Backtest(asked, answer);
      }));
}

void FindingService::ServeTriage() {
  RpcMetrics& rpc = parts_.metrics.rpc;
  ServeUnary(TenantMethod<v1::AcknowledgeFindingRequest,
                          v1::AcknowledgeFindingResponse>(
      parts_.desk, rpc.acknowledge_finding, Right::kTriage, &TenantOfRequest,
      kGetLoad, [this](const auto& caller, const auto& asked, auto& answer) {
        return triage_.Acknowledge(asked, caller.name(), answer);
      }));
  auto close =
      TenantMethod<v1::CloseFindingsRequest, v1::CloseFindingsResponse>(
          parts_.desk, rpc.close_findings, Right::kTriage, &TenantOfRequest,
          kCloseLoad,
          [this](const auto& caller, const auto& asked, auto& answer) {
            return triage_.Close(asked, caller.name(), answer);
          });
  AlsoWants(Right::kFeedback, parts_.desk.authorizer, &Teaches, close);
  ServeUnary(std::move(close));
  auto reopen =
      TenantMethod<v1::ReopenFindingRequest, v1::ReopenFindingResponse>(
          parts_.desk, rpc.reopen_finding, Right::kTriage, &TenantOfRequest,
          kGetLoad,
          [this](const auto& caller, const auto& asked, auto& answer) {
            return triage_.Reopen(asked, caller.name(), answer);
          });
  // What the verdict taught is taken back.
  AlsoWants(
      Right::kFeedback, parts_.desk.authorizer,
      +[](const v1::ReopenFindingRequest&) { return true; }, reopen);
  ServeUnary(std::move(reopen));
  ServeUnary(TenantMethod<v1::AddNoteRequest, v1::AddNoteResponse>(
      parts_.desk, rpc.add_note, Right::kTriage, &TenantOfRequest, kGetLoad,
      [this](const auto& caller, const auto& asked, auto& answer) {
        return triage_.AddNote(asked, caller.name(), answer);
      }));
}

void FindingService::ServeExemptions() {
  RpcMetrics& rpc = parts_.metrics.rpc;
  auto create =
      TenantMethod<v1::CreateExemptionRequest, v1::CreateExemptionResponse>(
          parts_.desk, rpc.create_exemption, Right::kFeedback, &TenantOfRequest,
          kGetLoad,
          [this](const auto& caller, const auto& asked, auto& answer) {
            return exemptions_.Create(asked, caller.name(), answer);
          });
  // One that names no place covers a thief's calls from anywhere.
  AlsoWants(
      Right::kAdmin, parts_.desk.authorizer,
      +[](const v1::CreateExemptionRequest& asked) {
        return asked.exemption().places().empty();
      },
      create);
  ServeUnary(std::move(create));
  ServeUnary(
      TenantMethod<v1::ListExemptionsRequest, v1::ListExemptionsResponse>(
          parts_.desk, rpc.list_exemptions, Right::kTriage, &TenantOfRequest,
          kListLoad, [this](const auto&, const auto& asked, auto& answer) {
            return exemptions_.List(asked, answer);
          }));
  ServeUnary(
      TenantMethod<v1::RevokeExemptionRequest, v1::RevokeExemptionResponse>(
          parts_.desk, rpc.revoke_exemption, Right::kFeedback, &TenantOfRequest,
          kGetLoad,
          [this](const auto& caller, const auto& asked, auto& answer) {
            return exemptions_.Revoke(asked, caller.name(), answer);
          }));
}

}  // namespace farcall
