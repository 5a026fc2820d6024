// SPDX-License-Identifier: Apache-2.0
#include "server/routing/replica_channels.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

namespace farcall {
namespace {

// More addresses than replicas: those that are not used are forgotten.
constexpr size_t kTargetsMax = 256;
constexpr int kReconnectMsMin = 100;
constexpr int kReconnectMsMax = 1'000;
// Of an attempt to connect.
constexpr int kConnectMsMax = 2'000;
// A replica that comes back may have another address by the same name.
constexpr int kResolveMsMin = 1'000;
// A replica that hangs is found after these two. Servers take a ping each ten
// seconds.
constexpr int kKeepaliveMs = 15'000;
constexpr int kKeepaliveTimeoutMs = 5'000;

std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(
    const ReplicaChannels::Options& options) {
  if (options.ca_file.empty()) return grpc::InsecureChannelCredentials();
  const auto provider =
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          options.key_file, options.cert_file, options.ca_file,
          static_cast<unsigned>(options.reload.count()));
  grpc::experimental::TlsChannelCredentialsOptions tls;
  tls.set_certificate_provider(provider);
  tls.watch_root_certs();
  tls.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(tls);
}

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  // Both servers have the same bound on requests; answers are larger.
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectMsMin);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMsMax);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMsMax);
  arguments.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, kResolveMsMin);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  // Also where a call waits long and sends nothing.
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Replicas are reached directly, whatever the environment says.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return arguments;
}

}  // namespace

bool ReplicaChannels::Target::Enter(int64_t calls_max) {
  if (++calls_ <= calls_max) return true;
  --calls_;
  return false;
}

ReplicaChannels::ReplicaChannels(const Options& options)
    : credentials_(CredentialsOf(options)) {}

std::shared_ptr<ReplicaChannels::Target> ReplicaChannels::Of(
    const std::string& address, Use use) {
  const std::lock_guard lock(mutex_);
  const auto found = targets_.find({address, use});
  if (found != targets_.end()) return found->second;
  if (targets_.size() >= kTargetsMax) {
    std::erase_if(targets_, [](const auto& target) {
      return target.second.use_count() == 1;
    });
  }
  auto target = std::make_shared<Target>(
      grpc::CreateCustomChannel(address, credentials_, Arguments()));
  targets_.emplace(std::pair(address, use), target);
  return target;
}

}  // namespace farcall
