// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/encoding/gunzip.h"

#include <gtest/gtest.h>

#include "tests/cloudtrail/temp_file.h"

namespace farcall {
namespace {

constexpr uint64_t kNoLimit = uint64_t{1} << 40;

TEST(Gunzip, GivesBackWhatWasPacked) {
  for (const size_t size : {0, 1, 65535, 65536, 65537, 1 << 20}) {
    const std::string bytes(size, 'x');
    EXPECT_EQ(GunzipAll(Gzipped(bytes), kNoLimit), bytes);
  }
}

TEST(Gunzip, ReadsSeveralMembers) {
  EXPECT_EQ(GunzipAll(Gzipped("one") + Gzipped("") + Gzipped("two"), kNoLimit),
            "onetwo");
}

TEST(Gunzip, IgnoresWhatFollowsTheLastMember) {
  EXPECT_EQ(GunzipAll(Gzipped("one") + std::string(512, '\0'), kNoLimit),
            "one");
}

TEST(Gunzip, RefusesDataThatEndsEarly) {
  const std::string packed = Gzipped("hello hello hello");
  for (size_t size = 1; size < packed.size(); ++size) {
    EXPECT_EQ(GunzipAll(packed.substr(0, size), kNoLimit), std::nullopt);
  }
}

TEST(Gunzip, RefusesDataThatIsBroken) {
  std::string packed = Gzipped("hello hello hello");
  packed[packed.size() - 6] ^= 1;  // of the checksum
  EXPECT_EQ(GunzipAll(packed, kNoLimit), std::nullopt);
  EXPECT_EQ(GunzipAll("not gzip", kNoLimit), std::nullopt);
}

TEST(Gunzip, StopsAtItsLimit) {
  const std::string packed = Gzipped(std::string(1 << 20, 'x'));
  EXPECT_NE(GunzipAll(packed, 1 << 20), std::nullopt);
  EXPECT_EQ(GunzipAll(packed, (1 << 20) - 1), std::nullopt);
  EXPECT_EQ(GunzipAll(packed, 0), std::nullopt);
}

// Many small members unpack to as much as a large one.
TEST(Gunzip, StopsAtItsLimitOverManyMembers) {
  const std::string member = Gzipped(std::string(64 << 10, 'x'));
  std::string packed;
  for (int i = 0; i < 64; ++i) packed += member;
  EXPECT_NE(GunzipAll(packed, 4 << 20), std::nullopt);
  EXPECT_EQ(GunzipAll(packed, (4 << 20) - 1), std::nullopt);
}

}  // namespace
}  // namespace farcall
