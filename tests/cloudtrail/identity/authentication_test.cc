// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/identity/authentication.h"

#include <gtest/gtest.h>

#include "tests/cloudtrail/sample_record.h"

namespace farcall {
namespace {

TEST(Authentication, IsNotShownByASignInThatFailed) {
  for (const char* command :
       {"signin:ConsoleLogin", "signin:SwitchRole", "signin:GetSigninToken",
        "signin:UserAuthentication", "signin:CredentialVerification"}) {
    EXPECT_TRUE(IsUnauthenticated(command, "Failure")) << command;
    EXPECT_FALSE(IsUnauthenticated(command, "")) << command;
  }
}

TEST(Authentication, IsNotShownByAStepOfASignIn) {
  for (const char* command : {"signin:CheckMfa", "signin:CredentialChallenge",
                              "signin:PasswordRecoveryRequested"}) {
    EXPECT_TRUE(IsUnauthenticated(command, "")) << command;
    EXPECT_TRUE(IsUnauthenticated(command, "Failure")) << command;
  }
}

TEST(Authentication, IsNotShownByACallWithoutSignatureThatFailed) {
  for (const char* command :
       {"sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"}) {
    EXPECT_TRUE(IsUnauthenticated(command, "AccessDenied")) << command;
    EXPECT_FALSE(IsUnauthenticated(command, "")) << command;
  }
}

TEST(Authentication, IsNotShownByCredentialsThatWereNotAccepted) {
  for (const char* code :
       {"InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken",
        "ExpiredTokenException", "UnrecognizedClientException",
        "Client.RequestExpired"}) {
    EXPECT_TRUE(IsUnauthenticated("s3:GetObject", code)) << code;
  }
}

TEST(Authentication, IsShownByAKeyThatLacksTheRight) {
  for (const char* code : {"AccessDenied", "AccessDeniedException",
                           "Client.UnauthorizedOperation", "Client.AuthFailure",
                           "UnauthorizedException", "NoSuchEntityException"}) {
    EXPECT_FALSE(IsUnauthenticated("sts:AssumeRole", code)) << code;
    EXPECT_FALSE(IsUnauthenticated("sts:GetSessionToken", code)) << code;
  }
}

TEST(Authentication, IsReadOfARecord) {
  const auto unauthenticated = [](const JsonMembers& changes) {
    const ParsedRecord record = Parse(SampleRecord(changes));
    EXPECT_TRUE(record.ok()) << ErrorOf(record).message;
    return record.event.unauthenticated;
  };
  EXPECT_FALSE(unauthenticated({}));
  EXPECT_FALSE(unauthenticated({{"errorCode", R"("AccessDenied")"}}));
  EXPECT_TRUE(unauthenticated({{"errorCode", R"("ExpiredToken")"}}));
  JsonMembers login = {{"eventSource", R"("signin.amazonaws.com")"},
                       {"eventName", R"("ConsoleLogin")"},
                       {"responseElements", R"({"ConsoleLogin":"Success"})"}};
  EXPECT_FALSE(unauthenticated(login));
  login["responseElements"] = R"({"ConsoleLogin":"Failure"})";
  EXPECT_TRUE(unauthenticated(login));
  login["responseElements"] = "null";
  login["errorMessage"] = R"("Failed authentication")";
  EXPECT_TRUE(unauthenticated(login));
  const JsonMembers challenge = {
      {"eventSource", R"("signin.amazonaws.com")"},
      {"eventName", R"("CredentialChallenge")"},
      {"serviceEventDetails", R"({"CredentialChallenge":"Success"})"}};
  EXPECT_TRUE(unauthenticated(challenge));
}

}  // namespace
}  // namespace farcall
