// SPDX-License-Identifier: Apache-2.0
#include "cluster/codec/shard_position_codec.h"

#include <limits>
#include <utility>
#include <variant>

#include "cluster/codec/log_record_codec.h"
#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

// First byte. On disk: never renumber; a new layout takes a new number.
constexpr char kVersion = 1;

absl::Status DataLoss(const char* field) {
  return absl::DataLossError("position in a shard's log: bad " +
                             std::string(field));
}

// Nothing where it is empty; false if it is no record of this kind.
template <typename Record>
bool TakeRecord(std::string_view bytes, std::optional<Record>& record) {
  if (bytes.empty()) return true;
  absl::StatusOr<LogRecord> read = DecodeLogRecord(bytes);
  if (!read.ok() || !std::holds_alternative<Record>(*read)) return false;
  record = std::get<Record>(*std::move(read));
  return true;
}

// What a position says where no claim of its log counts.
ClaimRecord NoClaimIn(const ShardPosition& position) {
  return {.epoch = position.genesis.has_value()
                       ? EpochBefore(position.genesis->life)
                       : uint64_t{0}};
}

}  // namespace

absl::StatusOr<std::string> EncodeShardPosition(const ShardPosition& position) {
  std::string genesis;
  if (position.genesis.has_value()) {
    absl::StatusOr<std::string> bytes = EncodeLogRecord(*position.genesis);
    if (!bytes.ok()) return bytes.status();
    genesis = *std::move(bytes);
  }
  std::string claim;
  if (position.claim != NoClaimIn(position)) {
    absl::StatusOr<std::string> bytes = EncodeLogRecord(position.claim);
    if (!bytes.ok()) return bytes.status();
    claim = *std::move(bytes);
  }
  if (position.resume_offset < 0) {
    return absl::InternalError("position below the log's begin");
  }
  std::string out(1, kVersion);
  AppendSized(genesis, out);
  AppendSized(claim, out);
  out.push_back(position.released ? '\1' : '\0');
  AppendVarint(position.number, out);
  AppendVarint(static_cast<uint64_t>(position.resume_offset), out);
  return out;
}

absl::StatusOr<ShardPosition> DecodeShardPosition(std::string_view bytes) {
  ByteReader reader(bytes);
  uint8_t version = 0;
  if (!reader.Byte(version) || version != kVersion) return DataLoss("version");
  ShardPosition position;
  std::string_view genesis;
  if (!reader.Sized(genesis) || !TakeRecord(genesis, position.genesis)) {
    return DataLoss("genesis");
  }
  std::string_view claim_bytes;
  std::optional<ClaimRecord> claim;
  if (!reader.Sized(claim_bytes) || !TakeRecord(claim_bytes, claim)) {
    return DataLoss("claim");
  }
  position.claim = claim.has_value() ? *std::move(claim) : NoClaimIn(position);
  uint8_t released = 0;
  if (!reader.Byte(released) || released > 1) return DataLoss("release");
  position.released = released == 1;
  if (!reader.Varint(position.number)) return DataLoss("number");
  uint64_t offset = 0;
  if (!reader.Varint(offset) ||
      offset > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
    return DataLoss("offset");
  }
  position.resume_offset = static_cast<int64_t>(offset);
  if (reader.remaining() != 0) return DataLoss("end: bytes are left over");
  return position;
}

}  // namespace farcall
