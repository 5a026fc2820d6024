// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

std::vector<EntityKind> KindsOf(const Event& event) {
  const BatchKeys keys("default", std::span(&event, 1));
  std::vector<EntityKind> kinds;
  for (const KeyOfEvent& key : keys.of_event(0)) kinds.push_back(key.kind);
  return kinds;
}

TEST(BatchKeys, CountsAPrincipalsCallForEveryLevel) {
  const Event event{.account = "111122223333",
                    .principal = "p",
                    .principal_kind = PrincipalKind::kUser,
                    .command = "s:C"};
  EXPECT_THAT(KindsOf(event),
              UnorderedElementsAre(EntityKind::kPrincipal, EntityKind::kAccount,
                                   EntityKind::kTenant, EntityKind::kCommand));
}

TEST(BatchKeys, LeavesTheAccountOutWhereItIsNotKnown) {
  const Event event{.principal = "p",
                    .principal_kind = PrincipalKind::kUser,
                    .command = "s:C"};
  EXPECT_THAT(KindsOf(event),
              UnorderedElementsAre(EntityKind::kPrincipal, EntityKind::kTenant,
                                   EntityKind::kCommand));
}

TEST(BatchKeys, KeepsServicesOutOfWhatIsUsualForPeople) {
  const Event event{.account = "111122223333",
                    .principal_kind = PrincipalKind::kService,
                    .command = "s:C"};
  EXPECT_THAT(KindsOf(event), UnorderedElementsAre(EntityKind::kCommand));
}

TEST(BatchKeys, NamesEachHistogramOnce) {
  const std::vector<Event> events(
      100,
      Event{.account = "111122223333", .principal = "p", .command = "s:C"});
  const BatchKeys keys("default", events);
  EXPECT_THAT(keys.keys(), SizeIs(4));
  EXPECT_EQ(keys.of_event(0)[0].index, keys.of_event(99)[0].index);
}

}  // namespace
}  // namespace farcall
