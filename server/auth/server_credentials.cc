// SPDX-License-Identifier: Apache-2.0
#include "server/auth/server_credentials.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include "files/file_content.h"
#include "server/auth/certificate_chain.h"

namespace farcall {
namespace {

constexpr size_t kPemBytesMax = 1 << 20;

grpc_ssl_client_certificate_request_type RequestTypeOf(
    Config::ClientCertificates certificates) {
  switch (certificates) {
    case Config::ClientCertificates::kNone:
      return GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
    case Config::ClientCertificates::kOptional:
      return GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY;
    case Config::ClientCertificates::kRequired:
      return GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
  }
  return GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
}

bool AsksForCertificates(const Config& config) {
  return config.tls_client_certificates != Config::ClientCertificates::kNone;
}

}  // namespace

absl::Status CheckPrivateKeyFile(const Config& config) {
  if (config.tls_cert_file.empty()) return absl::OkStatus();
  const auto key = ReadFile(config.tls_key_file, kPemBytesMax);
  if (!key.ok()) return key.status();
  // One that cannot be read is CertificateChain's part to refuse.
  const auto certificate = ReadFile(config.tls_cert_file, kPemBytesMax);
  return CheckPrivateKey(key->bytes, config.tls_key_file,
                         certificate.ok() ? certificate->bytes : "",
                         config.tls_cert_file);
}

absl::Status CheckClientAuthorities(const Config& config) {
  if (!AsksForCertificates(config)) return absl::OkStatus();
  const auto authorities = ReadFile(config.tls_client_ca_file, kPemBytesMax);
  if (!authorities.ok()) return authorities.status();
  return CertificateChain::FromBytes(authorities->bytes,
                                     config.tls_client_ca_file)
      .status();
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const Config& config) {
  if (config.tls_cert_file.empty()) return grpc::InsecureServerCredentials();
  // Before gRPC only says that handshakes fail.
  absl::Status status = CheckPrivateKeyFile(config);
  if (status.ok()) status = CheckClientAuthorities(config);
  if (!status.ok()) return status;
  const bool clients = AsksForCertificates(config);

  using grpc::experimental::FileWatcherCertificateProvider;
  const auto seconds = static_cast<unsigned>(config.tls_reload_seconds);
  const auto provider =
      clients ? std::make_shared<FileWatcherCertificateProvider>(
                    config.tls_key_file, config.tls_cert_file,
                    config.tls_client_ca_file, seconds)
              : std::make_shared<FileWatcherCertificateProvider>(
                    config.tls_key_file, config.tls_cert_file, seconds);
  grpc::experimental::TlsServerCredentialsOptions options(provider);
  options.watch_identity_key_cert_pairs();
  if (clients) options.watch_root_certs();
  options.set_cert_request_type(RequestTypeOf(config.tls_client_certificates));
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace farcall
