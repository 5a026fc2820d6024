// SPDX-License-Identifier: Apache-2.0
#include "server/wire/grpc_status.h"

#include <algorithm>
#include <chrono>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace farcall {
namespace {

constexpr size_t kMessageBytesMax = 1024;
constexpr std::chrono::milliseconds kRetryDelay{1'000};
// A shard without an owner has one soon.
constexpr std::chrono::milliseconds kOwnerRetryDelay{300};

class RichStatus {
 public:
  RichStatus(grpc::StatusCode code, std::string_view reason,
             std::string_view message) {
    status_.set_code(code);
    status_.set_message(std::string(message.substr(0, kMessageBytesMax)));
    google::rpc::ErrorInfo info;
    info.set_domain("farcall");
    info.set_reason(std::string(reason));
    status_.add_details()->PackFrom(info);
  }

  RichStatus& With(const google::protobuf::Message& detail) {
    status_.add_details()->PackFrom(detail);
    return *this;
  }

  RichStatus& WithRetry(std::chrono::milliseconds delay = kRetryDelay) {
    google::rpc::RetryInfo retry;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(delay);
    retry.mutable_retry_delay()->set_seconds(seconds.count());
    retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(
        std::chrono::nanoseconds(delay - seconds).count()));
    return With(retry);
  }

  grpc::Status ToGrpc() const {
    return {static_cast<grpc::StatusCode>(status_.code()), status_.message(),
            status_.SerializeAsString()};
  }

 private:
  google::rpc::Status status_;
};

grpc::Status WithoutOwner(std::string_view reason, std::string_view tenant,
                          std::string_view message) {
  std::string text = "tenant ";
  text.append(tenant).append(": ").append(message);
  return RichStatus(grpc::StatusCode::UNAVAILABLE, reason, text)
      .WithRetry(kOwnerRetryDelay)
      .ToGrpc();
}

}  // namespace

grpc::Status InvalidRequest(const std::vector<FieldViolation>& violations) {
  google::rpc::BadRequest bad_request;
  std::string message;
  for (const FieldViolation& violation : violations) {
    auto* field = bad_request.add_field_violations();
    field->set_field(violation.field);
    field->set_description(violation.description);
    message += (message.empty() ? "" : "; ") + violation.field + ": " +
               violation.description;
  }
  return RichStatus(grpc::StatusCode::INVALID_ARGUMENT,
                    ErrorReason::kInvalidRequest, message)
      .With(bad_request)
      .ToGrpc();
}

grpc::Status Unreadable() {
  return RichStatus(grpc::StatusCode::INTERNAL, ErrorReason::kUnreadable,
                    "the request cannot be parsed: it is no message of this "
                    "method, or has a string that is not UTF-8")
      .ToGrpc();
}

grpc::Status NotFound(std::string_view message) {
  return RichStatus(grpc::StatusCode::NOT_FOUND, ErrorReason::kNotFound,
                    message)
      .ToGrpc();
}

grpc::Status FindingNotFound(std::string_view message) {
  return RichStatus(grpc::StatusCode::NOT_FOUND, ErrorReason::kFindingNotFound,
                    message)
      .ToGrpc();
}

grpc::Status ExemptionNotFound(std::string_view message) {
  return RichStatus(grpc::StatusCode::NOT_FOUND,
                    ErrorReason::kExemptionNotFound, message)
      .ToGrpc();
}

grpc::Status FindingChanged(std::string_view message,
                            const google::protobuf::Message& finding) {
  return RichStatus(grpc::StatusCode::ABORTED, ErrorReason::kFindingChanged,
                    message)
      .With(finding)
      .ToGrpc();
}

grpc::Status FindingRefuses(std::string_view reason, std::string_view message) {
  return RichStatus(grpc::StatusCode::FAILED_PRECONDITION, reason, message)
      .ToGrpc();
}

grpc::Status EventsNotKept() {
  return FindingRefuses(ErrorReason::kEventsNotKept,
                        "calls are not kept: the server's `event-hours` is 0");
}

grpc::Status LedgerNotKept() {
  return FindingRefuses(
      ErrorReason::kLedgerNotKept,
      "the ledger is not kept: the server's `ledger-days` is 0");
}

grpc::Status FeedbackIdUsed(std::string_view message) {
  return RichStatus(grpc::StatusCode::ALREADY_EXISTS,
                    ErrorReason::kFeedbackIdUsed, message)
      .ToGrpc();
}

grpc::Status TooManyVerdicts(std::string_view message) {
  return RichStatus(grpc::StatusCode::FAILED_PRECONDITION,
                    ErrorReason::kTooManyVerdicts, message)
      .ToGrpc();
}

grpc::Status ForeignResumeToken() {
  return RichStatus(
             grpc::StatusCode::OUT_OF_RANGE, ErrorReason::kForeignResumeToken,
             "resume_token: is of another store, or of before a backup was "
             "restored; list the findings, and watch from the resume_token of "
             "the list")
      .ToGrpc();
}

grpc::Status ResumeTokenTooOld() {
  return RichStatus(grpc::StatusCode::OUT_OF_RANGE,
                    ErrorReason::kResumeTokenTooOld,
                    "resume_token: is too old, changes after it are not kept "
                    "any more; list the findings, and watch from the "
                    "resume_token of the list")
      .ToGrpc();
}

grpc::Status Draining() {
  return RichStatus(grpc::StatusCode::UNAVAILABLE, ErrorReason::kDraining,
                    "the server is shutting down; go on with another one")
      .WithRetry()
      .ToGrpc();
}

grpc::Status WatcherTooSlow(int64_t seconds) {
  return RichStatus(grpc::StatusCode::UNAVAILABLE, ErrorReason::kWatcherTooSlow,
                    "the client did not take a message for " +
                        std::to_string(seconds) +
                        " seconds; watch again from the last resume_token")
      .WithRetry()
      .ToGrpc();
}

grpc::Status Overloaded(std::string_view reason, std::string_view message) {
  return RichStatus(grpc::StatusCode::RESOURCE_EXHAUSTED, reason, message)
      .WithRetry()
      .ToGrpc();
}

grpc::Status StoreFailed(const absl::Status& status) {
  if (absl::IsUnavailable(status)) {
    return RichStatus(grpc::StatusCode::UNAVAILABLE,
                      ErrorReason::kStoreUnavailable,
                      "the store cannot confirm writes; send the same batch "
                      "again later")
        .WithRetry()
        .ToGrpc();
  }
  return RichStatus(grpc::StatusCode::INTERNAL, ErrorReason::kInternal,
                    "internal error; the server's log has the details")
      .ToGrpc();
}

grpc::Status NoCredentials() {
  return RichStatus(grpc::StatusCode::UNAUTHENTICATED,
                    ErrorReason::kNoCredentials,
                    "this server asks for a bearer token in the metadata "
                    "`authorization`, or a client certificate")
      .ToGrpc();
}

grpc::Status BadCredentials() {
  return RichStatus(grpc::StatusCode::UNAUTHENTICATED,
                    ErrorReason::kBadCredentials,
                    "the metadata `authorization` is not `Bearer TOKEN` with a "
                    "token that this server knows")
      .ToGrpc();
}

grpc::Status NotAReplica() {
  return RichStatus(grpc::StatusCode::UNAUTHENTICATED,
                    ErrorReason::kNotAReplica,
                    "the call has metadata by which replicas send calls on, "
                    "or is for replicas alone, and its caller does not show "
                    "that it is one")
      .ToGrpc();
}

grpc::Status NotOwner(std::string_view tenant) {
  return WithoutOwner(ErrorReason::kNotOwner, tenant,
                      "the replica that the call was sent on to does not own "
                      "its shard; send it again");
}

grpc::Status NoOwner(std::string_view tenant) {
  return WithoutOwner(ErrorReason::kNoOwner, tenant,
                      "no replica owns its shard now, or the owner cannot be "
                      "reached; send it again");
}

grpc::Status OwnerLost(std::string_view tenant) {
  return WithoutOwner(ErrorReason::kOwnerLost, tenant,
                      "the owner of its shard went away before it answered; "
                      "send it again");
}

grpc::Status OwnerChanged(std::string_view tenant) {
  return WithoutOwner(ErrorReason::kOwnerChanged, tenant,
                      "its shard has another owner now, or the owner cannot be "
                      "reached; watch again from the last resume_token");
}

grpc::Status CallerNamesTooLong() {
  return RichStatus(grpc::StatusCode::FAILED_PRECONDITION,
                    ErrorReason::kCallerNamesTooLong,
                    "the names of the caller's certificate are too long for "
                    "the call to be sent on to the owner of its tenant")
      .ToGrpc();
}

grpc::Status NotAllowed(std::string_view identity, std::string_view right,
                        std::string_view tenant) {
  std::string message(identity);
  message.append(" does not have the right ").append(right);
  if (!tenant.empty()) message.append(" for tenant ").append(tenant);
  return RichStatus(grpc::StatusCode::PERMISSION_DENIED,
                    ErrorReason::kNotAllowed, message)
      .ToGrpc();
}

grpc::Status ReservedTenant(std::string_view tenant) {
  return RichStatus(grpc::StatusCode::PERMISSION_DENIED,
                    ErrorReason::kNotAllowed,
                    "tenant " + std::string(tenant) +
                        " is the server's own: it takes no events and no "
                        "feedback of callers")
      .ToGrpc();
}

grpc::Status OperationFailed(const absl::Status& status) {
  return RichStatus(static_cast<grpc::StatusCode>(status.code()),
                    ErrorReason::kOperationFailed,
                    std::string(status.message()))
      .ToGrpc();
}

}  // namespace farcall
