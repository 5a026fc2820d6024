// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/seen_segments.h"

#include <algorithm>
#include <utility>

#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {

absl::Status SeenSegments::Load(int64_t forgotten_to) {
  RemoveUnfinishedSeenSegment(place_);
  forgotten_to_ = forgotten_to;
  List found;
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> it(
      place_.db.NewIterator(options, place_.family));
  for (it->SeekToFirst(); it->Valid();) {
    const auto number = DecodeSeenSegmentKey(it->key().ToStringView());
    if (!number.ok()) return number.status();
    auto segment = SeenSegment::Open(place_, *number);
    if (!segment.ok()) return segment.status();
    const SeenSegmentHead& head = (*segment)->head();
    last_arrival_ = std::max(last_arrival_, head.last_arrival());
    next_number_ = *number + 1;
    if (head.last_arrival() <= forgotten_to) {
      forgotten_.push_back(*number);
      has_forgotten_ = true;
    } else {
      found.push_back(*std::move(segment));
    }
    it->Seek(EncodeSeenSegmentKey(next_number_, SeenSegmentPart::kHead, 0));
  }
  absl::Status status =
      FromRocksDb(it->status(), "cannot read segments of seen events");
  if (!status.ok()) return status;
  for (const auto& segment : found) events_ += segment->head().events();
  if (!found.empty()) {
    for (const SeenSlice& slice : found.front()->head().slices) {
      if (slice.last_arrival > forgotten_to) break;
      events_ -= slice.events;
      ++forgotten_slices_;
    }
  }
  SetList(std::move(found));
  return absl::OkStatus();
}

absl::Status SeenSegments::Find(
    std::span<const EventDigest> digests,
    std::span<std::optional<FirstOutcome>> outcomes) const {
  if (is_empty_) return absl::OkStatus();
  const std::shared_ptr<const List> segments = list();
  const auto prefetch = [&](size_t i) {
    if (i >= digests.size() || outcomes[i].has_value()) return;
    for (const auto& segment : *segments) segment->Prefetch(digests[i]);
  };
  prefetch(0);
  for (size_t i = 0; i < digests.size(); ++i) {
    prefetch(i + 1);
    if (outcomes[i].has_value()) continue;
    auto found = FindOne(*segments, digests[i]);
    if (!found.ok()) return found.status();
    outcomes[i] = *found;
  }
  return absl::OkStatus();
}

// The newest first: an event that was forgotten may have come again.
absl::StatusOr<std::optional<FirstOutcome>> SeenSegments::FindOne(
    const List& segments, const EventDigest& digest) const {
  for (auto it = segments.rbegin(); it != segments.rend(); ++it) {
    const SeenSegment& segment = **it;
    if (!segment.MayHold(digest)) continue;
    ++pages_read_;
    const auto event = segment.Find(place_, digest);
    if (absl::IsNotFound(event.status())) {
      // Removed meanwhile, after its events were forgotten.
      if (segment.head().last_arrival() <= forgotten_to_) continue;
      return absl::DataLossError("segment " + std::to_string(segment.number()) +
                                 " of seen events lacks a page");
    }
    if (!event.ok()) return event.status();
    if (!event->has_value()) {
      ++false_positives_;
      continue;
    }
    const SeenSlice& slice = segment.head().slices[(*event)->slice];
    if (slice.last_arrival <= forgotten_to_) continue;
    return UnpackOutcome((*event)->outcome);
  }
  return std::nullopt;
}

SeenSegments::Leaving SeenSegments::FindLeaving(
    absl::FunctionRef<bool(int64_t)> is_too_old,
    absl::FunctionRef<bool(uint64_t)> are_too_many) const {
  Leaving leaving{.forgotten_to = forgotten_to_};
  if (is_empty_) return leaving;
  size_t from = forgotten_slices_;
  for (const auto& segment : *list()) {
    const std::vector<SeenSlice>& slices = segment->head().slices;
    for (; from < slices.size(); ++from) {
      const SeenSlice& slice = slices[from];
      const bool too_old = is_too_old(slice.last_arrival);
      if (!too_old && !are_too_many(leaving.events)) return leaving;
      leaving.forgotten_to = slice.last_arrival;
      ++leaving.slices;
      leaving.events += slice.events;
      if (!too_old) leaving.early += slice.events;
    }
    from = 0;
  }
  return leaving;
}

void SeenSegments::Forget(const Leaving& leaving) {
  if (leaving.slices == 0) return;
  forgotten_to_ = leaving.forgotten_to;
  events_ -= leaving.events;
  forgotten_slices_ += leaving.slices;
  List left = *list();
  while (!left.empty() &&
         forgotten_slices_ >= left.front()->head().slices.size()) {
    forgotten_slices_ -= left.front()->head().slices.size();
    {
      const std::lock_guard lock(mutex_);
      forgotten_.push_back(left.front()->number());
    }
    has_forgotten_ = true;
    left.erase(left.begin());
  }
  SetList(std::move(left));
}

void SeenSegments::Add(std::shared_ptr<SeenSegment> segment) {
  next_number_ = segment->number() + 1;
  last_arrival_ = segment->head().last_arrival();
  events_ += segment->head().events();
  List more = *list();
  more.push_back(std::move(segment));
  SetList(std::move(more));
}

absl::Status SeenSegments::RemoveForgotten() {
  if (!has_forgotten_) return absl::OkStatus();
  // The mark that they are forgotten must not be lost after them.
  absl::Status status = FromRocksDb(place_.db.SyncWAL(), "cannot sync the log");
  std::vector<uint64_t> numbers;
  {
    const std::lock_guard lock(mutex_);
    numbers = forgotten_;
  }
  for (const uint64_t number : numbers) {
    if (status.ok()) status = RemoveSeenSegment(place_, number);
  }
  if (!status.ok()) return status;
  const std::lock_guard lock(mutex_);
  forgotten_.erase(forgotten_.begin(),
                   forgotten_.begin() + static_cast<ptrdiff_t>(numbers.size()));
  has_forgotten_ = !forgotten_.empty();
  return absl::OkStatus();
}

// The newest first: what is delivered again is seldom old.
absl::Status SeenSegments::LoadFilters() {
  const std::shared_ptr<const List> segments = list();
  for (auto it = segments->rbegin(); it != segments->rend(); ++it) {
    absl::Status status = (*it)->LoadFilters(place_);
    if (absl::IsNotFound(status)) {
      if ((*it)->head().last_arrival() <= forgotten_to_) continue;
      status =
          absl::DataLossError("segment " + std::to_string((*it)->number()) +
                              " of seen events lacks a filter");
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

SeenSegments::Figures SeenSegments::figures() const {
  const std::shared_ptr<const List> segments = list();
  Figures figures{.events = events_,
                  .segments = segments->size(),
                  .pages_read = pages_read_,
                  .false_positives = false_positives_};
  for (const auto& segment : *segments) {
    figures.filter_bytes += segment->filter_bytes();
  }
  return figures;
}

std::shared_ptr<const SeenSegments::List> SeenSegments::list() const {
  const std::lock_guard lock(mutex_);
  return list_;
}

void SeenSegments::SetList(List list) {
  auto made = std::make_shared<const List>(std::move(list));
  const std::lock_guard lock(mutex_);
  is_empty_ = made->empty();
  list_ = std::move(made);
}

}  // namespace farcall
