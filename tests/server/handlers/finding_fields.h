// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace farcall {

// The fields that INVALID_ARGUMENT names, `a is wrong; b is wrong`; else the
// status's own message.
inline std::string FieldsOf(const grpc::Status& status) {
  google::rpc::Status rich;
  std::string fields;
  if (!rich.ParseFromString(status.error_details())) return fields;
  for (const auto& detail : rich.details()) {
    google::rpc::BadRequest bad;
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) {
      fields += (fields.empty() ? "" : "; ") + violation.field() + " " +
                violation.description();
    }
  }
  return fields.empty() ? status.error_message() : fields;
}

}  // namespace farcall
