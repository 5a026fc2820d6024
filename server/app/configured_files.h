// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "files/reloaded_file.h"
#include "geo/origin_resolver.h"
#include "geo/ownership/ownership_files.h"
#include "server/auth/authorizer.h"
#include "server/auth/certificate_chain.h"
#include "server/config/config.h"

namespace farcall {

// The files and directories that settings name. The start and `--check-config`
// open them by the same functions, so that both say the same of a fault: it
// names the path.

absl::StatusOr<std::unique_ptr<Authorizer>> OpenAuthorizer(
    const Config& config, AuthMetrics& metrics);

// Nothing without TLS.
absl::StatusOr<std::optional<ReloadedFile<CertificateChain>>> OpenCertificate(
    const Config& config);

absl::StatusOr<std::unique_ptr<DatabaseOriginResolver>> OpenOrigins(
    const Config& config);

absl::StatusOr<std::unique_ptr<OwnershipFiles>> OpenOwnership(
    const Config& config);

// OK where backups are not set up.
absl::Status CheckBackupDir(const Config& config);

// That a certificate is no longer valid; nothing if it is.
std::optional<std::string> ExpiryWarning(const CertificateChain& chain,
                                         const std::string& path,
                                         int64_t now_seconds);

// What is wrong, a line each.
struct ConfigFindings {
  std::vector<std::string> errors;
  std::vector<std::string> warnings;
};

// All of the above, and the files of TLS.
ConfigFindings CheckConfiguredFiles(const Config& config, int64_t now_seconds);

// What CheckConfiguredFiles cannot tell, for people.
inline constexpr char kNotChecked[] =
    "Not checked: that the addresses are free to listen on, that the store in "
    "data-dir can be opened with these settings, that the collector of "
    "otlp-endpoint answers.\n";

}  // namespace farcall
