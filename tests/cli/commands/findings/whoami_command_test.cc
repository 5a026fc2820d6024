// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/commands/run_farcall.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

TEST(FarcallWhoAmI, ShowsIdentityAndRights) {
  FakeFarcall fake;
  v1::WhoAmIResponse caller;
  caller.set_identity("token:soc");
  v1::Grant& grant = *caller.add_grants();
  grant.set_tenant("acme");
  grant.add_rights("triage");
  fake.findings().Identify(caller);
  const Outcome text = Farcall(fake, {"whoami"});
  EXPECT_EQ(text.code, ExitCode::kOk);
  EXPECT_THAT(text.out, HasSubstr("identity    token:soc\n"));
  EXPECT_THAT(text.out, HasSubstr("acme    triage\n"));
  EXPECT_EQ(Farcall(fake, {"whoami", "--format", "json"}).out,
            "{\"identity\":\"token:soc\",\"grants\":[{\"tenant\":\"acme\","
            "\"rights\":[\"triage\"]}]}\n");
}

TEST(FarcallWhoAmI, ExitsWith5WithoutValidCredentials) {
  FakeFarcall fake;
  fake.findings().Refuse(
      {grpc::StatusCode::UNAUTHENTICATED, "the token is not known"});
  const Outcome outcome = Farcall(fake, {"whoami"});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err, "farcall: the token is not known\n");
}

}  // namespace
}  // namespace farcall
