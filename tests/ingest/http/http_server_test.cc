// SPDX-License-Identifier: Apache-2.0
#include "ingest/http/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A connection that sends what it is told, byte by byte where it must.
class Client {
 public:
  explicit Client(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address),
                      sizeof(address)),
              0);
  }
  ~Client() { close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void Send(const std::string& text) {
    send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
  }

  // All up to the end of the connection.
  std::string ReadAll() {
    std::string text;
    char buffer[4096];
    while (true) {
      const ssize_t got = recv(socket_, buffer, sizeof(buffer), 0);
      if (got <= 0) return text;
      text.append(buffer, static_cast<size_t>(got));
    }
  }

  // Up to `end`, or to the end of the connection.
  std::string ReadTo(const std::string& end) {
    std::string text;
    char byte = 0;
    while (!text.ends_with(end) && recv(socket_, &byte, 1, 0) == 1) {
      text += byte;
    }
    return text;
  }

 private:
  const int socket_;
};

std::string Post(const std::string& path, const std::string& body,
                 const std::string& headers = "") {
  return absl::StrCat("POST ", path,
                      " HTTP/1.1\r\nHost: h\r\nContent-Length: ", body.size(),
                      "\r\n", headers, "\r\n", body);
}

constexpr char kClose[] = "Connection: close\r\n";

class HttpServerTest : public testing::Test {
 protected:
  void Open(HttpLimits limits = {}) {
    std::vector<HttpRoute> routes = {
        {"POST",
         "/echo",
         {},
         [](IncomingRequest request, HttpRoute::Answer answer) {
           answer({200, request.body});
         }},
        {"POST",
         "/later",
         {},
         [this](IncomingRequest request, HttpRoute::Answer answer) {
           later_ = std::thread([request, answer] {
             std::this_thread::sleep_for(milliseconds(20));
             answer({202, request.peer});
           });
         }},
        {"GET", "/closed",
         [](const IncomingRequest&) { return HttpError(401, "X", "no"); },
         [](IncomingRequest, HttpRoute::Answer answer) { answer({}); }},
    };
    auto server = HttpServer::Open(
        "127.0.0.1:0", limits, std::move(routes),
        [this](const std::string&, unsigned status) { last_status_ = status; });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  ~HttpServerTest() override {
    if (later_.joinable()) later_.join();
  }

  std::string Ask(const std::string& request) {
    Client client(server_->port());
    client.Send(request);
    return client.ReadAll();
  }

  std::atomic<unsigned> last_status_ = 0;
  std::unique_ptr<HttpServer> server_;
  std::thread later_;
};

TEST_F(HttpServerTest, AnswersARequest) {
  Open();
  const std::string answer = Ask(Post("/echo", "body", kClose));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nbody"));
  EXPECT_EQ(last_status_, 200u);
}

TEST_F(HttpServerTest, AnswersSeveralOnOneConnection) {
  Open();
  Client client(server_->port());
  for (const char* body : {"one", "two", "three"}) {
    client.Send(Post("/echo", body));
    EXPECT_THAT(client.ReadTo(body), EndsWith(body));
  }
}

TEST_F(HttpServerTest, AnswersLaterFromAnotherThread) {
  Open();
  EXPECT_THAT(Ask(Post("/later", "", kClose)), EndsWith("127.0.0.1"));
}

TEST_F(HttpServerTest, TakesABodyInChunksAndOneThatWaitsToBeAskedFor) {
  Open();
  EXPECT_THAT(Ask("POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n"
                  "0\r\n\r\n"),
              EndsWith("abcde"));
  Client client(server_->port());
  client.Send(
      absl::StrCat("POST /echo HTTP/1.1\r\nHost: h\r\n", kClose,
                   "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_EQ(client.ReadTo("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send("hi");
  EXPECT_THAT(client.ReadAll(), EndsWith("hi"));
}

TEST_F(HttpServerTest, KnowsItsPathsAndMethods) {
  Open();
  EXPECT_THAT(Ask(Post("/nothing", "")), StartsWith("HTTP/1.1 404"));
  const std::string answer = Ask("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(answer, HasSubstr("Allow: POST\r\n"));
  EXPECT_THAT(Ask("no HTTP at all\r\n\r\n"), StartsWith("HTTP/1.1 400"));
}

TEST_F(HttpServerTest, ReadsNoBodyOfWhoIsRefused) {
  Open();
  Client client(server_->port());
  client.Send(
      "GET /closed HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
  const std::string answer = client.ReadAll();  // ends: it is closed
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 401"));
}

TEST_F(HttpServerTest, RefusesALargeBodyUnread) {
  Open({.body_bytes_max = 1000});
  EXPECT_THAT(Ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: "
                  "1001\r\n\r\n"),
              StartsWith("HTTP/1.1 413"));
  const std::string chunk(600, 'x');
  EXPECT_THAT(
      Ask(absl::StrCat("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
                       "chunked\r\n\r\n258\r\n",
                       chunk, "\r\n258\r\n", chunk, "\r\n")),
      StartsWith("HTTP/1.1 413"));
}

TEST_F(HttpServerTest, RefusesLargeHeaders) {
  Open({.header_bytes_max = 1000});
  EXPECT_THAT(Ask(absl::StrCat("POST /echo HTTP/1.1\r\nX: ",
                               std::string(2000, 'x'), "\r\n\r\n")),
              StartsWith("HTTP/1.1 431"));
}

TEST_F(HttpServerTest, RefusesASlowSenderOfHeadersAndOfABody) {
  Open({.header_time = milliseconds(50), .body_time = milliseconds(50)});
  EXPECT_THAT(Ask("POST /echo HTTP/1.1\r\nHost"), StartsWith("HTTP/1.1 408"));
  EXPECT_THAT(Ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: "
                  "9\r\n\r\nabc"),
              StartsWith("HTTP/1.1 408"));
}

TEST_F(HttpServerTest, RefusesASenderThatNeverStopsButIsSlow) {
  Open({.header_time = milliseconds(50), .body_time = milliseconds(50)});
  Client client(server_->port());
  client.Send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\n");
  std::jthread drips([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      client.Send("x");
      std::this_thread::sleep_for(milliseconds(5));
    }
  });
  EXPECT_THAT(client.ReadTo("\r\n"), StartsWith("HTTP/1.1 408"));
}

TEST_F(HttpServerTest, EndsAConnectionThatIsIdle) {
  Open({.idle_time = milliseconds(20)});
  Client client(server_->port());
  EXPECT_EQ(client.ReadAll(), "");
}

TEST_F(HttpServerTest, BoundsWhatIsInFlight) {
  Open({.bytes_in_flight_max = 1000});
  Client first(server_->port());
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n";
  // The first one's bytes are held while it sends.
  first.Send(absl::StrCat(head, kClose, "\r\n", std::string(899, 'a')));
  std::string answer;
  // Until the server has read them.
  while (!absl::StartsWith(answer, "HTTP/1.1 429")) {
    answer = Ask(Post("/echo", std::string(900, 'b'), kClose));
  }
  EXPECT_THAT(answer, HasSubstr("Retry-After: 1\r\n"));
  first.Send("a");
  EXPECT_THAT(first.ReadAll(), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(Ask(Post("/echo", std::string(900, 'b'), kClose)),
              StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServerTest, BoundsItsConnections) {
  Open({.connections_max = 1});
  Client first(server_->port());
  first.Send(Post("/echo", "one"));
  first.ReadTo("one");
  EXPECT_EQ(Ask(Post("/echo", "two")), "");
}

TEST_F(HttpServerTest, DrainsByEndingIdleConnectionsAndOthersAfterTheirReply) {
  Open();
  Client idle(server_->port());
  idle.Send(Post("/echo", "one"));
  idle.ReadTo("one");
  Client busy(server_->port());
  busy.Send(
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: "
      "100-continue\r\n\r\n");
  busy.ReadTo("\r\n\r\n");
  server_->Drain();
  EXPECT_EQ(idle.ReadAll(), "");
  busy.Send("two");
  EXPECT_THAT(busy.ReadAll(), EndsWith("two"));
}

TEST_F(HttpServerTest, SaysWhereItCannotListen) {
  Open();
  const auto second =
      HttpServer::Open(absl::StrCat("127.0.0.1:", server_->port()), {}, {},
                       [](const std::string&, unsigned) {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr("cannot be listened on"));
}

}  // namespace
}  // namespace farcall
