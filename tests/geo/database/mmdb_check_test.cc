// SPDX-License-Identifier: Apache-2.0
#include "geo/database/mmdb_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "geo/database/country_database.h"
#include "tests/geo/database/mmdb_bytes.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

std::string Repeat(const std::string& text, int times) {
  std::string repeated;
  while (times-- > 0) repeated += text;
  return repeated;
}

std::string ErrorOf(const std::string& bytes) {
  const auto status = CountryDatabase::FromBytes(bytes, "by-hand").status();
  EXPECT_FALSE(status.ok());
  return std::string(status.message());
}

TEST(MmdbCheck, PassesASoundFile) {
  const auto database =
      CountryDatabase::FromBytes(MmdbFile().Bytes(), "by-hand");
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ((*database)->type(), "Made-By-Hand");
  EXPECT_EQ((*database)->Lookup(ParseAddress("8.8.8.8").value())->country,
            "DE");
}

TEST(MmdbCheck, PassesPointersInTheMetadata) {
  MmdbFile file;
  // Both lead to the first key of the metadata, a string after a map's byte.
  file.languages = MmdbArray(1) + MmdbPointer(1);
  file.description = MmdbMap(1) + MmdbPointer(1) + MmdbPointer(1);
  EXPECT_TRUE(CountryDatabase::FromBytes(file.Bytes(), "by-hand").ok());
}

TEST(MmdbCheck, RefusesATreeThatOverflows) {
  MmdbFile file;
  // Times 6 bytes, a little above 2^32.
  file.node_count = 0x2aaaaaab;
  EXPECT_THAT(ErrorOf(file.Bytes()), HasSubstr("does not fit into the file"));
  file.node_count = 0xffffffff;
  EXPECT_THAT(ErrorOf(file.Bytes()), HasSubstr("does not fit into the file"));
}

TEST(MmdbCheck, RefusesRecordsThatLeadNowhere) {
  MmdbFile file;
  file.record = 0xffffff;
  EXPECT_THAT(ErrorOf(file.Bytes()), HasSubstr("node 0 of the search tree"));
  file.record = 0;
  EXPECT_THAT(ErrorOf(file.Bytes()), HasSubstr("node 0 of the search tree"));
  file.record = 1 + 15;  // between tree and data
  EXPECT_THAT(ErrorOf(file.Bytes()), HasSubstr("node 0 of the search tree"));
  file.record = 1 + 16 + file.data.size();  // the metadata's marker
  EXPECT_THAT(ErrorOf(file.Bytes()), HasSubstr("node 0 of the search tree"));
}

TEST(MmdbCheck, RefusesDeepNesting) {
  MmdbFile file;
  const std::string country = file.data;
  file.data = MmdbMap(2) + MmdbString("a") + Repeat(MmdbArray(1), 1'000'000) +
              MmdbString("b") + country.substr(1);
  EXPECT_THAT(ErrorOf(file.Bytes()), HasSubstr("the record at offset 0"));

  file.data = MmdbMap(2) + MmdbString("a") + Repeat(MmdbArray(1), 20) +
              MmdbString("b") + country.substr(1);
  EXPECT_TRUE(CountryDatabase::FromBytes(file.Bytes(), "by-hand").ok());
}

TEST(MmdbCheck, EndsOnCycles) {
  MmdbFile file;
  file.data =
      MmdbMap(2) + MmdbString("a") + MmdbPointer(0) + file.data.substr(1);
  EXPECT_TRUE(CountryDatabase::FromBytes(file.Bytes(), "by-hand").ok());
}

TEST(MmdbCheck, RefusesPointersToPointersAndPastTheEnd) {
  MmdbFile file;
  file.data = MmdbMap(1) + MmdbString("a") + MmdbPointer(3);
  EXPECT_THAT(ErrorOf(file.Bytes()), HasSubstr("the record at offset 0"));
  file.data = MmdbMap(1) + MmdbString("a") + MmdbPointer(2000);
  EXPECT_THAT(ErrorOf(file.Bytes()), HasSubstr("the record at offset 0"));
}

TEST(MmdbCheck, RefusesKeysThatAreNoStrings) {
  MmdbFile file;
  file.data = MmdbMap(1) + MmdbUint16(1) + MmdbString("DE");
  EXPECT_THAT(ErrorOf(file.Bytes()), HasSubstr("the record at offset 0"));
}

TEST(MmdbCheck, RefusesMetadataThatNests) {
  MmdbFile file;
  file.languages = MmdbArray(1) + MmdbArray(0);
  EXPECT_THAT(ErrorOf(file.Bytes()),
              HasSubstr("the metadata's value of 'languages'"));
  file.languages = MmdbArray(1) + MmdbUint16(1);
  EXPECT_THAT(ErrorOf(file.Bytes()),
              HasSubstr("the metadata's value of 'languages'"));

  file = MmdbFile();
  file.description = MmdbMap(1) + MmdbString("en") + MmdbPointer(0);
  EXPECT_THAT(ErrorOf(file.Bytes()),
              HasSubstr("the metadata's value of 'description'"));
}

TEST(MmdbCheck, RefusesMetadataThatIsCutShort) {
  const std::string whole = MmdbFile().Bytes();
  const size_t metadata = MmdbFile().Metadata().size();
  for (size_t cut = 1; cut <= metadata; ++cut) {
    ErrorOf(whole.substr(0, whole.size() - cut));
  }
  EXPECT_THAT(ErrorOf(whole.substr(0, whole.size() - metadata)),
              HasSubstr("the metadata is not a map"));
  EXPECT_THAT(ErrorOf(whole.substr(0, whole.size() - metadata - 1)),
              HasSubstr("not an .mmdb file, or cut short"));
}

TEST(MmdbCheck, RefusesABuildTimeThatIsNone) {
  MmdbFile file;
  file.build_epoch = UINT64_MAX;
  EXPECT_THAT(ErrorOf(file.Bytes()),
              HasSubstr("build_epoch 18446744073709551615 is no date"));
}

}  // namespace
}  // namespace farcall
