// SPDX-License-Identifier: Apache-2.0
#include "files/replace_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

void Write(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

std::string Read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

absl::Status FillWithNew(const std::string& directory) {
  EXPECT_TRUE(std::filesystem::is_empty(directory));
  Write(directory + "/file", "new");
  return absl::OkStatus();
}

class ReplaceDirectoryTest : public testing::Test {
 protected:
  void MakeOld() {
    std::filesystem::create_directory(path_);
    Write(path_ + "/file", "old");
    Write(path_ + "/other", "old");
  }
  // Nothing but `path_` is there.
  size_t Entries() const {
    return static_cast<size_t>(
        std::distance(std::filesystem::directory_iterator(dir_.path()), {}));
  }

  const TempDir dir_;
  const std::string path_ = dir_ / "shard-007";
};

TEST_F(ReplaceDirectoryTest, MakesOneThatIsNotThere) {
  EXPECT_TRUE(ReplaceDirectory(path_, FillWithNew).ok());
  EXPECT_EQ(Read(path_ + "/file"), "new");
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(ReplaceDirectoryTest, LeavesNothingOfTheOldOne) {
  MakeOld();
  EXPECT_TRUE(ReplaceDirectory(path_, FillWithNew).ok());
  EXPECT_EQ(Read(path_ + "/file"), "new");
  EXPECT_FALSE(std::filesystem::exists(path_ + "/other"));
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(ReplaceDirectoryTest, KeepsTheOldOneWhereItFails) {
  MakeOld();
  const absl::Status status =
      ReplaceDirectory(path_, [](const std::string& directory) {
        Write(directory + "/file", "new");
        return absl::DataLossError("half of it");
      });
  EXPECT_EQ(status, absl::DataLossError("half of it"));
  EXPECT_EQ(Read(path_ + "/file"), "old");
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(ReplaceDirectoryTest, RemovesWhatADeadProcessLeft) {
  for (const char* left : {".incoming", ".replaced"}) {
    std::filesystem::create_directory(path_ + left);
    Write(path_ + left + "/file", "left");
  }
  EXPECT_TRUE(ReplaceDirectory(path_, FillWithNew).ok());
  EXPECT_EQ(Read(path_ + "/file"), "new");
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(ReplaceDirectoryTest, FailsWhereThereIsNoPlace) {
  EXPECT_FALSE(ReplaceDirectory(dir_ / "not/there", FillWithNew).ok());
}

}  // namespace
}  // namespace farcall
