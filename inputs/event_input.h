// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "scoring/event/call_details.h"

namespace farcall {

// Inputs of a batch, in plain types: each transport (server/wire for gRPC)
// converts its messages into them. All texts are views into the transport's
// bytes, which must outlive them, and UTF-8 unless a field says otherwise.

inline constexpr int32_t kNanosPerSecond = 1'000'000'000;
// The most that a time can be: the end of the year 9999.
inline constexpr int64_t kTimestampSecondsMax = 253402300799;

// A moment as the caller sent it, not checked.
struct SentTime {
  int64_t seconds = 0;  // Unix time
  int32_t nanos = 0;    // 0 to below kNanosPerSecond if it is valid
};

// A list of resources, of which the first ones are kept.
struct SentResources {
  std::array<std::string_view, CallDetails::kAssetsMax> first{};
  size_t count = 0;      // of the list
  size_t bytes_max = 0;  // of its longest one

  void Add(std::string_view resource) {
    if (count < first.size()) first[count] = resource;
    ++count;
    bytes_max = std::max(bytes_max, resource.size());
  }
};

// An event in Farcall's own fields: farcall.v1.Event has their meaning. Empty =
// not sent.
struct StructuredEvent {
  std::string_view event_id{};
  std::optional<SentTime> event_time{};
  std::string_view account{};
  std::string_view principal{};
  std::string_view command{};
  std::string_view source_address{};
  std::string_view country{};
  std::string_view error_code{};
  std::string_view user_agent{};
  std::string_view error_message{};
  bool session_credential_from_console = false;
  bool unauthenticated = false;
  std::string_view vpc_endpoint_id{};
  std::string_view invoked_by{};
  std::string_view vpc_endpoint_account_id{};
  std::string_view role{};
  std::string_view instance_id{};
  std::string_view identity_arn{};
  std::string_view access_key_id{};
  std::string_view issued_access_key_id{};
  std::string_view region{};
  std::optional<bool> read_only{};
  std::optional<bool> mfa_authenticated{};
  std::optional<SentTime> session_creation_time{};
  std::string_view ec2_role_delivery{};
  SentResources resources{};
  std::string_view request_parameters_json{};  // any bytes
  // The transport saw that every text is printable ASCII: it holds no control
  // character. False says nothing.
  bool is_printable_ascii = false;
};

// One CloudTrail record.
struct RawRecord {
  std::string_view json{};     // any bytes
  std::string_view country{};  // given by the caller; empty = look it up
};

// monostate: the caller sent neither, which is an error of this input.
using EventInput = std::variant<std::monostate, StructuredEvent, RawRecord>;

}  // namespace farcall
