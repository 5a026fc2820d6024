// SPDX-License-Identifier: Apache-2.0
#include "server/app/server_identity.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/app/configured_files.h"
#include "server/app/reload_failure.h"

namespace farcall {

ServerIdentity::ServerIdentity(const Config& config, AuthMetrics& metrics,
                               Log& log)
    : config_(config), metrics_(metrics), log_(log) {}

absl::StatusOr<std::unique_ptr<ServerIdentity>> ServerIdentity::Open(
    const Config& config, AuthMetrics& metrics, Log& log) {
  auto identity = absl::WrapUnique(new ServerIdentity(config, metrics, log));
  auto authorizer = OpenAuthorizer(config, metrics);
  if (!authorizer.ok()) return authorizer.status();
  identity->authorizer_ = *std::move(authorizer);
  auto certificate = OpenCertificate(config);
  if (!certificate.ok()) return certificate.status();
  identity->certificate_ = *std::move(certificate);
  if (identity->certificate_.has_value()) {
    identity->PublishCertificate(*identity->certificate_->content());
  }
  return identity;
}

void ServerIdentity::ReloadCertificate() {
  if (!certificate_.has_value()) return;
  const FileReload reload = certificate_->Reload();
  if (reload == FileReload::kLoaded) {
    PublishCertificate(*certificate_->content());
  }
  if (reload == FileReload::kFailed) {
    LogReloadFailure("tls-cert-file", certificate_->error(), log_);
  }
}

void ServerIdentity::PublishCertificate(const CertificateChain& chain) {
  const int64_t not_after = chain.not_after_seconds();
  metrics_.certificate_not_after_seconds.Set(static_cast<double>(not_after));
  log_.Info("certificate loaded", {{"path", config_.tls_cert_file},
                                   {"not_after_seconds", not_after}});
  const auto expired = ExpiryWarning(chain, config_.tls_cert_file,
                                     absl::ToUnixSeconds(absl::Now()));
  if (expired.has_value()) log_.Warn("TLS fails", {{"reason", *expired}});
}

}  // namespace farcall
