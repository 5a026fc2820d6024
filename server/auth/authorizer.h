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
#include "server/auth/cluster_token.h"
#include "server/auth/forwarding.h"
#include "server/auth/policy.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// What a caller shows of itself.
struct Credentials {
  std::optional<std::string> authorization;    // the header's value
  std::vector<std::string> certificate_names;  // verified; empty = none shown
  // Says that a replica sent the call on; nothing = it does not.
  std::optional<Forwarding> forwarding{};
};

// Whether a caller may, and if not why.
enum class Access {
  kAllowed,
  kNoCredentials,   // the caller shows nothing, and nobody may be anonymous
  kBadCredentials,  // a token that is not known
  kNotAReplica,     // the call says to be sent on, and not by a replica
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
    // Who may send calls on for others: who shows a certificate with one of
    // these names, or the token of this file. Empty = nobody by that.
    std::vector<std::string> replica_names{};
    std::string cluster_token_file{};
  };

  // `metrics` must outlive it. Fails if a file cannot be used.
  static absl::StatusOr<std::unique_ptr<Authorizer>> Open(
      const Options& options, AuthMetrics& metrics);

  // Whom a caller is known as.
  struct Caller {
    // kAllowed, or why the caller is nobody; then it has no identities.
    Access access = Access::kAllowed;
    std::vector<std::string> identities;  // `token:NAME`, `cert:NAME`...
    bool is_forwarded = false;            // a replica vouches for it

    // The first of them; empty for nobody.
    std::string name() const {
      return identities.empty() ? std::string() : identities.front();
    }
  };
  // A call that says to be sent on has the names that the replica says, and
  // none of the replica's own; whether they may is asked of the policy here.
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
  // What to show to other replicas; empty = there is no token.
  std::string cluster_token() const;
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
    std::shared_ptr<const ClusterToken> cluster_token;  // null = none
  };
  struct Files {
    std::optional<ReloadedFile<BearerTokens>> tokens;
    std::optional<ReloadedFile<Policy>> policy;
    std::optional<ReloadedFile<ClusterToken>> cluster_token;
  };

  Authorizer(Files files, const Options& options, AuthMetrics& metrics);

  Caller IdentifyForwarded(const Credentials& credentials) const;
  bool IsReplica(const Credentials& credentials) const;
  void Publish();
  Rules rules() const;

  std::mutex reload_mutex_;
  Files files_;  // guarded by reload_mutex_
  const bool takes_credentials_;
  const std::vector<std::string> replica_names_;
  const std::shared_ptr<const Policy> without_policy_;
  AuthMetrics& metrics_;
  mutable std::mutex rules_mutex_;
  Rules rules_;
};

}  // namespace farcall
