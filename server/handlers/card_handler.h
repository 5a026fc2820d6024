// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "farcall/v1/finding_service.pb.h"
#include "scoring/batch/fact_store.h"
#include "server/handlers/card_source.h"
#include "server/handlers/card_what_if.h"
#include "server/handlers/finding_handler.h"
#include "server/handlers/page_tokens.h"

namespace farcall {

// What FindingService answers of cards, and of calls that are kept. All that is
// told is durable. Thread-safe.
class CardHandler {
 public:
  // Calls of a finding that its card shows, the latest.
  static constexpr size_t kCardEventsMax = 200;

  // `keeps_calls`: the setting `event-hours` is not 0. The references must
  // outlive the handler.
  CardHandler(const CardSource::Stores& stores,
              CardSource::Surroundings surroundings,
              const OriginResolver& origins, const Model& model,
              bool keeps_calls, const FindingHandler& shown)
      : stores_(stores),
        source_(stores, std::move(surroundings)),
        what_ifs_(stores.histograms, origins, model),
        alert_threshold_(model.alert_threshold),
        keeps_calls_(keeps_calls),
        shown_(shown) {}

  // Both wait for the disk.
  grpc::Status GetCard(const v1::GetCardRequest& request,
                       v1::GetCardResponse& response) const;
  grpc::Status ListEvents(const v1::ListEventsRequest& request,
                          v1::ListEventsResponse& response) const;

 private:
  // The calls that a list is of, in no order.
  absl::StatusOr<FactStore::Facts> FactsFor(
      const std::string& tenant, const v1::ListEventsRequest& request) const;
  absl::StatusOr<FactStore::Facts> FactsOfFinding(const std::string& tenant,
                                                  const FindingId& id) const;
  // Those of principals that used a term.
  absl::StatusOr<FactStore::Facts> FactsWith(const std::string& tenant,
                                             TermKind kind,
                                             const std::string& term) const;

  const CardSource::Stores stores_;
  const CardSource source_;
  const CardWhatIfs what_ifs_;
  const double alert_threshold_;  // a score
  const bool keeps_calls_;
  const FindingHandler& shown_;
  const PageTokens page_tokens_;
};

}  // namespace farcall
