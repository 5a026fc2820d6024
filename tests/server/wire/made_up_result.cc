// SPDX-License-Identifier: Apache-2.0
#include "tests/server/wire/made_up_result.h"

#include <bit>

#include "scoring/detectors/detector.h"

namespace farcall::reference {

MadeUpResult::MadeUpResult(std::string_view bytes) : bytes_(bytes) {
  factors_from_ = static_cast<RiskLevel>(1 + Byte() % 5);
  event_ = {.event_id = Text(),
            .event_time_seconds = Number(),
            .principal = Text(),
            .principal_kind = static_cast<PrincipalKind>(Byte() % 9),
            .command = Text()};
  result_.event = &event_;
  result_.identity_unread = Flag();
  result_.address_unread = Flag();
  switch (Byte() % 4) {
    case 0:
      result_.outcome = static_cast<SkipReason>(Byte() % 7);
      break;
    case 1:
      error_ = {.field = Text(),
                .reason = static_cast<FieldErrorReason>(Byte() % 7),
                .message = Text()};
      result_.outcome = &error_;
      break;
    default:
      MakeScored();
      result_.outcome = &scored_;
  }
}

uint8_t MadeUpResult::Byte() {
  if (bytes_.empty()) return 0;
  const auto byte = static_cast<uint8_t>(bytes_.front());
  bytes_.remove_prefix(1);
  return byte;
}

std::string MadeUpResult::Text() {
  const uint8_t size = Byte();
  const auto letter = static_cast<char>('a' + Byte() % 26);
  if (size == 255) return std::string(16370 + Byte() % 32, letter);
  if (size >= 250) return std::string(100 + Byte(), letter);
  return std::string(size % 80, letter);
}

int64_t MadeUpResult::Number() {
  uint64_t number = 0;
  const int bytes = Byte() % 9;
  for (int i = 0; i < bytes; ++i) number = number << 8 | Byte();
  return static_cast<int64_t>(number);
}

double MadeUpResult::Real() {
  switch (Byte() % 4) {
    case 0:
      return 0;
    case 1:
      return -0.0;
    case 2:
      return Byte() / 2.0;
    default:
      return std::bit_cast<double>(Number());
  }
}

Factor MadeUpResult::MakeFactor() {
  const auto detectors = Detectors();
  Factor factor{.detector = &detectors[Byte() % detectors.size()],
                .entity = Text(),
                .value = Text(),
                .bits = Real(),
                .weight = Byte() / 255.0};
  factor.value_calls = static_cast<uint64_t>(Number());
  factor.entity_calls = static_cast<uint64_t>(Number());
  // Sentences say dates: as times that can be are.
  const auto time = [this] { return Flag() ? 1'700'000'000 + Byte() : 0; };
  factor.at_seconds = 1'750'000'000;
  factor.entity_first_seen_seconds = time();
  factor.value_first_seen_seconds = time();
  factor.value_last_seen_seconds = time();
  for (int i = Byte() % 4; i > 0; --i) {
    factor.usual.push_back({.value = Text(), .share = Byte() / 255.0});
  }
  factor.aside = Text();
  factor.brief = Text();
  factor.detail = Text();
  factor.state = static_cast<BaselineState>(1 + Byte() % 3);
  return factor;
}

void MadeUpResult::MakeScored() {
  scored_.origin.value = Text();
  scored_.origin.source = static_cast<OriginSource>(1 + Byte() % 5);
  if (Flag()) scored_.origin.city_database_country = Text();
  if (Flag()) {
    scored_.origin.network_operator = {
        .key = Text(),
        .kind = static_cast<OperatorKind>(1 + Byte() % 4),
        .as_number = static_cast<uint32_t>(Number()),
        .organisation = Text()};
  }
  scored_.score = Real();
  scored_.risk_level = static_cast<RiskLevel>(1 + Byte() % 5);
  if (Flag()) scored_.bits = Real();
  scored_.alert = Flag();
  if (Flag()) {
    scored_.finding.emplace().bytes.fill(static_cast<uint8_t>(Byte()));
    scored_.finding_opened = Flag();
  }
  scored_.state = static_cast<BaselineState>(1 + Byte() % 3);
  scored_.duplicate = Flag();
  if (Flag()) scored_.first_score = Real();
  scored_.factors_made_again = Flag();
  for (int i = Byte() % 3; i > 0; --i) scored_.factors.push_back(MakeFactor());
  if (Flag()) {
    scored_.moved = {.country = Flag() ? Text() : "",
                     .operator_key = Flag() ? Text() : "",
                     .country_build_seconds = Number(),
                     .operator_build_seconds = Number()};
  }
}

}  // namespace farcall::reference
