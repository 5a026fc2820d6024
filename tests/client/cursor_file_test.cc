// SPDX-License-Identifier: Apache-2.0
#include "client/cursor_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/input/temp_dir.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(const std::string& path) {
  const auto file = CursorFile::Open(path);
  return std::string(file.status().message());
}

TEST(CursorFile, KeepsTheTokenThatWasStoredLast) {
  const TempDir dir;
  auto file = CursorFile::Open(dir.At("c"));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->token(), "");
  EXPECT_TRUE(file->Store("abc-1").ok());
  EXPECT_TRUE(file->Store("abc-2").ok());
  EXPECT_EQ(file->token(), "abc-2");
  EXPECT_EQ(CursorFile::Open(dir.At("c"))->token(), "abc-2");
}

TEST(CursorFile, LeavesNothingElseBehind) {
  const TempDir dir;
  auto file = CursorFile::Open(dir.At("c"));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()))
      << "no file before there is a token";
  EXPECT_TRUE(file->Store("abc").ok());
  EXPECT_TRUE(file->Store("").ok()) << "is no token";
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()),
                          std::filesystem::directory_iterator()),
            1);
  EXPECT_EQ(CursorFile::Open(dir.At("c"))->token(), "abc");
}

TEST(CursorFile, TakesWhatACrashLeftBesideIt) {
  const TempDir dir;
  dir.Write("c", "abc\n");
  dir.Write("c.tmp", "ab");
  auto file = CursorFile::Open(dir.At("c"));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->token(), "abc");
  EXPECT_TRUE(file->Store("abd").ok());
  EXPECT_EQ(CursorFile::Open(dir.At("c"))->token(), "abd");
}

TEST(CursorFile, SaysWhatIsWrongWithAFileAndNamesIt) {
  const TempDir dir;
  const auto wrong = [](const std::string& path, const std::string& why) {
    return "the cursor file " + path + " " + why;
  };
  const std::string empty = dir.Write("empty", " \n");
  EXPECT_THAT(ErrorOf(empty), HasSubstr(wrong(empty, "is empty")));
  const std::string words = dir.Write("words", "two words\n");
  EXPECT_THAT(ErrorOf(words), HasSubstr(wrong(words, "holds no token")));
  const std::string bytes = dir.Write("bytes", "a\x80z");
  EXPECT_THAT(ErrorOf(bytes), HasSubstr(wrong(bytes, "holds no token")));
  const std::string large = dir.Write("large", std::string(5000, 'a'));
  EXPECT_THAT(
      ErrorOf(large),
      HasSubstr(wrong(large, "has 5000 bytes, a token has at most 4096")));
  EXPECT_THAT(ErrorOf(dir.path()),
              HasSubstr(wrong(dir.path(), "is not a regular file")));
}

TEST(CursorFile, SaysAtOnceThatItCannotBeWritten) {
  const TempDir dir;
  const std::string path = dir.At("none") + "/c";
  EXPECT_EQ(ErrorOf(path), "cannot write the cursor file " + path +
                               ".tmp: No such file or directory");
}

TEST(CursorFile, SaysThatItCannotBeWrittenAnyMore) {
  const TempDir dir;
  const std::string path = dir.Write("d/c", "abc");
  auto file = CursorFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  std::filesystem::remove_all(dir.At("d"));
  EXPECT_THAT(std::string(file->Store("abd").message()), HasSubstr(path));
  EXPECT_EQ(file->token(), "abc");
}

}  // namespace
}  // namespace farcall
