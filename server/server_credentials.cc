// SPDX-License-Identifier: Apache-2.0
#include "server/server_credentials.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include "files/file_content.h"

namespace farcall {
namespace {

constexpr size_t kPemBytesMax = 1 << 20;

// The first problem of a PEM file, before gRPC only says that handshakes fail.
absl::Status CheckPem(const std::string& path, std::string_view mark) {
  const absl::StatusOr<FileContent> file = ReadFile(path, kPemBytesMax);
  if (!file.ok()) return file.status();
  if (file->bytes.find(mark) == std::string::npos) {
    return absl::InvalidArgumentError(path + ": holds no PEM block `" +
                                      std::string(mark) + "`");
  }
  return absl::OkStatus();
}

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

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const Config& config) {
  if (config.tls_cert_file.empty()) return grpc::InsecureServerCredentials();
  absl::Status status = CheckPem(config.tls_key_file, "PRIVATE KEY");
  const bool clients =
      config.tls_client_certificates != Config::ClientCertificates::kNone;
  if (status.ok() && clients) {
    status = CheckPem(config.tls_client_ca_file, "BEGIN CERTIFICATE");
  }
  if (!status.ok()) return status;

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
