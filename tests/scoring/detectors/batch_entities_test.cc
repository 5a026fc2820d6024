// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/batch_entities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "scoring/records/attribute.h"

namespace farcall {
namespace {

using ::testing::UnorderedElementsAre;

std::set<EntityKind> KindsOf(const Event& event) {
  const Origin origin;
  const BatchEntities entities("default", std::span(&event, 1),
                               std::span(&origin, 1));
  std::set<EntityKind> kinds;
  for (const EntityKey& entity : entities.entities()) kinds.insert(entity.kind);
  return kinds;
}

TEST(BatchEntities, CountsAPrincipalsCallForEveryLevel) {
  const Event event{.account = "111122223333",
                    .principal = "p",
                    .principal_kind = PrincipalKind::kUser,
                    .command = "s:C"};
  EXPECT_THAT(KindsOf(event),
              UnorderedElementsAre(EntityKind::kPrincipal, EntityKind::kPeers,
                                   EntityKind::kAccount, EntityKind::kTenant,
                                   EntityKind::kCommand));
}

TEST(BatchEntities, LeavesTheAccountOutWhereItIsNotKnown) {
  const Event event{.principal = "p",
                    .principal_kind = PrincipalKind::kUser,
                    .command = "s:C"};
  EXPECT_THAT(KindsOf(event),
              UnorderedElementsAre(EntityKind::kPrincipal, EntityKind::kTenant,
                                   EntityKind::kCommand));
}

TEST(BatchEntities, KeepsServicesOutOfWhatIsUsualForPeople) {
  const Event event{.account = "111122223333",
                    .principal_kind = PrincipalKind::kService,
                    .command = "s:C"};
  EXPECT_THAT(KindsOf(event), UnorderedElementsAre(EntityKind::kCommand));
}

TEST(BatchEntities, CountsASessionThatChoseItsNameForItsRole) {
  const std::string role = "arn:aws:iam::111122223333:role/deploy";
  Event event{.principal = "p", .role = role, .command = "s:C"};
  EXPECT_EQ(EntityName(event, EntityKind::kRole), role);
  event.principal.clear();
  EXPECT_EQ(EntityName(event, EntityKind::kRole), std::nullopt);
  event = {.principal = "p", .command = "s:C"};
  EXPECT_EQ(EntityName(event, EntityKind::kRole), std::nullopt);
}

TEST(BatchEntities, NamesEachEntityOnce) {
  const std::vector<Event> events(
      100,
      Event{.account = "111122223333", .principal = "p", .command = "s:C"});
  const std::vector<Origin> origins(100);
  const BatchEntities entities("default", events, origins);
  EXPECT_EQ(entities.entities().size(), 5U);
  for (const EntityKind kind : kEntityKinds) {
    EXPECT_EQ(entities.of_event(0).entity(kind),
              entities.of_event(99).entity(kind));
  }
}

TEST(BatchEntities, TellsPeersOfOneAccountApartByTheirKind) {
  const std::vector<Event> events = {{.account = "111122223333",
                                      .principal = "p",
                                      .principal_kind = PrincipalKind::kUser},
                                     {.account = "111122223333",
                                      .principal = "q",
                                      .principal_kind = PrincipalKind::kRole}};
  const std::vector<Origin> origins(2);
  const BatchEntities entities("default", events, origins);
  const auto name_of = [&](size_t event) {
    return entities
        .entities()[entities.of_event(event).entity(EntityKind::kPeers)]
        .name;
  };
  EXPECT_EQ(name_of(0), "111122223333:user");
  EXPECT_EQ(name_of(1), "111122223333:role");
}

TEST(CountedEvent, HasOnlyWhatTheEventHas) {
  const Source city{EntityKind::kCommand, Attribute::kCity};
  const Source error{EntityKind::kPrincipal, Attribute::kErrorCode};
  std::vector<Event> events(2, Event{.principal = "p", .command = "s:C"});
  events[1].error_code = "AccessDenied";
  const std::vector<Origin> origins = {{}, {.value = "DE", .city = "Berlin"}};
  const BatchEntities entities("default", events, origins);
  EXPECT_FALSE(entities.of_event(0).Has(city));
  EXPECT_FALSE(entities.of_event(0).Has(error));
  const CountedEvent& failed = entities.of_event(1);
  ASSERT_TRUE(failed.Has(city));
  EXPECT_EQ(failed.value(Attribute::kCity), "DE/Berlin");
  ASSERT_TRUE(failed.Has(error));
  EXPECT_EQ(failed.value(Attribute::kErrorCode), "AccessDenied");
}

}  // namespace
}  // namespace farcall
