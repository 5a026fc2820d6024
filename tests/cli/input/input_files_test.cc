// SPDX-License-Identifier: Apache-2.0
#include "cli/input/input_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/cli/input/temp_dir.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Paths relative to `dir`.
std::vector<std::string> PathsIn(const TempDir& dir,
                                 const std::vector<InputFile>& files) {
  std::vector<std::string> paths;
  paths.reserve(files.size());
  for (const InputFile& file : files) {
    paths.push_back(std::filesystem::relative(file.path, dir.path()).string());
  }
  return paths;
}

TEST(DeliveryTime, IsReadFromNamesThatCloudTrailGives) {
  EXPECT_EQ(DeliveryTime("111122223333_CloudTrail_us-east-1_20260102T0304Z_"
                         "UD1FRBk8dPQTBQ7F.json.gz"),
            "20260102T030400");
  EXPECT_EQ(DeliveryTime("111122223333_CloudTrail-Digest_us-east-1_trail_us-"
                         "east-1_20260102T030405Z.json.gz"),
            "20260102T030405");
}

TEST(DeliveryTime, IsEmptyInOtherNames) {
  for (const char* name :
       {"", "trail.json", "_Z", "a_20260102Z_b.json", "a_2026010aT0304Z_b.json",
        "a_20260102T03Z4", "a_20260102T0304", "a_20260102X0304Z_"}) {
    EXPECT_EQ(DeliveryTime(name), "") << name;
  }
}

TEST(ListInputFiles, PutsADirectoryInTheOrderOfDelivery) {
  const TempDir dir;
  dir.Write("us-east-1/1_CloudTrail_us-east-1_20260102T0310Z_b.json.gz", "");
  dir.Write("us-east-1/1_CloudTrail_us-east-1_20260102T0305Z_z.json.gz", "");
  dir.Write("eu-west-1/1_CloudTrail_eu-west-1_20260102T0307Z_a.json.gz", "");
  dir.Write(
      "digest/"
      "1_CloudTrail-Digest_eu-west-1_t_eu-west-1_20260102T030701Z.json.gz",
      "");
  dir.Write("trail-2.ndjson", "");
  dir.Write("trail-1.jsonl.gz", "");

  const auto files = ListInputFiles({dir.path()});

  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_THAT(
      PathsIn(dir, *files),
      ElementsAre(
          "us-east-1/1_CloudTrail_us-east-1_20260102T0305Z_z.json.gz",
          "eu-west-1/1_CloudTrail_eu-west-1_20260102T0307Z_a.json.gz",
          "digest/"
          "1_CloudTrail-Digest_eu-west-1_t_eu-west-1_20260102T030701Z.json.gz",
          "us-east-1/1_CloudTrail_us-east-1_20260102T0310Z_b.json.gz",
          "trail-1.jsonl.gz", "trail-2.ndjson"));
}

TEST(ListInputFiles, TakesAllFilesOfADirectoryButHiddenOnes) {
  const TempDir dir;
  for (const char* name :
       {"a.json", "b.JSON.GZ", "c.ndjson", "d.jsonl", "e.log.gz", "000000.gz",
        "README.md", "f.csv", ".hidden.json", ".git/config.json"}) {
    dir.Write(name, "");
  }

  const auto files = ListInputFiles({dir.path()});

  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_THAT(PathsIn(dir, *files),
              ElementsAre("000000.gz", "README.md", "a.json", "b.JSON.GZ",
                          "c.ndjson", "d.jsonl", "e.log.gz", "f.csv"));
  EXPECT_TRUE(files->front().in_folder);
}

TEST(ListInputFiles, KeepsTheOrderOfOperandsAndTakesAnyNamedFile) {
  const TempDir dir;
  const std::string later = dir.Write("a_20260102T0304Z_.json", "12345");
  const std::string odd = dir.Write("odd-name", "");

  const auto files = ListInputFiles({later, "-", odd});

  ASSERT_TRUE(files.ok()) << files.status();
  ASSERT_EQ(files->size(), 3u);
  EXPECT_EQ((*files)[0].path, later);
  EXPECT_EQ((*files)[0].bytes, 5u);
  EXPECT_FALSE((*files)[0].is_stream);
  EXPECT_EQ((*files)[1].path, kStandardInput);
  EXPECT_TRUE((*files)[1].is_stream);
  EXPECT_EQ((*files)[2].path, odd);
}

TEST(ListInputFiles, KnowsAPipeForAStream) {
  const TempDir dir;
  ASSERT_EQ(mkfifo(dir.At("pipe").c_str(), 0600), 0);

  const auto files = ListInputFiles({dir.At("pipe")});

  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_TRUE((*files)[0].is_stream);
}

TEST(ListInputFiles, NamesTheOperandThatIsNotThere) {
  const TempDir dir;
  const auto files = ListInputFiles({dir.At("none.json")});

  ASSERT_FALSE(files.ok());
  EXPECT_THAT(std::string(files.status().message()),
              HasSubstr("cannot read " + dir.At("none.json")));
}

TEST(ListInputFiles, RefusesADirectoryWithoutFiles) {
  const TempDir dir;
  dir.Write(".hidden.json", "");

  const auto files = ListInputFiles({dir.path()});

  ASSERT_FALSE(files.ok());
  EXPECT_THAT(std::string(files.status().message()),
              HasSubstr("no files in it"));
}

}  // namespace
}  // namespace farcall
