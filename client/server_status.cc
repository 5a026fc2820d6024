// SPDX-License-Identifier: Apache-2.0
#include "client/server_status.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace farcall {
namespace {

constexpr char kAdminService[] = "AdminService";

// The first detail of type `Detail` in a rich error.
template <typename Detail>
std::optional<Detail> FindDetail(const grpc::Status& status) {
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.error_details())) return std::nullopt;
  for (const auto& any : rich.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

// A server that does not know what was called.
std::string NotThere(const grpc::Status& status, const Called& called) {
  const bool is_admin = called.service == kAdminService;
  return absl::StrCat(
      called.address, " does not have this method of ", called.service,
      is_admin ? ": is it the server's listen, in place of its admin-listen"
               : ": is it the server's admin-listen, in place of its listen",
      ", or an older server?",
      status.error_message().empty() ? "" : " It says: ",
      status.error_message());
}

}  // namespace

absl::Status FromServer(const grpc::Status& status, const Called& called) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  if (code == absl::StatusCode::kUnimplemented) {
    return {code, NotThere(status, called)};
  }
  std::string message = status.error_message();
  const auto bad_request = FindDetail<google::rpc::BadRequest>(status);
  if (bad_request.has_value()) {
    for (const auto& violation : bad_request->field_violations()) {
      const std::string fault =
          absl::StrCat(violation.field(), ": ", violation.description());
      if (absl::StrContains(message, fault)) continue;
      absl::StrAppend(&message, message.empty() ? "" : "; ", fault);
    }
  }
  if (message.empty()) {
    message = absl::StrCat(called.address, " answered ",
                           absl::StatusCodeToString(code), " to a call of ",
                           called.service, ", without a message");
  }
  return {code, message};
}

std::optional<std::chrono::milliseconds> RetryDelay(
    const grpc::Status& status) {
  const auto retry = FindDetail<google::rpc::RetryInfo>(status);
  if (!retry.has_value()) return std::nullopt;
  return std::chrono::milliseconds(retry->retry_delay().seconds() * 1000 +
                                   retry->retry_delay().nanos() / 1'000'000);
}

bool MayRetry(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::CANCELLED:  // a server that was stopped in mid-call
    case grpc::StatusCode::ABORTED:
      return true;
    default:
      return RetryDelay(status).has_value();
  }
}

}  // namespace farcall
