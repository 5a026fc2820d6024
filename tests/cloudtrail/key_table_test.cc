// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/key_table.h"

#include <gtest/gtest.h>

#include <string>

#include "cloudtrail/cloudtrail_record.h"

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
