// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/source_address.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace farcall {
namespace {

TEST(SourceAddress, LosesWhatIsNoPartOfIt) {
  for (const char* recorded :
       {"198.51.100.7", " 198.51.100.7 ", "198.51.100.7:51234",
        "[198.51.100.7]", "[198.51.100.7]:443", "::ffff:198.51.100.7",
        "[::FFFF:198.51.100.7]:443", "198.51.100.7, 10.0.0.1",
        "198.51.100.7:443,10.0.0.1:80", "198.51.100.7/32",
        "\"198.51.100.7\""}) {
    EXPECT_EQ(CanonicalAddress(recorded), "198.51.100.7") << recorded;
  }
  for (const char* recorded :
       {"2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:443", "2001:db8::7%eth0",
        "[2001:db8::7%eth0]:443", "2001:db8::7, 10.0.0.1", "2001:db8::7/128"}) {
    EXPECT_EQ(CanonicalAddress(recorded), "2001:db8::7") << recorded;
  }
}

TEST(SourceAddress, OfDigitsAndDotsIsAsItWasRecorded) {
  for (const char* address :
       {"91.0.0.1", "10.0.0.1", "255.255.255.255", "1.2.3.4", "1234567.",
        "...1...", "12345678", ""}) {
    EXPECT_EQ(CanonicalAddress(address), address);
  }
}

TEST(SourceAddress, OfAListIsTheLastThatIsNotPrivate) {
  const std::pair<const char*, const char*> lists[] = {
      {"203.0.113.9, 198.51.100.7", "198.51.100.7"},
      {"203.0.113.9:1, 198.51.100.7:443, 10.0.0.1", "198.51.100.7"},
      {"198.51.100.7, 172.16.0.1, 100.64.0.1, 192.168.1.1, 169.254.0.1",
       "198.51.100.7"},
      {"198.51.100.7, fd00::1, FE80::1, ::1, 127.0.0.1", "198.51.100.7"},
      {"203.0.113.9, 172.32.0.1", "172.32.0.1"},
      {"203.0.113.9, 100.128.0.1", "100.128.0.1"},
      {"203.0.113.9, 2001:db8::7", "2001:db8::7"},
      {"10.0.0.1, 10.0.0.2", "10.0.0.2"},
      {"198.51.100.7,", "198.51.100.7"},
      {", ", ","}};
  for (const auto& [recorded, address] : lists) {
    EXPECT_EQ(CanonicalAddress(recorded), address) << recorded;
  }
  EXPECT_EQ(CanonicalAddress("198.51.100.7, a"), "198.51.100.7, a")
      << "what was appended last is not read";
}

TEST(SourceAddress, IsAwsItselfWhereItNamesAServiceOrItsOwnNetwork) {
  for (const char* source : {"AWS Internal", "aws.internal", "AWS internal",
                             "ec2.amazonaws.com", "x.aws.internal"}) {
    EXPECT_TRUE(IsAwsItself(source)) << source;
  }
  for (const char* source :
       {"198.51.100.7", "", "AWS Internal 2", "amazonaws.com",
        "ec2-198-51-100-7.eu-west-1.compute.amazonaws.com"}) {
    EXPECT_FALSE(IsAwsItself(source)) << source;
  }
}

TEST(VpcEndpointId, HasItsPrefixAndFewCharacters) {
  for (const std::string id :
       {"vpce-f40dc59d", "vpce-0123456789abcdef0", "vpce-a"}) {
    EXPECT_TRUE(IsVpcEndpointId(id)) << id;
  }
  for (const std::string& id :
       {std::string(), std::string("vpce-"), std::string("vpc-0123"),
        std::string("vpce-A"), std::string("vpce-a|b"), std::string("vpce-a:b"),
        "vpce-" + std::string(60, 'a')}) {
    EXPECT_FALSE(IsVpcEndpointId(id)) << id;
  }
}

TEST(SourceAddress, OfAnInstanceIsInItsHostName) {
  for (const char* host :
       {"ec2-198-51-100-7.eu-west-1.compute.amazonaws.com",
        "EC2-198-51-100-7.EU-WEST-1.COMPUTE.AMAZONAWS.COM",
        "ec2-198-51-100-7.compute-1.amazonaws.com",
        "ec2-198-51-100-7.cn-north-1.compute.amazonaws.com.cn",
        "ip-198-51-100-7.eu-west-1.compute.internal",
        "ip-198-51-100-7.ec2.internal"}) {
    EXPECT_EQ(CanonicalAddress(host), "198.51.100.7") << host;
  }
  const std::string named = "i-0abc.eu-west-1.compute.amazonaws.com";
  EXPECT_EQ(CanonicalAddress(named), named);
}

TEST(SourceAddress, IsEmptyWhereAWordSaysNothing) {
  for (const char* recorded :
       {"", " ", "-", "None", "null", "N/A", "unknown"}) {
    EXPECT_EQ(CanonicalAddress(recorded), "") << recorded;
  }
}

TEST(SourceAddress, StaysAsItIsOtherwise) {
  for (const char* recorded :
       {"AWS Internal", "cloudformation.amazonaws.com", "10.0.0", "[broken",
        "example.com:443", "198.51.100.7:port", "a, b", "256.1.1.1x"}) {
    EXPECT_EQ(CanonicalAddress(recorded), recorded);
  }
}

TEST(ServiceName, IsThatOfAnyPartition) {
  for (const char* host :
       {"ec2.amazonaws.com", "ec2.amazonaws.com.cn", "ec2.amazonaws.eu",
        "ec2.c2s.ic.gov", "ec2.sc2s.sgov.gov", "ec2.cloud.adc-e.uk",
        "ec2.csp.hci.ic.gov", "ec2.AmazonAWS.com"}) {
    EXPECT_EQ(ServiceNameOf(host), "ec2") << host;
  }
  EXPECT_EQ(ServiceNameOf("member.org.stacksets.cloudformation.amazonaws.com"),
            "member.org.stacksets.cloudformation");
}

TEST(ServiceName, IsNotThatOfAnInstance) {
  for (const char* host :
       {"ec2-198-51-100-7.eu-west-1.compute.amazonaws.com",
        "i-0abc.compute-1.amazonaws.com", "198.51.100.7", ".amazonaws.com", "",
        "amazonaws.com", "ec2.amazonaws.com.example.org"}) {
    EXPECT_EQ(ServiceNameOf(host), "") << host;
  }
}

}  // namespace
}  // namespace farcall
