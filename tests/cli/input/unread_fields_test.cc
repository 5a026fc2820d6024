// SPDX-License-Identifier: Apache-2.0
#include "cli/input/unread_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::EventResult Result(const std::string& principal,
                       const std::vector<v1::UnreadField>& unread) {
  v1::EventResult result;
  result.set_principal(principal);
  for (const v1::UnreadField field : unread) result.add_unread(field);
  return result;
}

TEST(UnreadFields, SaysOnceAFileHowManyCallsLostWhat) {
  UnreadFields fields;
  fields.Count("a.json", Result("", {v1::UNREAD_FIELD_IDENTITY}));
  fields.Count("a.json", Result("alice", {v1::UNREAD_FIELD_IDENTITY,
                                          v1::UNREAD_FIELD_ADDRESS}));
  fields.Count("a.json", Result("", {v1::UNREAD_FIELD_IDENTITY}));
  fields.Count("b.json", Result("alice", {v1::UNREAD_FIELD_ADDRESS}));
  fields.Count("c.json", Result("alice", {}));
  EXPECT_THAT(
      fields.Lines(),
      ElementsAre(
          "a.json: 2 calls with an identity that could not be read: scored as "
          "nobody's",
          "a.json: 1 call with a part of the identity that could not be read: "
          "the principal may be incomplete",
          "a.json: 1 call with an address that could not be read: scored from "
          "@unknown",
          "b.json: 1 call with an address that could not be read: scored from "
          "@unknown"));
  EXPECT_THAT(UnreadFields().Lines(), IsEmpty());
}

TEST(UnreadFields, NamesTenFilesAtMost) {
  UnreadFields fields;
  for (int i = 0; i < 13; ++i) {
    fields.Count(std::to_string(i), Result("", {v1::UNREAD_FIELD_IDENTITY}));
  }
  EXPECT_EQ(fields.Lines().size(), 11u);
  EXPECT_EQ(fields.Lines().back(),
            "identities or addresses could not be read in 3 more files");
}

}  // namespace
}  // namespace farcall
