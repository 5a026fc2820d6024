// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "farcall/v1/finding_service.pb.h"
#include "logging/json_log.h"
#include "scoring/batch/finding_triage.h"
#include "server/handlers/finding_handler.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// What FindingService does with people's decisions. What is taken is logged and
// counted, each once. Thread-safe.
class TriageHandler {
 public:
  // The references must outlive the handler.
  TriageHandler(HistogramStore& histograms, const FindingStore& findings,
                const OriginResolver& origins, const Model& model,
                const FindingHandler& shown, Metrics& metrics, Log& log)
      : triage_(histograms, findings, origins, model),
        shown_(shown),
        metrics_(metrics),
        log_(log) {}

  // `identity` is the authenticated name of the caller.
  grpc::Status Acknowledge(const v1::AcknowledgeFindingRequest& request,
                           const std::string& identity,
                           v1::AcknowledgeFindingResponse& response) const;
  grpc::Status Close(const v1::CloseFindingsRequest& request,
                     const std::string& identity,
                     v1::CloseFindingsResponse& response) const;
  grpc::Status Reopen(const v1::ReopenFindingRequest& request,
                      const std::string& identity,
                      v1::ReopenFindingResponse& response) const;
  grpc::Status AddNote(const v1::AddNoteRequest& request,
                       const std::string& identity,
                       v1::AddNoteResponse& response) const;

 private:
  // A decision that was taken, or refused.
  struct Decision {
    std::string_view method;
    std::string_view action;
    const std::string& tenant;
    const FindingTriage::Request& request;
  };
  grpc::Status Refuse(const Decision& decision, const FindingId& id,
                      const absl::Status& status) const;
  // Says which exemptions closing as MALICIOUS has revoked.
  void TellRevoked(const Decision& decision,
                   v1::CloseFindingsResponse& response) const;
  void Record(const Decision& decision, const FindingId& id,
              prometheus::Counter& counter) const;
  template <typename Response>
  grpc::Status AnswerOne(const Decision& decision, const FindingId& id,
                         prometheus::Counter& counter,
                         const absl::StatusOr<bool>& taken,
                         Response& response) const;

  const FindingTriage triage_;
  const FindingHandler& shown_;
  Metrics& metrics_;
  Log& log_;
};

}  // namespace farcall
