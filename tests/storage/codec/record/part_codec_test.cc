// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/record/part_codec.h"

#include <gtest/gtest.h>

#include "storage/codec/evidence_text.h"
#include "storage/codec/record/baseline_codec.h"

namespace farcall {
namespace {

constexpr int64_t kNow = 1'700'000'000;
constexpr EvidenceName kThing{.origin = "VN",
                              .network = "203.0.113",
                              .network_is_new = true,
                              .detector = "command_for_principal",
                              .value = "iam:CreateUser"};

// A record with something in each part.
Baseline Full() {
  Baseline baseline;
  baseline.At(Attribute::kCountry).Count("DE", kNow);
  const EvidenceNote notes[] = {{kThing, 450}, {{.origin = "VN"}, 1}};
  baseline.memory.Remember(notes, kNow);
  baseline.bests.Raise(800, kNow);
  baseline.bests.Raise(1200, kNow + kDaySeconds);
  baseline.failures.Change().Count(3, kNow);
  baseline.failures.Change().Count(30, kNow + 60);
  baseline.failures.Change().Count(3, kNow + 3600);
  const DatabaseAnswers answers{.country = "VN",
                                .country_build_seconds = 5,
                                .location = Location{21.03, -105.85, 50},
                                .operator_key = "AS3320",
                                .operator_kind = OperatorKind::kAccess,
                                .operator_build_seconds = 6};
  for (const char* network : {"203.0.113", "2003:c1:12"}) {
    baseline.answers.Keep(HashedText(network), answers, kNow);
  }
  return baseline;
}

Baseline ReadBack(const Baseline& baseline) {
  const auto bytes = EncodeBaseline(baseline);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  auto read = DecodeBaseline(*bytes);
  EXPECT_TRUE(read.ok()) << read.status();
  return *std::move(read);
}

TEST(PartCodec, ReadsBackWhatItWrote) {
  Baseline alice = Full();
  alice.alerts.Change().Note("VN", kNow);
  for (uint8_t i = 1; i <= 3; ++i) {
    alice.episodes.Change().Open(
        {.id = {.bytes = {i, 0, 255}},
         .origin = i == 1 ? "VN|unauthenticated" : "VN",
         .network = i == 2 ? "" : "2003:c1|12",
         .first_seconds = kNow + i,
         .last_seconds = kNow + i});
  }
  alice.episodes.Change().Join({.bytes = {2, 0, 255}}, kNow + 900);
  EXPECT_TRUE(ReadBack(alice) == alice);

  Baseline tenant;
  tenant.distribution.Change().Count(1, 20, kNow);
  tenant.distribution.Change().Count(1, 68, kNow + 40 * kDaySeconds);
  tenant.distribution.Change().CountReached(kNow + 40 * kDaySeconds);
  EXPECT_TRUE(ReadBack(tenant) == tenant);
}

TEST(PartCodec, KeepsWhatChangesNextTheSame) {
  Baseline kept = Full();
  Baseline read = ReadBack(kept);
  for (Baseline* baseline : {&kept, &read}) {
    for (int64_t i = 0; i < 100; ++i) {
      const std::string value = "s:C" + std::to_string(i);
      const EvidenceNote notes[] = {
          {{.origin = "BR", .detector = "tool", .value = value}, 100}};
      baseline->memory.Remember(notes, kNow + i);
      baseline->failures.Change().Count(1, kNow + i * 900);
    }
  }
  EXPECT_TRUE(read == kept);
}

TEST(PartCodec, RefusesTextsThatAreNoneOfThePart) {
  const auto refuses = [](RecordPart part, const std::string& text) {
    const int64_t at = kNow / kFailureWindowSeconds * kFailureWindowSeconds;
    std::vector<ValueCount> values = {
        {.value = text,
         .first_seen_seconds = at,
         .last_seen_seconds = at,
         .periods = {{.period = at / kPeriodSeconds, .calls = 1}}}};
    Baseline baseline;
    const absl::Status status = SetValues(part, values, baseline);
    EXPECT_EQ(status.ok() || baseline.empty(), true) << text;
    return absl::IsDataLoss(status);
  };
  const std::string window = std::to_string(kNow / kFailureWindowSeconds);
  EXPECT_FALSE(refuses(RecordPart::kFailures, window + "/31"));
  for (const std::string& bad :
       {window, window + "/32", window + "/x", std::string("7/1")}) {
    EXPECT_TRUE(refuses(RecordPart::kFailures, bad)) << bad;
  }
  const std::string day = std::to_string(DayOf(kNow));
  EXPECT_FALSE(refuses(RecordPart::kAlerts, "068"));
  EXPECT_FALSE(refuses(RecordPart::kAlerts, "!" + day));
  for (const char* bad : {"069", "68", "0x", "1|unauthenticated", "!1", "!E"}) {
    EXPECT_TRUE(refuses(RecordPart::kAlerts, bad)) << bad;
  }
  EXPECT_FALSE(refuses(RecordPart::kDayBests, day));
  EXPECT_TRUE(refuses(RecordPart::kDayBests, "0" + day));
  EXPECT_FALSE(refuses(RecordPart::kMemory, "VN|203.0.113|tool|x"));
  EXPECT_TRUE(refuses(RecordPart::kMemory, "VN|203.0.113"));
  EXPECT_FALSE(refuses(RecordPart::kAnswers, "91.1.2|l|1,-2,3"));
  for (const char* bad : {"91.1.2", "91.1.2|x|DE", "91.1.2|o|AS1",
                          "91.1.2|o|1*", "91.1.2|l|1,2", "91.1.2|l|a,2,3"}) {
    EXPECT_TRUE(refuses(RecordPart::kAnswers, bad)) << bad;
  }
}

TEST(EvidenceText, NamesEachPart) {
  EXPECT_EQ(EvidenceText(kThing),
            "VN|203.0.113+|command_for_principal|iam:CreateUser");
  EXPECT_EQ(EvidenceNameFrom(EvidenceText(kThing)), kThing);
  EXPECT_EQ(EvidenceNameFrom("VN"), EvidenceName{.origin = "VN"});
  EXPECT_EQ(EvidenceNameFrom("a|b|c|d|e").value, "d|e");
}

}  // namespace
}  // namespace farcall
