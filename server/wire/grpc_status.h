// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/status.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "inputs/field_checks.h"

namespace farcall {

// Why a call failed, as google.rpc.ErrorInfo.reason: for programs, stable over
// versions. UPPER_SNAKE_CASE.
struct ErrorReason {
  static constexpr std::string_view kInvalidRequest = "INVALID_REQUEST";
  static constexpr std::string_view kUnreadable = "UNREADABLE_REQUEST";
  static constexpr std::string_view kNotFound = "BASELINE_NOT_FOUND";
  static constexpr std::string_view kFindingNotFound = "FINDING_NOT_FOUND";
  static constexpr std::string_view kFeedbackIdUsed = "FEEDBACK_ID_USED";
  static constexpr std::string_view kTooManyVerdicts = "TOO_MANY_VERDICTS";
  static constexpr std::string_view kFindingChanged = "FINDING_CHANGED";
  static constexpr std::string_view kFindingState = "FINDING_STATE";
  static constexpr std::string_view kFindingLimit = "FINDING_LIMIT";
  static constexpr std::string_view kExemptionNotFound = "EXEMPTION_NOT_FOUND";
  static constexpr std::string_view kExemptionLimit = "EXEMPTION_LIMIT";
  static constexpr std::string_view kEventsNotKept = "EVENTS_NOT_KEPT";
  static constexpr std::string_view kLedgerNotKept = "LEDGER_NOT_KEPT";
  static constexpr std::string_view kOverloaded = "TOO_MANY_BATCHES";
  static constexpr std::string_view kTooManyStreams = "TOO_MANY_STREAMS";
  static constexpr std::string_view kTooManyWatchers = "TOO_MANY_WATCHERS";
  static constexpr std::string_view kWatcherTooSlow = "WATCHER_TOO_SLOW";
  static constexpr std::string_view kForeignResumeToken =
      "RESUME_TOKEN_OF_ANOTHER_STORE";
  static constexpr std::string_view kResumeTokenTooOld = "RESUME_TOKEN_TOO_OLD";
  static constexpr std::string_view kDraining = "DRAINING";
  static constexpr std::string_view kStoreUnavailable = "STORE_UNAVAILABLE";
  static constexpr std::string_view kNotOwner = "NOT_OWNER";
  static constexpr std::string_view kNoOwner = "NO_OWNER";
  static constexpr std::string_view kOwnerLost = "OWNER_LOST";
  static constexpr std::string_view kOwnerChanged = "OWNER_CHANGED";
  static constexpr std::string_view kTooManyForwarded = "TOO_MANY_FORWARDED";
  static constexpr std::string_view kCallerNamesTooLong =
      "CALLER_NAMES_TOO_LONG";
  static constexpr std::string_view kInternal = "INTERNAL";
  static constexpr std::string_view kNoCredentials = "NO_CREDENTIALS";
  static constexpr std::string_view kBadCredentials = "BAD_CREDENTIALS";
  static constexpr std::string_view kNotAReplica = "NOT_A_REPLICA";
  static constexpr std::string_view kNotAllowed = "NOT_ALLOWED";
  static constexpr std::string_view kOperationFailed = "OPERATION_FAILED";
};

// The only place where gRPC codes are made. Each status carries
// google.rpc.ErrorInfo (domain `farcall`).

// INVALID_ARGUMENT with BadRequest.
grpc::Status InvalidRequest(const std::vector<FieldViolation>& violations);
// INTERNAL, as gRPC itself answers a request that is no such message.
grpc::Status Unreadable();
grpc::Status NotFound(std::string_view message);
grpc::Status FindingNotFound(std::string_view message);
grpc::Status ExemptionNotFound(std::string_view message);
// ABORTED: the finding, as it is now, has another revision than was looked at.
grpc::Status FindingChanged(std::string_view message,
                            const google::protobuf::Message& finding);
// FAILED_PRECONDITION: a finding does not allow a change. `reason` is one of
// ErrorReason.
grpc::Status FindingRefuses(std::string_view reason, std::string_view message);
// ALREADY_EXISTS: a feedback_id that was taken with other content.
grpc::Status FeedbackIdUsed(std::string_view message);
// FAILED_PRECONDITION: a verdict more than a histogram may have.
grpc::Status TooManyVerdicts(std::string_view message);
// FAILED_PRECONDITION: the server keeps no calls.
grpc::Status EventsNotKept();
// FAILED_PRECONDITION: the server keeps no ledger.
grpc::Status LedgerNotKept();
// OUT_OF_RANGE: a place in a log of findings that is not this store's.
grpc::Status ForeignResumeToken();
// OUT_OF_RANGE: changes after it are not kept any more.
grpc::Status ResumeTokenTooOld();
// UNAVAILABLE with RetryInfo.
grpc::Status Draining();
// The same: the client did not take a message of its watch for so long.
grpc::Status WatcherTooSlow(int64_t seconds);
// RESOURCE_EXHAUSTED with RetryInfo. `reason` is one of ErrorReason.
grpc::Status Overloaded(std::string_view reason, std::string_view message);
// What a store said. UNAVAILABLE (with RetryInfo) keeps its code and gets a
// fixed text; everything else is INTERNAL with a fixed text. The full text is
// for the log alone.
grpc::Status StoreFailed(const absl::Status& status);
// UNAUTHENTICATED: the caller shows nothing, or what is not known.
grpc::Status NoCredentials();
grpc::Status BadCredentials();
// The same: the call says to be sent on by a replica, or is for replicas alone,
// and its caller is none.
grpc::Status NotAReplica();
// UNAVAILABLE with RetryInfo: another replica sent the call on to this one,
// which does not own the tenant's shard. Nothing was done.
grpc::Status NotOwner(std::string_view tenant);
// The same: no replica owns the shard, or its owner is not reached.
grpc::Status NoOwner(std::string_view tenant);
// The same: the owner was lost while it had the call. What it did is not known.
grpc::Status OwnerLost(std::string_view tenant);
// The same: a watch ends, for its shard has another owner now, or none that is
// reached.
grpc::Status OwnerChanged(std::string_view tenant);
// FAILED_PRECONDITION: the caller has more names than are sent on with a call.
grpc::Status CallerNamesTooLong();
// PERMISSION_DENIED. An empty tenant means the server itself.
grpc::Status NotAllowed(std::string_view identity, std::string_view right,
                        std::string_view tenant);
// The same, of a tenant that is the server's own.
grpc::Status ReservedTenant(std::string_view tenant);
// What went wrong for an operator, who may read all of it.
grpc::Status OperationFailed(const absl::Status& status);

}  // namespace farcall
