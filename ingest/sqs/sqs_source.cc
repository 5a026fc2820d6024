// SPDX-License-Identifier: Apache-2.0
#include "ingest/sqs/sqs_source.h"

#include <algorithm>
#include <utility>

#include "text/concat.h"

namespace farcall {
namespace {

absl::Status NotHeld(const std::string& id) {
  return absl::FailedPreconditionError(
      Concat({"message ", id, " is not held"}));
}

// Whether the receipt handle is of no use any more: too old, deleted, or its
// visibility cannot be longer.
bool IsLost(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) || absl::IsInvalidArgument(status);
}

}  // namespace

SqsSource::SqsSource(SqsClient& queue, S3Client& objects, Options options,
                     TimeSource now)
    : queue_(queue),
      objects_(objects),
      options_(std::move(options)),
      now_(std::move(now)) {}

absl::StatusOr<std::vector<Delivery>> SqsSource::Receive(
    const std::stop_token& stop) {
  std::vector<Delivery> deliveries;
  if (stop.stop_requested()) return deliveries;
  ForgetOld(now_());
  absl::StatusOr<std::vector<SqsMessage>> messages =
      queue_.Receive({.messages_max = 1,
                      .wait = options_.wait,
                      .visibility = options_.lease,
                      .stop = stop});
  if (absl::IsCancelled(messages.status())) return deliveries;
  if (!messages.ok()) return messages.status();
  // Its visibility began at some moment before.
  const absl::Time received = now_();
  for (SqsMessage& message : *messages) {
    deliveries.push_back(Hold(std::move(message), received));
  }
  return deliveries;
}

Delivery SqsSource::Hold(SqsMessage message, absl::Time asked) {
  Delivery delivery;
  delivery.attempt = static_cast<uint32_t>(
      std::clamp<int64_t>(message.receive_count, 1, UINT32_MAX));
  if (message.sent != absl::InfinitePast()) {
    delivery.sent = absl::ToChronoTime(message.sent);
  }
  delivery.unreadable_to_dead_letters = options_.rejected == Rejected::kNowhere;
  Held held{.receipt_handle = std::move(message.receipt_handle),
            .until = asked + options_.lease,
            .notification = ReadNotification(message.body)};
  if (held.notification.ok()) {
    for (const S3Object& object : held.notification->objects) {
      delivery.contents.push_back({.place = object.Name(), .bytes = {}});
    }
    if (!held.notification->records.empty()) {
      delivery.contents.push_back(
          {.place = Concat({"sqs message ", message.id}),
           .bytes = std::move(held.notification->records)});
    }
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  // A queue may deliver a message again while the one before is still held.
  delivery.id = Concat({message.id, "/", std::to_string(++received_)});
  held_.emplace(delivery.id, std::move(held));
  return delivery;
}

absl::Status SqsSource::Load(Delivery& delivery) {
  const std::optional<Held> held = Find(delivery.id);
  if (!held) return NotHeld(delivery.id);
  if (!held->notification.ok()) return held->notification.status();
  size_t bytes_left = options_.delivery_bytes_max;
  const std::vector<S3Object>& objects = held->notification->objects;
  // Contents of objects come first, in their order (Hold()).
  for (size_t i = 0; i < objects.size() && i < delivery.contents.size(); ++i) {
    std::string& bytes = delivery.contents[i].bytes;
    if (bytes.empty()) {
      absl::StatusOr<std::string> object =
          objects_.GetObject(objects[i], bytes_left);
      if (!object.ok()) return object.status();
      bytes = *std::move(object);
    }
    bytes_left -= std::min(bytes_left, bytes.size());
  }
  return absl::OkStatus();
}

absl::Status SqsSource::Acknowledge(const Delivery& delivery,
                                    const DeliveryCounts&) {
  const std::optional<Held> held = Find(delivery.id);
  if (!held) return NotHeld(delivery.id);
  absl::Status status = queue_.Delete(held->receipt_handle);
  if (IsLost(status)) {
    Take(delivery.id);
    return absl::FailedPreconditionError(status.message());
  }
  if (!status.ok()) return status;
  if (Take(delivery.id) && held->notification.ok()) Count(*held->notification);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> SqsSource::Extend(
    std::span<const std::string> ids) {
  std::vector<std::string> lost;
  absl::Status failure;
  while (!ids.empty()) {
    const size_t size = std::min(ids.size(), SqsClient::kBatchMax);
    failure.Update(ExtendBatch(ids.first(size), lost));
    ids = ids.subspan(size);
  }
  // What is lost is forgotten by now, and so it is told the next time too.
  if (!failure.ok()) return failure;
  return lost;
}

absl::Status SqsSource::ExtendBatch(std::span<const std::string> ids,
                                    std::vector<std::string>& lost) {
  std::vector<std::string> held_ids;
  std::vector<SqsVisibility> changes;
  for (const std::string& id : ids) {
    if (std::optional<Held> held = Find(id)) {
      held_ids.push_back(id);
      changes.push_back({std::move(held->receipt_handle), options_.lease});
    } else {
      lost.push_back(id);
    }
  }
  const absl::Time asked = now_();
  const absl::StatusOr<std::vector<absl::Status>> statuses =
      queue_.ChangeVisibilities(changes);
  if (!statuses.ok()) return statuses.status();
  absl::Status failure;
  for (size_t i = 0; i < held_ids.size(); ++i) {
    const absl::Status& status = (*statuses)[i];
    if (IsLost(status)) {
      Take(held_ids[i]);
      lost.push_back(held_ids[i]);
    } else if (!status.ok()) {
      failure.Update(status);
    } else {
      const std::lock_guard<std::mutex> lock(mutex_);
      const auto found = held_.find(held_ids[i]);
      if (found != held_.end()) found->second.until = asked + options_.lease;
    }
  }
  return failure;
}

absl::Status SqsSource::Reject(const Delivery& delivery, const absl::Status&) {
  const std::optional<Held> held = Take(delivery.id);
  if (!held) return NotHeld(delivery.id);
  return queue_.ChangeVisibility(
      {held->receipt_handle, PauseAfter(delivery.attempt)});
}

absl::Status SqsSource::Release(const Delivery& delivery) {
  const std::optional<Held> held = Take(delivery.id);
  if (!held) return NotHeld(delivery.id);
  return queue_.ChangeVisibility({held->receipt_handle, absl::ZeroDuration()});
}

absl::Duration SqsSource::PauseAfter(uint32_t attempt) const {
  absl::Duration pause = options_.first_pause;
  for (uint32_t i = 1; i < attempt && pause < options_.pause_max; ++i) {
    pause *= 2;
  }
  return std::min(pause, options_.pause_max);
}

std::optional<SqsSource::Held> SqsSource::Find(const std::string& id) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = held_.find(id);
  if (found == held_.end()) return std::nullopt;
  return found->second;
}

std::optional<SqsSource::Held> SqsSource::Take(const std::string& id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = held_.find(id);
  if (found == held_.end()) return std::nullopt;
  std::optional<Held> held = std::move(found->second);
  held_.erase(found);
  return held;
}

void SqsSource::ForgetOld(absl::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::erase_if(held_, [this, now](const auto& entry) {
    return entry.second.until + options_.lease < now;
  });
}

void SqsSource::Count(const Notification& notification) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ignored_.test_events += notification.test_events;
  ignored_.other_events += notification.other_events;
  ignored_.digests += notification.digests;
  ignored_.folders += notification.folders;
}

SqsSource::Ignored SqsSource::ignored() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return ignored_;
}

}  // namespace farcall
