// SPDX-License-Identifier: Apache-2.0
#include "client/channel.h"

#include <grpcpp/support/client_interceptor.h>

#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace farcall {
namespace {

constexpr int kReceiveBytesMax = 256 << 20;  // answers are larger than requests
constexpr int kReconnectMillisecondsMin = 100;
constexpr int kReconnectMillisecondsMax = 2000;

// Adds a bearer token to every call. gRPC's own call credentials are for TLS
// alone; a mesh may encrypt what is plaintext here.
class TokenInterceptor final : public grpc::experimental::Interceptor {
 public:
  explicit TokenInterceptor(const std::string& authorization)
      : authorization_(authorization) {}

  void Intercept(
      grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            grpc::experimental::InterceptionHookPoints::
                PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->emplace("authorization",
                                                 authorization_);
    }
    methods->Proceed();
  }

 private:
  const std::string& authorization_;
};

class TokenInterceptorFactory final
    : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit TokenInterceptorFactory(const std::string& token)
      : authorization_("Bearer " + token) {}

  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo*) override {
    return std::make_unique<TokenInterceptor>(authorization_).release();
  }

 private:
  const std::string authorization_;
};

absl::StatusOr<std::string> ReadAll(const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in),
                   std::istreambuf_iterator<char>()};
  if (!in || text.empty()) {
    return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  }
  return text;
}

std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(
    const ServerAccess& access, const AccessContent& content) {
  if (!access.tls) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = content.tls_ca;
  options.pem_cert_chain = content.tls_cert;
  options.pem_private_key = content.tls_key;
  return grpc::SslCredentials(options);
}

}  // namespace

absl::StatusOr<AccessContent> ReadAccess(const ServerAccess& access) {
  AccessContent content;
  auto token = ReadAll(access.token_file);
  if (!token.ok()) return token.status();
  content.token = std::string(absl::StripAsciiWhitespace(*token));
  if (!access.tls) return content;
  for (const auto& [path, pem] :
       {std::pair(&access.tls_ca_file, &content.tls_ca),
        std::pair(&access.tls_cert_file, &content.tls_cert),
        std::pair(&access.tls_key_file, &content.tls_key)}) {
    auto text = ReadAll(*path);
    if (!text.ok()) return text.status();
    *pem = *std::move(text);
  }
  return content;
}

std::shared_ptr<grpc::Channel> OpenChannel(const ServerAccess& access,
                                           const AccessContent& content) {
  grpc::ChannelArguments arguments;
  if (!access.tls_server_name.empty()) {
    arguments.SetSslTargetNameOverride(access.tls_server_name);
  }
  arguments.SetMaxReceiveMessageSize(kReceiveBytesMax);
  // Each attempt is a new one, not the wait for an earlier one's next.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS,
                   kReconnectMillisecondsMin);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS,
                   kReconnectMillisecondsMax);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS,
                   kReconnectMillisecondsMax);
  std::vector<
      std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>>
      interceptors;
  if (!content.token.empty()) {
    interceptors.push_back(
        std::make_unique<TokenInterceptorFactory>(content.token));
  }
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      access.address, CredentialsOf(access, content), arguments,
      std::move(interceptors));
}

}  // namespace farcall
