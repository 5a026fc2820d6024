// SPDX-License-Identifier: Apache-2.0
#include "server/config/setting_rows.h"

namespace farcall {
namespace {

constexpr std::string_view kNetwork = "Network";

constexpr Setting kSettings[] = {
    {"listen", kNetwork,
     "Address of the gRPC API. Port 0 takes any free one. One that other "
     "machines reach wants TLS, or allow-plaintext-beyond-loopback.",
     Text<&Config::listen>(kAddressForm)},
    {"metrics-listen", kNetwork,
     "Address that serves /metrics to Prometheus over HTTP.",
     Text<&Config::metrics_listen>(kAddressForm)},
    {"admin-listen", kNetwork,
     "Address of health checks and of AdminService, over gRPC without TLS. "
     "From "
     "other machines AdminService wants a token with the right admin.",
     Text<&Config::admin_listen>(kAddressForm)},
    {"streams-max", kNetwork,
     "Streams open at once. One more is refused with RESOURCE_EXHAUSTED. Each "
     "may hold request-bytes-max of memory while a batch arrives.",
     Integer<&Config::streams_max>(1, 100'000, "streams")},
    {"watchers-max", kNetwork,
     "Calls of WatchFindings open at once. One more is refused with "
     "RESOURCE_EXHAUSTED. Each may hold about 512 KiB of memory.",
     Integer<&Config::watchers_max>(0, 1'000, "watchers")},
    {"batches-in-flight-max", kNetwork,
     "Batches and reads in work at once, of all calls and streams; each takes "
     "a "
     "thread. What goes beyond it waits for its turn.",
     Integer<&Config::batches_in_flight_max>(1, 10'000, "batches")},
    {"in-flight-bytes-max", kNetwork,
     "Memory of the calls in work at once, and of answers that are not sent "
     "yet: requests, and an estimate of answers. Unary calls that wait may "
     "take as much again.",
     Integer<&Config::in_flight_bytes_max>(kMiB, 64 * kGiB, "bytes")},
    {"connection-streams-max", kNetwork,
     "Calls and streams open at once on one connection, of listen and of "
     "admin-listen. Clients wait with one more, or make another connection.",
     Integer<&Config::connection_streams_max>(1, 100'000, "streams")},
    {"connection-idle-seconds", kNetwork,
     "How long a connection may be without a call before it is closed. Clients "
     "make another one for their next call.",
     Integer<&Config::connection_idle_seconds>(1, 86'400, "seconds")},
    {"connection-age-seconds", kNetwork,
     "Age at which a connection takes no new calls; clients make another one. "
     "Certificates of callers are looked at anew then.",
     Integer<&Config::connection_age_seconds>(1, 30 * 86'400, "seconds")},
    {"connection-grace-seconds", kNetwork,
     "After that, how long open calls and streams may take before the "
     "connection is closed. `farcall score` goes on with another one.",
     Integer<&Config::connection_grace_seconds>(1, 30 * 86'400, "seconds")},
    {"queue-wait-ms", kNetwork,
     "How long a unary call waits for its turn before it is refused with "
     "RESOURCE_EXHAUSTED and a time to wait. Streams are held back instead.",
     Integer<&Config::queue_wait_ms>(0, 60'000, "milliseconds")},
    {"tenant-share-percent", kNetwork,
     "The most that one tenant may have of streams-max, of watchers-max, of "
     "in-flight-bytes-max and of the calls that wait; of batches-in-flight-max "
     "while other tenants are present. 100 where there is one tenant.",
     Integer<&Config::tenant_share_percent>(1, 100, "percent")},
    {"send-seconds", kNetwork,
     "How long a client may take to read an answer before its call is cut off "
     "with CANCELLED.",
     Integer<&Config::send_seconds>(1, 3'600, "seconds")},
    {"first-message-seconds", kNetwork,
     "How long a new call may take to send its request, or a new stream its "
     "first batch, before it is cut off with CANCELLED.",
     Integer<&Config::first_message_seconds>(1, 3'600, "seconds")},
    {"readiness-delay-seconds", kNetwork,
     "After SIGTERM, how long the server still takes calls while its health is "
     "NOT_SERVING, so that load balancers look elsewhere first.",
     Integer<&Config::readiness_delay_seconds>(0, 300, "seconds")},
    {"drain-seconds", kNetwork,
     "After that, how long calls in flight may take to finish before they are "
     "cut off.",
     Integer<&Config::drain_seconds>(0, 3'600, "seconds")},
};

}  // namespace

std::span<const Setting> NetworkSettings() { return kSettings; }

}  // namespace farcall
