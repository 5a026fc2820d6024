// SPDX-License-Identifier: Apache-2.0
#include "ingest/client/seen_window.h"

#include "client/server_status.h"
#include "farcall/v1/finding_service.grpc.pb.h"

namespace farcall {

absl::StatusOr<absl::Duration> AskSeenWindow(const ServerChannel& server,
                                             absl::Duration timeout) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  v1::WhoAmIResponse answer;
  const grpc::Status status =
      v1::FindingService::NewStub(server.channel())
          ->WhoAmI(&context, v1::WhoAmIRequest(), &answer);
  if (!status.ok()) {
    return FromServer(status, {"FindingService", server.address()});
  }
  if (answer.seen_window_seconds() == 0) {
    return absl::UnimplementedError(server.address() +
                                    " does not say how long it remembers "
                                    "events");
  }
  return absl::Seconds(answer.seen_window_seconds());
}

}  // namespace farcall
