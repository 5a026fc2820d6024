// SPDX-License-Identifier: Apache-2.0
#include "server/metrics_endpoint.h"

#include <netdb.h>
#include <prometheus/collectable.h>
#include <prometheus/exposer.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <utility>
#include <vector>

#include "server/metrics.h"

namespace farcall {
namespace {

// A request that takes longer to come is dropped, so that clients that never
// finish theirs cannot hold all threads and keep the scraper out.
constexpr char kRequestTimeoutMilliseconds[] = "1000";
constexpr char kThreads[] = "16";

std::string BindError(const addrinfo& address) {
  const int socket_fd = socket(address.ai_family, address.ai_socktype, 0);
  if (socket_fd < 0) return std::strerror(errno);
  const int result = bind(socket_fd, address.ai_addr, address.ai_addrlen);
  const int error = result == 0 ? 0 : errno;
  close(socket_fd);
  return error == 0 ? "" : std::strerror(error);
}

// Why `address` cannot be listened on, which the HTTP server does not tell;
// empty if it seems that it can.
std::string WhyNot(const std::string& address) {
  const size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), address.substr(colon + 1).c_str(),
                                &hints, &found);
  if (error != 0) return gai_strerror(error);
  std::string why = BindError(*found);
  freeaddrinfo(found);
  return why;
}

absl::Status CannotListen(const std::string& address,
                          const std::exception& exception) {
  const std::string why = WhyNot(address);
  return absl::UnavailableError("metrics-listen: cannot listen on " + address +
                                ": " + (why.empty() ? exception.what() : why));
}

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsEndpoint>> MetricsEndpoint::Open(
    const std::string& address, const Metrics& metrics) {
  std::unique_ptr<prometheus::Exposer> exposer;
  try {
    exposer = std::make_unique<prometheus::Exposer>(std::vector<std::string>{
        "listening_ports", address, "num_threads", kThreads,
        "request_timeout_ms", kRequestTimeoutMilliseconds});
  } catch (const std::exception& exception) {
    return CannotListen(address, exception);
  }
  for (const auto& source : metrics.sources()) {
    exposer->RegisterCollectable(source);
  }
  return std::unique_ptr<MetricsEndpoint>(
      new MetricsEndpoint(std::move(exposer)));
}

MetricsEndpoint::MetricsEndpoint(std::unique_ptr<prometheus::Exposer> exposer)
    : exposer_(std::move(exposer)) {}

MetricsEndpoint::~MetricsEndpoint() = default;

int MetricsEndpoint::port() const {
  return exposer_->GetListeningPorts().front();
}

}  // namespace farcall
