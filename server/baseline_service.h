// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "farcall/v1/baseline_service.grpc.pb.h"
#include "scoring/histogram_store.h"
#include "scoring/model.h"
#include "server/audit_lookup.h"
#include "server/authorizer.h"
#include "server/feedback_handler.h"
#include "server/page_tokens.h"
#include "server/rpc_recorder.h"

namespace farcall {

class BaselineService final : public v1::BaselineService::Service {
 public:
  // The references must outlive the service.
  BaselineService(HistogramStore& store, const Model& model,
                  const FeedbackHandler& feedback, const Authorizer& authorizer,
                  Metrics& metrics, const RpcRecorder::Witnesses& witnesses)
      : store_(store),
        model_(model),
        feedback_(feedback),
        authorizer_(authorizer),
        metrics_(metrics),
        witnesses_(witnesses) {}

  grpc::Status GetBaseline(grpc::ServerContext* context,
                           const v1::GetBaselineRequest* request,
                           v1::GetBaselineResponse* response) override;
  grpc::Status ListBaselines(grpc::ServerContext* context,
                             const v1::ListBaselinesRequest* request,
                             v1::ListBaselinesResponse* response) override;
  grpc::Status DeleteBaseline(grpc::ServerContext* context,
                              const v1::DeleteBaselineRequest* request,
                              v1::DeleteBaselineResponse* response) override;
  grpc::Status MarkBenign(grpc::ServerContext* context,
                          const v1::MarkBenignRequest* request,
                          v1::MarkBenignResponse* response) override;
  grpc::Status MarkMalicious(grpc::ServerContext* context,
                             const v1::MarkMaliciousRequest* request,
                             v1::MarkMaliciousResponse* response) override;
  grpc::Status ClearVerdict(grpc::ServerContext* context,
                            const v1::ClearVerdictRequest* request,
                            v1::ClearVerdictResponse* response) override;
  grpc::Status Forget(grpc::ServerContext* context,
                      const v1::ForgetRequest* request,
                      v1::ForgetResponse* response) override;
  grpc::Status ListFeedback(grpc::ServerContext* context,
                            const v1::ListFeedbackRequest* request,
                            v1::ListFeedbackResponse* response) override;

 private:
  // Records a call and makes it, for the name that the caller goes by, if the
  // caller has the right for the tenant.
  template <typename Call>
  grpc::Status Record(MethodMetrics& method, const grpc::ServerContext& context,
                      Right right, const std::string& tenant, Call call);
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

  HistogramStore& store_;
  Model model_;
  const FeedbackHandler& feedback_;
  const Authorizer& authorizer_;
  Metrics& metrics_;
  const RpcRecorder::Witnesses witnesses_;
  const PageTokens page_tokens_;
};

}  // namespace farcall
