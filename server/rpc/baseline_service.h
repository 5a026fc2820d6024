// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "farcall/v1/baseline_service.pb.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/detectors/model.h"
#include "server/handlers/audit_lookup.h"
#include "server/handlers/feedback_handler.h"
#include "server/handlers/page_tokens.h"
#include "server/rpc/raw_service.h"
#include "server/rpc/unary_call.h"

namespace farcall {

// farcall.v1.BaselineService.
class BaselineService final : public RawService {
 public:
  // A page of ListBaselines ends before it would be larger, so that clients
  // with gRPC's default limit of 4 MiB can read it; but it has one baseline.
  static constexpr size_t kPageBytes = 3 << 20;

  // The references must outlive the service.
  BaselineService(const CallDesk& desk, HistogramStore& store,
                  const Model& model, const FeedbackHandler& feedback,
                  Metrics& metrics);

 private:
  // What GetBaseline may take while it is worked on, and ListBaselines: the
  // messages, and their bytes.
  static constexpr int64_t kGetBytes = 3 << 20;
  static constexpr int64_t kListBytes = 4 * int64_t{kPageBytes};

  // Has calls of `method` answered if their callers have the right for the
  // tenant that `tenant_of` finds in the request. `answer` is as in
  // UnaryMethod.
  template <typename Request, typename Response>
  void ServeUnary(MethodMetrics& method, Right right,
                  const std::string& (*tenant_of)(const Request&),
                  const WorkQueue::Load& load,
                  std::function<grpc::Status(const Authorizer::Caller&,
                                             const Request&, Response&)>
                      answer);
  grpc::Status Get(const v1::GetBaselineRequest& request,
                   v1::GetBaselineResponse& response);
  grpc::Status List(const v1::ListBaselinesRequest& request,
                    v1::ListBaselinesResponse& response);
  grpc::Status Delete(const v1::DeleteBaselineRequest& request,
                      const std::string& identity,
                      v1::DeleteBaselineResponse& response);
  // Fills `baseline`, as seen from `at_seconds` (nothing = from its newest
  // event); false if nothing is known of the entity.
  absl::StatusOr<bool> Describe(const EntityKey& entity,
                                std::optional<int64_t> at_seconds,
                                AuditLookup& audit, v1::Baseline& baseline);
  // Whether there is anything that Delete would remove.
  absl::StatusOr<bool> IsKept(const EntityKey& entity);
  grpc::Status Fail(const absl::Status& status, std::string_view method);

  const CallDesk desk_;
  HistogramStore& store_;
  Model model_;
  const FeedbackHandler& feedback_;
  Metrics& metrics_;
  const PageTokens page_tokens_;
};

}  // namespace farcall
