// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/feedback_codec.h"

#include <gtest/gtest.h>

#include <limits>

#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

FeedbackEntry Forgotten() {
  return {.time_micros = 1'700'000'000'123'456,
          .action = FeedbackAction::kForget,
          .principal = "alice",
          .origin = "",
          .actor = "carol",
          .reason = "a test",
          .feedback_id = "f1",
          .identity = "token:soc",
          .from_seconds = 3600,
          .to_seconds = 7200};
}

std::string KeyOf(const FeedbackEntry& entry) {
  return *EncodeFeedbackKey("acme", entry.time_micros, {1, 2});
}

TEST(FeedbackCodec, EntriesRoundTrip) {
  FeedbackEntry entry = Forgotten();
  EXPECT_EQ(*DecodeFeedback(KeyOf(entry), *EncodeFeedback(entry)), entry);
  for (const FeedbackAction action :
       {FeedbackAction::kBenign, FeedbackAction::kMalicious,
        FeedbackAction::kClear}) {
    entry.action = action;
    entry.until_seconds = action == FeedbackAction::kBenign ? 7200 : 0;
    entry.content_digest = 0x0123456789abcdef;
    entry.origin = "VN";
    entry.from_seconds = entry.to_seconds = 0;
    entry.reason.clear();
    EXPECT_EQ(*DecodeFeedback(KeyOf(entry), *EncodeFeedback(entry)), entry);
  }
}

TEST(FeedbackCodec, RefusesDamage) {
  const FeedbackEntry entry = Forgotten();
  const std::string key = KeyOf(entry);
  const std::string value = *EncodeFeedback(entry);
  for (size_t size = 0; size < value.size(); ++size) {
    EXPECT_EQ(DecodeFeedback(key, value.substr(0, size)).status().code(),
              absl::StatusCode::kDataLoss)
        << size;
  }
  std::string version = value;
  version[0] = 4;
  std::string action = value;
  action[1] = 5;
  std::string length = value;
  length[2] = '\x7f';
  for (const std::string& bad : {version, action, length, value + '\0'}) {
    EXPECT_EQ(DecodeFeedback(key, bad).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

TEST(FeedbackCodec, ReadsEntriesOfOlderVersions) {
  FeedbackEntry entry = Forgotten();
  entry.identity.clear();
  std::string value = *EncodeFeedback(entry);
  value.resize(value.size() - 1 - 8);  // the end of a verdict, the digest
  value[0] = 2;
  EXPECT_EQ(*DecodeFeedback(KeyOf(entry), value), entry);
  value.pop_back();  // the identity's length
  value[0] = 1;
  EXPECT_EQ(*DecodeFeedback(KeyOf(entry), value), entry);
}

TEST(FeedbackCodec, RefusesWhatIsNoKey) {
  const FeedbackEntry entry = Forgotten();
  const std::string key = KeyOf(entry);
  const std::string value = *EncodeFeedback(entry);
  std::string negative = FeedbackPrefix("acme");
  AppendFixed64(std::numeric_limits<uint64_t>::max(), negative);
  AppendFixed64(0, negative);
  for (const std::string& bad :
       {std::string(), key.substr(1), key.substr(0, key.size() - 1), key + 'x',
        std::string("format_version"), negative}) {
    EXPECT_EQ(DecodeFeedback(bad, value).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

TEST(FeedbackCodec, DoesNotWriteWhatItWouldNotRead) {
  const auto expect_refused = [](auto change) {
    FeedbackEntry entry = Forgotten();
    change(entry);
    EXPECT_EQ(EncodeFeedback(entry).status().code(),
              absl::StatusCode::kInternal);
  };
  using Entry = FeedbackEntry;
  expect_refused([](Entry& e) { e.action = static_cast<FeedbackAction>(0); });
  expect_refused([](Entry& e) { e.principal.clear(); });
  expect_refused([](Entry& e) { e.principal.assign(513, 'x'); });
  expect_refused([](Entry& e) { e.origin.assign(257, 'x'); });
  expect_refused([](Entry& e) { e.actor.assign(257, 'x'); });
  expect_refused([](Entry& e) { e.reason.assign(1025, 'x'); });
  expect_refused([](Entry& e) { e.feedback_id.assign(129, 'x'); });
  expect_refused([](Entry& e) { e.from_seconds = -1; });
  expect_refused([](Entry& e) { e.to_seconds = 0; });
  expect_refused([](Entry& e) { e.until_seconds = -1; });
  expect_refused([](Entry& e) { e.until_seconds = 1; });  // of no verdict
}

TEST(FeedbackCodec, KeysSortByTenantThenTimeThenDigest) {
  const std::string keys[] = {*EncodeFeedbackKey("a", 1, {9, 9}),
                              *EncodeFeedbackKey("a", 256, {0, 1}),
                              *EncodeFeedbackKey("a", 256, {1, 0}),
                              *EncodeFeedbackKey("a", 1LL << 50, {0, 0}),
                              *EncodeFeedbackKey("ab", 0, {0, 0})};
  for (size_t i = 1; i < std::size(keys); ++i) {
    EXPECT_LT(keys[i - 1], keys[i]) << i;
  }
  EXPECT_FALSE(EncodeFeedbackKey(std::string("a\0b", 3), 1, {}).ok());
  EXPECT_FALSE(EncodeFeedbackKey("a", -1, {}).ok());
}

TEST(FeedbackCodec, PositionsLeadBackToTheirKeys) {
  const std::string key = *EncodeFeedbackKey("acme", 1234567, {0xabcdef, 7});
  const std::string position = FeedbackPosition(key);
  EXPECT_EQ(position, "000000000012d68700abcdef00000007");
  EXPECT_EQ(*FeedbackKeyAt("acme", position), key);
  for (const std::string& bad : {std::string(), std::string("x"),
                                 position + "0", std::string(32, 'F')}) {
    EXPECT_EQ(FeedbackKeyAt("acme", bad).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace farcall
