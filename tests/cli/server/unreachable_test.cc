// SPDX-License-Identifier: Apache-2.0
#include "cli/server/unreachable.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "tests/cli/fake_farcall.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

// Listens on a port of its own and treats all that connect alike.
class Listener {
 public:
  enum class Manner { kAnswers, kStaysSilent, kIsGone };

  explicit Listener(Manner manner, std::string answer = "")
      : answer_(std::move(answer)) {
    fd_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(fd_, any, size), 0);
    EXPECT_EQ(getsockname(fd_, any, &size), 0);
    port_ = ntohs(address.sin_port);
    if (manner != Manner::kIsGone) {
      EXPECT_EQ(listen(fd_, 16), 0);
    }
    if (manner == Manner::kAnswers) thread_ = std::thread([this] { Answer(); });
  }
  ~Listener() {
    shutdown(fd_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    close(fd_);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  void Answer() {
    int connection = -1;
    while ((connection = accept(fd_, nullptr, nullptr)) >= 0) {
      char request[1024];
      const ssize_t bytes = recv(connection, request, sizeof(request), 0);
      if (bytes > 0 && !answer_.empty()) {
        send(connection, answer_.data(), answer_.size(), MSG_NOSIGNAL);
      }
      close(connection);
    }
  }

  const std::string answer_;
  int fd_ = -1;
  int port_ = 0;
  std::thread thread_;
};

using Manner = Listener::Manner;

TEST(WhyUnreachable, NobodyListens) {
  const Listener listener(Manner::kIsGone);
  EXPECT_EQ(WhyUnreachable({.address = listener.address()}),
            "Connection refused");
  const TempDir dir;
  EXPECT_EQ(WhyUnreachable({.address = "unix:" + dir.At("nobody")}),
            "No such file or directory");
}

TEST(WhyUnreachable, TheNameIsNotKnown) {
  EXPECT_THAT(WhyUnreachable({.address = "no-such-host.invalid:50051"}),
              HasSubstr("no-such-host.invalid cannot be resolved: "));
}

TEST(WhyUnreachable, ItSpeaksHttp1) {
  const Listener listener(Manner::kAnswers, "HTTP/1.1 400 Bad Request\r\n\r\n");
  EXPECT_THAT(WhyUnreachable({.address = listener.address()}),
              HasSubstr("HTTP/1, not gRPC: is that the server's "
                        "metrics-listen?"));
}

TEST(WhyUnreachable, ItSpeaksSomethingElse) {
  const Listener listener(Manner::kAnswers, "220 mail.example.com ESMTP\r\n");
  EXPECT_EQ(WhyUnreachable({.address = listener.address()}),
            "it does not speak gRPC");
  EXPECT_EQ(WhyUnreachable({.address = listener.address(), .tls = true}),
            "it does not speak TLS");
}

TEST(WhyUnreachable, ItClosesTheConnection) {
  const Listener listener(Manner::kAnswers);
  EXPECT_THAT(WhyUnreachable({.address = listener.address()}),
              HasSubstr("closes the connection"));
}

TEST(WhyUnreachable, ItDoesNotAnswer) {
  const Listener listener(Manner::kStaysSilent);
  EXPECT_EQ(WhyUnreachable({.address = listener.address()}),
            "it takes the connection and does not answer");
}

TEST(WhyUnreachable, ItSpeaksPlaintext) {
  const FakeFarcall fake;
  EXPECT_THAT(WhyUnreachable({.address = fake.address(), .tls = true}),
              HasSubstr("without TLS: leave out --tls"));
  EXPECT_EQ(WhyUnreachable({.address = fake.address()}), "")
      << "it can be reached";
}

}  // namespace
}  // namespace farcall
