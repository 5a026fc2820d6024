// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>

#include "cloudtrail/identity/principal.h"
#include "farcall/v1/baseline_service.pb.h"
#include "inputs/limits.h"
#include "logging/json_log.h"
#include "scoring/batch/feedback.h"
#include "scoring/batch/histogram_store.h"
#include "server/handlers/page_tokens.h"
#include "server/telemetry/metrics.h"
#include "server/wire/proto_convert.h"

namespace farcall {

// What BaselineService does with people's feedback. What is taken is logged and
// counted, each once. Thread-safe.
class FeedbackHandler {
 public:
  // The references must outlive the handler.
  FeedbackHandler(HistogramStore& store, const OriginResolver& origins,
                  const Model& model, const RequestLimits& limits,
                  PrincipalStrategy strategy, Metrics& metrics, Log& log)
      : store_(store),
        feedback_(store, origins, model),
        limits_(limits),
        strategy_(strategy),
        metrics_(metrics),
        log_(log) {}

  // `identity` is the authenticated name of the caller, beside what it says of
  // itself.
  grpc::Status MarkBenign(const v1::MarkBenignRequest& request,
                          const std::string& identity,
                          v1::MarkBenignResponse& response) const;
  grpc::Status MarkMalicious(const v1::MarkMaliciousRequest& request,
                             const std::string& identity,
                             v1::MarkMaliciousResponse& response) const;
  grpc::Status ClearVerdict(const v1::ClearVerdictRequest& request,
                            const std::string& identity,
                            v1::ClearVerdictResponse& response) const;
  grpc::Status Forget(const v1::ForgetRequest& request,
                      const std::string& identity,
                      v1::ForgetResponse& response) const;
  grpc::Status List(const v1::ListFeedbackRequest& request,
                    v1::ListFeedbackResponse& response) const;

 private:
  template <typename Request, typename Response>
  grpc::Status Mark(const Request& request, const std::string& identity,
                    Verdict verdict, std::string_view method,
                    Response& response) const;
  void Record(std::string_view tenant, const Judged& judged, Verdict verdict,
              const Statement& statement) const;
  grpc::Status Fail(const absl::Status& status, std::string_view method) const;

  HistogramStore& store_;
  Feedback feedback_;
  RequestLimits limits_;
  PrincipalStrategy strategy_;
  Metrics& metrics_;
  Log& log_;
  PageTokens page_tokens_;
};

}  // namespace farcall
