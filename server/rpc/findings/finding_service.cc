// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/findings/finding_service.h"

#include "server/rpc/findings/finding_watch.h"
#include "server/rpc/tenant_method.h"

namespace farcall {
namespace {

// Of a list: the most that is taken from a turn at once, and the memory of a
// page, as messages and as bytes.
constexpr WorkQueue::Load kListLoad = {
    .cost = WorkQueue::kSharedPartCost,
    .held_bytes = 4 * int64_t{FindingHandler::kPageBytes}};
// Of one finding.
constexpr WorkQueue::Load kGetLoad = {.held_bytes = 128 << 10};

}  // namespace

FindingService::FindingService(const Parts& parts,
                               const FindingWatchers::Options& options)
    : parts_(parts),
      handler_(parts.histograms, parts.findings, parts.desk.witnesses.log),
      watchers_(parts.findings, options, parts.metrics.findings) {
  RpcMetrics& rpc = parts_.metrics.rpc;
  const auto list =
      TenantMethod<v1::ListFindingsRequest, v1::ListFindingsResponse>(
          parts_.desk, rpc.list_findings, Right::kRead, &TenantOfRequest,
          kListLoad, [this](const auto&, const auto& asked, auto& answer) {
            return handler_.List(asked, answer);
          });
  const auto get = TenantMethod<v1::GetFindingRequest, v1::GetFindingResponse>(
      parts_.desk, rpc.get_finding, Right::kRead, &TenantOfRequest, kGetLoad,
      [this](const auto&, const auto& asked, auto& answer) {
        return handler_.Get(asked, answer);
      });
  Serve(rpc.list_findings, [this, list](grpc::CallbackServerContext& context) {
    return new MessageCall(parts_.desk, list, context);
  });
  Serve(rpc.get_finding, [this, get](grpc::CallbackServerContext& context) {
    return new MessageCall(parts_.desk, get, context);
  });
  Serve(rpc.watch_findings, [this](grpc::CallbackServerContext& context) {
    return new FindingWatch({.desk = parts_.desk,
                             .histograms = parts_.histograms,
                             .findings = parts_.findings,
                             .handler = handler_,
                             .watchers = watchers_,
                             .method = parts_.metrics.rpc.watch_findings},
                            context);
  });
}

}  // namespace farcall
