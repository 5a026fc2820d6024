// SPDX-License-Identifier: Apache-2.0
#include "ingest/http/http_server.h"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <list>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ingest/http/stream_deadline.h"

namespace farcall {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Parser = http::request_parser<http::string_body>;
using beast::error_code;

constexpr char kOther[] = "other";

// `HOST:PORT` or `[IPV6]:PORT`.
absl::StatusOr<tcp::endpoint> EndpointOf(asio::io_context& io,
                                         const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) {
    return absl::InvalidArgumentError(address + ": is no HOST:PORT");
  }
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  }
  tcp::resolver resolver(io);
  error_code error;
  const auto found = resolver.resolve(host, address.substr(colon + 1),
                                      tcp::resolver::passive, error);
  if (error || found.empty()) {
    return absl::UnavailableError(
        absl::StrCat(address, ": cannot be resolved: ", error.message()));
  }
  return found.begin()->endpoint();
}

class BeastServer final : public HttpServer {
 public:
  BeastServer(HttpLimits limits, std::vector<HttpRoute> routes,
              std::function<void(const std::string&, unsigned)> replied)
      : limits_(limits),
        routes_(std::move(routes)),
        replied_(std::move(replied)),
        acceptor_(io_) {}

  ~BeastServer() override { StopThread(); }

  absl::Status Listen(const std::string& address) {
    const auto endpoint = EndpointOf(io_, address);
    if (!endpoint.ok()) return endpoint.status();
    error_code error;
    acceptor_.open(endpoint->protocol(), error);
    if (!error) {
      acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    }
    if (!error) acceptor_.bind(*endpoint, error);
    if (!error)
      acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return absl::UnavailableError(
          absl::StrCat(address, ": cannot be listened on: ", error.message()));
    }
    port_ = acceptor_.local_endpoint().port();
    asio::co_spawn(io_, Accept(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
    return absl::OkStatus();
  }

  int port() const override { return port_; }

  void Stop() override { StopThread(); }

  void Drain() override {
    asio::post(io_, [this] {
      draining_ = true;
      error_code ignored;
      acceptor_.close(ignored);
      for (Connection* connection : connections_) {
        if (connection->is_idle) connection->stream.cancel();
      }
    });
  }

 private:
  struct Connection {
    explicit Connection(tcp::socket socket) : stream(std::move(socket)) {}

    beast::tcp_stream stream;
    beast::flat_buffer buffer;
    std::string peer;
    bool is_idle = true;
    size_t bytes_held = 0;  // of bodies, in bytes_in_flight_
  };

  // A reply on its way from another thread to its connection.
  struct Waiting {
    explicit Waiting(asio::io_context& io) : signal(io) {}

    std::optional<HttpReply> reply;  // of the server's thread alone
    asio::steady_timer signal;
  };

  // What is known once the headers are there.
  struct Routed {
    const HttpRoute* route = nullptr;
    IncomingRequest request;
    std::optional<HttpReply> refusal;
  };

  asio::awaitable<void> Accept() {
    while (acceptor_.is_open()) {
      error_code error;
      tcp::socket socket = co_await acceptor_.async_accept(
          asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted) co_return;
      if (error) {
        // No file descriptor is free, say.
        asio::steady_timer pause(io_, std::chrono::milliseconds(100));
        co_await pause.async_wait(
            asio::redirect_error(asio::use_awaitable, error));
        continue;
      }
      if (connections_.size() >= limits_.connections_max) continue;
      asio::co_spawn(io_, Serve(std::move(socket)), asio::detached);
    }
  }

  asio::awaitable<void> Serve(tcp::socket socket) {
    error_code error;
    socket.set_option(tcp::no_delay(true), error);
    const auto peer = socket.remote_endpoint(error);
    Connection connection(std::move(socket));
    if (!error) connection.peer = peer.address().to_string();
    connections_.push_back(&connection);
    while (!draining_ && co_await ServeRequest(connection)) {
    }
    connections_.remove(&connection);
    connection.stream.socket().shutdown(tcp::socket::shutdown_both, error);
  }

  // False where the connection is to end.
  asio::awaitable<bool> ServeRequest(Connection& connection) {
    Parser parser;
    parser.header_limit(static_cast<uint32_t>(limits_.header_bytes_max));
    parser.body_limit(limits_.body_bytes_max);
    auto refusal = co_await ReadHeader(connection, parser);
    if (!refusal.has_value() && !parser.is_header_done()) co_return false;
    Routed routed;
    if (!refusal.has_value()) {
      routed = Route(connection, parser);
      refusal = std::move(routed.refusal);
    }
    if (!refusal.has_value()) refusal = co_await ReadBody(connection, parser);
    if (!refusal.has_value() && !parser.is_done()) co_return false;
    const std::string path =
        routed.route == nullptr ? kOther : routed.route->path;
    if (refusal.has_value()) {
      co_await Send(connection, path, *std::move(refusal), false);
      Release(connection);
      co_return false;
    }
    const bool keep = parser.get().keep_alive();
    routed.request.body = std::move(parser.get().body());
    HttpReply reply = co_await Handle(*routed.route, std::move(routed.request));
    Release(connection);
    co_return co_await Send(connection, path, std::move(reply),
                            keep && !draining_);
  }

  asio::awaitable<std::optional<HttpReply>> ReadHeader(Connection& connection,
                                                       Parser& parser) {
    error_code error;
    {
      // Until the first byte of a request, the connection is idle.
      const StreamDeadline deadline(connection.stream, limits_.idle_time);
      connection.is_idle = true;
      while (connection.buffer.size() == 0 && !error) {
        const size_t got = co_await connection.stream.async_read_some(
            connection.buffer.prepare(4096),
            asio::redirect_error(asio::use_awaitable, error));
        connection.buffer.commit(got);
      }
      connection.is_idle = false;
    }
    if (error) co_return std::nullopt;
    const StreamDeadline deadline(connection.stream, limits_.header_time);
    co_await http::async_read_header(
        connection.stream, connection.buffer, parser,
        asio::redirect_error(asio::use_awaitable, error));
    if (!error) co_return std::nullopt;
    if (deadline.passed()) co_return deadline.TooSlow();
    if (error == http::error::header_limit) {
      co_return HttpError(431, "INVALID_ARGUMENT",
                          absl::StrCat("the headers are larger than ",
                                       limits_.header_bytes_max, " bytes"));
    }
    if (error == http::error::body_limit) co_return TooLarge();
    if (IsBroken(error)) {
      co_return HttpError(
          400, "INVALID_ARGUMENT",
          absl::StrCat("is no HTTP request: ", error.message()));
    }
    co_return std::nullopt;
  }

  Routed Route(const Connection& connection, const Parser& parser) {
    Routed routed;
    routed.request.peer = connection.peer;
    for (const auto& field : parser.get()) {
      std::string& value =
          routed.request
              .headers[absl::AsciiStrToLower(std::string(field.name_string()))];
      if (!value.empty()) value += ", ";
      value.append(field.value().data(), field.value().size());
    }
    const std::string target(parser.get().target());
    const std::string path = target.substr(0, target.find('?'));
    const std::string method(parser.get().method_string());
    std::string allowed;
    for (const HttpRoute& route : routes_) {
      if (route.path != path) continue;
      absl::StrAppend(&allowed, allowed.empty() ? "" : ", ", route.method);
      if (route.method == method) routed.route = &route;
    }
    if (allowed.empty()) {
      routed.refusal =
          HttpError(404, "NOT_FOUND", absl::StrCat("there is no ", path));
    } else if (routed.route == nullptr) {
      routed.refusal =
          HttpError(405, "UNIMPLEMENTED",
                    absl::StrCat(path, " takes ", allowed, ", not ", method));
      routed.refusal->headers.emplace_back("Allow", allowed);
    } else if (routed.route->refuse) {
      routed.refusal = routed.route->refuse(routed.request);
    }
    return routed;
  }

  asio::awaitable<std::optional<HttpReply>> ReadBody(Connection& connection,
                                                     Parser& parser) {
    const StreamDeadline deadline(connection.stream, limits_.body_time);
    error_code error;
    if (!parser.is_done() &&
        absl::EqualsIgnoreCase(std::string(parser.get()[http::field::expect]),
                               "100-continue")) {
      static constexpr std::string_view kContinue =
          "HTTP/1.1 100 Continue\r\n\r\n";
      co_await asio::async_write(
          connection.stream, asio::buffer(kContinue),
          asio::redirect_error(asio::use_awaitable, error));
    }
    while (!parser.is_done() && !error) {
      co_await http::async_read_some(
          connection.stream, connection.buffer, parser,
          asio::redirect_error(asio::use_awaitable, error));
      if (!Hold(connection, parser.get().body().size())) {
        co_return HttpRetryLater(
            429,
            absl::StrCat("more than ", limits_.bytes_in_flight_max,
                         " bytes of requests are being worked on"),
            1);
      }
    }
    if (!error) co_return std::nullopt;
    if (deadline.passed()) co_return deadline.TooSlow();
    if (error == http::error::body_limit) co_return TooLarge();
    if (IsBroken(error)) {
      co_return HttpError(
          400, "INVALID_ARGUMENT",
          absl::StrCat("the body is broken: ", error.message()));
    }
    co_return std::nullopt;
  }

  asio::awaitable<HttpReply> Handle(const HttpRoute& route,
                                    IncomingRequest request) {
    const auto waiting = std::make_shared<Waiting>(io_);
    waiting->signal.expires_at(asio::steady_timer::time_point::max());
    route.handle(std::move(request), [this, waiting](HttpReply reply) {
      asio::post(io_, [waiting, reply = std::move(reply)]() mutable {
        waiting->reply = std::move(reply);
        waiting->signal.cancel();
      });
    });
    while (!waiting->reply.has_value()) {
      error_code woken;
      co_await waiting->signal.async_wait(
          asio::redirect_error(asio::use_awaitable, woken));
    }
    co_return *std::move(waiting->reply);
  }

  asio::awaitable<bool> Send(Connection& connection, const std::string& path,
                             HttpReply reply, bool keep) {
    replied_(path, reply.status);
    http::response<http::string_body> response;
    response.result(reply.status);
    response.version(11);
    response.set(http::field::content_type, reply.content_type);
    for (const auto& [name, value] : reply.headers) response.set(name, value);
    response.body() = std::move(reply.body);
    response.keep_alive(keep);
    response.prepare_payload();
    const StreamDeadline deadline(connection.stream, limits_.body_time);
    error_code error;
    co_await http::async_write(
        connection.stream, response,
        asio::redirect_error(asio::use_awaitable, error));
    co_return !error && keep;
  }

  void StopThread() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }

  // Counts the body of a connection; false where that is too much for all.
  bool Hold(Connection& connection, size_t bytes) {
    const size_t others = bytes_in_flight_ - connection.bytes_held;
    if (others + bytes > limits_.bytes_in_flight_max) return false;
    bytes_in_flight_ = others + bytes;
    connection.bytes_held = bytes;
    return true;
  }

  void Release(Connection& connection) {
    bytes_in_flight_ -= connection.bytes_held;
    connection.bytes_held = 0;
  }

  // Of the other end's making, and not the end of its connection.
  static bool IsBroken(error_code error) {
    const error_code any = http::make_error_code(http::error::end_of_stream);
    return error.category() == any.category() &&
           error != http::error::end_of_stream &&
           error != http::error::partial_message;
  }

  HttpReply TooLarge() const {
    return HttpError(413, "RESOURCE_EXHAUSTED",
                     absl::StrCat("the body is larger than ",
                                  limits_.body_bytes_max, " bytes"));
  }

  const HttpLimits limits_;
  const std::vector<HttpRoute> routes_;
  const std::function<void(const std::string&, unsigned)> replied_;
  int port_ = 0;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;

  // Of the server's thread alone.
  std::list<Connection*> connections_;
  size_t bytes_in_flight_ = 0;
  bool draining_ = false;

  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Open(
    const std::string& address, HttpLimits limits,
    std::vector<HttpRoute> routes,
    std::function<void(const std::string& path, unsigned status)> replied) {
  auto server = std::make_unique<BeastServer>(limits, std::move(routes),
                                              std::move(replied));
  absl::Status status = server->Listen(address);
  if (!status.ok()) return status;
  return server;
}

}  // namespace farcall
