// SPDX-License-Identifier: Apache-2.0
#include "storage/replication/entry_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "storage/codec/byte_coding.h"
#include "tests/storage/replication/entry_testing.h"
#include "tests/storage/replication/scored_entry.h"

namespace farcall {
namespace {

using testing::HasSubstr;

// The worked example of docs/storage_format.md. If this fails, the format has
// changed: that needs a new version, not a new expectation.
constexpr char kExample[] =
    "01 03 00 50 01 04 61 63 6d 65 03 01 01 13 04 31 32 33 34 35 36 37 38 39 "
    "30 "
    "31 32 3a 61 6c 69 63 65 0d 03 73 33 3a 47 65 74 4f 62 6a 65 63 74 01 80 "
    "02 80 c4 9f d5 0c 1a 00 02 01 1a 00 02 44 45 01 0c 73 33 3a 47 65 74 4f "
    "62 6a 65 63 74 02 02 73 33 88 05 0b 02 2f ac 40 38 68 7d b0 7e 86 14";

std::string SpacedHex(const std::string& bytes) {
  std::string hex = HexOf(bytes);
  for (size_t at = 2; at < hex.size(); at += 3) hex.insert(at, 1, ' ');
  return hex;
}

JournalEntry ExampleEntry() {
  return {.group = ExampleGroup(),
          .seen = {{{0x2fac4038, 0x687db07e},
                    PackOutcome({4321, BaselineState::kLearning, true})}}};
}

void ExpectComesBack(const JournalEntry& entry) {
  const auto bytes = EncodeJournalEntry(entry);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const auto read = DecodeJournalEntry(*bytes);
  ASSERT_TRUE(read.ok()) << read.status();
  JournalEntry sent = entry;
  sent.is_read_again = false;  // of the copy that made it
  EXPECT_TRUE(*read == sent);
  EXPECT_EQ(*EncodeJournalEntry(*read), *bytes);
}

TEST(EntryCodec, IsAsDocumented) {
  const auto bytes = EncodeJournalEntry(ExampleEntry());
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(SpacedHex(*bytes), kExample);
  std::ifstream file(FARCALL_SOURCE_DIR "/docs/storage_format.md");
  const std::string page{std::istreambuf_iterator<char>(file),
                         std::istreambuf_iterator<char>()};
  EXPECT_NE(page.find(kExample), page.npos);
}

TEST(EntryCodec, EachPartComesBackAlone) {
  const JournalEntry rich = RichEntry();
  ExpectComesBack({});
  ExpectComesBack({.group = rich.group});
  ExpectComesBack({.seen = rich.seen});
  ExpectComesBack({.feedback = rich.feedback});
  ExpectComesBack({.records = rich.records});
  ExpectComesBack({.findings = rich.findings});
  ExpectComesBack({.exemptions = rich.exemptions});
  ExpectComesBack({.calls = rich.calls});
  ExpectComesBack({.ledger = rich.ledger});
  ExpectComesBack({.finding_log_trim = rich.finding_log_trim});
  ExpectComesBack({.erasure = rich.erasure});
  ExpectComesBack({.erasure = JournalEntry::Erasure{.tenant = "acme"}});
}

TEST(EntryCodec, AllPartsComeBackTogether) { ExpectComesBack(RichEntry()); }

TEST(EntryCodec, EntriesOfAllKindsComeBack) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 300 && !testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE(i);
    ExpectComesBack(RandomEntry(random));
  }
}

TEST(EntryCodec, AnEntryOfAStoreComesBack) {
  const JournalEntry entry = ScoredEntry(1000);
  EXPECT_EQ(entry.seen.size(), 1000u);
  EXPECT_GT(entry.calls.calls, 0u);
  EXPECT_FALSE(entry.findings.empty());
  EXPECT_FALSE(entry.ledger.empty());
  ExpectComesBack(entry);
}

TEST(EntryCodec, AddsLessThanAPercentToGroupAndSeenEvents) {
  const JournalEntry scored = ScoredEntry(1000);
  const JournalEntry entry = {.group = scored.group, .seen = scored.seen};
  const size_t content =
      entry.group.size() + EncodeSeenBlock(entry.seen).size();
  const auto bytes = EncodeJournalEntry(entry);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_LT((bytes->size() - content) * 100, content);
  // Version, parts, no tenant, and two sizes below 2 MiB.
  EXPECT_LE(bytes->size() - content, 9u);
}

TEST(EntryCodec, GivesTheGroupDecoded) {
  const std::string bytes = *EncodeJournalEntry(RichEntry());
  JournalGroup group;
  ASSERT_TRUE(DecodeJournalEntry(bytes, group).ok());
  EXPECT_EQ(group.tenant, "acme");
  ASSERT_EQ(group.events(), 1u);
  EXPECT_EQ(group.updates[0].effects[0].counted->value(Attribute::kCountry),
            "DE");
  const std::string without = *EncodeJournalEntry({});
  ASSERT_TRUE(DecodeJournalEntry(without, group).ok());
  EXPECT_EQ(group.events(), 0u) << "of the entry before";
}

// The status of encoding the rich entry after a change.
template <typename Change>
absl::Status EncodedAfter(Change change) {
  JournalEntry entry = RichEntry();
  change(entry);
  return EncodeJournalEntry(entry).status();
}

TEST(EntryCodec, WritesNothingThatCannotBeRead) {
  const auto is_refused = [](auto change) {
    return absl::IsInternal(EncodedAfter(change));
  };
  using Entry = JournalEntry;
  EXPECT_TRUE(is_refused([](Entry& e) { e.group = "no group"; }));
  EXPECT_TRUE(is_refused([](Entry& e) { e.seen[0].outcome = 60'006; }));
  EXPECT_TRUE(is_refused([](Entry& e) { e.calls.calls = 2; }));
  EXPECT_TRUE(is_refused([](Entry& e) { e.calls.entry = ""; }));
  EXPECT_TRUE(is_refused([](Entry& e) { e.ledger[0].key = "acme"; }));
  EXPECT_TRUE(is_refused([](Entry& e) { e.ledger[0].entry.entry.bits = -1; }));
  EXPECT_TRUE(is_refused([](Entry& e) { e.findings[0].changes = 0; }));
  EXPECT_TRUE(is_refused([](Entry& e) { e.findings[0].changes = 32; }));
  EXPECT_TRUE(is_refused([](Entry& e) { e.findings[0].notes.resize(4); }));
  EXPECT_TRUE(is_refused(
      [](Entry& e) { e.findings[0].tenant = std::string("a\0b", 3); }));
  EXPECT_TRUE(
      is_refused([](Entry& e) { e.findings[0].stored.finding.calls = 0; }));
  EXPECT_TRUE(is_refused(
      [](Entry& e) { e.findings[0].state_before = FindingState(6); }));
  EXPECT_TRUE(is_refused([](Entry& e) { e.records[0].key = "alice"; }));
  EXPECT_TRUE(is_refused([](Entry& e) { e.records[0].value = "no record"; }));
  EXPECT_TRUE(is_refused([](Entry& e) {
    e.feedback.push_back(e.feedback[0]);
    e.feedback[1].tenant = "other";
  }));
  EXPECT_TRUE(
      is_refused([](Entry& e) { e.feedback[0].entry.time_micros = -1; }));
  EXPECT_TRUE(is_refused([](Entry& e) { e.feedback[0].entry.principal = ""; }));
  EXPECT_TRUE(is_refused([](Entry& e) { e.exemptions[0].id = {}; }));
  EXPECT_TRUE(
      is_refused([](Entry& e) { e.exemptions[0].stored->owners.pop_back(); }));
}

TEST(EntryCodec, AnErasureReachesNoOtherTenant) {
  const auto is_refused = [](auto change) {
    return absl::IsInternal(
        EncodedAfter([&](JournalEntry& entry) { change(*entry.erasure); }));
  };
  using Erasure = JournalEntry::Erasure;
  EXPECT_TRUE(is_refused([](Erasure& e) { e.tenant = "acm"; }));
  EXPECT_TRUE(is_refused([](Erasure& e) { e.feedback_keys[0][9] = 'b'; }));
  EXPECT_TRUE(is_refused([](Erasure& e) { e.feedback_keys[0].pop_back(); }));
  EXPECT_TRUE(is_refused([](Erasure& e) { e.fact_keys[0][0] = 'b'; }));
  EXPECT_TRUE(is_refused([](Erasure& e) { e.term_keys[0][0] = 'b'; }));
  EXPECT_TRUE(is_refused([](Erasure& e) { e.ledger_keys[0][0] = 'b'; }));
}

TEST(EntryCodec, TellsThePartAndNoNames) {
  const absl::Status status = EncodedAfter([](JournalEntry& entry) {
    entry.findings[0].stored.finding.score_hundredths = 10'001;
  });
  EXPECT_THAT(std::string(status.message()), HasSubstr("bad findings"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("score"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("alice")));
}

}  // namespace
}  // namespace farcall
