// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ingest/http/http_message.h"

namespace farcall {

struct HttpLimits {
  size_t connections_max = 512;  // those beyond it are closed at once
  size_t header_bytes_max = size_t{16} << 10;
  size_t body_bytes_max = size_t{16} << 20;  // as sent
  // Of all bodies that are being read or worked on.
  size_t bytes_in_flight_max = size_t{128} << 20;
  std::chrono::milliseconds header_time{10'000};
  std::chrono::milliseconds body_time{30'000};
  std::chrono::milliseconds idle_time{60'000};  // between requests
};

// What is done with a request of one method and path.
struct HttpRoute {
  // Takes the reply, once, on any thread; now or later.
  using Answer = std::function<void(HttpReply)>;

  std::string method;
  std::string path;
  // Asked when the headers are there, before the body is read: a reply refuses
  // the request, and ends the connection. May be empty.
  std::function<std::optional<HttpReply>(const IncomingRequest&)> refuse;
  std::function<void(IncomingRequest, Answer)> handle;
};

// An HTTP/1.1 server on one thread of its own, for plaintext behind a proxy
// that speaks TLS. Refuses with 400, 404, 405, 408 (slow sender), 413 (large
// body), 429 (too much in flight) and 431 (large headers). A request that is
// refused ends its connection: nothing more of it is read.
class HttpServer {
 public:
  // UNAVAILABLE naming the address, `HOST:PORT`, where it cannot be listened
  // on. `replied` is called with the path of the route (or "other") and the
  // status of each reply, on the server's thread.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Open(
      const std::string& address, HttpLimits limits,
      std::vector<HttpRoute> routes,
      std::function<void(const std::string& path, unsigned status)> replied);

  // No answer may be given any more: who holds one has given it before.
  virtual ~HttpServer() = default;

  virtual int port() const = 0;

  // Takes no more connections, and ends those that are between requests; the
  // others after their reply.
  virtual void Drain() = 0;

  // Calls no route any more. What is answered from here on goes nowhere.
  virtual void Stop() = 0;
};

}  // namespace farcall
