// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "farcall/v1/finding_service.pb.h"
#include "logging/json_log.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "server/handlers/finding_feed.h"
#include "server/handlers/page_tokens.h"

namespace farcall {

// What FindingService answers. All that is told is durable: a finding's
// revision never has two contents. Thread-safe.
class FindingHandler {
 public:
  // A page of ListFindings ends before it would be larger, so that clients with
  // gRPC's default limit of 4 MiB can read it; but it has one finding.
  static constexpr size_t kPageBytes = 3 << 20;

  // The references must outlive the handler. `histograms` and `findings` are
  // the same store.
  FindingHandler(HistogramStore& histograms, const FindingStore& findings,
                 Log& log)
      : histograms_(histograms), findings_(findings), log_(log) {}

  // All of these wait for the disk.
  grpc::Status List(const v1::ListFindingsRequest& request,
                    v1::ListFindingsResponse& response) const;
  grpc::Status Get(const v1::GetFindingRequest& request, bool with_notes,
                   v1::GetFindingResponse& response) const;
  // A finding as it is now. `method` is the one that asks.
  grpc::Status Show(const std::string& tenant, const FindingId& id,
                    std::string_view method, v1::Finding& result) const;
  grpc::Status ShowAll(
      const std::string& tenant, std::span<const FindingId> ids,
      std::string_view method,
      google::protobuf::RepeatedPtrField<v1::Finding>& results) const;

  // Writes a finding with the priority that it has in the queue, beside the
  // others of the tenant.
  absl::Status WriteInQueue(std::string_view tenant, const Finding& finding,
                            v1::Finding& result) const;

  // What a request wants to watch, and from where on. Does not block.
  grpc::Status Begin(const v1::WatchFindingsRequest& request,
                     FindingFeed::Watch& watch) const;

  // What a store said, as a status; the whole text is in the log alone.
  grpc::Status Fail(const absl::Status& status, std::string_view method) const;

  // Returns when all that was read of the tenant before is durable.
  absl::Status AwaitRead(std::string_view tenant) const;
  // The same of what is behind no later position of the log than this.
  absl::Status AwaitRead(std::string_view tenant, uint64_t position) const;

 private:
  HistogramStore& histograms_;
  const FindingStore& findings_;
  Log& log_;
  const PageTokens page_tokens_;
};

}  // namespace farcall
