// SPDX-License-Identifier: Apache-2.0
#include "server/admission/connection_bounds.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace farcall {
namespace {

// Names, values and 32 bytes for each. More than the front proxy lets through,
// since gRPC may close a connection for more, which callers share there.
constexpr int kMetadataBytesMax = 16 << 10;
// From a connection's first byte, TLS included, to HTTP/2 settings.
constexpr int kHandshakeMs = 10'000;
// A peer that is gone, or answers no ping, is found after these two.
constexpr int kKeepaliveMs = 120'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
// Pings that come sooner are counted; the third closes the connection.
constexpr int kPingIntervalMs = 10'000;
constexpr int kPingStrikesMax = 2;

int ToMs(int64_t seconds) {
  return static_cast<int>(
      std::min<int64_t>(seconds * 1'000, std::numeric_limits<int>::max()));
}

}  // namespace

void BoundConnections(const Config& config, grpc::ServerBuilder& builder) {
  const auto set = [&builder](const char* argument, int value) {
    builder.AddChannelArgument(argument, value);
  };
  set(GRPC_ARG_MAX_CONCURRENT_STREAMS,
      static_cast<int>(config.connection_streams_max));
  set(GRPC_ARG_MAX_CONNECTION_IDLE_MS, ToMs(config.connection_idle_seconds));
  set(GRPC_ARG_MAX_CONNECTION_AGE_MS, ToMs(config.connection_age_seconds));
  set(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
      ToMs(config.connection_grace_seconds));
  set(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  set(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeMs);
  set(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  set(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  set(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kPingIntervalMs);
  set(GRPC_ARG_HTTP2_MAX_PING_STRIKES, kPingStrikesMax);
}

}  // namespace farcall
