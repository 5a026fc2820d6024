// SPDX-License-Identifier: Apache-2.0
#include "files/file_lock.h"

#include <gtest/gtest.h>

#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using Kind = FileLock::Kind;

TEST(FileLock, OneAloneOrSeveralTogether) {
  const TempDir dir;
  const std::string path = dir / "LOCK";
  {
    const auto alone = FileLock::Take(path, Kind::kExclusive);
    ASSERT_TRUE(alone.ok()) << alone.status();
    for (const Kind kind : {Kind::kShared, Kind::kExclusive}) {
      EXPECT_TRUE(absl::IsAborted(FileLock::Take(path, kind).status()));
    }
  }
  const auto one = FileLock::Take(path, Kind::kShared);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_TRUE(FileLock::Take(path, Kind::kShared).ok());
  EXPECT_TRUE(absl::IsAborted(FileLock::Take(path, Kind::kExclusive).status()));
}

TEST(FileLock, NamesAFileThatCannotBeMade) {
  const TempDir dir;
  const std::string path = dir / "missing/LOCK";
  const absl::Status status = FileLock::Take(path, Kind::kExclusive).status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_NE(status.message().find("missing/LOCK"), std::string::npos);
}

}  // namespace
}  // namespace farcall
