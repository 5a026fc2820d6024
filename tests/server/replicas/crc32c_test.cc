// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/crc32c.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace farcall {
namespace {

TEST(Crc32c, IsThatOfRfc3720) {
  EXPECT_EQ(Crc32c(""), 0u);
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62A8AB43u);
}

TEST(Crc32c, GoesOnWhereItEnded) {
  std::string bytes;
  for (int i = 0; i < 100; ++i) bytes += static_cast<char>(7 * i + 130);
  for (size_t at = 0; at <= bytes.size(); ++at) {
    const std::string_view whole = bytes;
    EXPECT_EQ(Crc32c(whole.substr(at), Crc32c(whole.substr(0, at))),
              Crc32c(whole));
  }
}

}  // namespace
}  // namespace farcall
