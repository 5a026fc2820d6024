// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/finding/exemption_codec.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

StoredExemption Full() {
  return {.exemption = {.id = {.bytes = {1, 2, 3}},
                        .principals = {"alice", "x/ci/*", "bob"},
                        .accounts = {"111122223333"},
                        .commands = {"ssm:*"},
                        .places = {"DE", "198.51.100.0/24"},
                        .from_seconds = 1'700'000'000,
                        .to_seconds = 1'700'003'600,
                        .weekly_hours = {{0, 24}, {100, 168}},
                        .reason = "patches",
                        .ticket = "CHG-1234",
                        .actor = "carol",
                        .identity = "token:soc",
                        .create_micros = 5,
                        .revoke_micros = 6,
                        .revoked_by = "token:ci",
                        .revocation = Revocation::kMalicious},
          .owners = {"pseudonym:1", "", "pseudonym:2"}};
}

TEST(ExemptionCodec, ReadsBackWhatItWrote) {
  const auto read = DecodeExemption(EncodeExemption(Full()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, Full());
}

TEST(ExemptionCodec, RefusesWhatNoExemptionHas) {
  const auto is_refused = [](auto change) {
    StoredExemption stored = Full();
    change(stored);
    return absl::IsDataLoss(DecodeExemption(EncodeExemption(stored)).status());
  };
  EXPECT_TRUE(is_refused([](StoredExemption& s) { s.owners.pop_back(); }));
  EXPECT_TRUE(is_refused([](StoredExemption& s) {
    s.exemption.revocation = static_cast<Revocation>(4);
  }));
  for (const HoursOfWeek& hours :
       {HoursOfWeek{5, 5}, HoursOfWeek{-1, 5}, HoursOfWeek{160, 169}}) {
    EXPECT_TRUE(is_refused(
        [&hours](StoredExemption& s) { s.exemption.weekly_hours = {hours}; }));
  }
  EXPECT_TRUE(absl::IsDataLoss(DecodeExemption("").status()));
  EXPECT_TRUE(absl::IsDataLoss(DecodeExemption("x").status()));
}

TEST(ExemptionCodec, TakesOutThePrincipalThatTheStoreNamesSo) {
  StoredExemption stored = Full();
  stored.exemption.revocation = Revocation::kNone;
  EXPECT_FALSE(EraseOwner("alice", 7, stored)) << "the store has a pseudonym";
  EXPECT_TRUE(EraseOwner("pseudonym:1", 7, stored));
  EXPECT_EQ(stored.exemption.principals,
            (std::vector<std::string>{"x/ci/*", "bob"}));
  EXPECT_EQ(stored.owners, (std::vector<std::string>{"", "pseudonym:2"}));
  EXPECT_EQ(stored.exemption.revocation, Revocation::kNone);
}

}  // namespace
}  // namespace farcall
