// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/identity/authentication.h"

#include <algorithm>
#include <iterator>

namespace farcall {
namespace {

// The console's sign-in and that of IAM Identity Center.
constexpr std::string_view kSignIn = "signin:";

// Anybody who knows a user's name or e-mail address gets so far. Where the
// sign-in goes on, an event of a credential or of the whole follows.
constexpr std::string_view kStepsOfSignIn[] = {
    "signin:CheckMfa", "signin:CredentialChallenge",
    "signin:PasswordRecoveryRequested"};

// Logged although nobody signs them; the caller is who its token says.
constexpr std::string_view kUnsigned[] = {"sts:AssumeRoleWithSAML",
                                          "sts:AssumeRoleWithWebIdentity"};

// `AuthFailure` of EC2 is none of them: it is also said of images and networks
// that belong to others.
constexpr std::string_view kNotAccepted[] = {
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "InvalidToken",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException"};

template <size_t kSize>
bool IsOneOf(std::string_view text, const std::string_view (&all)[kSize]) {
  return std::ranges::find(all, text) != std::end(all);
}

// EC2 writes `Client.` before its codes.
std::string_view WithoutSide(std::string_view error_code) {
  constexpr std::string_view kClient = "Client.";
  if (error_code.starts_with(kClient)) error_code.remove_prefix(kClient.size());
  return error_code;
}

}  // namespace

bool IsUnauthenticated(std::string_view command, std::string_view error_code) {
  if (IsOneOf(command, kStepsOfSignIn)) return true;
  if (error_code.empty()) return false;
  return command.starts_with(kSignIn) || IsOneOf(command, kUnsigned) ||
         IsOneOf(WithoutSide(error_code), kNotAccepted);
}

}  // namespace farcall
