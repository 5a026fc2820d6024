// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/seen_segment.h"

#include <rocksdb/convenience.h>
#include <rocksdb/sst_file_writer.h>

#include <string>

#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {
namespace {

constexpr char kReading[] = "cannot read a segment of seen events";
constexpr char kWriting[] = "cannot write a segment of seen events";

// What is read of a segment at random is not worth its place in a cache.
rocksdb::ReadOptions Uncached() {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  return options;
}

std::string UnfinishedPath(const SeenSegmentPlace& place) {
  return place.db.GetName() + "/seen_segment.unfinished";
}

absl::Status Missing(uint64_t number, const std::string& part) {
  return absl::DataLossError("segment " + std::to_string(number) +
                             " of seen events has no " + part);
}

// Writes the table file of a segment: head, pages, filters.
class Writer {
 public:
  Writer(const SeenSegmentPlace& place, uint64_t number, SeenSegmentHead head,
         uint64_t events)
      : number_(number),
        head_(std::move(head)),
        writer_(rocksdb::EnvOptions(), place.db.GetOptions(place.family),
                place.family) {
    head_.page_bits = SeenPageBits(events);
  }

  absl::Status Open(const std::string& path) {
    absl::Status status = FromRocksDb(writer_.Open(path), kWriting);
    if (!status.ok()) return status;
    return Put(SeenSegmentPart::kHead, 0, EncodeSeenSegmentHead(head_));
  }

  // Table by table.
  absl::Status Add(std::span<const SeenWindow::Held> sorted,
                   SeenWindow::Slice from) {
    DigestFilter& filter = filters_.emplace_back(sorted.size());
    for (const SeenWindow::Held& held : sorted) {
      filter.Add(held.digest);
      absl::Status status =
          PagesBefore(SeenPageOf(held.digest, head_.page_bits));
      if (!status.ok()) return status;
      page_.push_back(
          {held.digest, held.outcome, static_cast<uint8_t>(held.slice - from)});
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::shared_ptr<SeenSegment>> Finish() {
    absl::Status status = PagesBefore(uint64_t{1} << head_.page_bits);
    for (uint32_t i = 0; i < filters_.size() && status.ok(); ++i) {
      status = Put(SeenSegmentPart::kFilter, i,
                   EncodeSeenFilter(filters_[i].bytes()));
    }
    if (status.ok()) status = FromRocksDb(writer_.Finish(), kWriting);
    if (!status.ok()) return status;
    return std::make_shared<SeenSegment>(number_, std::move(head_),
                                         std::move(filters_));
  }

 private:
  // Also pages without events: one that is not there is damage.
  absl::Status PagesBefore(uint64_t end) {
    absl::Status status;
    for (; next_page_ < end && status.ok(); ++next_page_) {
      status = Put(SeenSegmentPart::kPage, static_cast<uint32_t>(next_page_),
                   EncodeSeenPage(page_));
      page_.clear();
    }
    return status;
  }

  absl::Status Put(SeenSegmentPart part, uint32_t index,
                   const std::string& value) {
    return FromRocksDb(
        writer_.Put(EncodeSeenSegmentKey(number_, part, index), value),
        kWriting);
  }

  const uint64_t number_;
  SeenSegmentHead head_;
  rocksdb::SstFileWriter writer_;
  std::vector<DigestFilter> filters_;
  std::vector<SegmentEvent> page_;  // that is gathered
  uint64_t next_page_ = 0;          // its number
};

}  // namespace

SeenSegment::SeenSegment(uint64_t number, SeenSegmentHead head,
                         std::vector<DigestFilter> filters)
    : number_(number),
      head_(std::move(head)),
      filters_(std::move(filters)),
      has_filters_(true) {}

absl::StatusOr<std::shared_ptr<SeenSegment>> SeenSegment::Open(
    const SeenSegmentPlace& place, uint64_t number) {
  std::string value;
  const rocksdb::Status found = place.db.Get(
      Uncached(), place.family,
      EncodeSeenSegmentKey(number, SeenSegmentPart::kHead, 0), &value);
  if (found.IsNotFound()) return Missing(number, "head");
  if (!found.ok()) return FromRocksDb(found, kReading);
  absl::StatusOr<SeenSegmentHead> head = DecodeSeenSegmentHead(value);
  if (!head.ok()) return head.status();
  return std::make_shared<SeenSegment>(number, *std::move(head));
}

absl::Status SeenSegment::LoadFilters(const SeenSegmentPlace& place) {
  if (has_filters_) return absl::OkStatus();
  std::vector<DigestFilter> filters;
  for (uint32_t i = 0; i < kSeenFilters; ++i) {
    std::string value;
    const rocksdb::Status found = place.db.Get(
        Uncached(), place.family,
        EncodeSeenSegmentKey(number_, SeenSegmentPart::kFilter, i), &value);
    if (found.IsNotFound()) return absl::NotFoundError("filter is gone");
    if (!found.ok()) return FromRocksDb(found, kReading);
    const absl::StatusOr<std::string_view> bytes = DecodeSeenFilter(value);
    if (!bytes.ok()) return bytes.status();
    std::optional<DigestFilter> filter = DigestFilter::FromBytes(*bytes);
    if (!filter.has_value()) return Missing(number_, "whole filter");
    filters.push_back(*std::move(filter));
  }
  filters_ = std::move(filters);
  has_filters_.store(true, std::memory_order_release);
  return absl::OkStatus();
}

uint64_t SeenSegment::filter_bytes() const {
  if (!has_filters_.load(std::memory_order_acquire)) return 0;
  uint64_t sum = 0;
  for (const DigestFilter& filter : filters_) sum += filter.bytes().size();
  return sum;
}

absl::StatusOr<std::optional<SegmentEvent>> SeenSegment::Find(
    const SeenSegmentPlace& place, const EventDigest& digest) const {
  rocksdb::PinnableSlice page;
  const rocksdb::Status found =
      place.db.Get(Uncached(), place.family,
                   EncodeSeenSegmentKey(number_, SeenSegmentPart::kPage,
                                        SeenPageOf(digest, head_.page_bits)),
                   &page);
  if (found.IsNotFound()) return absl::NotFoundError("page is gone");
  if (!found.ok()) return FromRocksDb(found, kReading);
  auto event = FindInSeenPage(page.ToStringView(), digest);
  if (event.ok() && event->has_value() &&
      (*event)->slice >= head_.slices.size()) {
    return absl::DataLossError("segment of seen events: bad slice");
  }
  return event;
}

absl::StatusOr<std::shared_ptr<SeenSegment>> WriteSeenSegment(
    const SeenSegmentPlace& place, uint64_t number,
    std::vector<SeenSlice> slices, const SeenWindow& window,
    SeenWindow::Slice from, SeenWindow::Slice to) {
  SeenSegmentHead head{.slices = std::move(slices)};
  const uint64_t events = head.events();
  Writer writer(place, number, std::move(head), events);
  const std::string path = UnfinishedPath(place);
  absl::Status status = writer.Open(path);
  for (size_t table = 0; table < SeenWindow::kTables && status.ok(); ++table) {
    status = writer.Add(window.Sorted(table, from, to), from);
  }
  if (!status.ok()) return status;
  auto segment = writer.Finish();
  if (!segment.ok()) return segment.status();
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.failed_move_fall_back_to_copy = true;
  const rocksdb::Status added =
      place.db.IngestExternalFile(place.family, {path}, options);
  if (!added.ok()) return FromRocksDb(added, kWriting);
  return segment;
}

void RemoveUnfinishedSeenSegment(const SeenSegmentPlace& place) {
  place.db.GetEnv()->DeleteFile(UnfinishedPath(place)).PermitUncheckedError();
}

// Its table file holds nothing else, unless somebody compacted by hand.
absl::Status RemoveSeenSegment(const SeenSegmentPlace& place, uint64_t number) {
  const std::string head =
      EncodeSeenSegmentKey(number, SeenSegmentPart::kHead, 0);
  const std::string behind =
      EncodeSeenSegmentKey(number + 1, SeenSegmentPart::kHead, 0);
  const rocksdb::Slice begin(head);
  const rocksdb::Slice end(behind);
  rocksdb::Status status = rocksdb::DeleteFilesInRange(
      &place.db, place.family, &begin, &end, /*include_end=*/false);
  if (status.ok()) {
    std::string value;
    const rocksdb::Status found =
        place.db.Get(Uncached(), place.family, head, &value);
    if (found.IsNotFound()) return absl::OkStatus();
    status = found.ok() ? place.db.DeleteRange(rocksdb::WriteOptions(),
                                               place.family, begin, end)
                        : found;
  }
  return FromRocksDb(status, "cannot remove a segment of seen events");
}

}  // namespace farcall
