// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/encoding/json_repair.h"

#include <gtest/gtest.h>

#include "tests/cloudtrail/sample_record.h"

namespace farcall {
namespace {

TEST(JsonRepair, MakesNumbersOfAnySizeText) {
  EXPECT_EQ(RepairJson(R"({"n":123456789012345678901234567890})"),
            R"({"n":"123456789012345678901234567890"})");
  EXPECT_EQ(RepairJson(R"([-99999999999999999999,1e400,-2.5E+3])"),
            R"(["-99999999999999999999","1e400","-2.5E+3"])");
}

TEST(JsonRepair, MakesWhatIsNoNumberNull) {
  EXPECT_EQ(RepairJson(R"({"a":NaN,"b":[-Infinity,Infinity]})"),
            R"({"a":null,"b":[null,null]})");
}

TEST(JsonRepair, ReplacesHalvesOfSurrogatePairs) {
  EXPECT_EQ(RepairJson(R"(["caf\ud83d","\udc00x","\ud83d\ud83d\ude00"])"),
            R"(["caf\ufffd","\ufffdx","\ufffd\ud83d\ude00"])");
}

TEST(JsonRepair, LeavesStringsAsTheyAre) {
  EXPECT_EQ(RepairJson(R"(["NaN","\"NaN","\\",1e400])"),
            R"(["NaN","\"NaN","\\","1e400"])");
}

TEST(JsonRepair, DoesNothingWhereThereIsNothingToMend) {
  for (const char* json :
       {"", "{", R"({"a":1.5})", R"({"a":01})", R"({"a":1,})",
        R"(["\ud83d\ude00","\u00e9"])", R"(["\u12"])", R"(["open \)"}) {
    EXPECT_EQ(RepairJson(json), std::nullopt) << json;
  }
}

TEST(JsonRepair, SavesRecordsWhoseOtherFieldsAreOdd) {
  for (const char* value :
       {"NaN", "-Infinity", "1e400", "123456789012345678901234567890",
        R"("half a pair \ud83d")", R"({"deep":[NaN,{"n":-1e999}]})"}) {
    const ParsedRecord record =
        Parse(SampleRecord({{"requestParameters", value}}));
    EXPECT_TRUE(record.ok()) << value << ": " << ErrorOf(record).message;
  }
}

}  // namespace
}  // namespace farcall
