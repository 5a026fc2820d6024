// SPDX-License-Identifier: Apache-2.0
#include "ingest/mover/mover.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace farcall {
namespace {

using Step = MoverEvents::Step;

// A source or a server that cannot be used now: nothing is given up for it.
bool IsPassing(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      return true;
    default:
      return false;
  }
}

// The outcome of a record that no server is asked about.
RecordOutcome Unsent(std::string_view code, std::string reason) {
  return {RecordOutcome::Kind::kError, false, std::string(code), "",
          std::move(reason)};
}

}  // namespace

void Mover::RunLane(const Stops& stops, uint64_t seed) {
  Backoff backoff(options_.backoff, seed);
  bool failing = false;
  while (!stops.receiving.stop_requested()) {
    auto deliveries = source_.Receive(stops.receiving);
    if (!deliveries.ok()) {
      failing = true;
      const auto wait = backoff.Next(std::nullopt);
      events_.Failed(Step::kReceive, deliveries.status(), wait);
      clock_.Wait(wait, stops.receiving);
      continue;
    }
    if (failing) events_.Recovered(Step::kReceive);
    failing = false;
    backoff.Reset();
    // All are held from here on, also those that wait for their turn.
    for (const Delivery& delivery : *deliveries) leases_.Add(delivery.id);
    for (Delivery& delivery : *deliveries) {
      Move(delivery, stops.working, seed);
      leases_.Remove(delivery.id);
    }
  }
}

void Mover::Move(Delivery& delivery, const std::stop_token& stop,
                 uint64_t seed) {
  const auto received = clock_.Now();
  events_.Received(delivery);
  Work work{delivery, stop, Backoff(options_.backoff, seed)};
  absl::Status status = Process(work);
  if (status.ok()) status = Acknowledge(work);
  if (status.ok()) {
    events_.Acknowledged(delivery, work.counts, clock_.Now() - received);
  } else if (absl::IsAborted(status)) {
    events_.Lost(delivery);
  } else if (absl::IsCancelled(status)) {
    // Where that fails, its lease ends by itself; so too below.
    source_.Release(delivery).IgnoreError();
    events_.Released(delivery);
  } else {
    source_.Reject(delivery, status).IgnoreError();
    events_.Rejected(delivery, status);
  }
}

absl::Status Mover::Process(Work& work) {
  absl::Status status = Retry(
      Step::kLoad, work, [&] { return Attempt{source_.Load(work.delivery)}; },
      [](const Attempt& attempt) { return !IsPassing(attempt.status); });
  for (const Content& content : work.delivery.contents) {
    if (!status.ok()) return status;
    status = ScoreContent(content, work);
  }
  return status;
}

absl::Status Mover::Acknowledge(Work& work) {
  absl::Status status = Retry(
      Step::kAcknowledge, work,
      [&] { return Attempt{source_.Acknowledge(work.delivery, work.counts)}; },
      [](const Attempt& attempt) { return !IsPassing(attempt.status); });
  if (status.ok() || absl::IsCancelled(status)) return status;
  return absl::AbortedError(status.message());  // it is not held any more
}

absl::Status Mover::ScoreContent(const Content& content, Work& work) {
  ContentRecords reader(content, options_.content);
  while (true) {
    const auto records = reader.Next();
    if (!records.ok()) return GiveUp(content, records.status(), work);
    if (records->empty()) return absl::OkStatus();
    absl::Status status = ScoreRecords(content, *records, work);
    if (!status.ok()) return status;
  }
}

absl::Status Mover::GiveUp(const Content& content, const absl::Status& reason,
                           Work& work) {
  if (!work.delivery.unreadable_to_dead_letters) {
    return {reason.code(), absl::StrCat(content.place, ": ", reason.message())};
  }
  Note(content, {0, content.bytes},
       Unsent("UNREADABLE", std::string(reason.message())), work);
  return WriteLetters(work);
}

absl::Status Mover::ScoreRecords(const Content& content,
                                 std::span<const ContentRecord> records,
                                 Work& work) {
  while (!records.empty()) {
    const size_t size = BatchSize(records);
    absl::Status status = ScoreBatch(content, records.first(size), work);
    if (status.ok()) status = WriteLetters(work);
    if (!status.ok()) return status;
    records = records.subspan(size);
  }
  return absl::OkStatus();
}

size_t Mover::BatchSize(std::span<const ContentRecord> records) const {
  const size_t most = std::min(records.size(), options_.batch_events);
  size_t bytes = records.front().json.size();
  size_t size = 1;
  while (size < most &&
         bytes + records[size].json.size() <= options_.batch_bytes) {
    bytes += records[size++].json.size();
  }
  return size;
}

absl::Status Mover::ScoreBatch(const Content& content,
                               std::span<const ContentRecord> batch,
                               Work& work) {
  std::vector<std::string_view> texts;
  for (const ContentRecord& record : batch) texts.push_back(record.json);
  ScoreAnswer answer;
  absl::Status status = Retry(
      Step::kScore, work,
      [&] {
        answer = scorer_.Score(texts);
        return Attempt{answer.status, answer.retry_after};
      },
      // More than the server takes, where no wait helps.
      [](const Attempt& attempt) {
        return absl::IsResourceExhausted(attempt.status) &&
               !attempt.retry_after.has_value();
      });
  if (absl::IsResourceExhausted(status)) {
    return ScoreParts(content, batch, status, work);
  }
  if (!status.ok()) return status;
  for (size_t i = 0; i < batch.size(); ++i) {
    Note(content, batch[i], std::move(answer.outcomes[i]), work);
  }
  return absl::OkStatus();
}

absl::Status Mover::ScoreParts(const Content& content,
                               std::span<const ContentRecord> batch,
                               const absl::Status& too_large, Work& work) {
  if (batch.size() == 1) {
    Note(content, batch.front(),
         Unsent("TOO_LARGE", std::string(too_large.message())), work);
    return absl::OkStatus();
  }
  const size_t half = batch.size() / 2;
  absl::Status status = ScoreBatch(content, batch.first(half), work);
  if (!status.ok()) return status;
  return ScoreBatch(content, batch.subspan(half), work);
}

void Mover::Note(const Content& content, const ContentRecord& record,
                 RecordOutcome outcome, Work& work) {
  DeliveryCounts& counts = work.counts;
  counts.alerts += outcome.alert ? 1 : 0;
  switch (outcome.kind) {
    case RecordOutcome::Kind::kScored:
      ++counts.scored;
      return;
    case RecordOutcome::Kind::kDuplicate:
      ++counts.duplicates;
      return;
    case RecordOutcome::Kind::kSkipped:
      ++counts.skipped;
      return;
    case RecordOutcome::Kind::kError:
      ++counts.errors;
      work.letters.push_back({content.place, record.number,
                              std::move(outcome.code), std::move(outcome.field),
                              std::move(outcome.reason), record.json});
      return;
  }
}

absl::Status Mover::WriteLetters(Work& work) {
  if (work.letters.empty()) return absl::OkStatus();
  absl::Status status = Retry(
      Step::kDeadLetters, work,
      [&] { return Attempt{dead_letters_.Write(work.letters)}; },
      [](const Attempt&) { return false; });
  work.letters.clear();
  return status;
}

absl::Status Mover::Retry(Step step, Work& work,
                          absl::FunctionRef<Attempt()> attempt,
                          absl::FunctionRef<bool(const Attempt&)> is_final) {
  work.backoff.Reset();
  // Of any delivery: one that the step failed for may have been given up.
  std::atomic<bool>& failing = failing_.at(static_cast<size_t>(step));
  while (true) {
    absl::Status why = WhyToStop(work);
    if (!why.ok()) return why;
    const Attempt made = attempt();
    if (made.status.ok() || is_final(made)) {
      if (failing.exchange(false)) events_.Recovered(step);
      return made.status;
    }
    const auto wait = work.backoff.Next(made.retry_after);
    events_.Failed(step, made.status, wait);
    failing = true;  // behind what was told, so that a success tells of it
    clock_.Wait(wait, work.stop);
  }
}

absl::Status Mover::WhyToStop(const Work& work) {
  if (work.stop.stop_requested()) {
    return absl::CancelledError("this process stops");
  }
  if (leases_.IsLost(work.delivery.id)) {
    return absl::AbortedError("the lease of the delivery ended");
  }
  const auto& deadline = work.delivery.deadline;
  if (deadline.has_value() && clock_.Now() >= *deadline) {
    return absl::DeadlineExceededError("nobody waits for the answer any more");
  }
  return absl::OkStatus();
}

}  // namespace farcall
