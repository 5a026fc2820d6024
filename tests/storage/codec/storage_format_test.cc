// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/records/attribute.h"
#include "storage/codec/event_digest.h"
#include "storage/codec/journal/journal_codec.h"
#include "storage/codec/journal/seen_block_codec.h"
#include "storage/codec/key_codec.h"
#include "storage/codec/record/baseline_codec.h"
#include "storage/codec/record/histogram_codec.h"

namespace farcall {
namespace {

// The worked example of docs/storage_format.md. If one of these fails, the
// format on disk has changed: that needs a new version, not a new expectation.

constexpr char kKey[] =
    "61 63 6d 65 00 04 31 32 33 34 35 36 37 38 39 30 31 32 3a 61 6c 69 63 65 "
    "00";
// All that is kept of that principal: the histogram below, of countries.
constexpr char kBaseline[] =
    "01 01 23 03 02 a0 9a d0 aa 06 02 44 45 00 a0 38 05 00 02 01 86 02 01 02 "
    "46 52 a0 c1 7a 00 07 d2 09 00 00 01 00 42";
constexpr char kHistogram[] =
    "03 02 a0 9a d0 aa 06 02 44 45 00 a0 38 05 00 02 01 86 02 01 02 46 52 a0 "
    "c1 7a 00 07 d2 09 00 00 01 00 42";
// One more call from Germany, 100 seconds after the last.
constexpr char kChanges[] =
    "01 01 11 82 01 84 9b d0 aa 06 02 44 45 00 84 39 04 00 02 02";
// The first call of that principal, as a group of the journal.
constexpr char kGroup[] =
    "01 04 61 63 6d 65 03 01 01 13 04 31 32 33 34 35 36 37 38 39 30 31 32 3a "
    "61 6c 69 63 65 0d 03 73 33 3a 47 65 74 4f 62 6a 65 63 74 01 80 02 80 c4 "
    "9f d5 0c 1a 00 02 01 1a 00 02 44 45 01 0c 73 33 3a 47 65 74 4f 62 6a 65 "
    "63 74 02 02 73 33 88 05";
constexpr char kSeenKey[] = "00 00 00 00 00 98 96 80";
constexpr char kSeenBlock[] = "02 2f ac 40 38 68 7d b0 7e 86 14";

std::string Hex(const std::string& bytes) {
  std::string hex;
  for (const char byte : bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    if (!hex.empty()) hex.push_back(' ');
    hex.push_back(kDigits[static_cast<unsigned char>(byte) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(byte) & 15]);
  }
  return hex;
}

std::string Bytes(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 3) {
    bytes.push_back(static_cast<char>(
        std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

std::string Page() {
  std::ifstream file(FARCALL_SOURCE_DIR "/docs/storage_format.md");
  return {std::istreambuf_iterator<char>(file),
          std::istreambuf_iterator<char>()};
}

// Three calls from Germany, two of them within an hour, and one from France
// some weeks before, with 12.34 bits of surprise.
Histogram Example() {
  Histogram histogram;
  histogram.Count("DE", 1'700'000'000);
  histogram.Count("DE", 1'700'000'100);
  histogram.Count("DE", 1'700'007'200);
  histogram.Count("FR", 1'698'000'000);
  histogram.Note("FR", 1234);
  return histogram;
}

TEST(StorageFormat, KeyIsAsDocumented) {
  EXPECT_EQ(Hex(*EncodeEntityKey(
                {"acme", EntityKind::kPrincipal, "123456789012:alice"})),
            kKey);
}

TEST(StorageFormat, BaselineIsAsDocumented) {
  Baseline baseline;
  baseline.At(Attribute::kCountry) = Example();
  baseline.At(Attribute::kTool);  // is empty
  EXPECT_EQ(Hex(*EncodeBaseline(baseline)), kBaseline);
}

TEST(StorageFormat, ChangesAreReadAsDocumented) {
  Baseline baseline;
  baseline.At(Attribute::kCountry) = Example();
  Baseline changed = baseline;
  changed.At(Attribute::kCountry).Count("DE", 1'700'007'300);
  const absl::Status status = ApplyBaselineChanges(Bytes(kChanges), baseline);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(baseline, changed);
}

TEST(StorageFormat, HistogramIsAsDocumented) {
  EXPECT_EQ(Hex(*EncodeHistogram(Example())), kHistogram);
}

TEST(StorageFormat, GroupIsAsDocumented) {
  std::vector<std::string> keys;
  for (const EntityKey& entity : std::vector<EntityKey>{
           {"acme", EntityKind::kTenant, ""},
           {"acme", EntityKind::kPrincipal, "123456789012:alice"},
           {"acme", EntityKind::kCommand, "s3:GetObject"}}) {
    keys.push_back(*EncodeEntityKey(entity));
  }
  CountedEvent counted;
  counted.SetEntity(EntityKind::kTenant, 0);
  counted.SetEntity(EntityKind::kPrincipal, 1);
  counted.SetEntity(EntityKind::kCommand, 2);
  counted.SetValue(Attribute::kCountry, "DE");
  counted.SetValue(Attribute::kCommand, "s3:GetObject");
  counted.SetValue(Attribute::kService, "s3");
  EventEffects effects{.counted = &counted, .at_seconds = 1'700'000'000};
  for (const Attribute attribute :
       {Attribute::kCountry, Attribute::kCommand, Attribute::kService}) {
    effects.news[static_cast<size_t>(attribute)] = Histogram::News::kPeriod;
  }
  JournalGroupWriter writer("acme");
  writer.Add(keys, {&effects, 1});
  EXPECT_EQ(Hex(std::move(writer).Finish()), kGroup);
}

TEST(StorageFormat, SeenBlockIsAsDocumented) {
  EventHasher::Key key;
  for (unsigned char i = 0; i < 16; ++i) key[i] = i;
  const std::vector<SeenEvent> events = {
      {EventHasher(key).Digest("acme", "e-1"),
       PackOutcome({4321, BaselineState::kLearning, /*alert=*/true})}};
  EXPECT_EQ(Hex(EncodeSeenBlockKey(10'000'000)), kSeenKey);
  EXPECT_EQ(Hex(EncodeSeenBlock(events)), kSeenBlock);
}

TEST(StorageFormat, ThePageShowsTheseBytes) {
  const std::string page = Page();
  for (const char* bytes :
       {kKey, kBaseline, kHistogram, kChanges, kGroup, kSeenKey, kSeenBlock}) {
    EXPECT_THAT(page, testing::HasSubstr(bytes));
  }
}

}  // namespace
}  // namespace farcall
