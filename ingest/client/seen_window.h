// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ingest/client/grpc_scorer.h"

namespace farcall {

// For how long the server remembers the ids of events, as WhoAmI says; what is
// delivered again later is counted again. UNIMPLEMENTED = the server is too old
// to say it; other errors are as of any call.
absl::StatusOr<absl::Duration> AskSeenWindow(const ServerChannel& server,
                                             absl::Duration timeout);

}  // namespace farcall
