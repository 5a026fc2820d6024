// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/identity_output.h"

#include <gtest/gtest.h>

#include <sstream>

namespace farcall {
namespace {

v1::WhoAmIResponse Analyst() {
  v1::WhoAmIResponse caller;
  caller.set_identity("token:soc");
  v1::Grant& all = *caller.add_grants();
  all.set_tenant("*");
  all.add_rights("read");
  v1::Grant& own = *caller.add_grants();
  own.set_tenant("acme");
  own.add_rights("read");
  own.add_rights("triage");
  return caller;
}

std::string Drawn(const v1::WhoAmIResponse& caller) {
  std::ostringstream out;
  WriteIdentity(caller, Charset::kUtf8, out);
  return out.str();
}

TEST(Identity, HasARowOfRightsForEachTenant) {
  EXPECT_EQ(Drawn(Analyst()),
            "identity    token:soc\n"
            "\n"
            "TENANT  RIGHTS\n"
            "*       read\n"
            "acme    read, triage\n");
}

TEST(Identity, SaysThatThereAreNoRights) {
  v1::WhoAmIResponse stranger;
  stranger.set_identity("cert:a\x1b");
  EXPECT_EQ(Drawn(stranger),
            "identity    cert:a?\n"
            "rights      none\n");
}

TEST(Identity, IsOneLineOfJson) {
  EXPECT_EQ(IdentityLine(Analyst()),
            R"({"identity":"token:soc","grants":[)"
            R"({"tenant":"*","rights":["read"]},)"
            R"({"tenant":"acme","rights":["read","triage"]}]})");
  EXPECT_EQ(IdentityLine(v1::WhoAmIResponse()),
            R"({"identity":"","grants":[]})");
  v1::WhoAmIResponse remembered;
  remembered.set_seen_window_seconds(172800);
  EXPECT_EQ(IdentityLine(remembered),
            R"({"identity":"","grants":[],"seen_window_seconds":172800})");
}

}  // namespace
}  // namespace farcall
