// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/checkpoint_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "server/replicas/checkpoint_reader.h"
#include "server/replicas/crc32c.h"
#include "tests/server/replicas/checkpoint_files.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using Part = cluster::v1::FetchCheckpointResponse;

Part PartOf(const std::string& file, const std::string& data,
            uint64_t offset = 0) {
  Part part;
  part.set_file(file);
  part.set_offset(offset);
  part.set_data(data);
  return part;
}

// A file in one part.
Part Whole(const std::string& file, const std::string& data) {
  Part part = PartOf(file, data);
  part.set_crc32c(Crc32c(data));
  return part;
}

Part End(uint32_t files) {
  Part part;
  part.set_files(files);
  return part;
}

class CheckpointWriterTest : public testing::Test {
 protected:
  CheckpointWriterTest() { std::filesystem::create_directory(to_); }

  // All of `from`, as it is sent.
  std::vector<Part> PartsOf(const std::string& from) {
    std::vector<Part> parts;
    const auto reader = CheckpointReader::Open(from);
    EXPECT_TRUE(reader.ok()) << reader.status();
    Part part;
    while (true) {
      const auto more = (*reader)->Next(part);
      EXPECT_TRUE(more.ok()) << more.status();
      if (!*more) return parts;
      parts.push_back(part);
    }
  }
  // What the first part that is not taken says, or what the end does.
  absl::Status Take(const std::vector<Part>& parts,
                    const CheckpointBounds& bounds = {}) {
    CheckpointWriter writer(to_, bounds);
    for (const Part& part : parts) {
      absl::Status status = writer.Take(part);
      if (status.ok()) continue;
      EXPECT_EQ(writer.Take(End(1)), status) << "after an error";
      EXPECT_EQ(writer.Finish(), status);
      return status;
    }
    return writer.Finish();
  }

  const TempDir dir_;
  const std::string to_ = dir_ / "to";
};

TEST_F(CheckpointWriterTest, WritesWhatAReaderReads) {
  WriteFiles(dir_ / "from", SomeFiles());
  const std::vector<Part> parts = PartsOf(dir_ / "from");
  for (const Part& part : parts) {
    EXPECT_LE(part.data().size(), kCheckpointPartBytesMax);
  }
  EXPECT_TRUE(Take(parts).ok());
  EXPECT_EQ(FilesOf(to_), SomeFiles());
}

TEST_F(CheckpointWriterTest, RefusesAStreamThatIsCutOffAnywhere) {
  WriteFiles(dir_ / "from", SomeFiles());
  std::vector<Part> parts = PartsOf(dir_ / "from");
  while (!parts.empty()) {
    parts.pop_back();
    EXPECT_TRUE(absl::IsDataLoss(Take(parts))) << parts.size();
    std::filesystem::remove_all(to_);
    std::filesystem::create_directory(to_);
  }
}

TEST_F(CheckpointWriterTest, RefusesAStreamThatLacksAMessage) {
  WriteFiles(dir_ / "from", SomeFiles());
  const std::vector<Part> parts = PartsOf(dir_ / "from");
  for (size_t lost = 0; lost < parts.size(); ++lost) {
    std::vector<Part> others = parts;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(lost));
    EXPECT_TRUE(absl::IsDataLoss(Take(others))) << lost;
    std::filesystem::remove_all(to_);
    std::filesystem::create_directory(to_);
  }
}

TEST_F(CheckpointWriterTest, RefusesAWrongChecksum) {
  Part damaged = Whole("CURRENT", "MANIFEST-000005\n");
  damaged.set_data("MANIFEST-000006\n");
  EXPECT_TRUE(absl::IsDataLoss(Take({damaged, End(1)})));
}

TEST_F(CheckpointWriterTest, RefusesNamesThatAreNotPlain) {
  for (const std::string& name :
       {std::string("../evil"), std::string("/tmp/evil"), std::string("a/b"),
        std::string("."), std::string(".."), std::string(".hidden"),
        std::string("-rf"), std::string("a\\b"), std::string("a b"),
        std::string("a\nb"), std::string("a\0b", 3), std::string("\xc3\xa4"),
        std::string(kCheckpointNameBytesMax + 1, 'a')}) {
    EXPECT_TRUE(absl::IsDataLoss(Take({Whole(name, "evil"), End(1)}))) << name;
  }
  EXPECT_EQ(FilesOf(to_), Files());
  EXPECT_FALSE(std::filesystem::exists(dir_ / "evil"));
}

TEST_F(CheckpointWriterTest, RefusesAFileThatIsThere) {
  EXPECT_TRUE(absl::IsDataLoss(
      Take({Whole("CURRENT", "1"), Whole("CURRENT", "2"), End(2)})));
  EXPECT_EQ(FilesOf(to_)["CURRENT"], "1");
  // Nor does it write through a link.
  std::filesystem::create_symlink(dir_ / "target", to_ + "/LINK");
  EXPECT_TRUE(absl::IsDataLoss(Take({Whole("LINK", "evil"), End(1)})));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "target"));
}

TEST_F(CheckpointWriterTest, RefusesPartsThatDoNotFollowOneAnother) {
  const Part first = PartOf("a", "1234");
  for (const Part& next :
       {PartOf("a", "56", 5), PartOf("a", "56", 3), PartOf("a", "56"),
        PartOf("b", "56", 4), PartOf("a", "", 4), End(0), End(1)}) {
    EXPECT_TRUE(absl::IsDataLoss(Take({first, next})));
    std::filesystem::remove(to_ + "/a");
  }
  EXPECT_TRUE(absl::IsDataLoss(Take({PartOf("a", "1234", 1)})));
}

TEST_F(CheckpointWriterTest, RefusesWhatComesBehindTheEnd) {
  EXPECT_TRUE(
      absl::IsDataLoss(Take({Whole("CURRENT", "1"), End(1), Whole("a", "1")})));
  EXPECT_FALSE(std::filesystem::exists(to_ + "/a"));
}

TEST_F(CheckpointWriterTest, RefusesWhatIsNoStore) {
  EXPECT_TRUE(absl::IsDataLoss(Take({End(0)})));
  EXPECT_TRUE(absl::IsDataLoss(Take({Whole("a", "1"), End(1)})));
  EXPECT_TRUE(absl::IsDataLoss(Take({Whole("b", "1"), End(2)})));
}

TEST_F(CheckpointWriterTest, TakesNoMoreThanItsBounds) {
  const CheckpointBounds bounds{.bytes_max = 6, .files_max = 2};
  const std::string large(kCheckpointPartBytesMax + 1, 'a');
  EXPECT_TRUE(absl::IsDataLoss(Take({Whole("large", large)})));
  EXPECT_TRUE(absl::IsResourceExhausted(
      Take({Whole("a", "123"), Whole("b", "1234")}, bounds)));
  EXPECT_TRUE(absl::IsResourceExhausted(
      Take({Whole("c", ""), Whole("d", ""), Whole("e", "")}, bounds)));
  EXPECT_TRUE(
      Take({Whole("f", "123"), Whole("CURRENT", "123"), End(2)}, bounds).ok());
}

TEST_F(CheckpointWriterTest, SaysWhatTheDiskSays) {
  std::filesystem::remove(to_);
  EXPECT_TRUE(absl::IsNotFound(Take({Whole("a", "1")})));
}

}  // namespace
}  // namespace farcall
