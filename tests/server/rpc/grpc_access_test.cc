// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/grpc_access.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "server/telemetry/metrics.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

constexpr char kToken[] = "0123456789abcdef0123456789abcdef";

TEST(GrpcAccess, GivesEveryRefusalItsStatus) {
  const TempDir dir;
  Metrics metrics("test");
  std::ofstream(dir / "tokens") << "a " << kToken;
  std::ofstream(dir / "policy") << "token:a score acme";
  const auto authorizer = Authorizer::Open(
      {.tokens_file = dir / "tokens", .policy_file = dir / "policy"},
      metrics.auth);
  ASSERT_TRUE(authorizer.ok()) << authorizer.status();
  const auto check = [&](const Credentials& shown, Right right,
                         std::string_view tenant) {
    return CheckAccess(**authorizer, (*authorizer)->Identify(shown), right,
                       tenant);
  };
  const Credentials known{std::string("Bearer ") + kToken, {}};
  EXPECT_TRUE(check(known, Right::kScore, "acme").ok());
  const grpc::Status other = check(known, Right::kScore, "other");
  EXPECT_EQ(other.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(other.error_message(),
            "token:a does not have the right score for tenant other");
  const grpc::Status reserved =
      check(known, Right::kScore, "farcall-self-test");
  EXPECT_EQ(reserved.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(reserved.error_message(),
            "tenant farcall-self-test is the server's own: it takes no events "
            "and no feedback of callers");
  for (const Credentials& nobody :
       {Credentials(), Credentials{"Bearer wrong", {}}}) {
    EXPECT_EQ(check(nobody, Right::kScore, "acme").error_code(),
              grpc::StatusCode::UNAUTHENTICATED);
    EXPECT_EQ(IdentityStatus((*authorizer)->Identify(nobody)).error_code(),
              grpc::StatusCode::UNAUTHENTICATED);
  }
}

}  // namespace
}  // namespace farcall
