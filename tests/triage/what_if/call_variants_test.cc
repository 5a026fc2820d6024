// SPDX-License-Identifier: Apache-2.0
#include "triage/what_if/call_variants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

using testing::ElementsAre;

constexpr int64_t kDay = 86'400;
constexpr int64_t kNow = 20'000 * kDay;

// Ada works from DE for two months, then somebody calls from VN as her.
class CallVariantsTest : public testing::Test {
 protected:
  CallVariantsTest() {
    for (int64_t at = kNow - 60 * kDay; at < kNow; at += 3'600) {
      for (Baseline* baseline : {&principal_, &tenant_}) {
        baseline->At(Attribute::kCountry).Count("DE", at);
        baseline->At(Attribute::kNetwork).Count("192.0.2.0/24", at);
        baseline->At(Attribute::kTool).Count("aws-cli", at);
        baseline->At(Attribute::kCommand).Count("s3:GetObject", at);
      }
    }
    principal_.At(Attribute::kCountry).Count("VN", kNow);
    finding_.principal = "ada";
    finding_.principal_kind = PrincipalKind::kUser;
    finding_.origin = "VN";
    finding_.first_seconds = kNow;
    finding_.last_seconds = kNow + 60;
    finding_.samples = {{.event_id = "e1",
                         .at_seconds = kNow,
                         .command = "sts:GetCallerIdentity",
                         .centibits = 900},
                        {.event_id = "e2",
                         .at_seconds = kNow + 5,
                         .account = "111122223333",
                         .command = "iam:CreateUser",
                         .source_address = "198.51.100.7",
                         .user_agent = "Boto3/1.34",
                         .error_code = "AccessDenied",
                         .centibits = 1'500}};
  }

  CardInput Input() {
    return {.finding = finding_, .principal = &principal_, .tenant = &tenant_};
  }
  std::vector<CallVariant> Variants(const CardInput& input) {
    return VariantsOf(Model(), input, *OddestCallOf(input));
  }
  static const CallVariant* Find(const std::vector<CallVariant>& variants,
                                 const std::string& changed) {
    for (const CallVariant& variant : variants) {
      if (variant.changed == changed) return &variant;
    }
    return nullptr;
  }

  Finding finding_;
  Baseline principal_;
  Baseline tenant_;
};

TEST_F(CallVariantsTest, TheOddestCallIsMadeOnceMore) {
  const auto call = OddestCallOf(Input());
  ASSERT_TRUE(call.has_value());
  EXPECT_EQ(call->command, "iam:CreateUser");
  EXPECT_EQ(call->country, "VN");
  EXPECT_EQ(call->event_time_seconds, finding_.last_seconds + 1);
}

TEST_F(CallVariantsTest, ACallFromNoCountryIsPlacedByItsAddress) {
  finding_.origin = "@private";
  const auto call = OddestCallOf(Input());
  ASSERT_TRUE(call.has_value());
  EXPECT_EQ(call->country, "");
  EXPECT_EQ(call->source_address, "198.51.100.7");
}

TEST_F(CallVariantsTest, WithoutSamplesNoCallIsMadeAgain) {
  finding_.samples.clear();
  EXPECT_FALSE(OddestCallOf(Input()).has_value());
}

TEST_F(CallVariantsTest, ACallThatWasOddForItsInstanceIsNotMadeAgain) {
  finding_.opening_factors = {{.detector = "instance_elsewhere"}};
  EXPECT_FALSE(OddestCallOf(Input()).has_value());
}

TEST_F(CallVariantsTest, EachVariantChangesOneThing) {
  const auto variants = Variants(Input());
  const CallVariant* origin = Find(variants, "origin");
  ASSERT_NE(origin, nullptr);
  EXPECT_EQ(origin->to, "DE");
  EXPECT_EQ(origin->event.country, "DE");
  EXPECT_EQ(origin->event.source_address, "192.0.2.0");
  EXPECT_EQ(origin->event.command, "iam:CreateUser");
  const CallVariant* tool = Find(variants, "tool");
  ASSERT_NE(tool, nullptr);
  EXPECT_EQ(tool->event.user_agent, "aws-cli/1.0");
  EXPECT_EQ(tool->event.country, "VN");
  const CallVariant* command = Find(variants, "command");
  ASSERT_NE(command, nullptr);
  EXPECT_EQ(command->event.command, "s3:GetObject");
  const CallVariant* error = Find(variants, "error");
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->event.error_code, "");
}

TEST_F(CallVariantsTest, AnotherPrincipalCallsWhoWasThereBefore) {
  CardInput input = Input();
  input.origin_uses.uses = {{.principal = "later",
                             .principal_kind = PrincipalKind::kUser,
                             .last_seconds = kNow + kDay},
                            {.principal = "ada",
                             .principal_kind = PrincipalKind::kUser,
                             .last_seconds = kNow},
                            {.principal = "a role",
                             .principal_kind = PrincipalKind::kRole,
                             .last_seconds = kNow},
                            {.principal = "bob",
                             .principal_kind = PrincipalKind::kUser,
                             .last_seconds = kNow - kDay}};
  const auto variants = Variants(input);
  const CallVariant* principal = Find(variants, "principal");
  ASSERT_NE(principal, nullptr);
  EXPECT_EQ(principal->event.principal, "bob");
}

TEST_F(CallVariantsTest, ThePlaceSettlesByItself) {
  const auto variants = Variants(Input());
  const CallVariant* time = Find(variants, "time");
  ASSERT_NE(time, nullptr);
  EXPECT_GT(time->event.event_time_seconds, kNow);
  EXPECT_EQ(time->to, std::to_string(time->event.event_time_seconds));
}

TEST_F(CallVariantsTest, WhatIsUsualAlreadyIsNoChange) {
  finding_.samples[1].user_agent = "aws-cli/2.15";
  finding_.samples[1].command = "s3:GetObject";
  finding_.samples[1].error_code = "";
  const auto variants = Variants(Input());
  for (const char* changed : {"tool", "command", "error", "principal"}) {
    EXPECT_EQ(Find(variants, changed), nullptr) << changed;
  }
}

TEST_F(CallVariantsTest, OfAnUnknownPrincipalNothingIsUsual) {
  const CardInput input{.finding = finding_};
  std::vector<std::string> changed;
  for (const auto& variant : Variants(input)) {
    changed.push_back(variant.changed);
  }
  EXPECT_THAT(changed, ElementsAre("error"));
}

}  // namespace
}  // namespace farcall
