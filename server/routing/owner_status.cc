// SPDX-License-Identifier: Apache-2.0
#include "server/routing/owner_status.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/wire/grpc_status.h"

namespace farcall {
namespace {

// google.rpc.ErrorInfo.reason; empty if there is none.
std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.error_details())) return "";
  google::rpc::ErrorInfo info;
  for (const auto& detail : rich.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

// Statuses of ours have details.
OwnerSaid WhatUnavailableSays(const grpc::Status& status) {
  if (status.error_details().empty()) return OwnerSaid::kNothing;
  const std::string reason = ReasonOf(status);
  if (reason == ErrorReason::kNotOwner) return OwnerSaid::kNotOwner;
  if (reason == ErrorReason::kDraining) return OwnerSaid::kDraining;
  return OwnerSaid::kAnswer;
}

}  // namespace

OwnerSaid WhatOwnerSaid(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
      return WhatUnavailableSays(status);
    case grpc::StatusCode::CANCELLED:
      return OwnerSaid::kNothing;  // by a server that cuts its calls off
    case grpc::StatusCode::UNAUTHENTICATED:
      return ReasonOf(status) == ErrorReason::kNotAReplica
                 ? OwnerSaid::kNotTrusted
                 : OwnerSaid::kAnswer;
    default:
      return OwnerSaid::kAnswer;
  }
}

}  // namespace farcall
