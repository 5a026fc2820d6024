// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/admission/open_streams.h"
#include "server/handlers/batch_handler.h"
#include "server/rpc/raw_service.h"
#include "server/rpc/unary_call.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// farcall.v1.ScoringService (ADR 22): who calls, and for which tenant, is
// looked at before a batch is parsed. What is done with a batch is
// BatchHandler's.
class ScoringService final : public RawService {
 public:
  struct Parts {
    CallDesk desk;
    const BatchHandler& handler;
    OpenStreams& streams;
    Metrics& metrics;
  };

  // What `parts` refers to must outlive the service.
  explicit ScoringService(const Parts& parts);

 private:
  const Parts parts_;
};

}  // namespace farcall
