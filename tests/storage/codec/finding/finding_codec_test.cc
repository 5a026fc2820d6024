// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/finding/finding_codec.h"

#include <gtest/gtest.h>

#include <string>

#include "storage/codec/finding/finding_keys.h"
#include "storage/codec/key_codec.h"

namespace farcall {
namespace {

StoredFinding Full() {
  return {.finding = {.id = {.bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 0}},
                      .principal = "alice",
                      .principal_kind = PrincipalKind::kUser,
                      .origin = "VN",
                      .unauthenticated = true,
                      .state = FindingState::kAcknowledged,
                      .revision = 7,
                      .previous = FindingId{.bytes = {9}},
                      .exemption = ExemptionId{.bytes = {8}},
                      .first_seconds = 1'700'000'000,
                      .last_seconds = 1'700'000'600,
                      .create_micros = 1'700'000'001'000'000,
                      .update_micros = 1'700'000'601'000'000,
                      .calls = 12,
                      .failed_calls = 3,
                      .peak_centibits = 2100,
                      .score_hundredths = 9456,
                      .classes = SetOf(CommandClass::kDataRead) |
                                 SetOf(CommandClass::kPersistence),
                      .sensitive_calls = 1,
                      .accounts = {{"111122223333", 12}},
                      .commands = {{"s3:GetObject", 10}, {"iam:CreateUser", 1}},
                      .other_command_calls = 1,
                      .networks = {{"203.0.113", 12}},
                      .headline = "Unusual for alice",
                      .opening_factors = {{.detector = "country_for_principal",
                                           .entity = "alice",
                                           .value = "VN",
                                           .bits = 12.5,
                                           .weight = 0.75,
                                           .value_calls = 1,
                                           .entity_calls = 337,
                                           .entity_first_seen_seconds = 1,
                                           .value_first_seen_seconds = 2,
                                           .value_last_seen_seconds = 3,
                                           .state = BaselineState::kReady,
                                           .explanation = "alice never"}},
                      .samples = {{.event_id = "e1",
                                   .at_seconds = 1'700'000'000,
                                   .account = "111122223333",
                                   .command = "s3:GetObject",
                                   .source_address = "203.0.113.1",
                                   .user_agent = "aws-cli/2",
                                   .error_code = "AccessDenied",
                                   .centibits = 2100,
                                   .score_hundredths = 9456}}},
          .owner = "pseudonym:1",
          .grew_position = 5};
}

TEST(FindingCodec, ReadsBackWhatItWrote) {
  const auto read = DecodeFinding(EncodeFinding(Full()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, Full());
}

TEST(FindingCodec, RefusesEveryBeginning) {
  const std::string bytes = EncodeFinding(Full());
  for (size_t size = 0; size + 1 < bytes.size(); ++size) {
    const auto read = DecodeFinding(bytes.substr(0, size));
    // A message that ends between two fields may be sound, with fewer of them.
    if (!read.ok()) {
      EXPECT_EQ(read.status().code(), absl::StatusCode::kDataLoss);
    } else {
      EXPECT_NE(*read, Full()) << size;
    }
  }
  EXPECT_FALSE(DecodeFinding("").ok());
}

TEST(FindingCodec, RefusesWhatNoFindingHas) {
  const auto is_refused = [](auto change) {
    StoredFinding stored = Full();
    change(stored.finding);
    return absl::IsDataLoss(DecodeFinding(EncodeFinding(stored)).status());
  };
  EXPECT_TRUE(is_refused([](Finding& f) { f.state = FindingState(0); }));
  EXPECT_TRUE(is_refused([](Finding& f) { f.state = FindingState(6); }));
  EXPECT_TRUE(is_refused([](Finding& f) { f.score_hundredths = 10'001; }));
  EXPECT_TRUE(is_refused([](Finding& f) { f.first_seconds = -1; }));
  EXPECT_TRUE(is_refused([](Finding& f) { f.last_seconds = 5; }));
  EXPECT_TRUE(is_refused([](Finding& f) { f.calls = 0; }));
  EXPECT_TRUE(is_refused([](Finding& f) { f.failed_calls = 13; }));
  EXPECT_TRUE(is_refused([](Finding& f) { f.sensitive_calls = 13; }));
  EXPECT_TRUE(is_refused([](Finding& f) { f.classes = 1; }));
  EXPECT_TRUE(is_refused([](Finding& f) { f.classes = 1 << 13; }));
  EXPECT_TRUE(
      is_refused([](Finding& f) { f.reopening = static_cast<Reopening>(5); }));
  EXPECT_TRUE(
      is_refused([](Finding& f) { f.opening_factors[0].bits = 1.0 / 0.0; }));
  EXPECT_TRUE(
      is_refused([](Finding& f) { f.samples[0].score_hundredths = 20'000; }));
}

TEST(FindingLogValue, IsReadBack) {
  const auto read = DecodeFindingLogValue(EncodeFindingLogValue(
      {.changes = 3, .revision = 1'000'000, .at_micros = 1234}));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->changes, 3);
  EXPECT_EQ(read->revision, 1'000'000u);
  EXPECT_EQ(read->at_micros, 1234);
}

TEST(FindingLogValue, IsNoOtherBytes) {
  const std::string bytes =
      EncodeFindingLogValue({.changes = 1, .revision = 1});
  EXPECT_FALSE(DecodeFindingLogValue("").ok());
  EXPECT_FALSE(DecodeFindingLogValue(bytes + "x").ok());
  EXPECT_FALSE(DecodeFindingLogValue(std::string("\2") + bytes.substr(1)).ok());
  EXPECT_FALSE(
      DecodeFindingLogValue(EncodeFindingLogValue({.changes = 0})).ok());
  EXPECT_FALSE(
      DecodeFindingLogValue(EncodeFindingLogValue({.changes = 32})).ok());
}

TEST(FindingOutlineCodec, IsReadBackAndIsNoOtherBytes) {
  FindingOutline outline = {.state = FindingState::kAcknowledged,
                            .priority = 2,
                            .create_micros = 5,
                            .update_micros = 1'000'000'000'000,
                            .peak_centibits = 3000};
  const std::string unmarked = EncodeFindingOutline(outline);
  outline.exemption = ExemptionId{.bytes = {8}};
  const std::string bytes = EncodeFindingOutline(outline);
  FindingOutline read = {.state = FindingState::kAcknowledged};
  ASSERT_TRUE(DecodeFindingOutline(bytes, read).ok());
  EXPECT_EQ(read, outline);
  ASSERT_TRUE(DecodeFindingOutline(unmarked, read).ok());
  EXPECT_EQ(read.exemption, std::nullopt);
  EXPECT_TRUE(absl::IsDataLoss(DecodeFindingOutline("", read)));
  EXPECT_TRUE(absl::IsDataLoss(DecodeFindingOutline(bytes + "x", read)));
  EXPECT_TRUE(absl::IsDataLoss(
      DecodeFindingOutline(std::string("\2") + bytes.substr(1), read)));
}

TEST(FindingKeys, TellTheirTenant) {
  EXPECT_EQ(TenantOfFindingKey(FindingKey("acme", FindingId{})), "acme");
  EXPECT_LT(FindingStateKey("acme", FindingState::kExpired, FindingId{}),
            AfterPrefix(FindingsPrefix("acme")));
  EXPECT_LT(AfterPrefix(FindingsPrefix("acme")),
            FindingKey("acme2", FindingId{}));
  EXPECT_LT(FindingLogTrimKey("acme"), FindingLogKeyAfter("acme", 0));
}

TEST(FindingKeys, OfTheLogAscendByPosition) {
  const FindingId low{};
  FindingId high;
  high.bytes.fill(0xff);
  EXPECT_LT(FindingLogKey("acme", 1, high), FindingLogKeyAfter("acme", 1));
  EXPECT_LT(FindingLogKeyAfter("acme", 1), FindingLogKey("acme", 2, low));
  EXPECT_LT(FindingLogKey("acme", 255, high), FindingLogKey("acme", 256, low));
  EXPECT_GT(FindingLogKeyAfter("acme", UINT64_MAX),
            FindingLogKey("acme", UINT64_MAX, high));
  const auto place =
      DecodeFindingLogKey("acme", FindingLogKey("acme", 9, high));
  ASSERT_TRUE(place.ok());
  EXPECT_EQ(place->position, 9u);
  EXPECT_EQ(place->id, high);
  EXPECT_FALSE(DecodeFindingLogKey("acme", "acme").ok());
}

}  // namespace
}  // namespace farcall
