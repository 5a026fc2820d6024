// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/metrics_endpoint.h"

#include <CivetServer.h>
#include <netdb.h>
#include <prometheus/collectable.h>
#include <prometheus/exposer.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <string_view>
#include <utility>
#include <vector>

#include "server/telemetry/metrics.h"

namespace farcall {
namespace {

// A request that takes longer to come is dropped, so that clients that never
// finish theirs cannot hold all threads and keep the scraper out.
constexpr char kRequestTimeoutMilliseconds[] = "1000";
constexpr char kThreads[] = "16";

constexpr std::string_view kPath = "/metrics";
constexpr std::string_view kPage =
    "<!doctype html>\n<html lang=\"en\"><title>farcalld</title>\n"
    "<p>Metrics for Prometheus are at <a href=\"/metrics\">/metrics</a>.\n";
constexpr std::string_view kNotFound = "Not found. Metrics are at /metrics.\n";

// The whole answer; the body is left out of one to HEAD.
int Answer(mg_connection* connection, int status, std::string_view reason,
           std::string_view type, std::string_view body, bool with_body) {
  const std::string head =
      "HTTP/1.1 " + std::to_string(status) + ' ' + std::string(reason) +
      "\r\nContent-Type: " + std::string(type) +
      "; charset=utf-8\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\nConnection: close\r\n\r\n";
  mg_write(connection, head.data(), head.size());
  if (with_body) mg_write(connection, body.data(), body.size());
  return status;
}

// Answers all but GET /metrics, which the exposer does if this returns 0.
int AnswerOthers(mg_connection* connection) {
  const mg_request_info& request = *mg_get_request_info(connection);
  const std::string_view method = request.request_method;
  const std::string_view path =
      request.local_uri == nullptr ? "" : request.local_uri;
  const bool is_get = method == "GET";
  const bool is_head = method == "HEAD";
  if (!is_get && !is_head) return 0;
  if (path == "/") {
    return Answer(connection, 200, "OK", "text/html", kPage, is_get);
  }
  if (path != kPath) {
    return Answer(connection, 404, "Not Found", "text/plain", kNotFound,
                  is_get);
  }
  if (is_get) return 0;
  // The length of what GET would give is known only once it is collected.
  constexpr std::string_view kHead =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Connection: close\r\n\r\n";
  mg_write(connection, kHead.data(), kHead.size());
  return 200;
}

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
  CivetCallbacks callbacks;
  callbacks.begin_request = AnswerOthers;
  try {
    exposer = std::make_unique<prometheus::Exposer>(
        std::vector<std::string>{"listening_ports", address, "num_threads",
                                 kThreads, "request_timeout_ms",
                                 kRequestTimeoutMilliseconds},
        &callbacks);
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
