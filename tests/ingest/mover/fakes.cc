// SPDX-License-Identifier: Apache-2.0
#include "fakes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "text/concat.h"

namespace farcall {
namespace {

constexpr std::string_view kSteps[] = {"receive",      "load",        "score",
                                       "dead letters", "acknowledge", "extend"};

}  // namespace

std::chrono::steady_clock::time_point FakeMoverClock::Now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

bool FakeMoverClock::Wait(std::chrono::milliseconds duration,
                          const std::stop_token& stop) {
  if (stop.stop_requested()) return false;
  const std::lock_guard lock(mutex_);
  waits_.push_back(duration);
  now_ += duration;
  return true;
}

void FakeMoverClock::Advance(std::chrono::milliseconds duration) {
  const std::lock_guard lock(mutex_);
  now_ += duration;
}

std::vector<std::chrono::milliseconds> FakeMoverClock::waits() const {
  const std::lock_guard lock(mutex_);
  return waits_;
}

void FakeQueue::Put(std::vector<Content> contents) {
  const std::lock_guard lock(mutex_);
  messages_[next_++].contents = std::move(contents);
}

void FakeQueue::PutRecords(const std::string& records) {
  Put({{"fake://object", records}});
}

absl::StatusOr<std::vector<Delivery>> FakeQueue::Receive(
    const std::stop_token&) {
  absl::Status status = fault("receive");
  if (!status.ok()) return status;
  std::vector<Delivery> deliveries;
  bool is_empty = false;
  {
    const std::lock_guard lock(mutex_);
    const auto now = clock_.Now();
    for (auto& [number, message] : messages_) {
      if (message.visible > now) continue;
      message.visible = now + lease();
      Delivery delivery;
      delivery.id = absl::StrCat(number, "/", ++message.attempts);
      delivery.contents = message.contents;
      for (Content& content : delivery.contents) content.bytes.clear();
      delivery.attempt = message.attempts;
      delivery.unreadable_to_dead_letters = unreadable_to_dead_letters;
      if (answer_within.count() > 0) delivery.deadline = now + answer_within;
      deliveries.push_back(std::move(delivery));
      break;
    }
    is_empty = messages_.empty();
  }
  if (is_empty) when_empty();
  // Nothing is visible: time passes, as it does in a long poll.
  if (deliveries.empty()) clock_.Wait(std::chrono::seconds(1), {});
  return deliveries;
}

// Of the last receipt alone; the queue's own, not a copy.
FakeQueue::Message* FakeQueue::HeldBy(const std::string& id) {
  for (auto& [number, message] : messages_) {
    if (absl::StrCat(number, "/", message.attempts) == id) {
      return message.visible > clock_.Now() ? &message : nullptr;
    }
  }
  return nullptr;
}

absl::Status FakeQueue::Load(Delivery& delivery) {
  absl::Status status = fault("load");
  if (!status.ok()) return status;
  const std::lock_guard lock(mutex_);
  const Message* message = HeldBy(delivery.id);
  if (message != nullptr) delivery.contents = message->contents;
  return absl::OkStatus();
}

absl::Status FakeQueue::Acknowledge(const Delivery& delivery,
                                    const DeliveryCounts& counts) {
  absl::Status status = fault("acknowledge");
  if (!status.ok()) return status;
  const std::lock_guard lock(mutex_);
  if (HeldBy(delivery.id) == nullptr) {
    return absl::FailedPreconditionError("the receipt is invalid");
  }
  std::erase_if(messages_, [&](const auto& entry) {
    return absl::StrCat(entry.first, "/", entry.second.attempts) == delivery.id;
  });
  acknowledged_.push_back(counts);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> FakeQueue::Extend(
    std::span<const std::string> ids) {
  absl::Status status = fault("extend");
  if (!status.ok()) return status;
  std::vector<std::string> lost;
  const std::lock_guard lock(mutex_);
  for (const std::string& id : ids) {
    Message* message = HeldBy(id);
    if (message == nullptr) {
      lost.push_back(id);
    } else {
      message->visible = clock_.Now() + lease();
      ++extended_;
    }
  }
  return lost;
}

absl::Status FakeQueue::Reject(const Delivery& delivery,
                               const absl::Status& reason) {
  const std::lock_guard lock(mutex_);
  rejected_.push_back(reason);
  // As after three deliveries in vain, at once.
  std::erase_if(messages_, [&](const auto& entry) {
    return absl::StrCat(entry.first, "/", entry.second.attempts) == delivery.id;
  });
  return absl::OkStatus();
}

absl::Status FakeQueue::Release(const Delivery&) {
  const std::lock_guard lock(mutex_);
  ++released_;
  return absl::OkStatus();
}

size_t FakeQueue::left() {
  const std::lock_guard lock(mutex_);
  return messages_.size();
}

std::vector<DeliveryCounts> FakeQueue::acknowledged() {
  const std::lock_guard lock(mutex_);
  return acknowledged_;
}

std::vector<absl::Status> FakeQueue::rejected() {
  const std::lock_guard lock(mutex_);
  return rejected_;
}

size_t FakeQueue::released() {
  const std::lock_guard lock(mutex_);
  return released_;
}

size_t FakeQueue::extended() {
  const std::lock_guard lock(mutex_);
  return extended_;
}

ScoreAnswer FakeScorer::Score(std::span<const std::string_view> records) {
  ScoreAnswer answer = fault();
  if (!answer.status.ok()) return answer;
  {
    const std::lock_guard lock(mutex_);
    if (records.size() > records_max) {
      answer.status = absl::ResourceExhaustedError("the batch is too large");
      return answer;
    }
    batches_.push_back(records.size());
    for (const std::string_view record : records) {
      RecordOutcome& outcome = answer.outcomes.emplace_back();
      if (record.find("bad") != record.npos) {
        outcome = {RecordOutcome::Kind::kError, false, "EVENT_ERROR_CODE_X",
                   "eventName", "is bad"};
      } else if (record.find("digest") != record.npos) {
        outcome.kind = RecordOutcome::Kind::kSkipped;
      } else if (!seen_.emplace(record).second) {
        outcome.kind = RecordOutcome::Kind::kDuplicate;
      } else {
        counted_.emplace_back(record);
      }
    }
  }
  absl::Status lost = lose();
  if (!lost.ok()) return {lost, {}, std::nullopt};
  return answer;
}

std::vector<std::string> FakeScorer::counted() {
  const std::lock_guard lock(mutex_);
  return counted_;
}

std::vector<size_t> FakeScorer::batches() {
  const std::lock_guard lock(mutex_);
  return batches_;
}

absl::Status FakeDeadLetters::Write(std::span<const DeadLetter> letters) {
  absl::Status status = fault();
  if (!status.ok()) return status;
  const std::lock_guard lock(mutex_);
  letters_.insert(letters_.end(), letters.begin(), letters.end());
  return absl::OkStatus();
}

std::vector<DeadLetter> FakeDeadLetters::letters() {
  const std::lock_guard lock(mutex_);
  return letters_;
}

void FakeMoverEvents::Received(const Delivery&) { Add("received"); }

void FakeMoverEvents::Acknowledged(const Delivery&, const DeliveryCounts&,
                                   std::chrono::nanoseconds) {
  Add("acknowledged");
}

void FakeMoverEvents::Rejected(const Delivery&, const absl::Status&) {
  Add("rejected");
}

void FakeMoverEvents::Lost(const Delivery&) { Add("lost"); }

void FakeMoverEvents::Released(const Delivery&) { Add("released"); }

void FakeMoverEvents::Failed(Step step, const absl::Status&,
                             std::chrono::milliseconds) {
  Add(Concat({"failed: ", kSteps[static_cast<size_t>(step)]}));
}

void FakeMoverEvents::Recovered(Step step) {
  Add(Concat({"recovered: ", kSteps[static_cast<size_t>(step)]}));
}

void FakeMoverEvents::Add(std::string line) {
  const std::lock_guard lock(mutex_);
  lines_.push_back(std::move(line));
}

std::vector<std::string> FakeMoverEvents::lines() {
  const std::lock_guard lock(mutex_);
  return lines_;
}

std::string RecordOf(const std::string& id, const std::string& time) {
  return absl::StrCat(R"({"eventVersion":"1.08","eventTime":")", time,
                      R"(","eventSource":"s3.amazonaws.com","eventName":)",
                      R"("ListBuckets","eventID":")", id, R"("})");
}

}  // namespace farcall
