// SPDX-License-Identifier: Apache-2.0
#include "server/auth/authorizer.h"

#include <algorithm>

#include "server/auth/self_test_tenant.h"

namespace farcall {
namespace {

constexpr std::string_view kBearer = "bearer ";

std::optional<std::string_view> TokenOf(std::string_view authorization) {
  if (authorization.size() < kBearer.size()) return std::nullopt;
  const std::string_view scheme = authorization.substr(0, kBearer.size());
  const bool is_bearer =
      std::ranges::equal(scheme, kBearer, [](unsigned char a, unsigned char b) {
        return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b;
      });
  if (!is_bearer) return std::nullopt;
  return authorization.substr(kBearer.size());
}

// The file's newest content, where a path is given.
template <typename T>
absl::StatusOr<std::optional<ReloadedFile<T>>> OpenIfGiven(
    const std::string& path) {
  if (path.empty()) return std::nullopt;
  auto file = ReloadedFile<T>::Open(path);
  if (!file.ok()) return file.status();
  return *std::move(file);
}

}  // namespace

Authorizer::Authorizer(std::optional<ReloadedFile<BearerTokens>> tokens,
                       std::optional<ReloadedFile<Policy>> policy,
                       bool takes_credentials, AuthMetrics& metrics)
    : tokens_(std::move(tokens)),
      policy_(std::move(policy)),
      takes_credentials_(takes_credentials),
      // Where nobody can show who it is, everybody is welcome.
      without_policy_(std::make_shared<const Policy>(
          Policy::AllowAll(/*anonymous=*/!takes_credentials))),
      metrics_(metrics) {
  Publish();
}

absl::StatusOr<std::unique_ptr<Authorizer>> Authorizer::Open(
    const Options& options, AuthMetrics& metrics) {
  auto tokens = OpenIfGiven<BearerTokens>(options.tokens_file);
  if (!tokens.ok()) return tokens.status();
  auto policy = OpenIfGiven<Policy>(options.policy_file);
  if (!policy.ok()) return policy.status();
  return std::unique_ptr<Authorizer>(new Authorizer(
      *std::move(tokens), *std::move(policy),
      !options.tokens_file.empty() || options.client_certificates, metrics));
}

std::vector<Authorizer::FileState> Authorizer::Reload() {
  const std::lock_guard lock(reload_mutex_);
  std::vector<FileState> states;
  if (tokens_.has_value()) {
    const FileReload reload = tokens_->Reload();
    states.push_back({"tokens-file", reload, tokens_->error()});
  }
  if (policy_.has_value()) {
    const FileReload reload = policy_->Reload();
    states.push_back({"policy-file", reload, policy_->error()});
  }
  Publish();
  return states;
}

void Authorizer::Publish() {
  const std::lock_guard lock(rules_mutex_);
  rules_ = {
      .tokens = tokens_.has_value() ? tokens_->content() : nullptr,
      .policy = policy_.has_value() ? policy_->content() : without_policy_};
}

Access Authorizer::Check(const Caller& caller, Right right,
                         std::string_view tenant) const {
  if (caller.access != Access::kAllowed) return caller.access;
  const bool teaches = right == Right::kScore || right == Right::kFeedback;
  if (teaches && tenant == kSelfTestTenant) {
    metrics_.not_allowed.Increment();
    return Access::kReservedTenant;
  }
  if (rules().policy->Allows(caller.identities, right, tenant)) {
    return Access::kAllowed;
  }
  metrics_.not_allowed.Increment();
  return Access::kNotAllowed;
}

bool Authorizer::Allows(const Caller& caller, Right right,
                        std::string_view tenant) const {
  return caller.access == Access::kAllowed &&
         rules().policy->Allows(caller.identities, right, tenant);
}

Authorizer::Caller Authorizer::Identify(const Credentials& credentials) const {
  const Rules rules = this->rules();
  Caller caller;
  if (rules.tokens != nullptr && credentials.authorization.has_value()) {
    const auto token = TokenOf(*credentials.authorization);
    const auto bearer =
        token.has_value() ? rules.tokens->BearerOf(*token) : std::nullopt;
    if (!bearer.has_value()) {
      // Not taken for anonymous: a caller with a wrong token wants to know.
      metrics_.bad_credentials.Increment();
      caller.access = Access::kBadCredentials;
      return caller;
    }
    caller.identities.push_back("token:" + *bearer);
  }
  for (const std::string& name : credentials.certificate_names) {
    caller.identities.push_back("cert:" + name);
  }
  if (!caller.identities.empty()) return caller;
  if (rules.policy->Knows(kAnonymous)) {
    caller.identities.emplace_back(kAnonymous);
    return caller;
  }
  metrics_.no_credentials.Increment();
  caller.access = Access::kNoCredentials;
  return caller;
}

Authorizer::Rules Authorizer::rules() const {
  const std::lock_guard lock(rules_mutex_);
  return rules_;
}

}  // namespace farcall
