// SPDX-License-Identifier: Apache-2.0
#include "cluster/codec/log_record_codec.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "storage/codec/byte_coding.h"
#include "text/ascii.h"

namespace farcall {
namespace {

// The name of a field that is wrong, or nullptr.
using BadField = const char*;

absl::Status DataLoss(const std::string& what) {
  return absl::DataLossError("log record: " + what);
}

// A name or an address: printable ASCII without blanks, as it is shown to
// people.
bool IsWord(std::string_view text, size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max && IsPrintableAscii(text) &&
         text.find(' ') == text.npos;
}

bool TakeNumber(ByteReader& reader, uint32_t& number) {
  uint64_t wide = 0;
  if (!reader.Varint(wide) || wide > std::numeric_limits<uint32_t>::max()) {
    return false;
  }
  number = static_cast<uint32_t>(wide);
  return true;
}

template <typename Record>
BadField WhyBadWriter(const Record& record) {
  if (record.epoch == 0) return "epoch";
  if (record.writer == 0) return "writer";
  return nullptr;
}

// The rules of each kind, for what is written and for what was read.
BadField WhyBad(const GenesisRecord& genesis) {
  if (genesis.format == 0) return "format";
  const size_t check_bytes = genesis.pseudonym_check.size();
  if (check_bytes != 0 && check_bytes != kPseudonymCheckBytes) {
    return "pseudonym check";
  }
  if (genesis.shards == 0 || genesis.shards > kShardsMax) return "shards";
  const LogPlace& base = genesis.base;
  if (genesis.life == 0) return "life";
  if ((genesis.life == 1) != (genesis.nonce == 0)) return "nonce";
  if (genesis.life == 1) return base == LogPlace() ? nullptr : "base";
  if (base.life == 0 || base.life >= genesis.life) return "life of the base";
  if (base.epoch >= EpochBefore(base.life + 1)) return "epoch of the base";
  if (base.epoch == 0 && base.number != 0) return "number of the base";
  return nullptr;
}

BadField WhyBad(const ClaimRecord& claim) {
  if (claim.epoch == 0) return "epoch";
  if (claim.incarnation == 0) return "incarnation";
  if (!IsWord(claim.owner, kOwnerBytesMax)) return "owner";
  if (!IsWord(claim.address, kAddressBytesMax)) return "address";
  return nullptr;
}

BadField WhyBad(const BatchRecord& batch) {
  if (const BadField bad = WhyBadWriter(batch)) return bad;
  if (batch.number == 0) return "number";
  if (batch.part >= batch.parts) return "part";
  if (batch.parts > kPartsMax) return "parts";
  if (batch.bytes.size() > kPartBytesMax) return "bytes";
  return nullptr;
}

BadField WhyBad(const EraseRecord& erase) {
  if (const BadField bad = WhyBadWriter(erase)) return bad;
  if (erase.number == 0) return "number";
  if (erase.what.size() > kErasureBytesMax) return "erasure";
  return nullptr;
}

BadField WhyBad(const BeatRecord& beat) { return WhyBadWriter(beat); }
BadField WhyBad(const ReleaseRecord& release) { return WhyBadWriter(release); }

BadField WhyBad(const AskRecord& ask) {
  if (const BadField bad = WhyBadWriter(ask)) return bad;
  return IsWord(ask.replica, kOwnerBytesMax) ? nullptr : "replica";
}

void Append(const GenesisRecord& genesis, std::string& out) {
  AppendVarint(genesis.format, out);
  for (const uint8_t byte : genesis.event_hash_key) {
    out.push_back(static_cast<char>(byte));
  }
  AppendSized(genesis.pseudonym_check, out);
  AppendVarint(genesis.shards, out);
  if (genesis.life == 1) return;
  AppendVarint(genesis.life, out);
  AppendFixed64(genesis.nonce, out);
  AppendVarint(genesis.base.life, out);
  AppendFixed64(genesis.base.log_id, out);
  AppendVarint(genesis.base.epoch, out);
  AppendVarint(genesis.base.number, out);
}

void Append(const ClaimRecord& claim, std::string& out) {
  AppendVarint(claim.epoch, out);
  AppendFixed64(claim.incarnation, out);
  AppendSized(claim.owner, out);
  AppendSized(claim.address, out);
}

template <typename Record>
void AppendWriter(const Record& record, std::string& out) {
  AppendVarint(record.epoch, out);
  AppendFixed64(record.writer, out);
}

void Append(const BatchRecord& batch, std::string& out) {
  AppendWriter(batch, out);
  AppendVarint(batch.number, out);
  AppendVarint(batch.part, out);
  AppendVarint(batch.parts, out);
  AppendSized(batch.bytes, out);
}

void Append(const EraseRecord& erase, std::string& out) {
  AppendWriter(erase, out);
  AppendVarint(erase.number, out);
  AppendSized(erase.what, out);
}

void Append(const BeatRecord& beat, std::string& out) {
  AppendWriter(beat, out);
  AppendVarint(beat.number, out);
}
void Append(const ReleaseRecord& release, std::string& out) {
  AppendWriter(release, out);
}
void Append(const AskRecord& ask, std::string& out) {
  AppendWriter(ask, out);
  AppendSized(ask.replica, out);
}

BadField Take(ByteReader& reader, GenesisRecord& genesis) {
  if (!TakeNumber(reader, genesis.format)) return "format";
  std::string_view key;
  if (!reader.Bytes(kEventHashKeyBytes, key)) return "event hash key";
  std::copy(key.begin(), key.end(), genesis.event_hash_key.begin());
  if (!reader.Sized(genesis.pseudonym_check)) return "pseudonym check";
  if (!TakeNumber(reader, genesis.shards)) return "shards";
  return nullptr;
}

BadField TakeLater(ByteReader& reader, GenesisRecord& genesis) {
  if (const BadField bad = Take(reader, genesis)) return bad;
  LogPlace& base = genesis.base;
  if (!TakeNumber(reader, genesis.life) || genesis.life < 2) return "life";
  if (!reader.Fixed64(genesis.nonce)) return "nonce";
  if (!TakeNumber(reader, base.life)) return "life of the base";
  if (!reader.Fixed64(base.log_id)) return "log id of the base";
  if (!reader.Varint(base.epoch)) return "epoch of the base";
  if (!reader.Varint(base.number)) return "number of the base";
  return nullptr;
}

BadField Take(ByteReader& reader, ClaimRecord& claim) {
  if (!reader.Varint(claim.epoch)) return "epoch";
  if (!reader.Fixed64(claim.incarnation)) return "incarnation";
  if (!reader.Sized(claim.owner)) return "owner";
  if (!reader.Sized(claim.address)) return "address";
  return nullptr;
}

template <typename Record>
BadField TakeWriter(ByteReader& reader, Record& record) {
  if (!reader.Varint(record.epoch)) return "epoch";
  if (!reader.Fixed64(record.writer)) return "writer";
  return nullptr;
}

BadField Take(ByteReader& reader, BatchRecord& batch) {
  if (const BadField bad = TakeWriter(reader, batch)) return bad;
  if (!reader.Varint(batch.number)) return "number";
  if (!TakeNumber(reader, batch.part)) return "part";
  if (!TakeNumber(reader, batch.parts)) return "parts";
  if (!reader.Sized(batch.bytes)) return "bytes";
  return nullptr;
}

BadField Take(ByteReader& reader, EraseRecord& erase) {
  if (const BadField bad = TakeWriter(reader, erase)) return bad;
  if (!reader.Varint(erase.number)) return "number";
  if (!reader.Sized(erase.what)) return "erasure";
  return nullptr;
}

BadField Take(ByteReader& reader, BeatRecord& beat) {
  if (const BadField bad = TakeWriter(reader, beat)) return bad;
  return reader.Varint(beat.number) ? nullptr : "number";
}
BadField Take(ByteReader& reader, ReleaseRecord& release) {
  return TakeWriter(reader, release);
}
BadField Take(ByteReader& reader, AskRecord& ask) {
  if (const BadField bad = TakeWriter(reader, ask)) return bad;
  return reader.Sized(ask.replica) ? nullptr : "replica";
}

template <typename Record>
absl::StatusOr<LogRecord> Read(ByteReader& reader,
                               BadField (*take)(ByteReader&, Record&) = Take) {
  Record record;
  BadField bad = take(reader, record);
  if (bad == nullptr) bad = WhyBad(record);
  if (bad == nullptr && reader.remaining() != 0) {
    bad = "end: bytes are left over";
  }
  if (bad != nullptr) return DataLoss(std::string("bad ") + bad);
  return record;
}

// Kinds are numbered as LogRecord lists them, from 1 on.
LogRecordKind KindOf(const LogRecord& record) {
  static_assert(std::variant_size_v<LogRecord> ==
                static_cast<size_t>(LogRecordKind::kAsk));
  return static_cast<LogRecordKind>(record.index() + 1);
}

LogRecordVersion VersionOf(const LogRecord& record) {
  const auto* genesis = std::get_if<GenesisRecord>(&record);
  return genesis != nullptr && genesis->life > 1 ? LogRecordVersion::kV2
                                                 : LogRecordVersion::kV1;
}

}  // namespace

absl::StatusOr<std::string> EncodeLogRecord(const LogRecord& record) {
  const auto why_bad = [](const auto& of_kind) { return WhyBad(of_kind); };
  if (const BadField bad = std::visit(why_bad, record)) {
    return absl::InternalError(
        std::string("log record that must not be written: bad ") + bad);
  }
  std::string out(1, static_cast<char>(VersionOf(record)));
  out.push_back(static_cast<char>(KindOf(record)));
  std::visit([&out](const auto& of_kind) { Append(of_kind, out); }, record);
  return out;
}

absl::StatusOr<LogRecord> DecodeLogRecord(std::string_view bytes) {
  ByteReader reader(bytes);
  uint8_t version = 0;
  if (!reader.Byte(version) || version == 0) return DataLoss("bad version");
  if (version > static_cast<uint8_t>(LogRecordVersion::kV2)) {
    return absl::UnimplementedError("log record: version " +
                                    std::to_string(version) +
                                    ", this binary reads 1 and 2");
  }
  if (bytes.size() > kLogRecordBytesMax) {
    return DataLoss("bad size: " + std::to_string(bytes.size()) +
                    " bytes, at most " + std::to_string(kLogRecordBytesMax));
  }
  uint8_t kind = 0;
  if (!reader.Byte(kind)) return DataLoss("bad kind");
  if (version == static_cast<uint8_t>(LogRecordVersion::kV2)) {
    return static_cast<LogRecordKind>(kind) == LogRecordKind::kGenesis
               ? Read<GenesisRecord>(reader, TakeLater)
               : DataLoss("bad kind " + std::to_string(kind) + " of version 2");
  }
  switch (static_cast<LogRecordKind>(kind)) {
    case LogRecordKind::kGenesis:
      return Read<GenesisRecord>(reader);
    case LogRecordKind::kClaim:
      return Read<ClaimRecord>(reader);
    case LogRecordKind::kBatch:
      return Read<BatchRecord>(reader);
    case LogRecordKind::kErase:
      return Read<EraseRecord>(reader);
    case LogRecordKind::kBeat:
      return Read<BeatRecord>(reader);
    case LogRecordKind::kRelease:
      return Read<ReleaseRecord>(reader);
    case LogRecordKind::kAsk:
      return Read<AskRecord>(reader);
  }
  return DataLoss("bad kind " + std::to_string(kind));
}

}  // namespace farcall
