// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "absl/status/statusor.h"
#include "server/config/config.h"

namespace farcall {

// TLS as the settings tls-* say, with files that are read again when they
// change; plaintext where there are none. Fails if the key or the authorities
// are not there or not what they should be; of the certificate that is
// CertificateChain's part.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const Config& config);

// Whether tls-key-file holds the key of tls-cert-file. OK without TLS.
absl::Status CheckPrivateKeyFile(const Config& config);

// Whether tls-client-ca-file holds certificates. OK where none are asked for.
absl::Status CheckClientAuthorities(const Config& config);

}  // namespace farcall
