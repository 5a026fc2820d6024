// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace farcall {

// Longest values of an event's fields, in bytes: the limits of
// farcall.v1.Event. A longer value is an error. A raw record's user agent and
// error message are cut instead.
inline constexpr size_t kEventIdBytesMax = 128;
inline constexpr size_t kPrincipalBytesMax = 512;
inline constexpr size_t kCommandBytesMax = 256;
inline constexpr size_t kSourceAddressBytesMax = 256;
inline constexpr size_t kErrorCodeBytesMax = 256;
inline constexpr size_t kErrorMessageBytesMax = 1024;
inline constexpr size_t kUserAgentBytesMax = 2048;

// The same of fields that no score needs. Of a raw record a longer value is cut
// or left out.
inline constexpr size_t kIdentityArnBytesMax = 2048;
inline constexpr size_t kRegionBytesMax = 64;
inline constexpr size_t kEc2RoleDeliveryBytesMax = 16;
inline constexpr size_t kResourcesMax = 16;
inline constexpr size_t kResourceBytesMax = 2048;

// Longest tenant name, in bytes.
inline constexpr size_t kTenantBytesMax = 64;

// Limits of a request that the operator sets.
struct RequestLimits {
  int64_t batch_events_max = 5000;
  int64_t record_bytes_max = 1 << 20;
  // How far ahead of the server's clock an event time may lie.
  int64_t event_future_seconds_max = 900;
};

}  // namespace farcall
