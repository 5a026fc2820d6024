// SPDX-License-Identifier: Apache-2.0
#include "server/wire/batch_outline.h"

#include <gtest/gtest.h>

#include <string>

#include "farcall/v1/scoring_service.pb.h"

namespace farcall {
namespace {

std::optional<BatchOutline> Outline(
    const std::string& bytes,
    ScoringMessage message = ScoringMessage::kScoreEvents) {
  return BatchOutline::Of(bytes, message);
}

v1::ScoreEventsRequest Batch() {
  v1::ScoreEventsRequest batch;
  batch.set_tenant("acme");
  batch.set_mode(v1::SCORING_MODE_SCORE_ONLY);
  batch.set_factors_from(v1::RISK_LEVEL_LOW);
  for (int i = 0; i < 3; ++i) {
    v1::Event& event = *batch.add_events()->mutable_event();
    event.set_event_id("id");
    event.set_principal(std::string(100, 'p'));
  }
  batch.add_events();
  batch.add_events()->mutable_cloudtrail_record()->set_json(
      std::string(3000, 'x'));
  return batch;
}

TEST(BatchOutline, TellsWhoseBatchItIsAndHowLargeWithoutParsing) {
  const std::string bytes = Batch().SerializeAsString();
  const auto outline = Outline(bytes);
  ASSERT_TRUE(outline.has_value());
  EXPECT_EQ(outline->tenant, "acme");
  EXPECT_EQ(outline->mode, v1::SCORING_MODE_SCORE_ONLY);
  EXPECT_EQ(outline->factors_from, v1::RISK_LEVEL_LOW);
  EXPECT_EQ(outline->events, 5);
  EXPECT_GT(outline->answer_bytes, 3 * 8 * 100 + 2 * 3000);
  EXPECT_LT(outline->answer_bytes, 5 * 1024 + 3 * 8 * 120 + 2 * 3010);
}

TEST(BatchOutline, IsTheSameForABatchOfAStream) {
  v1::StreamScoreEventsRequest request;
  *request.mutable_batch() = Batch();
  const std::string bytes = request.SerializeAsString();
  const auto outline = Outline(bytes, ScoringMessage::kStreamScoreEvents);
  ASSERT_TRUE(outline.has_value());
  EXPECT_EQ(outline->tenant, "acme");
  EXPECT_EQ(outline->events, 5);
  EXPECT_EQ(Outline("", ScoringMessage::kStreamScoreEvents)->events, 0);
}

// A caller with the right for one tenant must not name it for the outline and
// another one for the parser.
TEST(BatchOutline, NamesTheTenantThatTheParserWillFind) {
  v1::ScoreEventsRequest first;
  first.set_tenant("first");
  first.add_events()->mutable_event()->set_event_id("a");
  v1::ScoreEventsRequest last;
  last.set_tenant("last");
  const std::string field_of_number = "\x08\x05";  // field 1, a varint
  const std::string field_of_32_bits =
      "\x0d"
      "abcd";  // field 1, 32 bits
  const std::string empty_tenant("\x0a\x00", 2);
  const std::string group =
      "\x0b\x0a\x01x\x0c";  // field 1, a group with a text
  const std::string one = first.SerializeAsString();
  const std::string two = last.SerializeAsString();
  for (const std::string& bytes :
       {one + two, two + one, one + field_of_number, one + field_of_32_bits,
        one + empty_tenant, one + group, group + two,
        one +
            "\x7a\x03"
            "abc" +
            two}) {
    v1::ScoreEventsRequest parsed;
    ASSERT_TRUE(parsed.ParseFromString(bytes));
    const auto outline = Outline(bytes);
    ASSERT_TRUE(outline.has_value());
    EXPECT_EQ(outline->tenant, parsed.tenant());
    EXPECT_EQ(outline->events, parsed.events_size());

    // In a stream, parts of a batch are put together.
    v1::StreamScoreEventsRequest a;
    a.mutable_batch()->ParseFromString(one);
    v1::StreamScoreEventsRequest b;
    b.mutable_batch()->ParseFromString(bytes);
    const std::string both = a.SerializeAsString() + b.SerializeAsString();
    v1::StreamScoreEventsRequest merged;
    ASSERT_TRUE(merged.ParseFromString(both));
    const auto streamed = Outline(both, ScoringMessage::kStreamScoreEvents);
    ASSERT_TRUE(streamed.has_value());
    EXPECT_EQ(streamed->tenant, merged.batch().tenant());
    EXPECT_EQ(streamed->events, merged.batch().events_size());
  }
}

TEST(BatchOutline, IsNoneOfBytesThatAreNoMessage) {
  const std::string bytes = Batch().SerializeAsString();
  EXPECT_FALSE(Outline(bytes.substr(0, bytes.size() - 1)).has_value());
  EXPECT_FALSE(Outline("\xff\xff\xff").has_value());
  EXPECT_FALSE(Outline("\x0a\x05"
                       "ab")
                   .has_value());
  EXPECT_FALSE(Outline(std::string("\x1a\xff\xff\xff\xff\x0f", 6)).has_value());
  EXPECT_FALSE(Outline("\x0c").has_value()) << "the end of a group";
}

}  // namespace
}  // namespace farcall
