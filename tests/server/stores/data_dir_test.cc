// SPDX-License-Identifier: Apache-2.0
#include "server/stores/data_dir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

TEST(DataDir, AnEmptyOneIsForEither) {
  const TempDir dir;
  EXPECT_TRUE(CheckHoldsNoShards(dir / "").ok());
  EXPECT_TRUE(CheckHoldsNoStore(dir / "").ok());
  EXPECT_TRUE(CheckHoldsNoShards(dir / "missing").ok());
  EXPECT_TRUE(CheckHoldsNoStore(dir / "missing").ok());
}

TEST(DataDir, ShardsAreNotForAServerAlone) {
  const TempDir dir;
  EXPECT_EQ(ShardPath("/data", 7), "/data/shard-007");
  std::filesystem::create_directory(ShardPath(dir / "", 1'234));
  EXPECT_EQ(CheckHoldsNoShards(dir / "").code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(CheckHoldsNoStore(dir / "").ok());
}

TEST(DataDir, AStoreOfAServerAloneIsNotForACluster) {
  const TempDir dir;
  std::ofstream(dir / "CURRENT") << "MANIFEST-000004";
  EXPECT_EQ(CheckHoldsNoStore(dir / "").code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(CheckHoldsNoShards(dir / "").ok());
}

}  // namespace
}  // namespace farcall
