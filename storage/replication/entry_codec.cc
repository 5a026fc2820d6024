// SPDX-License-Identifier: Apache-2.0
#include "storage/replication/entry_codec.h"

#include <string>
#include <vector>

#include "storage/codec/byte_coding.h"
#include "storage/codec/feedback_codec.h"
#include "storage/codec/finding/exemption_codec.h"
#include "storage/codec/finding/finding_codec.h"
#include "storage/codec/finding/id_bytes.h"
#include "storage/codec/finding/ledger_codec.h"
#include "storage/codec/journal/seen_block_codec.h"
#include "storage/replication/entry_layout.h"

namespace farcall {
namespace {

using namespace entry_layout;

// A member that is new to an entry fails to compile here until it has a part.
uint64_t PartsOf(const JournalEntry& entry) {
  const auto& [tenant, group, seen, feedback, records, findings, exemptions,
               calls, ledger, finding_log_trim, erasure, is_read_again,
               position] = entry;
  uint64_t parts = 0;
  const auto set = [&parts](uint64_t part, bool is_there) {
    if (is_there) parts |= part;
  };
  set(kGroup, !group.empty());
  set(kSeen, !seen.empty());
  set(kCalls, calls.calls != 0 || !calls.entry.empty());
  set(kLedger, !ledger.empty());
  set(kFindings, !findings.empty());
  set(kRecords, !records.empty());
  set(kFeedback, !feedback.empty());
  set(kExemptions, !exemptions.empty());
  set(kFindingLogTrim, finding_log_trim.has_value());
  set(kErasure, erasure.has_value());
  return parts;
}

template <typename Item>
void AddAll(const std::vector<Item>& items,
            void (*add)(const Item&, std::string&), std::string& out) {
  AppendVarint(items.size(), out);
  for (const Item& item : items) add(item, out);
}

void AddText(const std::string& text, std::string& out) {
  AppendSized(text, out);
}

void AddId(const FindingId& id, std::string& out) { out.append(BytesOf(id)); }

void AddNote(const FindingNote& note, std::string& out) {
  AppendSized(EncodeFindingNote(note), out);
}

void AddCalls(const LoggedCalls& calls, std::string& out) {
  AppendVarint(calls.calls, out);
  AppendSized(calls.entry, out);
}

void AddLedgerWrite(const LedgerWrite& write, std::string& out) {
  AppendSized(write.key, out);
  AppendSized(EncodeLedgerEntry(write.entry), out);
}

void AddFinding(const FindingWrite& write, std::string& out) {
  const auto& [tenant, stored, changes, notes, drops_notes, state_before] =
      write;
  AppendSized(tenant, out);
  out.push_back(static_cast<char>(changes));
  uint8_t flags = 0;
  if (drops_notes) flags |= kDropsNotes;
  if (state_before.has_value()) flags |= kHasStateBefore;
  out.push_back(static_cast<char>(flags));
  if (state_before.has_value()) {
    out.push_back(static_cast<char>(*state_before));
  }
  AppendSized(EncodeFinding(stored), out);
  AddAll(notes, AddNote, out);
}

void AddRecord(const EncodedRecord& record, std::string& out) {
  AppendSized(record.key, out);
  AppendSized(record.value, out);
}

void AddExemption(const ExemptionWrite& write, std::string& out) {
  AppendSized(write.tenant, out);
  AddId(write.id, out);
  out.push_back(write.stored.has_value() ? '\1' : '\0');
  if (write.stored.has_value()) {
    AppendSized(EncodeExemption(*write.stored), out);
  }
}

// The tenant once, then of each piece the end of its key, and its value.
absl::Status AddFeedback(const std::vector<FeedbackRecord>& feedback,
                         std::string& out) {
  const std::string& tenant = feedback.front().tenant;
  AppendSized(tenant, out);
  AppendVarint(feedback.size(), out);
  for (const FeedbackRecord& record : feedback) {
    if (record.tenant != tenant) {
      return absl::InternalError("feedback of several tenants");
    }
    const auto key =
        EncodeFeedbackKey(tenant, record.entry.time_micros, record.digest);
    if (!key.ok()) return key.status();
    const auto value = EncodeFeedback(record.entry);
    if (!value.ok()) return value.status();
    out.append(*key, key->size() - kFeedbackPlaceBytes);
    AppendSized(*value, out);
  }
  return absl::OkStatus();
}

void AddErasure(const JournalEntry::Erasure& erasure, std::string& out) {
  const auto& [tenant, at_micros, feedback_keys, findings, fact_keys, term_keys,
               ledger_keys, exemptions] = erasure;
  AppendSized(tenant, out);
  AppendVarint(static_cast<uint64_t>(at_micros), out);
  AddAll(feedback_keys, AddText, out);
  AddAll(findings, AddId, out);
  AddAll(fact_keys, AddText, out);
  AddAll(term_keys, AddText, out);
  AddAll(ledger_keys, AddText, out);
  AddAll(exemptions, AddExemption, out);
}

absl::Status AddParts(const JournalEntry& entry, uint64_t parts,
                      std::string& out) {
  const auto has = [parts](uint64_t part) { return (parts & part) != 0; };
  if (has(kGroup)) AppendSized(entry.group, out);
  if (has(kSeen)) AppendSized(EncodeSeenBlock(entry.seen), out);
  if (has(kCalls)) AddCalls(entry.calls, out);
  if (has(kLedger)) AddAll(entry.ledger, AddLedgerWrite, out);
  if (has(kFindings)) AddAll(entry.findings, AddFinding, out);
  if (has(kRecords)) AddAll(entry.records, AddRecord, out);
  if (has(kFeedback)) {
    absl::Status status = AddFeedback(entry.feedback, out);
    if (!status.ok()) return status;
  }
  if (has(kExemptions)) AddAll(entry.exemptions, AddExemption, out);
  if (has(kFindingLogTrim)) {
    AppendSized(entry.finding_log_trim->tenant, out);
    AppendVarint(entry.finding_log_trim->to, out);
  }
  if (has(kErasure)) AddErasure(*entry.erasure, out);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> EncodeJournalEntry(const JournalEntry& entry) {
  std::string out(1, static_cast<char>(JournalEntryVersion::kV1));
  const uint64_t parts = PartsOf(entry);
  AppendVarint(parts, out);
  AppendSized(entry.tenant, out);
  absl::Status status = AddParts(entry, parts, out);
  if (status.ok()) status = DecodeJournalEntry(out).status();
  if (!status.ok()) {
    return absl::InternalError("entry that must not be written: " +
                               std::string(status.message()));
  }
  return out;
}

}  // namespace farcall
