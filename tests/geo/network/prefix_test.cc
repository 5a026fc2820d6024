// SPDX-License-Identifier: Apache-2.0
#include "geo/network/prefix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(std::string_view text) {
  return std::string(Prefix::Parse(text).status().message());
}

TEST(Prefix, ReadsBothFamilies) {
  EXPECT_EQ(Prefix::Parse("192.88.0.0/14").value().ToString(), "192.88.0.0/14");
  EXPECT_EQ(Prefix::Parse("2a02:8100::/27").value().ToString(),
            "2a02:8100::/27");
  EXPECT_EQ(Prefix::Parse("0.0.0.0/0").value().ToString(), "0.0.0.0/0");
}

TEST(Prefix, TakesALoneAddressWhole) {
  EXPECT_EQ(Prefix::Parse("8.8.8.8").value().ToString(), "8.8.8.8/32");
  EXPECT_EQ(Prefix::Parse("2a02::1").value().ToString(), "2a02::1/128");
}

TEST(Prefix, SaysWhatIsWrong) {
  EXPECT_THAT(ErrorOf("8.8.8/24"), HasSubstr("not an IPv4 or IPv6 prefix"));
  EXPECT_THAT(ErrorOf("8.8.8.0/33"), HasSubstr("0 to 32"));
  EXPECT_THAT(ErrorOf("8.8.8.0/-1"), HasSubstr("0 to 32"));
  EXPECT_THAT(ErrorOf("8.8.8.0/"), HasSubstr("0 to 32"));
  EXPECT_THAT(ErrorOf("8.8.8.0/24x"), HasSubstr("0 to 32"));
  EXPECT_THAT(ErrorOf("8.8.8.0/99999999999"), HasSubstr("0 to 32"));
  EXPECT_THAT(ErrorOf("2a02::/129"), HasSubstr("0 to 128"));
  EXPECT_THAT(ErrorOf("8.8.8.8/24"), HasSubstr("8.8.8.0/24"));
  EXPECT_THAT(ErrorOf("2a02::1/17"), HasSubstr("2a02::/17"));
  EXPECT_THAT(ErrorOf("::ffff:8.8.8.0/120"), HasSubstr("IPv4 form"));
}

TEST(Prefix, MasksAnyLength) {
  const Address address = ParseAddress("255.255.255.255").value();
  EXPECT_EQ(Prefix::Of(address, 0).ToString(), "0.0.0.0/0");
  EXPECT_EQ(Prefix::Of(address, 1).ToString(), "128.0.0.0/1");
  EXPECT_EQ(Prefix::Of(address, 15).ToString(), "255.254.0.0/15");
  EXPECT_EQ(Prefix::Of(address, 32).ToString(), "255.255.255.255/32");
}

}  // namespace
}  // namespace farcall
