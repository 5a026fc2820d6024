// SPDX-License-Identifier: Apache-2.0
#include "files/reloaded_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

// The text of a file. "bad..." is refused for good; "busy" is not to be had now
// and then, as memory is.
struct Text {
  static constexpr size_t kBytesMax = 100;

  std::string text;

  static absl::StatusOr<std::shared_ptr<const Text>> FromBytes(
      std::string_view bytes, const std::string& path) {
    if (bytes.starts_with("bad")) {
      return absl::InvalidArgumentError(path + ": " + std::string(bytes));
    }
    if (bytes == "busy") return absl::ResourceExhaustedError(path);
    return std::make_shared<const Text>(Text{std::string(bytes)});
  }
};

TEST(ReloadedFile, FailsToOpenWhatIsMissingOrBad) {
  const TempFolder folder;
  const std::string path = folder.Path("file");
  EXPECT_TRUE(absl::IsNotFound(ReloadedFile<Text>::Open(path).status()));
  folder.Write("file", "bad");
  EXPECT_TRUE(absl::IsInvalidArgument(ReloadedFile<Text>::Open(path).status()));
}

TEST(ReloadedFile, LoadsAFileThatChanged) {
  const TempFolder folder;
  auto file = ReloadedFile<Text>::Open(folder.Write("file", "one")).value();
  EXPECT_EQ(file.content()->text, "one");
  EXPECT_EQ(file.Reload(), FileReload::kUnchanged);

  folder.Replace("file", "two");
  EXPECT_EQ(file.Reload(), FileReload::kLoaded);
  EXPECT_EQ(file.content()->text, "two");

  folder.Write("file", "three");  // in place
  EXPECT_EQ(file.Reload(), FileReload::kLoaded);
  EXPECT_EQ(file.content()->text, "three");
}

TEST(ReloadedFile, KeepsTheOldContentAndReportsABadFileOnce) {
  const TempFolder folder;
  auto file = ReloadedFile<Text>::Open(folder.Write("file", "one")).value();
  folder.Replace("file", "bad");
  EXPECT_EQ(file.Reload(), FileReload::kFailed);
  EXPECT_EQ(file.content()->text, "one");
  EXPECT_THAT(std::string(file.error().message()), HasSubstr(": bad"));

  EXPECT_EQ(file.Reload(), FileReload::kUnchanged);
  EXPECT_FALSE(file.error().ok());

  folder.Replace("file", "bad in another way");
  EXPECT_EQ(file.Reload(), FileReload::kFailed);

  folder.Replace("file", "two");
  EXPECT_EQ(file.Reload(), FileReload::kLoaded);
  EXPECT_EQ(file.content()->text, "two");
  EXPECT_TRUE(file.error().ok());
}

TEST(ReloadedFile, ReportsALostFileOnceAndTakesItBack) {
  const TempFolder folder;
  const std::string path = folder.Write("file", "one");
  auto file = ReloadedFile<Text>::Open(path).value();
  std::remove(path.c_str());
  EXPECT_EQ(file.Reload(), FileReload::kFailed);
  EXPECT_EQ(file.Reload(), FileReload::kUnchanged);
  EXPECT_TRUE(absl::IsNotFound(file.error()));
  EXPECT_EQ(file.content()->text, "one");

  folder.Write("file", "one more");
  EXPECT_EQ(file.Reload(), FileReload::kLoaded);
  EXPECT_TRUE(file.error().ok());
}

TEST(ReloadedFile, TriesAgainWhatMayPass) {
  const TempFolder folder;
  const std::string path = folder.Write("file", "one");
  auto file = ReloadedFile<Text>::Open(path).value();
  folder.Replace("file", "busy");
  EXPECT_EQ(file.Reload(), FileReload::kFailed);
  // Not taken for judged: the next call reads the file again.
  EXPECT_EQ(file.Reload(), FileReload::kUnchanged);
  EXPECT_TRUE(absl::IsResourceExhausted(file.error()));
}

}  // namespace
}  // namespace farcall
