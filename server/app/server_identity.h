// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "files/reloaded_file.h"
#include "logging/json_log.h"
#include "server/auth/authorizer.h"
#include "server/auth/certificate_chain.h"
#include "server/config/config.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// Who may call, and the certificate that the server shows.
class ServerIdentity {
 public:
  // `metrics` and `log` must outlive it.
  static absl::StatusOr<std::unique_ptr<ServerIdentity>> Open(
      const Config& config, AuthMetrics& metrics, Log& log);

  Authorizer& authorizer() { return *authorizer_; }

  // Publishes a changed certificate. gRPC takes it up by itself, within
  // tls-reload-seconds of this.
  void ReloadCertificate();

 private:
  ServerIdentity(const Config& config, AuthMetrics& metrics, Log& log);

  void PublishCertificate(const CertificateChain& chain);

  const Config config_;
  AuthMetrics& metrics_;
  Log& log_;
  std::unique_ptr<Authorizer> authorizer_;
  std::optional<ReloadedFile<CertificateChain>> certificate_;  // with TLS
};

}  // namespace farcall
