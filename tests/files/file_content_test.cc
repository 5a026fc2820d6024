// SPDX-License-Identifier: Apache-2.0
#include "files/file_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

TEST(FileContent, ReadsTheBytesAndTheirVersion) {
  const TempFolder folder;
  const std::string bytes("a\0b\n", 4);
  const std::string path = folder.Write("file", bytes);
  const auto content = ReadFile(path, bytes.size());
  ASSERT_TRUE(content.ok()) << content.status();
  EXPECT_EQ(content->bytes, bytes);
  EXPECT_EQ(content->version, VersionOf(path).value());
}

TEST(FileContent, GivesAReplacedFileAnotherVersion) {
  const TempFolder folder;
  const std::string path = folder.Write("file", "one");
  const auto before = VersionOf(path).value();
  const auto time = std::filesystem::last_write_time(path);
  folder.Replace("file", "two");
  std::filesystem::last_write_time(path, time);
  EXPECT_NE(VersionOf(path).value(), before);
}

TEST(FileContent, NamesThePathOfWhatItCannotRead) {
  const TempFolder folder;
  const std::string path = folder.Path("file");
  EXPECT_TRUE(absl::IsNotFound(VersionOf(path).status()));
  const auto missing = ReadFile(path, 10).status();
  EXPECT_TRUE(absl::IsNotFound(missing)) << missing;
  EXPECT_THAT(std::string(missing.message()), HasSubstr(path));

  folder.Write("file", "12345678901");
  const auto too_large = ReadFile(path, 10).status();
  EXPECT_TRUE(absl::IsInvalidArgument(too_large)) << too_large;
  EXPECT_THAT(std::string(too_large.message()),
              HasSubstr(path + ": 11 bytes, the limit is 10"));
}

TEST(FileContent, ReadsRegularFilesAlone) {
  const TempFolder folder;
  const std::string fifo = folder.Path("fifo");
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  for (const std::string& path :
       {fifo, folder.Path(""), std::string("/dev/zero")}) {
    const auto status = ReadFile(path, 10).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  }
}

}  // namespace
}  // namespace farcall
