// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/metrics_endpoint.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "server/telemetry/metrics.h"

namespace farcall {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Ask(int port, const std::string& method, const std::string& path) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connection < 0) return "no socket";
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  // The one cast that the socket API asks for.
  const auto* any = reinterpret_cast<const sockaddr*>(&address);
  if (connect(connection, any, sizeof(address)) == 0) {
    const std::string request = method + " " + path + " HTTP/1.0\r\n\r\n";
    send(connection, request.data(), request.size(), 0);
    char buffer[4096];
    for (ssize_t size = 0;
         (size = recv(connection, buffer, sizeof(buffer), 0)) > 0;) {
      answer.append(buffer, static_cast<size_t>(size));
    }
  }
  close(connection);
  return answer;
}

std::string Get(int port, const std::string& path) {
  return Ask(port, "GET", path);
}

TEST(MetricsEndpoint, ServesAllSourcesOverHttp) {
  Metrics metrics("1.2.3");
  metrics.ready.Set(1);
  const auto endpoint = MetricsEndpoint::Open("127.0.0.1:0", metrics);
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  EXPECT_THAT(Get((*endpoint)->port(), "/metrics"),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("farcall_ready 1"),
                    HasSubstr("process_threads ")));
}

TEST(MetricsEndpoint, AnswersHeadWithoutABody) {
  const Metrics metrics("1.2.3");
  const auto endpoint = MetricsEndpoint::Open("127.0.0.1:0", metrics);
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  for (const char* path : {"/metrics", "/"}) {
    EXPECT_THAT(Ask((*endpoint)->port(), "HEAD", path),
                AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), EndsWith("\r\n\r\n")))
        << path;
  }
}

TEST(MetricsEndpoint, LeadsFromTheRootToTheMetrics) {
  const Metrics metrics("1.2.3");
  const auto endpoint = MetricsEndpoint::Open("127.0.0.1:0", metrics);
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  EXPECT_THAT(Get((*endpoint)->port(), "/"),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"),
                    HasSubstr("<a href=\"/metrics\">")));
}

TEST(MetricsEndpoint, HasNothingElseToServeAndSaysWhereMetricsAre) {
  const Metrics metrics("1.2.3");
  const auto endpoint = MetricsEndpoint::Open("127.0.0.1:0", metrics);
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  EXPECT_THAT(
      Get((*endpoint)->port(), "/metric"),
      AllOf(HasSubstr(" 404 Not Found\r\n"), HasSubstr("are at /metrics.")));
  EXPECT_THAT(Ask((*endpoint)->port(), "POST", "/metrics"), HasSubstr(" 404 "));
}

TEST(MetricsEndpoint, TellsThatThePortIsTaken) {
  const Metrics metrics("1.2.3");
  const auto first = MetricsEndpoint::Open("127.0.0.1:0", metrics);
  ASSERT_TRUE(first.ok()) << first.status();
  const std::string address = "127.0.0.1:" + std::to_string((*first)->port());
  const auto second = MetricsEndpoint::Open(address, metrics);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(std::string(second.status().message()),
            "metrics-listen: cannot listen on " + address +
                ": Address already in use");
}

TEST(MetricsEndpoint, TellsThatTheAddressIsNotOfThisMachine) {
  const Metrics metrics("1.2.3");
  const auto endpoint = MetricsEndpoint::Open("192.0.2.1:9464", metrics);
  EXPECT_THAT(std::string(endpoint.status().message()),
              HasSubstr("192.0.2.1:9464: Cannot assign requested address"));
}

}  // namespace
}  // namespace farcall
