// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/credentials.h"

#include <utility>

#include "absl/status/status.h"
#include "text/concat.h"

namespace farcall {

CachedCredentials::CachedCredentials(
    std::unique_ptr<CredentialsProvider> provider, TimeSource now)
    : provider_(std::move(provider)), now_(std::move(now)) {}

absl::StatusOr<AwsCredentials> CachedCredentials::Get() {
  if (auto fresh = Fresh(now_())) return *std::move(fresh);
  std::unique_lock<std::mutex> renewal(renewal_, std::try_to_lock);
  if (!renewal.owns_lock()) {
    // Another thread renews: there is no need to wait while the old ones hold.
    if (auto usable = Usable(now_())) return *std::move(usable);
    renewal.lock();
  }
  if (auto fresh = Fresh(now_())) return *std::move(fresh);
  return Renew();
}

void CachedCredentials::Refuse(const AwsCredentials& credentials) {
  const absl::Time now = now_();
  const std::lock_guard<std::mutex> lock(mutex_);
  // Others may have been fetched since.
  if (!kept_ || kept_->access_key_id != credentials.access_key_id ||
      kept_->session_token != credentials.session_token) {
    return;
  }
  refused_ = true;
  if (now >= refused_renewal_ + kAttemptPause) next_attempt_ = now;
}

std::optional<AwsCredentials> CachedCredentials::Fresh(absl::Time now) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!kept_ || now >= kept_->expiration) return std::nullopt;
  const bool due = refused_ || now >= kept_->expiration - kRenewedBefore;
  if (due && now >= next_attempt_) return std::nullopt;
  return kept_;
}

std::optional<AwsCredentials> CachedCredentials::Usable(absl::Time now) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!kept_ || now >= kept_->expiration) return std::nullopt;
  return kept_;
}

absl::StatusOr<AwsCredentials> CachedCredentials::Renew() {
  absl::StatusOr<AwsCredentials> fetched = provider_->Fetch();
  const absl::Time now = now_();
  if (fetched.ok() && now >= fetched->expiration) {
    fetched = absl::UnavailableError(
        Concat({provider_->name(), ": gave credentials that have expired"}));
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  next_attempt_ = now + kAttemptPause;
  if (refused_) refused_renewal_ = now;
  if (fetched.ok()) {
    refused_ = false;
    kept_ = *fetched;
    return fetched;
  }
  if (kept_ && now < kept_->expiration) return *kept_;
  return fetched;
}

}  // namespace farcall
