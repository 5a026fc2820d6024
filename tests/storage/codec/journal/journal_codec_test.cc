// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/journal/journal_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "storage/codec/key_codec.h"

namespace farcall {
namespace {

std::vector<std::string> KeysOf(const std::vector<EntityKey>& entities) {
  std::vector<std::string> keys;
  for (const EntityKey& entity : entities) {
    keys.push_back(*EncodeEntityKey(entity));
  }
  return keys;
}

const std::vector<std::string>& Keys() {
  static const std::vector<std::string> kKeys =
      KeysOf({{"acme", EntityKind::kTenant, ""},
              {"acme", EntityKind::kPrincipal, "alice"},
              {"acme", EntityKind::kCommand, "s3:GetObject"}});
  return kKeys;
}

CountedEvent CallFrom(std::string_view country) {
  CountedEvent counted;
  counted.SetEntity(EntityKind::kTenant, 0);
  counted.SetEntity(EntityKind::kPrincipal, 1);
  counted.SetEntity(EntityKind::kCommand, 2);
  counted.SetValue(Attribute::kCountry, country);
  counted.SetValue(Attribute::kCommand, "s3:GetObject");
  return counted;
}

// An event with everything that effects can have.
EventEffects Everything(const CountedEvent& counted) {
  EventEffects effects{
      .counted = &counted,
      .at_seconds = 1'700'000'000,
      .malicious_country = true,
      .malicious_operator = true,
      .place_centibits = 1234,
      .evidence = {{{.origin = "VN",
                     .network = "1.2.3",
                     .network_is_new = true,
                     .detector = "tool",
                     .value = "x"},
                    500},
                   {{}, 1}},
      .alert_origin = "VN",
      .budget = BudgetCount{1300, 2, 52, true},
      .episode = EpisodeNote{
          .id = {.bytes = {1, 2, 0, 255}}, .opens = true, .origin = "VN"}};
  effects.news[static_cast<size_t>(Attribute::kInstanceSite)] =
      Histogram::News::kSecondDay;
  effects.news[static_cast<size_t>(Attribute::kCountry)] =
      Histogram::News::kPeriod;
  effects.answers = DatabaseAnswers{.country = "VN",
                                    .country_build_seconds = 1'600'000'000,
                                    .location = Location{10.5, 106.5, 20},
                                    .operator_key = "AS1",
                                    .operator_kind = OperatorKind::kHosting,
                                    .operator_build_seconds = 1'600'000'001};
  return effects;
}

void ExpectSame(const EventEffects& is, const EventEffects& expected) {
  EXPECT_EQ(is.at_seconds, expected.at_seconds);
  EXPECT_EQ(is.counts, expected.counts);
  EXPECT_EQ(is.malicious_country, expected.malicious_country);
  EXPECT_EQ(is.malicious_operator, expected.malicious_operator);
  EXPECT_EQ(is.news, expected.news);
  EXPECT_EQ(is.place_centibits, expected.place_centibits);
  EXPECT_EQ(is.evidence, expected.evidence);
  EXPECT_EQ(is.alert_origin, expected.alert_origin);
  EXPECT_EQ(is.budget, expected.budget);
  EXPECT_EQ(is.episode, expected.episode);
  ASSERT_EQ(is.answers.has_value(), expected.answers.has_value());
  if (is.answers.has_value()) {
    EXPECT_EQ(is.answers->country, expected.answers->country);
    EXPECT_EQ(is.answers->country_build_seconds,
              expected.answers->country_build_seconds);
    EXPECT_EQ(is.answers->location->longitude,
              expected.answers->location->longitude);
    EXPECT_EQ(is.answers->operator_key, expected.answers->operator_key);
    EXPECT_EQ(is.answers->operator_kind, expected.answers->operator_kind);
    EXPECT_EQ(is.answers->operator_build_seconds,
              expected.answers->operator_build_seconds);
  }
  for (const EntityKind kind : kEntityKinds) {
    EXPECT_EQ(is.counted->entity(kind), expected.counted->entity(kind));
  }
  for (const Attribute attribute : kAttributes) {
    EXPECT_EQ(is.counted->value(attribute), expected.counted->value(attribute));
  }
}

TEST(JournalCodec, WritesATextOnceHoweverManyEventsHaveIt) {
  const CountedEvent from_vn = CallFrom("VN");
  const std::vector<EventEffects> once = {Everything(from_vn)};
  const std::vector<EventEffects> often(20, Everything(from_vn));
  const auto bytes_of = [](const std::vector<EventEffects>& effects) {
    JournalGroupWriter writer("acme");
    writer.Add(Keys(), effects);
    return std::move(writer).Finish();
  };
  const std::string bytes = bytes_of(often);
  EXPECT_LT(bytes.size(), bytes_of(once).size() + 19 * 80);
  const auto group = DecodeJournalGroup(bytes);
  ASSERT_TRUE(group.ok()) << group.status();
  ASSERT_EQ(group->updates[0].effects.size(), often.size());
  for (const EventEffects& effects : group->updates[0].effects) {
    ExpectSame(effects, often[0]);
  }
}

TEST(JournalCodec, ReadsWhatItWrote) {
  const CountedEvent from_de = CallFrom("DE");
  const CountedEvent from_vn = CallFrom("VN");
  const std::vector<EventEffects> first = {
      Everything(from_vn), {.counted = &from_de, .at_seconds = 1'699'999'000}};
  const std::vector<EventEffects> second = {
      {.counted = &from_de, .at_seconds = 0, .counts = false}};
  JournalGroupWriter writer("acme");
  writer.Add(Keys(), first);
  writer.Add(Keys(), second);
  EXPECT_EQ(writer.events(), 3u);
  const std::string bytes = std::move(writer).Finish();
  // The latitude of 10.5 degrees, big-endian.
  EXPECT_THAT(bytes, testing::HasSubstr("\x40\x25" + std::string(6, '\0')));

  const auto group = DecodeJournalGroup(bytes);
  ASSERT_TRUE(group.ok()) << group.status();
  EXPECT_EQ(group->tenant, "acme");
  EXPECT_EQ(group->events(), 3u);
  ASSERT_EQ(group->updates.size(), 2u);
  EXPECT_EQ(group->updates[0].keys, Keys());
  EXPECT_EQ(group->updates[1].keys, Keys());
  ExpectSame(group->updates[0].effects[0], first[0]);
  ExpectSame(group->updates[0].effects[1], first[1]);
  ExpectSame(group->updates[1].effects[0], second[0]);
}

TEST(JournalCodec, WritesEachTextOnce) {
  const std::string country(100, 'x');
  const CountedEvent counted = CallFrom(country);
  const std::vector<EventEffects> events(
      50, {.counted = &counted, .at_seconds = 1'700'000'000});
  JournalGroupWriter writer("acme");
  writer.Add(Keys(), events);
  const std::string bytes = std::move(writer).Finish();
  EXPECT_LT(bytes.size(), country.size() + 50 * 12);
}

TEST(JournalCodec, RefusesEveryPartOfAGroupThatIsNone) {
  const CountedEvent counted = CallFrom("VN");
  const std::vector<EventEffects> events = {Everything(counted)};
  JournalGroupWriter writer("acme");
  writer.Add(Keys(), events);
  const std::string bytes = std::move(writer).Finish();
  size_t whole = 0;
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto group = DecodeJournalGroup(bytes.substr(0, size));
    if (group.ok()) {
      ++whole;
    } else {
      EXPECT_EQ(group.status().code(), absl::StatusCode::kDataLoss);
    }
  }
  EXPECT_EQ(whole, 1u);  // the group without its update
}

TEST(JournalCodec, HoldsNoMoreEventsThanItsBytesCan) {
  // Of `acme`, an update without entities and with 4 events, of 4 bytes each at
  // least.
  const std::string bytes("\1\4acme\0\4", 8);
  EXPECT_TRUE(DecodeJournalGroup(bytes + std::string(16, '\0')).ok());
  const absl::Status status =
      DecodeJournalGroup(bytes + std::string(15, '\0')).status();
  EXPECT_THAT(std::string(status.message()),
              testing::HasSubstr("number of events"));
}

TEST(JournalCodec, KeysSortBySequence) {
  EXPECT_LT(EncodeJournalKey(255), EncodeJournalKey(256));
  EXPECT_EQ(*DecodeJournalKey(EncodeJournalKey(1'000'000)), 1'000'000u);
  EXPECT_EQ(DecodeJournalKey("short").status().code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace farcall
