// SPDX-License-Identifier: Apache-2.0
#include "cli/record_feed.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/event_time.h"

namespace farcall {
namespace {

absl::Status NamingFile(const absl::Status& status, const std::string& path) {
  const std::string message(status.message());
  if (absl::StrContains(message, path)) return status;
  return {status.code(), absl::StrCat("cannot read ", path, ": ", message)};
}

}  // namespace

RecordFeed::RecordFeed(std::vector<InputFile> files, size_t sort_bytes_max)
    : files_(std::move(files)), sort_bytes_max_(sort_bytes_max) {
  for (const InputFile& file : files_) bytes_total_ += file.bytes;
  // One of unknown size makes the sum meaningless.
  const bool unknown =
      std::any_of(files_.begin(), files_.end(),
                  [](const InputFile& file) { return file.is_stream; });
  if (unknown) bytes_total_ = 0;
}

void RecordFeed::Run(BatchQueue& queue) {
  for (const InputFile& file : files_) {
    const absl::Status status = FeedFile(file, queue);
    if (absl::IsCancelled(status)) break;
    if (!status.ok()) errors_.push_back(NamingFile(status, file.path));
  }
  queue.Close();
}

absl::Status RecordFeed::FeedFile(const InputFile& file, BatchQueue& queue) {
  absl::StatusOr<std::unique_ptr<RecordReader>> reader =
      RecordReader::Open(file.path);
  if (!reader.ok()) return reader.status();
  {
    const std::lock_guard lock(mutex_);
    paths_by_first_record_.insert_or_assign(records_, file.path);
  }
  const absl::Status status = file.is_stream ? FeedAsItComes(**reader, queue)
                                             : FeedByTime(**reader, queue);
  bytes_of_files_done_ += (*reader)->bytes_read();
  return status;
}

absl::Status RecordFeed::FeedAsItComes(RecordReader& reader,
                                       BatchQueue& queue) {
  while (true) {
    absl::StatusOr<std::optional<std::string>> next = reader.Next();
    if (!next.ok()) return next.status();
    std::optional<std::string>& json = *next;
    if (!json.has_value()) return absl::OkStatus();
    NoteBytes(reader);
    if (!queue.Add(records_++, *std::move(json))) {
      return absl::CancelledError();
    }
  }
}

absl::Status RecordFeed::FeedByTime(RecordReader& reader, BatchQueue& queue) {
  absl::Status status;
  bool at_end = false;
  while (!at_end) {
    std::vector<Record> records;
    size_t bytes = 0;
    while (bytes < sort_bytes_max_) {
      absl::StatusOr<std::optional<std::string>> next = reader.Next();
      std::optional<std::string> json;
      if (next.ok()) {
        json = *std::move(next);
      } else {
        status = next.status();
      }
      if (!json.has_value()) {
        at_end = true;
        break;
      }
      NoteBytes(reader);
      Record record{records_++, ScanEventTime(*json), *std::move(json)};
      // What has no time stays behind its neighbour.
      if (record.event_time.empty() && !records.empty()) {
        record.event_time = records.back().event_time;
      }
      bytes += record.json.size();
      records.push_back(std::move(record));
    }
    std::stable_sort(records.begin(), records.end(),
                     [](const Record& a, const Record& b) {
                       return a.event_time < b.event_time;
                     });
    for (Record& record : records) {
      if (!queue.Add(record.number, std::move(record.json))) {
        return absl::CancelledError();
      }
    }
  }
  return status;
}

std::string RecordFeed::Place(uint64_t number) {
  const std::lock_guard lock(mutex_);
  auto file = paths_by_first_record_.upper_bound(number);
  if (file == paths_by_first_record_.begin()) return "";
  --file;
  return absl::StrCat(
      file->second == kStandardInput ? "standard input" : file->second,
      ", record ", number - file->first + 1);
}

void RecordFeed::NoteBytes(const RecordReader& reader) {
  bytes_read_ = bytes_of_files_done_ + reader.bytes_read();
}

}  // namespace farcall
