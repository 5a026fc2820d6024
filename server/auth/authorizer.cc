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

Authorizer::Authorizer(Files files, const Options& options,
                       AuthMetrics& metrics)
    : files_(std::move(files)),
      takes_credentials_(!options.tokens_file.empty() ||
                         options.client_certificates),
      replica_names_(options.replica_names),
      // Where nobody can show who it is, everybody is welcome.
      without_policy_(std::make_shared<const Policy>(
          Policy::AllowAll(/*anonymous=*/!takes_credentials_))),
      metrics_(metrics) {
  Publish();
}

absl::StatusOr<std::unique_ptr<Authorizer>> Authorizer::Open(
    const Options& options, AuthMetrics& metrics) {
  auto tokens = OpenIfGiven<BearerTokens>(options.tokens_file);
  if (!tokens.ok()) return tokens.status();
  auto policy = OpenIfGiven<Policy>(options.policy_file);
  if (!policy.ok()) return policy.status();
  auto cluster_token = OpenIfGiven<ClusterToken>(options.cluster_token_file);
  if (!cluster_token.ok()) return cluster_token.status();
  return std::unique_ptr<Authorizer>(
      new Authorizer({.tokens = *std::move(tokens),
                      .policy = *std::move(policy),
                      .cluster_token = *std::move(cluster_token)},
                     options, metrics));
}

std::vector<Authorizer::FileState> Authorizer::Reload() {
  const std::lock_guard lock(reload_mutex_);
  std::vector<FileState> states;
  const auto reload = [&states](std::string_view setting, auto& file) {
    if (!file.has_value()) return;
    const FileReload done = file->Reload();
    states.push_back({setting, done, file->error()});
  };
  reload("tokens-file", files_.tokens);
  reload("policy-file", files_.policy);
  reload("cluster-token-file", files_.cluster_token);
  Publish();
  return states;
}

void Authorizer::Publish() {
  const std::lock_guard lock(rules_mutex_);
  const auto content = [](const auto& file) {
    return file.has_value() ? file->content() : nullptr;
  };
  rules_ = {.tokens = content(files_.tokens),
            .policy = files_.policy.has_value() ? files_.policy->content()
                                                : without_policy_,
            .cluster_token = content(files_.cluster_token)};
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

bool Authorizer::IsReplica(const Credentials& credentials) const {
  const bool is_named = std::ranges::any_of(
      credentials.certificate_names, [this](const std::string& name) {
        return std::ranges::find(replica_names_, name) != replica_names_.end();
      });
  if (is_named) return true;
  const auto token = rules().cluster_token;
  return token != nullptr &&
         token->Takes(credentials.forwarding->cluster_token);
}

Authorizer::Caller Authorizer::IdentifyForwarded(
    const Credentials& credentials) const {
  Caller caller;
  std::optional<std::vector<std::string>> identities;
  if (IsReplica(credentials) && credentials.forwarding->hop == kOneHop) {
    identities = IdentitiesOf(credentials.forwarding->identity);
  }
  if (!identities.has_value()) {
    metrics_.not_a_replica.Increment();
    caller.access = Access::kNotAReplica;
    return caller;
  }
  caller.identities = *std::move(identities);
  caller.is_forwarded = true;
  return caller;
}

Authorizer::Caller Authorizer::Identify(const Credentials& credentials) const {
  if (credentials.forwarding.has_value()) return IdentifyForwarded(credentials);
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
    caller.identities.push_back(std::string(kTokenKind) + *bearer);
  }
  for (const std::string& name : credentials.certificate_names) {
    caller.identities.push_back(std::string(kCertificateKind) + name);
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

std::string Authorizer::cluster_token() const {
  const auto token = rules().cluster_token;
  return token == nullptr ? std::string() : token->shown();
}

Authorizer::Rules Authorizer::rules() const {
  const std::lock_guard lock(rules_mutex_);
  return rules_;
}

}  // namespace farcall
