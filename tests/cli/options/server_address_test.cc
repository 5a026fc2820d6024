// SPDX-License-Identifier: Apache-2.0
#include "cli/options/server_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::HasSubstr;

TEST(ServerAddress, IsAHostWithAPortOrASocket) {
  const auto host = ParseServerAddress("farcall.example.com:50051");
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_EQ(host->host, "farcall.example.com");
  EXPECT_EQ(host->port, "50051");
  const auto ipv6 = ParseServerAddress("[::1]:65535");
  ASSERT_TRUE(ipv6.ok()) << ipv6.status();
  EXPECT_EQ(ipv6->host, "::1");
  EXPECT_EQ(ipv6->port, "65535");
  for (const char* path : {"unix:/run/farcall", "unix:///run/farcall"}) {
    const auto socket = ParseServerAddress(path);
    ASSERT_TRUE(socket.ok()) << socket.status();
    EXPECT_EQ(socket->socket_path, "/run/farcall");
  }
}

TEST(ServerAddress, LeavesOtherSchemesToGrpc) {
  const auto address = ParseServerAddress("dns:///farcall:50051");
  ASSERT_TRUE(address.ok()) << address.status();
  EXPECT_EQ(address->host, "");
}

TEST(ServerAddress, SaysWhatIsWrong) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"", "must not be empty"},
      {"127.0.0.1", "`127.0.0.1` has no port: must be host:port"},
      {"[::1]", "has no port"},
      {"[::1", "has no port"},
      {"::1", "more than one colon"},
      {":50051", "has no host"},
      {"localhost:", "the port ``"},
      {"localhost:grpc", "the port `grpc`: must be a number from 1 to 65535"},
      {"localhost:0", "from 1 to 65535"},
      {"localhost:65536", "from 1 to 65535"},
      {"http://localhost:50051", "is a URL: leave out http://"},
      {"https://localhost", "is a URL: leave out https://"},
  };
  for (const auto& [text, message] : cases) {
    const auto address = ParseServerAddress(text);
    EXPECT_TRUE(absl::IsInvalidArgument(address.status())) << text;
    EXPECT_THAT(std::string(address.status().message()), HasSubstr(message));
  }
}

}  // namespace
}  // namespace farcall
