// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/file_format.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

using namespace std::string_literals;

TEST(FileFormat, IsNamedByItsFirstBytes) {
  EXPECT_EQ(ForeignFormatOf("PAR1\x15\x04"), "Parquet");
  EXPECT_EQ(ForeignFormatOf("PK\x03\x04rest"), "a zip archive");
  EXPECT_EQ(ForeignFormatOf("\x28\xB5\x2F\xFD\x04"), "Zstandard");
  EXPECT_EQ(ForeignFormatOf("Obj\x01"), "Avro");
  EXPECT_EQ(ForeignFormatOf("no\0text"s), "binary data");
}

TEST(FileFormat, IsCsvWhereTheHeaderHasNamesOfCloudTrails) {
  for (const char* head :
       {"eventID,eventTime,eventName\n1,2,3\n",
        "\"useridentity\",\"eventtime\",\"eventsource\"\r\n",
        "Event name;Event time;User name\n", "eventID\tawsRegion\n",
        "TenantId,TimeGenerated [UTC],AwsEventId\n",
        ",eventName,eventSource"}) {
    EXPECT_EQ(ForeignFormatOf(head), "CSV") << head;
  }
}

TEST(FileFormat, MayBeJsonOtherwise) {
  for (const char* head :
       {"", "{\"eventID\":1,\"eventTime\":2}", " [1,2]", "\xEF\xBB\xBF{}",
        "<134>1 host {\"a\":1}", "hello, world", "eventID\n"}) {
    EXPECT_EQ(ForeignFormatOf(head), "") << head;
  }
}

}  // namespace
}  // namespace farcall
