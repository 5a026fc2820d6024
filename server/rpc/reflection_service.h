// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

#include "logging/json_log.h"
#include "server/rpc/raw_service.h"
#include "server/rpc/service_descriptions.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// gRPC server reflection, v1 and v1alpha, for one port. Anybody may ask, so a
// stream takes no thread, and all of them together take little memory. gRPC's
// own takes a thread for each stream, and is there wherever it is linked
// (docs/adr/0023).
class ReflectionService final : public RawService {
 public:
  struct Bounds {
    // Streams open at once; one more is refused with RESOURCE_EXHAUSTED.
    int streams_max = 16;
    // How long one stream may be open; it is cancelled then.
    std::chrono::milliseconds stream_time{10'000};
    // Size of one request; a larger one ends its stream.
    size_t request_bytes_max = 4096;
  };

  // Describes the services that `files` declare, and reflection itself. Must
  // outlive the server.
  ReflectionService(std::span<const ServiceDescriptions::File* const> files,
                    const Bounds& bounds, RpcMetrics& metrics, Log& log);

 private:
  class Stream;
  class Refusal;

  Call* Begin(MethodMetrics& method, grpc::CallbackServerContext& context);
  // Takes a place among the open streams; false if there is none.
  bool Enter();
  void Leave() { --open_streams_; }
  void TellOfRefusal();

  const Bounds bounds_;
  const ServiceDescriptions descriptions_;
  Log& log_;
  std::atomic<int> open_streams_ = 0;
  std::atomic<int64_t> told_at_seconds_;  // of the steady clock
};

}  // namespace farcall
