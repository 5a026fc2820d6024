// SPDX-License-Identifier: Apache-2.0
#include "ingest/file/file_dead_letters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

namespace farcall {
namespace {

using Json = nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FileDeadLettersTest : public testing::Test {
 protected:
  FileDeadLettersTest() {
    std::string name = testing::TempDir() + "dead_letters_XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~FileDeadLettersTest() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return folder_ / "dead.ndjson"; }

  std::vector<std::string> Texts() const {
    std::vector<std::string> texts;
    std::ifstream file(path());
    for (std::string line; std::getline(file, line);) {
      texts.push_back(Json::parse(line)["text"]);
    }
    return texts;
  }

  static absl::Status Write(FileDeadLetters& letters,
                            const std::vector<std::string>& texts) {
    std::vector<DeadLetter> all;
    for (const std::string& text : texts) {
      all.push_back({"s3://bucket/key", 1, "CODE", "field", "reason", text});
    }
    return letters.Write(all);
  }

  std::filesystem::path folder_;
};

TEST_F(FileDeadLettersTest, AreLinesAtTheEndOfTheFile) {
  FileDeadLetters letters(path());
  ASSERT_TRUE(Write(letters, {"one", "two"}).ok());
  FileDeadLetters next(path());
  ASSERT_TRUE(Write(next, {"three"}).ok());
  EXPECT_THAT(Texts(), ElementsAre("one", "two", "three"));
}

TEST_F(FileDeadLettersTest, CanBeMovedAway) {
  FileDeadLetters letters(path());
  ASSERT_TRUE(Write(letters, {"one"}).ok());
  std::filesystem::rename(path(), folder_ / "old");
  ASSERT_TRUE(Write(letters, {"two"}).ok());
  EXPECT_THAT(Texts(), ElementsAre("two"));
}

TEST_F(FileDeadLettersTest, GoOnBehindALineThatWasCutOff) {
  std::ofstream(path()) << R"({"text":"cut"}
{"te)";
  FileDeadLetters letters(path());
  ASSERT_TRUE(Write(letters, {"one"}).ok());
  std::ifstream file(path());
  std::string line;
  std::vector<std::string> lines;
  while (std::getline(file, line)) lines.push_back(line);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(Json::parse(lines[2])["text"], "one");
}

TEST_F(FileDeadLettersTest, SayWhereTheyCannotBeWritten) {
  FileDeadLetters letters(folder_ / "no" / "such");
  const absl::Status status = Write(letters, {"one"});
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("no/such: No such"));
}

TEST_F(FileDeadLettersTest, AreForTheirOwnerAlone) {
  FileDeadLetters letters(path());
  ASSERT_TRUE(Write(letters, {"one"}).ok());
  EXPECT_EQ(
      std::filesystem::status(path()).permissions(),
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace farcall
