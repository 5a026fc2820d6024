// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace farcall {
namespace {

using ::testing::IsNull;
using ::testing::NotNull;
using ::testing::UnorderedElementsAre;

std::vector<KeyOfEvent> KeysOf(const Event& event, const Origin& origin = {}) {
  const BatchKeys keys("default", std::span(&event, 1), std::span(&origin, 1));
  const auto of_event = keys.of_event(0);
  return {of_event.begin(), of_event.end()};
}

std::set<EntityKind> KindsOf(const Event& event) {
  std::set<EntityKind> kinds;
  for (const KeyOfEvent& key : KeysOf(event)) kinds.insert(key.source.entity);
  return kinds;
}

TEST(BatchKeys, CountsAPrincipalsCallForEveryLevel) {
  Event event{.account = "111122223333",
              .principal = "p",
              .principal_kind = PrincipalKind::kUser,
              .command = "s:C"};
  EXPECT_THAT(KindsOf(event),
              UnorderedElementsAre(EntityKind::kPrincipal, EntityKind::kPeers,
                                   EntityKind::kTenant, EntityKind::kCommand));
  event.error_code = "AccessDenied";
  EXPECT_THAT(KindsOf(event),
              UnorderedElementsAre(EntityKind::kPrincipal, EntityKind::kPeers,
                                   EntityKind::kAccount, EntityKind::kTenant,
                                   EntityKind::kCommand));
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
  const std::vector<Origin> origins(100);
  const BatchKeys keys("default", events, origins);
  EXPECT_EQ(keys.keys().size(), keys.of_event(0).size());
  EXPECT_EQ(keys.of_event(0)[0].index, keys.of_event(99)[0].index);
}

TEST(BatchKeys, CountsOnlyWhatTheEventHas) {
  const Source city{EntityKind::kCommand, Attribute::kCity};
  const Source error{EntityKind::kPrincipal, Attribute::kErrorCode};
  Event event{.principal = "p", .command = "s:C"};
  EXPECT_THAT(FindKey(KeysOf(event), city), IsNull());
  EXPECT_THAT(FindKey(KeysOf(event), error), IsNull());
  event.error_code = "AccessDenied";
  const auto keys = KeysOf(event, {.value = "DE", .city = "Berlin"});
  ASSERT_THAT(FindKey(keys, city), NotNull());
  EXPECT_EQ(FindKey(keys, city)->value, "DE/Berlin");
  ASSERT_THAT(FindKey(keys, error), NotNull());
  EXPECT_EQ(FindKey(keys, error)->value, "AccessDenied");
}

}  // namespace
}  // namespace farcall
