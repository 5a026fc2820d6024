// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/commands/run_farcall.h"
#include "tests/cli/output/findings/sample_card.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kId[] = "mfrggzdfmztwq2lk";

TEST(FarcallCard, ShowsTheCardAsText) {
  FakeFarcall fake;
  fake.findings().Add(SampleCard());
  const Outcome outcome = Farcall(fake, {"card", kId, "--tenant", "acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, HasSubstr("! Is the place usual? (place)\n"));
  EXPECT_THAT(outcome.out, HasSubstr("farcall ack mfrggzdfmztwq2lk"));
  EXPECT_THAT(outcome.err, IsEmpty());
  ASSERT_EQ(fake.findings().card_requests().size(), 1u);
  EXPECT_EQ(fake.findings().card_requests()[0].tenant(), "acme");
}

TEST(FarcallCard, HasOtherFormats) {
  FakeFarcall fake;
  fake.findings().Add(SampleCard());
  const Outcome json = Farcall(fake, {"card", kId, "--format=json"});
  EXPECT_EQ(nlohmann::json::parse(json.out)["sections"].size(), 5u);
  EXPECT_THAT(Farcall(fake, {"card", kId, "--format", "markdown"}).out,
              StartsWith("# Finding `mfrggzdfmztwq2lk`\n"));
  EXPECT_THAT(Farcall(fake, {"card", kId, "--runbook"}).out,
              StartsWith("#!/bin/sh\n"));
}

TEST(FarcallCard, ExitsWith5IfThereIsNoSuchFinding) {
  const FakeFarcall fake;
  const Outcome outcome = Farcall(fake, {"card", "abc"});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err,
            "farcall: there is no finding abc in tenant default\n");
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST(FarcallCard, TellsWhatTheServerRefuses) {
  FakeFarcall fake;
  fake.findings().Refuse(
      {grpc::StatusCode::PERMISSION_DENIED, "token:soc has no right triage"});
  const Outcome outcome = Farcall(fake, {"card", kId});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err, "farcall: token:soc has no right triage\n");
}

TEST(FarcallCard, ExitsWith3IfNoServerIsThere) {
  FakeFarcall fake;
  fake.Stop();
  EXPECT_EQ(Farcall(fake, {"card", kId}).code, ExitCode::kUnavailable);
}

}  // namespace
}  // namespace farcall
