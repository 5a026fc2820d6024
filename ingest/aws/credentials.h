// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace farcall {

// Signs requests to AWS. Secret: never in a log line or an error.
struct AwsCredentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // empty for keys of a user
  absl::Time expiration = absl::InfiniteFuture();
};

// One place where credentials come from. Called by one thread at a time.
class CredentialsProvider {
 public:
  virtual ~CredentialsProvider() = default;

  // Asks for credentials anew: environment and token files are read again. An
  // error names the provider and the reason.
  virtual absl::StatusOr<AwsCredentials> Fetch() = 0;

  // For log lines: `web identity`.
  virtual std::string_view name() const = 0;
};

using TimeSource = std::function<absl::Time()>;

// Keeps what a provider gave, and renews it in time. Thread-safe.
class CachedCredentials {
 public:
  // How long before they expire credentials are renewed.
  static constexpr absl::Duration kRenewedBefore = absl::Minutes(5);
  // The pause after an attempt to renew credentials that still hold, and
  // between two renewals of what was refused. So ones that were renewed a
  // moment ago and are refused then are renewed at once.
  static constexpr absl::Duration kAttemptPause = absl::Seconds(15);

  CachedCredentials(std::unique_ptr<CredentialsProvider> provider,
                    TimeSource now);

  // Credentials that have not expired. While a renewal fails, the old ones are
  // used until they expire; then its error is returned.
  absl::StatusOr<AwsCredentials> Get();

  // The service refused `credentials`: the next Get() renews them.
  void Refuse(const AwsCredentials& credentials);

  std::string_view provider_name() const { return provider_->name(); }

 private:
  // What is kept, if it can be used without asking the provider.
  std::optional<AwsCredentials> Fresh(absl::Time now) const;
  std::optional<AwsCredentials> Usable(absl::Time now) const;
  absl::StatusOr<AwsCredentials> Renew();

  const std::unique_ptr<CredentialsProvider> provider_;
  const TimeSource now_;
  std::mutex renewal_;        // held by whoever asks the provider
  mutable std::mutex mutex_;  // of what follows
  std::optional<AwsCredentials> kept_;
  bool refused_ = false;
  absl::Time next_attempt_ = absl::InfinitePast();
  absl::Time refused_renewal_ = absl::InfinitePast();  // the last one
};

}  // namespace farcall
