// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/key_table.h"

#include <gtest/gtest.h>

#include <string>

#include "cloudtrail/cloudtrail_record.h"

namespace farcall {
namespace {

TEST(KeyTable, FindsEveryNameAtItsIndex) {
  for (size_t i = 0; i < kRecordKeys.kNotFound; ++i) {
    EXPECT_EQ(kRecordKeys.Find(kRecordKeys.NameOf(i)), i);
  }
}

TEST(KeyTable, FindsNothingElse) {
  for (size_t i = 0; i < kRecordKeys.kNotFound; ++i) {
    std::string name(kRecordKeys.NameOf(i));
    EXPECT_EQ(kRecordKeys.Find(name + "x"), kRecordKeys.kNotFound);
    EXPECT_EQ(kRecordKeys.Find(name.substr(1)), kRecordKeys.kNotFound);
    name[1] ^= 1;  // not looked at by the hash
    EXPECT_EQ(kRecordKeys.Find(name), kRecordKeys.kNotFound);
  }
  EXPECT_EQ(kRecordKeys.Find(""), kRecordKeys.kNotFound);
  EXPECT_EQ(kRecordKeys.Find("x"), kRecordKeys.kNotFound);
}

TEST(KeyTable, HoldsTheKeysInTheirOrder) {
  const auto name = [](RecordKey key) {
    return kRecordKeys.NameOf(static_cast<size_t>(key));
  };
  EXPECT_EQ(name(RecordKey::kEventVersion), "eventVersion");
  EXPECT_EQ(name(RecordKey::kResponseElements), "responseElements");
  EXPECT_EQ(name(RecordKey::kHit), "_source");
  EXPECT_EQ(name(RecordKey::kS3ObjectKey), "s3ObjectKey");
  EXPECT_EQ(static_cast<size_t>(RecordKey::kS3ObjectKey) + 1,
            kRecordKeys.kNotFound);
}

}  // namespace
}  // namespace farcall
