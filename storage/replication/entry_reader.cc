// SPDX-License-Identifier: Apache-2.0
// Reads a journal entry back.
#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "storage/codec/byte_coding.h"
#include "storage/codec/fact/call_log_codec.h"
#include "storage/codec/fact/fact_block_codec.h"
#include "storage/codec/fact/fact_keys.h"
#include "storage/codec/feedback_codec.h"
#include "storage/codec/finding/exemption_codec.h"
#include "storage/codec/finding/finding_codec.h"
#include "storage/codec/finding/id_bytes.h"
#include "storage/codec/finding/ledger_codec.h"
#include "storage/codec/journal/seen_block_codec.h"
#include "storage/codec/key_codec.h"
#include "storage/codec/record/record_codec.h"
#include "storage/replication/entry_codec.h"
#include "storage/replication/entry_layout.h"

namespace farcall {
namespace {

using namespace entry_layout;

absl::Status DataLoss(const std::string& what) {
  return absl::DataLossError("journal entry: " + what);
}

// Takes an entry apart. Each function is false where the bytes are no such
// thing; `why_` may then say why.
class EntryReader {
 public:
  EntryReader(std::string_view bytes, JournalGroup& group)
      : reader_(bytes), group_(group) {}

  absl::Status Read(JournalEntry& entry) {
    uint8_t version = 0;
    uint64_t parts = 0;
    if (!reader_.Byte(version)) return DataLoss("no version byte");
    if (version != static_cast<uint8_t>(JournalEntryVersion::kV1)) {
      return DataLoss("version " + std::to_string(version) +
                      ", this binary reads 1");
    }
    if (!reader_.Varint(parts) || parts >= kPartsEnd) {
      return DataLoss("bad parts");
    }
    if (!ReadTenant(entry.tenant)) return DataLoss("bad tenant");
    for (const Part& part : kParts) {
      if ((parts & part.bit) != 0 && !(this->*part.read)(entry)) {
        return DataLoss(std::string("bad ") + part.name +
                        (why_.empty() ? "" : ": " + why_));
      }
    }
    if (reader_.remaining() != 0) return DataLoss("bytes are left over");
    return absl::OkStatus();
  }

 private:
  struct Part {
    uint64_t bit;
    const char* name;
    bool (EntryReader::*read)(JournalEntry& entry);
  };
  static const std::array<Part, 10> kParts;

  bool ReadGroup(JournalEntry& entry) {
    std::string_view bytes;
    if (!reader_.Sized(bytes)) return false;
    absl::StatusOr<JournalGroup> group = DecodeJournalGroup(bytes);
    if (!IsOk(group.status())) return false;
    for (const JournalUpdate& update : group->updates) {
      for (const std::string& key : update.keys) {
        if (!IsEntityKey(key, group->tenant)) return false;
      }
    }
    entry.group = bytes;
    group_ = *std::move(group);
    return true;
  }

  bool ReadSeen(JournalEntry& entry) {
    std::string_view bytes;
    if (!reader_.Sized(bytes)) return false;
    return Take(DecodeSeenBlock(bytes), entry.seen) && !entry.seen.empty();
  }

  bool ReadCalls(JournalEntry& entry) {
    uint64_t count = 0;
    if (!reader_.Varint(count) || !reader_.Sized(entry.calls.entry)) {
      return false;
    }
    entry.calls.calls = count;
    CallLogEntry log;
    if (!IsOk(DecodeCallLog(entry.calls.entry, log))) return false;
    if (log.calls.size() != count) return No("number of calls");
    for (const LoggedCall& call : log.calls) {
      if (!IsEntityKey(log.texts[call.principal], log.tenant)) return false;
      if (!IsFactHead(call.head)) return No("head of a call");
    }
    return true;
  }

  bool ReadLedger(JournalEntry& entry) {
    return ReadSome(entry.ledger, &EntryReader::ReadLedgerWrite);
  }
  bool ReadLedgerWrite(LedgerWrite& write) {
    std::string_view value;
    return reader_.Sized(write.key) && reader_.Sized(value) &&
           IsOk(DecodeLedgerPlace(write.key).status()) &&
           Take(DecodeLedgerEntry(value), write.entry);
  }

  bool ReadFindings(JournalEntry& entry) {
    return ReadSome(entry.findings, &EntryReader::ReadFinding);
  }
  bool ReadFinding(FindingWrite& write) {
    uint8_t flags = 0;
    std::string_view value;
    if (!ReadTenant(write.tenant) || !reader_.Byte(write.changes) ||
        !IsFindingChanges(write.changes) || !reader_.Byte(flags) ||
        flags >= kFindingFlagsEnd) {
      return false;
    }
    write.drops_notes = (flags & kDropsNotes) != 0;
    if ((flags & kHasStateBefore) != 0 &&
        !ReadState(write.state_before.emplace())) {
      return No("state before");
    }
    if (!reader_.Sized(value) || !Take(DecodeFinding(value), write.stored) ||
        !ReadAll(write.notes, &EntryReader::ReadNote)) {
      return false;
    }
    // A note's number counts from the end of those that the finding has.
    return write.notes.size() <= write.stored.finding.notes ||
           No("number of notes");
  }
  bool ReadState(FindingState& state) {
    uint8_t number = 0;
    if (!reader_.Byte(number)) return false;
    state = static_cast<FindingState>(number);
    return state >= FindingState::kOpen && state <= FindingState::kExpired;
  }
  bool ReadNote(FindingNote& note) {
    std::string_view value;
    return reader_.Sized(value) && Take(DecodeFindingNote(value), note);
  }

  bool ReadRecords(JournalEntry& entry) {
    return ReadSome(entry.records, &EntryReader::ReadRecord);
  }
  bool ReadRecord(EncodedRecord& record) {
    return reader_.Sized(record.key) && reader_.Sized(record.value) &&
           IsOk(DecodeEntityKey(record.key).status()) &&
           IsOk(DecodeRecord(record.value).status());
  }

  bool ReadFeedback(JournalEntry& entry) {
    if (!ReadTenant(tenant_)) return false;
    return ReadSome(entry.feedback, &EntryReader::ReadFeedbackRecord);
  }
  bool ReadFeedbackRecord(FeedbackRecord& record) {
    std::string_view place;
    std::string_view value;
    uint64_t micros = 0;
    if (!reader_.Bytes(kFeedbackPlaceBytes, place) || !reader_.Sized(value)) {
      return false;
    }
    record.tenant = tenant_;
    ByteReader digest(place);
    return digest.Fixed64(micros) && digest.Fixed32(record.digest.high) &&
           digest.Fixed32(record.digest.low) &&
           Take(DecodeFeedback(FeedbackPrefix(tenant_).append(place), value),
                record.entry);
  }

  bool ReadExemptions(JournalEntry& entry) {
    return ReadSome(entry.exemptions, &EntryReader::ReadExemption);
  }
  bool ReadExemption(ExemptionWrite& write) {
    uint8_t has_content = 0;
    std::string_view value;
    if (!ReadTenant(write.tenant) || !ReadId(write.id) ||
        !reader_.Byte(has_content) || has_content > 1) {
      return false;
    }
    if (has_content == 0) return true;
    if (!reader_.Sized(value) ||
        !Take(DecodeExemption(value), write.stored.emplace())) {
      return false;
    }
    return write.stored->exemption.id == write.id || No("id of an exemption");
  }

  bool ReadFindingLogTrim(JournalEntry& entry) {
    FindingLogTrim& trim = entry.finding_log_trim.emplace();
    return ReadTenant(trim.tenant) && reader_.Varint(trim.to);
  }

  bool ReadErasure(JournalEntry& entry) {
    JournalEntry::Erasure erasure;
    uint64_t at_micros = 0;
    if (!ReadTenant(erasure.tenant) || !reader_.Varint(at_micros) ||
        at_micros > std::numeric_limits<int64_t>::max()) {
      return false;
    }
    tenant_ = erasure.tenant;
    erasure.at_micros = static_cast<int64_t>(at_micros);
    const bool is_read =
        ReadAll(erasure.feedback_keys, &EntryReader::ReadFeedbackKey) &&
        ReadAll(erasure.findings, &EntryReader::ReadId) &&
        ReadAll(erasure.fact_keys, &EntryReader::ReadFactKey) &&
        ReadAll(erasure.term_keys, &EntryReader::ReadTermKey) &&
        ReadAll(erasure.ledger_keys, &EntryReader::ReadLedgerKey) &&
        ReadAll(erasure.exemptions, &EntryReader::ReadExemption);
    entry.erasure = std::move(erasure);
    return is_read;
  }
  // Keys of what is deleted: of no other tenant.
  bool ReadFeedbackKey(std::string& key) {
    const std::string prefix = FeedbackPrefix(tenant_);
    return reader_.Sized(key) &&
           ((key.starts_with(prefix) &&
             key.size() == prefix.size() + kFeedbackPlaceBytes) ||
            No("key of feedback"));
  }
  bool ReadFactKey(std::string& key) {
    if (!reader_.Sized(key)) return false;
    const auto place = DecodeFactPlace(key);
    return (place.ok() && place->tenant == tenant_) || No("key of calls");
  }
  bool ReadTermKey(std::string& key) {
    return reader_.Sized(key) &&
           (key.starts_with(TermsPrefix(tenant_)) || No("key of a term"));
  }
  bool ReadLedgerKey(std::string& key) {
    if (!reader_.Sized(key)) return false;
    const auto place = DecodeLedgerPlace(key);
    return (place.ok() && place->tenant == tenant_) || No("key of the ledger");
  }

  bool ReadTenant(std::string& tenant) {
    return reader_.Sized(tenant) &&
           (tenant.find('\0') == tenant.npos || No("tenant"));
  }
  bool ReadId(FindingId& id) {
    std::string_view bytes;
    return reader_.Bytes(FindingId::kBytes, bytes) && TakeId(bytes, id);
  }

  bool IsEntityKey(std::string_view key, std::string_view tenant) {
    const auto entity = DecodeEntityKey(key);
    return IsOk(entity.status()) &&
           (entity->tenant == tenant || No("key of another tenant"));
  }

  // Each item takes at least a byte, and room only once it was read: a number
  // alone takes none.
  template <typename Item>
  bool ReadAll(std::vector<Item>& items, bool (EntryReader::*read)(Item&)) {
    uint64_t count = 0;
    if (!reader_.Varint(count) || count > reader_.remaining()) {
      return No("number");
    }
    for (; count > 0; --count) {
      if (!(this->*read)(items.emplace_back())) return false;
    }
    return true;
  }
  template <typename Item>
  bool ReadSome(std::vector<Item>& items, bool (EntryReader::*read)(Item&)) {
    return ReadAll(items, read) && (!items.empty() || No("number"));
  }

  bool No(const char* what) {
    why_ = what;
    return false;
  }
  bool IsOk(const absl::Status& status) {
    if (!status.ok()) why_ = std::string(status.message());
    return status.ok();
  }
  template <typename Value>
  bool Take(absl::StatusOr<Value> read, Value& value) {
    if (!IsOk(read.status())) return false;
    value = *std::move(read);
    return true;
  }

  ByteReader reader_;
  JournalGroup& group_;
  std::string tenant_{};  // of the part that is read
  std::string why_{};
};

const std::array<EntryReader::Part, 10> EntryReader::kParts = {{
    {kGroup, "group", &EntryReader::ReadGroup},
    {kSeen, "seen events", &EntryReader::ReadSeen},
    {kCalls, "calls", &EntryReader::ReadCalls},
    {kLedger, "ledger", &EntryReader::ReadLedger},
    {kFindings, "findings", &EntryReader::ReadFindings},
    {kRecords, "records", &EntryReader::ReadRecords},
    {kFeedback, "feedback", &EntryReader::ReadFeedback},
    {kExemptions, "exemptions", &EntryReader::ReadExemptions},
    {kFindingLogTrim, "end of the log of findings",
     &EntryReader::ReadFindingLogTrim},
    {kErasure, "erasure", &EntryReader::ReadErasure},
}};

}  // namespace

absl::StatusOr<JournalEntry> DecodeJournalEntry(std::string_view bytes,
                                                JournalGroup& group) {
  group = {};
  JournalEntry entry;
  absl::Status status = EntryReader(bytes, group).Read(entry);
  if (!status.ok()) return status;
  return entry;
}

absl::StatusOr<JournalEntry> DecodeJournalEntry(std::string_view bytes) {
  JournalGroup group;
  return DecodeJournalEntry(bytes, group);
}

}  // namespace farcall
