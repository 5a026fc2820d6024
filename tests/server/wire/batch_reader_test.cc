// SPDX-License-Identifier: Apache-2.0
#include "server/wire/batch_reader.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "farcall/v1/scoring_service.pb.h"
#include "tests/server/wire/reader_difference.h"

namespace farcall {
namespace {

using reference::ReaderDifference;

std::string Field(char tag, const std::string& bytes) {
  return std::string(1, tag) + static_cast<char>(bytes.size()) + bytes;
}

// As the only event of a batch: the fields of an EventInput.
std::string BatchOf(const std::string& input) { return Field('\x1a', input); }

void ExpectRefused(const std::string& bytes) {
  std::vector<EventInput> inputs;
  EXPECT_FALSE(ReadInputs(bytes, ScoringMessage::kScoreEvents, inputs));
  EXPECT_EQ(ReaderDifference(bytes, ScoringMessage::kScoreEvents), "");
}

class BatchReader : public testing::Test {
 protected:
  // The input that is read, a view of the bytes, which are kept. Checks that
  // protobuf reads the same.
  EventInput ReadOne(std::string bytes) {
    const std::string& kept = requests_.emplace_back(std::move(bytes));
    EXPECT_EQ(ReaderDifference(kept, ScoringMessage::kScoreEvents), "");
    std::vector<EventInput> inputs;
    EXPECT_TRUE(ReadInputs(kept, ScoringMessage::kScoreEvents, inputs));
    return inputs.empty() ? EventInput() : inputs.front();
  }

 private:
  std::deque<std::string> requests_;
};

TEST_F(BatchReader, GivesViewsOfTheRequest) {
  const std::string bytes = BatchOf(Field('\x0a', Field('\x0a', "id")));
  std::vector<EventInput> inputs;
  ASSERT_TRUE(ReadInputs(bytes, ScoringMessage::kScoreEvents, inputs));
  ASSERT_EQ(inputs.size(), 1U);
  const auto& event = std::get<StructuredEvent>(inputs[0]);
  EXPECT_EQ(event.event_id, "id");
  EXPECT_EQ(event.event_id.data(), bytes.data() + bytes.size() - 2);
  EXPECT_TRUE(event.is_printable_ascii);
}

TEST_F(BatchReader, TakesTheLastOfAFieldThatIsSentTwice) {
  const std::string event = Field('\x0a', "a") + Field('\x22', "alice") +
                            Field('\x0a', "b") + Field('\x22', "");
  const EventInput input = ReadOne(BatchOf(Field('\x0a', event)));
  EXPECT_EQ(std::get<StructuredEvent>(input).event_id, "b");
  EXPECT_EQ(std::get<StructuredEvent>(input).principal, "");
}

TEST_F(BatchReader, PutsAMessageTogetherThatIsSentInParts) {
  const std::string first = Field('\x0a', "a") + Field('\x12', "\x08\x05");
  const std::string second = Field('\x22', "alice") + Field('\x12', "\x10\x07");
  const EventInput input =
      ReadOne(BatchOf(Field('\x0a', first) + Field('\x0a', second)));
  const auto& event = std::get<StructuredEvent>(input);
  EXPECT_EQ(event.event_id, "a");
  EXPECT_EQ(event.principal, "alice");
  EXPECT_EQ(event.event_time->seconds, 5);
  EXPECT_EQ(event.event_time->nanos, 7);
}

TEST_F(BatchReader, CountsResourcesAndKeepsTheFirstOnes) {
  const auto resource = [](const std::string& arn) {
    return "\xd2" + Field('\x01', arn);
  };
  const std::string event =
      resource("a") + resource("bcd") + Field('\x0a', "id") + resource("ef");
  const EventInput input = ReadOne(BatchOf(Field('\x0a', event)));
  const SentResources& resources = std::get<StructuredEvent>(input).resources;
  EXPECT_EQ(resources.first[0], "a");
  EXPECT_EQ(resources.first[1], "bcd");
  EXPECT_EQ(resources.count, 3U);
  EXPECT_EQ(resources.bytes_max, 3U);
}

TEST_F(BatchReader, TellsAFlagThatIsFalseFromOneThatIsNotSent) {
  const std::string event("\xb0\x01\x00", 3);
  const EventInput input = ReadOne(BatchOf(Field('\x0a', event)));
  EXPECT_EQ(std::get<StructuredEvent>(input).read_only, false);
  EXPECT_EQ(std::get<StructuredEvent>(input).mfa_authenticated, std::nullopt);
}

TEST_F(BatchReader, TakesTheLastMemberOfAOneof) {
  const std::string event = Field('\x0a', Field('\x0a', "a"));
  const std::string record = Field('\x12', Field('\x0a', "{}"));
  EXPECT_EQ(std::get<RawRecord>(ReadOne(BatchOf(event + record))).json, "{}");
  const EventInput again = ReadOne(BatchOf(event + record + event));
  EXPECT_EQ(std::get<StructuredEvent>(again).event_id, "a");
  const EventInput emptied =
      ReadOne(BatchOf(event + record + Field('\x0a', "")));
  EXPECT_EQ(std::get<StructuredEvent>(emptied).event_id, "");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(ReadOne(BatchOf(""))));
}

TEST_F(BatchReader, PassesOverUnknownFieldsAndOtherWireTypes) {
  const std::string unknown = Field('\x7a', "x") + std::string("\x08\x05") +
                              "\x25"
                              "abcd" +
                              "\x53\x0a\x01x\x54";
  const std::string event = unknown + Field('\x0a', "a") + unknown;
  EXPECT_EQ(std::get<StructuredEvent>(
                ReadOne(unknown + BatchOf(unknown + Field('\x0a', event))))
                .event_id,
            "a");
}

TEST_F(BatchReader, WantsUtf8OfStringsAndNotOfBytes) {
  const EventInput accented =
      ReadOne(BatchOf(Field('\x0a', Field('\x0a', "\xc3\xa4"))));
  EXPECT_FALSE(std::get<StructuredEvent>(accented).is_printable_ascii);
  ExpectRefused(BatchOf(Field('\x0a', Field('\x0a', "\xc3"))));
  ExpectRefused(BatchOf(Field('\x12', Field('\x12', "\xff"))));
  ExpectRefused(Field('\x0a', "\xff") + BatchOf(""));
  const EventInput record =
      ReadOne(BatchOf(Field('\x12', Field('\x0a', "\xff"))));
  EXPECT_EQ(std::get<RawRecord>(record).json, "\xff");
}

TEST_F(BatchReader, RefusesWhatIsCutOffOrDoesNotEnd) {
  const std::string whole =
      BatchOf(Field('\x0a', Field('\x0a', "a") + Field('\x12', "\x08\x05")));
  for (size_t size = 1; size < whole.size(); ++size) {
    ExpectRefused(whole.substr(0, size));
  }
  ExpectRefused(BatchOf(Field('\x0a', "\x0c")));
  ExpectRefused(BatchOf(std::string(1, '\0')));
  ExpectRefused(BatchOf(Field('\x0a', "\x58" + std::string(10, '\x80'))));
}

TEST_F(BatchReader, PutsABatchOfAStreamTogether) {
  const std::string one = BatchOf(Field('\x0a', Field('\x0a', "a")));
  const std::string two = BatchOf(Field('\x12', Field('\x0a', "{}")));
  const std::string bytes =
      Field('\x0a', Field('\x0a', "acme") + one) + Field('\x0a', two);
  EXPECT_EQ(ReaderDifference(bytes, ScoringMessage::kStreamScoreEvents), "");
  std::vector<EventInput> inputs;
  ASSERT_TRUE(ReadInputs(bytes, ScoringMessage::kStreamScoreEvents, inputs));
  ASSERT_EQ(inputs.size(), 2U);
  EXPECT_EQ(std::get<RawRecord>(inputs[1]).json, "{}");
}

// The requests of the corpus, as they are, cut off, put together, and with
// bytes changed at random: protobuf's parser reads the same of them.
class Corpus : public testing::Test {
 protected:
  Corpus() {
    for (const auto& file :
         std::filesystem::directory_iterator(FARCALL_REQUESTS)) {
      if (file.path().extension() != ".textproto") continue;
      std::ifstream stream(file.path());
      const std::string text(std::istreambuf_iterator<char>(stream), {});
      v1::StreamScoreEventsRequest request;
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
          text, request.mutable_batch()))
          << file.path();
      requests_.push_back(request.batch().SerializeAsString());
      streamed_.push_back(request.SerializeAsString());
    }
  }

  static void ExpectSame(const std::string& bytes) {
    for (const auto message :
         {ScoringMessage::kScoreEvents, ScoringMessage::kStreamScoreEvents}) {
      ASSERT_EQ(ReaderDifference(bytes, message), "")
          << testing::PrintToString(bytes);
    }
  }

  std::vector<std::string> requests_;
  std::vector<std::string> streamed_;
};

TEST_F(Corpus, ReadsAsProtobufReadsIt) {
  ASSERT_GE(requests_.size(), 10U);
  for (const auto* requests : {&requests_, &streamed_}) {
    for (const std::string& request : *requests) {
      ExpectSame(request);
      for (const std::string& other : *requests) ExpectSame(request + other);
      for (size_t size = 0; size < request.size(); ++size) {
        ExpectSame(request.substr(0, size));
      }
    }
  }
}

TEST_F(Corpus, ReadsAsProtobufReadsItWithBytesChanged) {
  std::mt19937_64 random(3);
  for (const auto* requests : {&requests_, &streamed_}) {
    for (const std::string& request : *requests) {
      for (int round = 0; round < 2000 && !request.empty(); ++round) {
        std::string changed = request;
        for (size_t i = 1 + random() % 3; i > 0; --i) {
          changed[random() % changed.size()] = static_cast<char>(random());
        }
        ExpectSame(changed);
      }
    }
  }
}

}  // namespace
}  // namespace farcall
