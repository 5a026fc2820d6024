// SPDX-License-Identifier: Apache-2.0
#include "cluster/shard/genesis_search.h"

#include <sodium.h>

#include <utility>

#include "cluster/codec/log_record_codec.h"

namespace farcall {
namespace {

constexpr std::chrono::milliseconds kReadWait{100};
constexpr std::chrono::milliseconds kEndTimeout{1000};

}  // namespace

// The first choice begins the first life; others wait until they would claim.
GenesisSearch::GenesisSearch(const Options& options, const ShardPosition& copy,
                             ShardLog& log)
    : options_(options),
      copy_(copy),
      log_(log),
      due_(Clock::now() +
           (IsLater() ? 1 : static_cast<int>(options.rank)) * options.patience),
      own_(options.genesis) {
  if (!IsLater() || !copy.genesis.has_value()) return;
  own_.event_hash_key = copy.genesis->event_hash_key;
  own_.base = PlaceOf(copy);
  while (own_.nonce == 0) randombytes_buf(&own_.nonce, sizeof own_.nonce);
}

absl::StatusOr<GenesisSearch::Found> GenesisSearch::Run(
    const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    auto found = ReadOn();
    if (!found.ok()) return found.status();
    if (found->has_value()) return **std::move(found);
    absl::Status status = WriteIfDue();
    if (!status.ok()) return status;
  }
  return absl::CancelledError("the server stops");
}

absl::StatusOr<std::optional<GenesisSearch::Found>> GenesisSearch::ReadOn() {
  auto items = log_.Read(offset_, kReadWait);
  is_at_end_ = items.ok() && items->empty();
  if (absl::IsUnavailable(items.status())) return std::nullopt;
  if (!items.ok()) return items.status();
  for (const ShardLog::Item& item : *items) {
    absl::StatusOr<LogRecord> record = DecodeLogRecord(item.bytes);
    if (!record.ok()) return record.status();
    const LogVerdict verdict = rules_.Read(*std::move(record), item.offset);
    if (verdict.outcome == Outcome::kBegun) {
      return Found{*rules_.genesis(), item.offset};
    }
    if (verdict.refusal == Refusal::kNewerFormat) {
      return absl::FailedPreconditionError(
          "the log has a newer format than this binary knows");
    }
    offset_ = item.offset + 1;
  }
  return std::nullopt;
}

absl::Status GenesisSearch::WriteIfDue() {
  const bool is_due = Clock::now() >= due_;
  // What it wrote may yet be read.
  if (!is_at_end_ || (!is_due && (has_written_ || !IsLater()))) {
    return absl::OkStatus();
  }
  const auto end = log_.End(kEndTimeout);
  if (!end.ok() || *end > offset_) return absl::OkStatus();
  if (!IsLater()) return Write();
  const absl::StatusOr<std::string> begins = AskWhoBegins();
  if (begins.ok() && *begins == options_.name) return Write();
  if (!is_due) return absl::OkStatus();
  if (!begins.ok()) return begins.status();
  return absl::FailedPreconditionError(
      "the log of life " + std::to_string(own_.life) +
      " has yet to begin: replica " + *begins +
      " has the furthest copy, and is waited for");
}

absl::StatusOr<std::string> GenesisSearch::AskWhoBegins() const {
  std::vector<HolderReport> holders;
  for (const std::string& name : options_.holders) {
    HolderReport& holder = holders.emplace_back();
    holder.replica = name;
    if (name == options_.name) {
      holder.report = {.log_life = own_.life, .place = PlaceOf(copy_)};
    } else if (options_.reports != nullptr) {
      holder.report = options_.reports->Of(options_.shard, name);
    }
  }
  return WhoBegins(own_.life, holders);
}

absl::Status GenesisSearch::Write() {
  absl::StatusOr<std::string> bytes = EncodeLogRecord(own_);
  if (!bytes.ok()) return bytes.status();
  absl::Status status = log_.Append(*std::move(bytes));
  if (!status.ok()) return status;
  has_written_ = true;
  due_ = Clock::now() + options_.patience;
  return absl::OkStatus();
}

}  // namespace farcall
