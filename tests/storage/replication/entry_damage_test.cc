// SPDX-License-Identifier: Apache-2.0

// Bytes that are no entry, or another one than was written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "storage/codec/byte_coding.h"
#include "storage/codec/key_codec.h"
#include "storage/replication/entry_codec.h"
#include "storage/replication/entry_layout.h"
#include "tests/storage/replication/entry_testing.h"

namespace farcall {
namespace {

using testing::HasSubstr;

// Of no tenant.
std::string BytesOf(uint64_t parts, const std::string& rest = "") {
  std::string bytes(1, '\1');
  AppendVarint(parts, bytes);
  AppendVarint(0, bytes);
  return bytes + rest;
}

std::string Sized(const std::string& text) {
  std::string bytes;
  AppendSized(text, bytes);
  return bytes;
}

// The reason why bytes are no entry.
std::string WhyNot(const std::string& bytes) {
  const absl::Status status = DecodeJournalEntry(bytes).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  return std::string(status.message());
}

TEST(EntryDamage, EveryBeginningIsRefused) {
  const std::string bytes = *EncodeJournalEntry(RichEntry());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(DecodeJournalEntry(bytes.substr(0, size)).status().code(),
              absl::StatusCode::kDataLoss)
        << size;
  }
}

TEST(EntryDamage, EveryChangedByteIsRefusedOrMakesAnotherSoundEntry) {
  const std::string bytes = *EncodeJournalEntry(RichEntry());
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      const auto read = DecodeJournalEntry(changed);
      if (!read.ok()) {
        ASSERT_EQ(read.status().code(), absl::StatusCode::kDataLoss) << at;
        continue;
      }
      const auto again = EncodeJournalEntry(*read);
      ASSERT_TRUE(again.ok()) << at << ": " << again.status();
    }
  }
}

TEST(EntryDamage, NamesWhatIsWrong) {
  using namespace entry_layout;
  EXPECT_THAT(WhyNot(""), HasSubstr("version"));
  EXPECT_THAT(WhyNot(std::string("\3\0", 2)), HasSubstr("version 3"));
  EXPECT_THAT(WhyNot("\1"), HasSubstr("parts"));
  EXPECT_THAT(WhyNot(BytesOf(kPartsEnd)), HasSubstr("parts"));
  EXPECT_THAT(WhyNot(std::string("\1\1", 2)), HasSubstr("tenant"));
  EXPECT_THAT(WhyNot(BytesOf(kGroup)), HasSubstr("group"));
  EXPECT_THAT(WhyNot(BytesOf(kSeen)), HasSubstr("seen events"));
  EXPECT_THAT(WhyNot(BytesOf(kCalls)), HasSubstr("calls"));
  EXPECT_THAT(WhyNot(BytesOf(kLedger)), HasSubstr("ledger"));
  EXPECT_THAT(WhyNot(BytesOf(kFindings)), HasSubstr("findings"));
  EXPECT_THAT(WhyNot(BytesOf(kRecords)), HasSubstr("records"));
  EXPECT_THAT(WhyNot(BytesOf(kFeedback)), HasSubstr("feedback"));
  EXPECT_THAT(WhyNot(BytesOf(kExemptions)), HasSubstr("exemptions"));
  EXPECT_THAT(WhyNot(BytesOf(kFindingLogTrim)), HasSubstr("log of findings"));
  EXPECT_THAT(WhyNot(BytesOf(kErasure)), HasSubstr("erasure"));
  EXPECT_THAT(WhyNot(BytesOf(0, "x")), HasSubstr("left over"));
}

TEST(EntryDamage, APartThatIsThereIsNotEmpty) {
  using namespace entry_layout;
  const std::string none(1, '\0');
  for (const uint64_t part : {kLedger, kFindings, kRecords, kExemptions}) {
    EXPECT_THAT(WhyNot(BytesOf(part, none)), HasSubstr("number")) << part;
  }
  EXPECT_THAT(WhyNot(BytesOf(kFeedback, Sized("acme") + none)),
              HasSubstr("number"));
  EXPECT_THAT(WhyNot(BytesOf(kGroup, Sized(""))), HasSubstr("group"));
  EXPECT_THAT(WhyNot(BytesOf(kSeen, Sized("\2"))), HasSubstr("seen"));
}

TEST(EntryDamage, ANumberTakesNoRoom) {
  using namespace entry_layout;
  std::string many;
  AppendVarint(UINT64_MAX, many);
  for (const uint64_t part :
       {kGroup, kSeen, kCalls, kLedger, kFindings, kRecords, kExemptions}) {
    WhyNot(BytesOf(part, many + std::string(100, '\0')));
  }
  WhyNot(BytesOf(kFeedback, Sized("acme") + many + std::string(100, '\0')));
  WhyNot(
      BytesOf(kErasure, Sized("acme") + '\0' + many + std::string(100, '\0')));
  // A group of so many events.
  WhyNot(BytesOf(kGroup, Sized(std::string("\1\0\0", 3) + many)));
}

TEST(EntryDamage, AKeyOfAGroupIsOneOfItsTenant) {
  using namespace entry_layout;
  JournalGroupWriter writer("acme");
  const std::vector<std::string> keys = {std::string("acme\0", 5) +
                                         std::string("\4al\0ice\0", 8)};
  writer.Add(keys, {});
  EXPECT_THAT(WhyNot(BytesOf(kGroup, Sized(std::move(writer).Finish()))),
              HasSubstr("key"));
}

// An entry whose calls have the bytes `from` changed to `to`, which are as
// many.
std::string WithCallsChanged(const std::string& from, const std::string& to) {
  std::string bytes = *EncodeJournalEntry({.calls = ExampleCalls()});
  const size_t at = bytes.find(from);
  EXPECT_NE(at, bytes.npos);
  return bytes.replace(at, from.size(), to);
}

TEST(EntryDamage, ACallIsOfAPrincipalOfItsTenant) {
  EXPECT_THAT(WhyNot(WithCallsChanged("acme", "acne")),
              HasSubstr("another tenant"));
  EXPECT_THAT(WhyNot(WithCallsChanged(std::string("acme\0\4", 6), "acmeXX")),
              HasSubstr("key of a baseline"));
}

TEST(EntryDamage, ACallHasAHeadThatABlockCanHold) {
  // The length of the event id.
  EXPECT_THAT(WhyNot(WithCallsChanged("\3e-1", "\2e-1")),
              HasSubstr("head of a call"));
}

}  // namespace
}  // namespace farcall
