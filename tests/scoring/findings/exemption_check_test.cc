// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/exemption_check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

constexpr int64_t kNow = 1'800'000'000;
constexpr int64_t kDay = 86'400;

Exemption Allowed() {
  return {.principals = {"arn:aws:iam::111122223333:role/ci/*"},
          .commands = {"ssm:SendCommand", "s3:Get*"},
          .places = {"DE"},
          .from_seconds = kNow,
          .to_seconds = kNow + 90 * kDay,
          .weekly_hours = {{0, 24}, {144, 168}},
          .reason = "patches"};
}

// Fields and descriptions, a line each.
std::string FaultsOf(const Exemption& exemption) {
  std::string text;
  for (const ExemptionFault& fault : Check(exemption, kNow)) {
    text += fault.field + ": " + fault.description + "\n";
  }
  return text;
}

TEST(ExemptionCheck, HasNothingAgainstWhatIsAllowed) {
  EXPECT_EQ(FaultsOf(Allowed()), "");
  Exemption exemption = Allowed();
  exemption.principals = {"arn:aws:sts::111122223333:assumed-role/deploy/*",
                          "111122223333:saml/okta/*", "anything"};
  EXPECT_EQ(FaultsOf(exemption), "");
  exemption.principals = {};
  exemption.accounts = {"111122223333"};
  EXPECT_EQ(FaultsOf(exemption), "");
}

TEST(ExemptionCheck, WantsPrincipalsOrAccounts) {
  Exemption exemption = Allowed();
  exemption.principals.clear();
  EXPECT_EQ(FaultsOf(exemption),
            "principals: is empty, and so is accounts: name whose calls are "
            "planned, by one of them at least\n");
}

TEST(ExemptionCheck, WantsAnEndWithinNinetyDays) {
  Exemption exemption = Allowed();
  exemption.to_seconds = 0;
  EXPECT_EQ(FaultsOf(exemption),
            "to: is required: an exemption ends, at most 90 days after "
            "`from`\n");
  exemption.to_seconds = kNow + 90 * kDay + 1;
  EXPECT_EQ(FaultsOf(exemption),
            "to: 7776001 seconds after `from`; the limit is 7776000, 90 "
            "days\n");
  exemption.from_seconds = kNow - 60;
  exemption.to_seconds = kNow - 5;
  EXPECT_EQ(FaultsOf(exemption),
            "to: 5 seconds ago: it must be later than now\n");
  exemption.from_seconds = exemption.to_seconds = kNow + 1;
  EXPECT_EQ(FaultsOf(exemption), "to: must be later than `from`\n");
}

TEST(ExemptionCheck, WantsWholeElementsOfBeginnings) {
  for (const char* principal :
       {"*", "arn:*", "arn:aws:iam::111122223333:role/*",
        "arn:aws:iam::111122223333:role/ci-*",
        "arn:aws:iam::111122223333:role//*", "111122223333:human/*"}) {
    Exemption exemption = Allowed();
    exemption.principals = {principal};
    EXPECT_EQ(FaultsOf(exemption),
              "principals[0]: `" + std::string(principal) +
                  "` begins too much: a beginning holds one whole element "
                  "behind the kind, as "
                  "`arn:aws:iam::111122223333:role/ci/*`\n");
  }
  for (const char* command : {"*", "s3*", ":*"}) {
    Exemption exemption = Allowed();
    exemption.commands = {"s3:Get*", command};
    EXPECT_EQ(FaultsOf(exemption),
              "commands[1]: `" + std::string(command) +
                  "` begins too much: a beginning holds a whole service, as "
                  "`s3:*`\n");
  }
}

TEST(ExemptionCheck, RefusesWhatCanCoverNothing) {
  Exemption exemption = Allowed();
  exemption.principals = {"arn:aws:iam::*:role/ci/x", "alice", "alice"};
  exemption.commands = {"SendCommand"};
  EXPECT_EQ(FaultsOf(exemption),
            "principals[0]: `arn:aws:iam::*:role/ci/x` may have a `*` at its "
            "end alone\n"
            "principals[2]: `alice` is there before\n"
            "commands[0]: `SendCommand` is no command, such as "
            "`ssm:SendCommand`\n");
}

TEST(ExemptionCheck, BoundsItsLists) {
  Exemption exemption = Allowed();
  const std::vector<std::string> many(kExemptionTextsMax + 1, "s3:x");
  exemption.principals = many;
  exemption.accounts = many;
  exemption.commands = many;
  exemption.places = many;
  exemption.weekly_hours.assign(kExemptionHoursMax + 1, {0, 1});
  EXPECT_EQ(FaultsOf(exemption),
            "principals: has 101 entries; the limit is 100\n"
            "commands: has 101 entries; the limit is 100\n"
            "accounts: has 101 entries; the limit is 100\n"
            "places: has 101 entries; the limit is 100\n"
            "weekly_hours: has 43 entries; the limit is 42\n");
}

TEST(ExemptionCheck, WantsHoursOfAWeekAndAReason) {
  for (const HoursOfWeek& hours :
       {HoursOfWeek{-1, 2}, HoursOfWeek{5, 5}, HoursOfWeek{160, 169}}) {
    Exemption exemption = Allowed();
    exemption.weekly_hours = {{0, 1}, hours};
    EXPECT_EQ(FaultsOf(exemption),
              "weekly_hours: has the range " + std::to_string(hours.begin) +
                  " to " + std::to_string(hours.end) +
                  ": it must begin before it ends, within 0 to 168\n");
  }
  Exemption exemption = Allowed();
  exemption.reason.clear();
  EXPECT_EQ(FaultsOf(exemption), "reason: is required\n");
}

}  // namespace
}  // namespace farcall
