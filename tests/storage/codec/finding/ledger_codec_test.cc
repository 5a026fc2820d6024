// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/finding/ledger_codec.h"

#include <gtest/gtest.h>

#include <limits>

namespace farcall {
namespace {

const std::string kAda(16, 'a');
const std::string kBob(16, 'b');
const std::string kOrigin(16, '\0');

StoredLedgerEntry Stored() {
  return {.entry = {.principal = "ada",
                    .principal_kind = PrincipalKind::kUser,
                    .origin = "VN",
                    .unauthenticated = true,
                    .at_seconds = 1'700'000'000,
                    .event_id = "e1",
                    .account = "111122223333",
                    .command = "iam:CreateUser",
                    .network = "198.51.100.0/24",
                    .bits = 12.34567890123,
                    .score_hundredths = 8'193,
                    .reached = true,
                    .detectors = {{"country_for_principal", 11.5, true},
                                  {"error_code", 0.84567890123, false}}},
          .written_day = 20'000};
}

TEST(LedgerCodec, AnEntryComesBackToTheLastBit) {
  const auto decoded = DecodeLedgerEntry(EncodeLedgerEntry(Stored()));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, Stored());
}

TEST(LedgerCodec, RefusesWhatNoEntryHas) {
  StoredLedgerEntry bad_score = Stored();
  bad_score.entry.score_hundredths = 10'001;
  StoredLedgerEntry bad_bits = Stored();
  bad_bits.entry.bits = std::numeric_limits<double>::quiet_NaN();
  StoredLedgerEntry bad_detector = Stored();
  bad_detector.entry.detectors[1].bits = -1;
  for (const auto& bad : {bad_score, bad_bits, bad_detector}) {
    EXPECT_TRUE(
        absl::IsDataLoss(DecodeLedgerEntry(EncodeLedgerEntry(bad)).status()));
  }
  const std::string bytes = EncodeLedgerEntry(Stored());
  EXPECT_FALSE(DecodeLedgerEntry(bytes.substr(0, bytes.size() - 1)).ok());
}

TEST(LedgerCodec, KeysAreInTheOrderOfDays) {
  EXPECT_LT(LedgerKey("acme", 9, kBob, kOrigin),
            LedgerKey("acme", 10, kAda, kOrigin));
  const std::string key = LedgerKey("acme", 70'000, kAda, kOrigin);
  EXPECT_TRUE(key.starts_with(LedgerDayPrefix("acme", 70'000)));
  EXPECT_TRUE(key.starts_with(LedgerPrefix("acme")));
  EXPECT_FALSE(key.starts_with(LedgerPrefix("ac")));
  const auto place = DecodeLedgerPlace(key);
  ASSERT_TRUE(place.ok());
  EXPECT_EQ(place->tenant, "acme");
  EXPECT_EQ(place->day, 70'000u);
}

TEST(LedgerCodec, AKeyTellsItsPrincipal) {
  const std::string key = LedgerKey("acme", 9, kAda, kOrigin);
  EXPECT_TRUE(IsLedgerKeyOf(key, kAda));
  EXPECT_FALSE(IsLedgerKeyOf(key, kBob));
  EXPECT_FALSE(IsLedgerKeyOf(key, kOrigin));
}

TEST(LedgerCodec, RefusesWhatIsNoKey) {
  EXPECT_FALSE(DecodeLedgerPlace("acme").ok());
  EXPECT_FALSE(DecodeLedgerPlace(std::string("acme\0\1\2", 7)).ok());
}

}  // namespace
}  // namespace farcall
