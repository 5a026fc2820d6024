// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/fact/call_log_codec.h"

#include <bit>

#include "storage/codec/byte_coding.h"
#include "storage/codec/fact/fact_block_codec.h"

namespace farcall {
namespace {

constexpr uint8_t kVersion = 1;

// On disk: never renumber.
enum Flag : uint8_t {
  kNoteworthy = 1 << 0,
  kShowsInstance = 1 << 1,
};
constexpr uint8_t kFlagsEnd = 1 << 2;

// Whether a call shows that an address is of the organisation's own instances:
// it has an instance's credentials, of a role of the account that it calls in,
// as anybody's instance may call what is open to all; and the caller cannot
// have chosen the address.
bool ShowsAddressOfInstance(const Event& event) {
  const bool is_of_instance =
      !event.instance_id.empty() || !event.details.ec2_role_delivery.empty();
  return is_of_instance && !event.unauthenticated && !event.invoked_by_aws &&
         !MayChooseAddress(event) && !event.account.empty() &&
         AccountOfPrincipal(event.principal) == event.account;
}

uint8_t FlagsOf(const CountedCall& call) {
  uint8_t flags = 0;
  if (call.is_noteworthy) flags |= kNoteworthy;
  if (ShowsAddressOfInstance(*call.event)) flags |= kShowsInstance;
  return flags;
}

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError("log of calls: bad " + std::string(what));
}

// The number of a text, which stands behind it where it is new.
bool ReadText(ByteReader& reader, std::vector<std::string_view>& texts,
              uint32_t& number) {
  uint64_t read = 0;
  if (!reader.Varint(read) || read > texts.size()) return false;
  number = static_cast<uint32_t>(read);
  return read < texts.size() || reader.Sized(texts.emplace_back());
}

bool ReadCall(ByteReader& reader, CallLogEntry& entry, LoggedCall& call) {
  uint8_t kind = 0;
  uint8_t flags = 0;
  uint64_t hour = 0;
  uint64_t present = 0;
  if (!ReadText(reader, entry.texts, call.principal) || !reader.Byte(kind) ||
      kind > static_cast<uint8_t>(PrincipalKind::kService) ||
      !reader.Byte(flags) || flags >= kFlagsEnd || !reader.Varint(hour) ||
      hour > UINT32_MAX || !ReadText(reader, entry.texts, call.network) ||
      !ReadText(reader, entry.texts, call.instance) ||
      !reader.Sized(call.head) || !reader.Varint(present) ||
      present >> kFactTextsEnd != 0) {
    return false;
  }
  call.principal_kind = static_cast<PrincipalKind>(kind);
  call.is_noteworthy = (flags & kNoteworthy) != 0;
  call.shows_instance = (flags & kShowsInstance) != 0;
  call.hour = static_cast<uint32_t>(hour);
  call.present = static_cast<uint32_t>(present);
  call.first_number = static_cast<uint32_t>(entry.numbers.size());
  for (int left = std::popcount(present); left > 0; --left) {
    if (!ReadText(reader, entry.texts, entry.numbers.emplace_back())) {
      return false;
    }
  }
  return true;
}

}  // namespace

void CallLogWriter::Add(std::span<const CountedCall> calls,
                        std::span<const std::string> keys) {
  for (const CountedCall& call : calls) AddCall(call, keys[call.principal]);
}

void CallLogWriter::AddCall(const CountedCall& call, std::string_view key) {
  const Event& event = *call.event;
  AddText(key);
  bytes_.Add(static_cast<char>(event.principal_kind));
  bytes_.Add(static_cast<char>(FlagsOf(call)));
  bytes_.AddVarint(
      static_cast<uint64_t>(event.event_time_seconds / kSecondsPerHour));
  AddText(call.network);
  AddText(event.instance_id);
  head_.clear();
  AppendFactHead(event, call.score_hundredths, digests_, head_);
  bytes_.AddVarint(head_.size());
  bytes_.Add(std::string_view(head_));
  uint64_t present = 0;
  std::array<std::string_view, kFactTextsEnd> texts;
  size_t count = 0;
  ForEachFactText(event, call.origin,
                  [&](FactText where, std::string_view text) {
                    present |= uint64_t{1} << static_cast<unsigned>(where);
                    texts[count++] = text;
                  });
  bytes_.AddVarint(present);
  for (size_t i = 0; i < count; ++i) AddText(texts[i]);
  ++calls_;
}

void CallLogWriter::AddText(std::string_view text) {
  const TextNumbers::Numbered numbered = numbers_.Of(HashedText(text));
  bytes_.AddVarint(numbered.number);
  if (!numbered.is_new) return;
  bytes_.AddVarint(text.size());
  bytes_.Add(text);
}

std::string CallLogWriter::Finish(uint32_t written_hour) && {
  std::string entry;
  entry.reserve(bytes_.size() + tenant_.size() + 16);
  entry.push_back(static_cast<char>(kVersion));
  AppendFixed32(written_hour, entry);
  AppendSized(tenant_, entry);
  AppendVarint(calls_, entry);
  entry.append(bytes_.bytes());
  return entry;
}

absl::Status DecodeCallLog(std::string_view bytes, CallLogEntry& entry) {
  entry.texts.clear();
  entry.numbers.clear();
  entry.calls.clear();
  ByteReader reader(bytes);
  uint8_t version = 0;
  uint64_t count = 0;
  if (!reader.Byte(version) || version != kVersion) return Damaged("version");
  if (!reader.Fixed32(entry.written_hour) || !reader.Sized(entry.tenant) ||
      !reader.Varint(count)) {
    return Damaged("head");
  }
  for (; count > 0; --count) {
    if (!ReadCall(reader, entry, entry.calls.emplace_back())) {
      return Damaged("call");
    }
  }
  if (reader.remaining() != 0) return Damaged("end");
  return absl::OkStatus();
}

}  // namespace farcall
