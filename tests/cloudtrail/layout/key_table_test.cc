// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/layout/key_table.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "cloudtrail/layout/cloudtrail_record.h"

namespace farcall {
namespace {

size_t Number(RecordKey key) { return static_cast<size_t>(key); }

TEST(KeyTable, FindsEveryNameAtItsKey) {
  for (const KeyName& entry : kRecordKeyNames) {
    EXPECT_EQ(kRecordKeys.Find(entry.name), entry.key) << entry.name;
    EXPECT_FALSE(kRecordKeys.NameOf(entry.key).empty());
  }
}

TEST(KeyTable, FindsNamesInEverySpelling) {
  for (const char* name :
       {"userIdentity.sessionContext.sessionIssuer.arn",
        "useridentity_sessioncontext_sessionissuer_arn",
        "UserIdentitySessionContextSessionIssuerArn",
        "USERIDENTITY.SESSIONCONTEXT.SESSIONISSUER.ARN",
        "user_identity.session_context.session_issuer.arn"}) {
    EXPECT_EQ(kRecordKeys.Find(name), Number(RecordKey::kIssuerArn)) << name;
  }
  EXPECT_EQ(kRecordKeys.Find("source_ip_address"),
            Number(RecordKey::kSourceIpAddress));
  EXPECT_EQ(kRecordKeys.Find("Event Name"), Number(RecordKey::kEventName));
}

// The ways to a key are one: a name as it is, folded, and within an object.
TEST(KeyTable, FindsTheSameByEveryWay) {
  std::vector<std::string_view> names(kOtherRecordNames.begin(),
                                      kOtherRecordNames.end());
  for (const KeyName& entry : kRecordKeyNames) names.push_back(entry.name);
  for (const std::string_view name : names) {
    const size_t key = kRecordKeys.Find(FoldedName(name));
    EXPECT_EQ(kRecordKeys.Find(name), key) << name;
    const size_t dot = name.rfind('.');
    if (dot == name.npos) continue;
    const std::string_view outer = name.substr(0, dot);
    const std::string inner(name.substr(dot + 1));
    EXPECT_EQ(kRecordKeys.FindWithin(outer, inner), key) << name;
    std::string capital = inner;
    capital[0] = static_cast<char>(capital[0] & ~0x20);
    EXPECT_EQ(kRecordKeys.FindWithin(outer, capital), key) << name;
  }
  EXPECT_EQ(kRecordKeys.FindWithin("userIdentity", std::string(200, 'x')),
            kRecordKeys.kNotFound);
  EXPECT_EQ(kRecordKeys.FindWithin("userIdentity", ""),
            Number(RecordKey::kUserIdentity))
      << "as folded";
}

TEST(KeyTable, OtherNamesStandForNoKey) {
  for (const std::string_view name : kOtherRecordNames) {
    EXPECT_EQ(kRecordKeys.Find(name), kRecordKeys.kNotFound) << name;
  }
}

TEST(KeyTable, FindsNothingElse) {
  for (const KeyName& entry : kRecordKeyNames) {
    EXPECT_EQ(kRecordKeys.Find("x" + std::string(entry.name)),
              kRecordKeys.kNotFound);
  }
  EXPECT_EQ(kRecordKeys.Find(""), kRecordKeys.kNotFound);
  EXPECT_EQ(kRecordKeys.Find("."), kRecordKeys.kNotFound);
  EXPECT_EQ(kRecordKeys.Find(std::string(10000, 'e')), kRecordKeys.kNotFound);
}

TEST(KeyTable, TellsTheNameThatCloudTrailGives) {
  EXPECT_EQ(kRecordKeys.NameOf(Number(RecordKey::kEventId)), "eventID");
  EXPECT_EQ(kRecordKeys.NameOf(Number(RecordKey::kTimestamp)), "@timestamp");
  EXPECT_EQ(kRecordKeys.NameOf(Number(RecordKey::kArn)), "userIdentity.arn");
}

}  // namespace
}  // namespace farcall
