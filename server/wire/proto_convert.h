// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "cloudtrail/record_parser.h"
#include "farcall/v1/baseline_service.pb.h"
#include "farcall/v1/scoring_service.pb.h"
#include "scoring/attribute.h"
#include "scoring/batch_scorer.h"
#include "scoring/belief.h"
#include "server/wire/grpc_status.h"

namespace farcall {

// The border between the wire and the core: limits and required fields are
// checked here and nowhere else.

inline constexpr int32_t kNanosPerSecond = 1'000'000'000;
inline constexpr int64_t kMicrosPerSecond = 1'000'000;
// The most that a protobuf Timestamp can hold, the end of the year 9999.
inline constexpr int64_t kTimestampSecondsMax = 253402300799;

struct RequestLimits {
  int64_t batch_events_max = 5000;
  int64_t record_bytes_max = 1 << 20;
  int64_t event_future_seconds_max = 900;
};

// What is wrong with a batch as a whole; empty = nothing.
std::vector<FieldViolation> CheckBatch(const v1::ScoreEventsRequest& request,
                                       const RequestLimits& limits);
// The organisation named, `default` if none is.
std::string TenantOf(const std::string& tenant);
std::vector<FieldViolation> CheckTenant(const std::string& tenant);
bool HasControlCharacter(const std::string& text);
// 12 digits.
bool IsAccount(const std::string& account);
ScoringMode ModeOf(v1::ScoringMode mode);
// The level that a request names; LOW if it names none.
RiskLevel FactorsFromOf(v1::RiskLevel factors_from);

// One input, read and checked. Its outcome is an error if it breaks a limit.
ParsedRecord ReadInput(const v1::EventInput& input, const RequestLimits& limits,
                       int64_t now_seconds, RecordParser& parser);

// Answers, in three parts: what the event is, and what became of it.
void WriteEvent(const Event& event, v1::EventResult& result);
// Factors only where the level is `factors_from` or above.
void WriteScore(ScoredEvent scored, RiskLevel factors_from,
                v1::EventResult& result);
void WriteUnscored(const ParsedRecord& record, v1::EventResult& result);

void WriteMicros(int64_t micros, google::protobuf::Timestamp& time);
// A time from 1970 to the end of 9999.
void CheckTimestamp(const char* field, const google::protobuf::Timestamp& time,
                    std::vector<FieldViolation>& violations);

// Lists: 100 at once unless the caller says 1 to 1,000.
void CheckPageSize(int32_t page_size, std::vector<FieldViolation>& violations);
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
