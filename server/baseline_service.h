// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "farcall/v1/baseline_service.grpc.pb.h"
#include "scoring/histogram_store.h"
#include "scoring/model.h"
#include "server/audit_lookup.h"
#include "server/feedback_handler.h"
#include "server/page_tokens.h"
#include "server/unary_call.h"

namespace farcall {

// BaselineService on gRPC's callback API, as ScoringService is (ADR 22).
class BaselineService final
    : public v1::BaselineService::WithRawCallbackMethod_GetBaseline<
          v1::BaselineService::WithRawCallbackMethod_ListBaselines<
              v1::BaselineService::WithRawCallbackMethod_DeleteBaseline<
                  v1::BaselineService::WithRawCallbackMethod_MarkBenign<
                      v1::BaselineService::WithRawCallbackMethod_MarkMalicious<
                          v1::BaselineService::
                              WithRawCallbackMethod_ClearVerdict<
                                  v1::BaselineService::
                                      WithRawCallbackMethod_Forget<
                                          v1::BaselineService::
                                              WithRawCallbackMethod_ListFeedback<
                                                  v1::BaselineService::
                                                      Service>>>>>>>> {
 public:
  // A page of ListBaselines ends before it would be larger, so that clients
  // with gRPC's default limit of 4 MiB can read it; but it has one baseline.
  static constexpr size_t kPageBytes = 3 << 20;

  // The references must outlive the service.
  BaselineService(const CallDesk& desk, HistogramStore& store,
                  const Model& model, const FeedbackHandler& feedback,
                  Metrics& metrics)
      : desk_(desk),
        store_(store),
        model_(model),
        feedback_(feedback),
        metrics_(metrics) {}

  grpc::ServerUnaryReactor* GetBaseline(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListBaselines(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* DeleteBaseline(grpc::CallbackServerContext* context,
                                           const grpc::ByteBuffer* request,
                                           grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* MarkBenign(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* MarkMalicious(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ClearVerdict(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* Forget(grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request,
                                   grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListFeedback(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override;

 private:
  // What GetBaseline may take while it is worked on, and ListBaselines: the
  // messages, and their bytes.
  static constexpr int64_t kGetBytes = 3 << 20;
  static constexpr int64_t kListBytes = 4 * int64_t{kPageBytes};

  // Has a call answered if its caller has the right for the tenant that
  // `tenant_of` finds in the request. `answer` is as in UnaryMethod.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Start(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
      grpc::ByteBuffer* response, MethodMetrics& method, Right right,
      const std::string& (*tenant_of)(const Request&), WorkQueue::Load load,
      std::function<grpc::Status(const std::string&, const Request&, Response&)>
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
