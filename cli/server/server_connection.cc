// SPDX-License-Identifier: Apache-2.0
#include "cli/server/server_connection.h"

#include <grpcpp/support/client_interceptor.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/server/unreachable.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace farcall {
namespace {

constexpr std::chrono::seconds kConnectTimeout{10};
// A busy machine may fail a connection to a server that is there.
constexpr int kConnectAttempts = 3;
constexpr std::chrono::milliseconds kConnectPause{200};
constexpr int kReceiveBytesMax = 256 << 20;  // answers are larger than requests
constexpr v1::AdminService::Stub* kAdmin = nullptr;
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

// What the access names, read.
struct Shown {
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  std::string token;
  std::string server_name;
};

absl::StatusOr<Shown> ReadAccess(const ServerAccess& access) {
  Shown shown;
  auto token = ReadAll(access.token_file);
  if (!token.ok()) return token.status();
  shown.token = std::string(absl::StripAsciiWhitespace(*token));
  shown.server_name = access.tls_server_name;
  if (!access.tls) {
    shown.credentials = grpc::InsecureChannelCredentials();
    return shown;
  }
  grpc::SslCredentialsOptions options;
  for (const auto& [path, pem] :
       {std::pair(&access.tls_ca_file, &options.pem_root_certs),
        std::pair(&access.tls_cert_file, &options.pem_cert_chain),
        std::pair(&access.tls_key_file, &options.pem_private_key)}) {
    auto text = ReadAll(*path);
    if (!text.ok()) return text.status();
    *pem = *std::move(text);
  }
  shown.credentials = grpc::SslCredentials(options);
  return shown;
}

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& address,
                                           const Shown& shown) {
  grpc::ChannelArguments arguments;
  if (!shown.server_name.empty()) {
    arguments.SetSslTargetNameOverride(shown.server_name);
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
  if (!shown.token.empty()) {
    interceptors.push_back(
        std::make_unique<TokenInterceptorFactory>(shown.token));
  }
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      address, shown.credentials, arguments, std::move(interceptors));
}

// The first detail of type `Detail` in a rich error.
template <typename Detail>
std::optional<Detail> FindDetail(const grpc::Status& status) {
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.error_details())) return std::nullopt;
  for (const auto& any : rich.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

// A server that does not know what was called.
std::string NotThere(const grpc::Status& status, const Called& called) {
  const bool is_admin = called.service == ServiceName(kAdmin);
  return absl::StrCat(
      called.address, " does not have this method of ", called.service,
      is_admin ? ": is it the server's listen, in place of its admin-listen"
               : ": is it the server's admin-listen, in place of its listen",
      ", or an older server?",
      status.error_message().empty() ? "" : " It says: ",
      status.error_message());
}

// False at the first failure: more often the address is wrong than the server
// just starting.
bool BecomesReady(grpc::Channel& channel) {
  const auto deadline = std::chrono::system_clock::now() + kConnectTimeout;
  grpc_connectivity_state state = channel.GetState(true);
  while (state != GRPC_CHANNEL_READY) {
    if (state == GRPC_CHANNEL_TRANSIENT_FAILURE ||
        state == GRPC_CHANNEL_SHUTDOWN ||
        !channel.WaitForStateChange(state, deadline)) {
      return false;
    }
    state = channel.GetState(true);
  }
  return true;
}

}  // namespace

absl::StatusOr<ServerConnection> Connect(const ServerAccess& access) {
  const absl::StatusOr<Shown> shown = ReadAccess(access);
  if (!shown.ok()) return shown.status();
  ServerConnection connection;
  for (int attempt = 0; attempt < kConnectAttempts; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(kConnectPause);
    connection.address = access.address;
    connection.channel = OpenChannel(access.address, *shown);
    if (!BecomesReady(*connection.channel)) continue;
    connection.scoring = v1::ScoringService::NewStub(connection.channel);
    connection.baselines = v1::BaselineService::NewStub(connection.channel);
    connection.findings = v1::FindingService::NewStub(connection.channel);
    connection.admin = v1::AdminService::NewStub(connection.channel);
    return connection;
  }
  const std::string why = WhyUnreachable(access);
  return absl::UnavailableError(absl::StrCat("cannot reach a server at ",
                                             access.address,
                                             why.empty() ? "" : ": ", why));
}

absl::Status FromServer(const grpc::Status& status, const Called& called) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  if (code == absl::StatusCode::kUnimplemented) {
    return {code, NotThere(status, called)};
  }
  std::string message = status.error_message();
  const auto bad_request = FindDetail<google::rpc::BadRequest>(status);
  if (bad_request.has_value()) {
    for (const auto& violation : bad_request->field_violations()) {
      const std::string fault =
          absl::StrCat(violation.field(), ": ", violation.description());
      if (absl::StrContains(message, fault)) continue;
      absl::StrAppend(&message, message.empty() ? "" : "; ", fault);
    }
  }
  if (message.empty()) {
    message = absl::StrCat(called.address, " answered ",
                           absl::StatusCodeToString(code), " to a call of ",
                           called.service, ", without a message");
  }
  return {code, message};
}

std::optional<std::chrono::milliseconds> RetryDelay(
    const grpc::Status& status) {
  const auto retry = FindDetail<google::rpc::RetryInfo>(status);
  if (!retry.has_value()) return std::nullopt;
  return std::chrono::milliseconds(retry->retry_delay().seconds() * 1000 +
                                   retry->retry_delay().nanos() / 1'000'000);
}

bool MayRetry(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::CANCELLED:  // a server that was stopped in mid-call
    case grpc::StatusCode::ABORTED:
      return true;
    default:
      return RetryDelay(status).has_value();
  }
}

ExitCode ExitCodeOfServerError(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
      return ExitCode::kUnavailable;
    default:
      return ExitCode::kRefused;
  }
}

}  // namespace farcall
