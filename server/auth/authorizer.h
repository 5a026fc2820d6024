// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "files/reloaded_file.h"
#include "server/auth/bearer_tokens.h"
#include "server/auth/policy.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// What a caller shows of itself.
struct Credentials {
  std::optional<std::string> authorization;    // the header's value
  std::vector<std::string> certificate_names;  // verified; empty = none shown
};

// Whether a caller may, and if not why.
enum class Access {
  kAllowed,
  kNoCredentials,   // the caller shows nothing, and nobody may be anonymous
  kBadCredentials,  // a token that is not known
  kNotAllowed,      // the caller is known and lacks the right
  kReservedTenant,  // the tenant is the server's own
};

// Who may call what: by bearer tokens, by client certificates and by a policy,
// the files of which may change while the server runs. Knows no transport.
// Thread-safe.
class Authorizer {
 public:
  struct Options {
    std::string tokens_file{};         // empty = no tokens
    std::string policy_file{};         // empty = who is known may do everything
    bool client_certificates = false;  // whether callers may show some
  };

  // `metrics` must outlive it. Fails if a file cannot be used.
  static absl::StatusOr<std::unique_ptr<Authorizer>> Open(
      const Options& options, AuthMetrics& metrics);

  // Whom a caller is known as.
  struct Caller {
    // kAllowed, or why the caller is nobody; then it has no identities.
    Access access = Access::kAllowed;
    std::vector<std::string> identities;  // `token:NAME`, `cert:NAME`...

    // The first of them; empty for nobody.
    std::string name() const {
      return identities.empty() ? std::string() : identities.front();
    }
  };
  Caller Identify(const Credentials& credentials) const;

  // The access of a caller that is nobody is its own. An empty tenant means the
  // server itself. Nobody may score or give feedback for the tenant of the
  // self-test.
  Access Check(const Caller& caller, Right right,
               std::string_view tenant) const;
  // The same of what is given to those who may, and left out for others: a
  // caller without the right is not told and not counted.
  bool Allows(const Caller& caller, Right right, std::string_view tenant) const;
  std::vector<Policy::Grant> GrantsOf(const Caller& caller) const {
    return rules().policy->GrantsOf(caller.identities);
  }
  // False where nobody can show who it is.
  bool takes_credentials() const { return takes_credentials_; }

  // How a watched file stands.
  struct FileState {
    std::string_view setting;
    FileReload reload;
    absl::Status error;  // why the file as it is now is not in use
  };

  // Takes up files that changed; a bad one leaves what was loaded in use.
  std::vector<FileState> Reload();

 private:
  // What is in use, unchanging.
  struct Rules {
    std::shared_ptr<const BearerTokens> tokens;  // null = none are taken
    std::shared_ptr<const Policy> policy;
  };

  Authorizer(std::optional<ReloadedFile<BearerTokens>> tokens,
             std::optional<ReloadedFile<Policy>> policy, bool takes_credentials,
             AuthMetrics& metrics);

  void Publish();
  Rules rules() const;

  std::mutex reload_mutex_;
  std::optional<ReloadedFile<BearerTokens>> tokens_;
  std::optional<ReloadedFile<Policy>> policy_;
  const bool takes_credentials_;
  const std::shared_ptr<const Policy> without_policy_;
  AuthMetrics& metrics_;
  mutable std::mutex rules_mutex_;
  Rules rules_;
};

}  // namespace farcall
