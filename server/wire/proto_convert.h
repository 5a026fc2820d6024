// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "farcall/v1/baseline_service.pb.h"
#include "farcall/v1/scoring_service.pb.h"
#include "inputs/event_input.h"
#include "scoring/detectors/belief.h"
#include "scoring/records/attribute.h"
#include "server/wire/grpc_status.h"

namespace farcall {

// The border between protobuf messages and the core's types. Limits of events
// are checked by server/handlers/input_reader.h.

inline constexpr int64_t kMicrosPerSecond = 1'000'000;

// Views into `input`.
EventInput InputOf(const v1::EventInput& input);
void WriteMicros(int64_t micros, google::protobuf::Timestamp& time);
// A time from 1970 to the end of 9999.
void CheckTimestamp(const char* field, const google::protobuf::Timestamp& time,
                    std::vector<FieldViolation>& violations);

// A text of at most `bytes_max` bytes without control characters.
enum class Presence { kRequired, kOptional };
void CheckText(const char* field, const std::string& text, size_t bytes_max,
               Presence presence, std::vector<FieldViolation>& violations);

// Lists: 100 at once unless the caller says 1 to 1,000.
void CheckPageSize(int32_t page_size, std::vector<FieldViolation>& violations,
                   const char* field = "page_size");
size_t PageSizeOf(int32_t page_size);

// Why an account has no baseline to show.
inline constexpr char kNoAccounts[] =
    "must not be an account: nothing is shown of accounts, ask for the peers, "
    "e.g. `111122223333:user`";

// Baselines. CheckEntity: what is wrong with an entity named in a request.
std::vector<FieldViolation> CheckEntity(const v1::Entity& entity);
EntityKey EntityOf(const v1::Entity& entity);
void WriteEntity(const EntityKey& key, v1::Entity& entity);
void WriteBeliefs(Attribute attribute, std::span<const Belief> beliefs,
                  v1::Histogram& result);

}  // namespace farcall
