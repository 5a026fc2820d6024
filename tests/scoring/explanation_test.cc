// SPDX-License-Identifier: Apache-2.0
#include "scoring/explanation.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace farcall {
namespace {

constexpr int64_t kAug26 = 1787702400;  // 2026-08-26T00:00:00Z

TEST(Explain, SaysInCountsWhyAPrincipalIsOutOfPlace) {
  const Factor factor{.detector = &CountryForPrincipal(),
                      .entity = "arn:aws:iam::111122223333:user/alice",
                      .value = "BR",
                      .entity_calls = 4812,
                      .entity_first_seen_seconds = kAug26,
                      .usual = {{"DE", 0.911}, {"FR", 0.0885}, {"US", 0.0005}}};
  EXPECT_EQ(Explain(factor),
            "0 of 4,812 calls by alice since 2026-08-26 came from BR; usual: "
            "DE 91 %, FR 9 %, US <1 %");
}

TEST(Explain, SaysWhenAValueWasLastSeen) {
  const Factor factor{.detector = &CountryForCommand(),
                      .entity = "secretsmanager:GetSecretValue",
                      .value = "BR",
                      .value_calls = 3,
                      .entity_calls = 61204,
                      .entity_first_seen_seconds = kAug26,
                      .value_first_seen_seconds = kAug26,
                      .value_last_seen_seconds = kAug26 + 86400,
                      .usual = {{"DE", 1.0}}};
  EXPECT_EQ(Explain(factor),
            "3 of 61,204 calls of secretsmanager:GetSecretValue since "
            "2026-08-26 came from BR, first on 2026-08-26, last on 2026-08-27; "
            "usual: DE 100 %");
}

TEST(Explain, SaysWhatIsDoneForTheFirstTime) {
  const Detector& command =
      *std::ranges::find(Detectors(), "command_for_principal", &Detector::name);
  Factor factor{.detector = &command,
                .entity = "arn:aws:iam::111122223333:user/alice",
                .value = "iam:CreateUser",
                .entity_calls = 4812,
                .entity_first_seen_seconds = kAug26,
                .usual = {{"s3:GetObject", 1.0}}};
  EXPECT_EQ(Explain(factor),
            "0 of 4,812 calls by alice since 2026-08-26 were iam:CreateUser; "
            "usual: s3:GetObject 100 %");
  factor.entity_calls = 0;
  EXPECT_EQ(Explain(factor), "no calls by alice seen before: iam:CreateUser");
}

TEST(Explain, SaysThatAPlaceIsInQuarantine) {
  const Factor factor{.detector = &CountryForPrincipal(),
                      .entity = "alice",
                      .value = "BR",
                      .in_quarantine = true,
                      .value_calls = 3,
                      .entity_calls = 100,
                      .entity_first_seen_seconds = kAug26,
                      .value_first_seen_seconds = kAug26 + 86400,
                      .value_last_seen_seconds = kAug26 + 86400,
                      .usual = {{"DE", 1.0}}};
  EXPECT_EQ(Explain(factor),
            "3 of 100 calls by alice since 2026-08-26 came from BR, first on "
            "2026-08-27, last on 2026-08-27 (in quarantine); usual: DE 100 %");
}

TEST(Explain, SaysThatNothingIsKnownYet) {
  const Factor factor{.detector = &CountryForPrincipal(),
                      .entity = "111122223333:root",
                      .value = "DE"};
  EXPECT_EQ(Explain(factor),
            "no calls by 111122223333:root seen before; judged by its peers");
}

}  // namespace
}  // namespace farcall
