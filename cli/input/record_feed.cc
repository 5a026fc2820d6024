// SPDX-License-Identifier: Apache-2.0
#include "cli/input/record_feed.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cloudtrail/reader/event_time_scan.h"

namespace farcall {
namespace {

constexpr size_t kPassedOverTold = 3;

absl::Status NamingFile(const absl::Status& status, const std::string& path) {
  const std::string message(status.message());
  if (absl::StrContains(message, path)) return status;
  return {status.code(), absl::StrCat("cannot read ", path, ": ", message)};
}

std::string NameOf(const std::string& path) {
  return path == kStandardInput ? "standard input" : path;
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
  FileSieve sieve(file.in_folder);
  absl::Status status = file.is_stream ? FeedAsItComes(**reader, sieve, queue)
                                       : FeedByTime(**reader, sieve, queue);
  bytes_of_files_done_ += (*reader)->bytes_read();
  return Conclude(file, sieve, std::move(status));
}

absl::Status RecordFeed::Conclude(const InputFile& file, const FileSieve& sieve,
                                  absl::Status status) {
  if (absl::IsUnimplemented(status) && file.in_folder) {
    passed_over_.push_back({file.path, std::string(status.message())});
    return absl::OkStatus();
  }
  if (!status.ok() || sieve.without_record() == 0) return status;
  if (sieve.any_record() || (sieve.any_json() && !file.in_folder)) {
    if (sieve.unsent() > 0) {
      notes_.push_back(absl::StrCat(NameOf(file.path), ": ", sieve.unsent(),
                                    " more texts in it hold no CloudTrail "
                                    "record"));
    }
    return status;
  }
  if (file.in_folder) {
    passed_over_.push_back({file.path, sieve.any_json()
                                           ? "JSON without a CloudTrail record"
                                           : "text that is no JSON"});
    return status;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("no CloudTrail record in ", NameOf(file.path), ": its ",
                   sieve.without_record() == 1
                       ? "line is"
                       : absl::StrCat(sieve.without_record(), " lines are"),
                   " no JSON"));
}

std::vector<std::string> RecordFeed::Notes() const {
  std::vector<std::string> notes = notes_;
  if (passed_over_.empty()) return notes;
  std::string note = absl::StrCat(
      "passed over ",
      passed_over_.size() == 1 ? "1 file"
                               : absl::StrCat(passed_over_.size(), " files"),
      " without CloudTrail records: ");
  for (size_t i = 0; i < passed_over_.size() && i < kPassedOverTold; ++i) {
    absl::StrAppend(&note, i > 0 ? "; " : "", passed_over_[i].path, " (",
                    passed_over_[i].format, ")");
  }
  if (passed_over_.size() > kPassedOverTold) {
    absl::StrAppend(&note, " and ", passed_over_.size() - kPassedOverTold,
                    " more");
  }
  notes.push_back(std::move(note));
  return notes;
}

absl::Status RecordFeed::FeedAsItComes(RecordReader& reader, FileSieve& sieve,
                                       BatchQueue& queue) {
  while (true) {
    absl::StatusOr<std::optional<RecordText>> next = reader.Next();
    if (!next.ok()) return next.status();
    if (!next->has_value()) return absl::OkStatus();
    NoteBytes(reader);
    for (std::string& json : sieve.Take(**std::move(next))) {
      if (!queue.Add(records_++, std::move(json))) {
        return absl::CancelledError();
      }
    }
  }
}

absl::Status RecordFeed::FeedByTime(RecordReader& reader, FileSieve& sieve,
                                    BatchQueue& queue) {
  absl::Status status;
  bool at_end = false;
  while (!at_end) {
    std::vector<Record> records;
    size_t bytes = 0;
    while (bytes < sort_bytes_max_) {
      absl::StatusOr<std::optional<RecordText>> next = reader.Next();
      if (!next.ok()) status = next.status();
      if (!next.ok() || !next->has_value()) {
        at_end = true;
        break;
      }
      NoteBytes(reader);
      for (std::string& json : sieve.Take(**std::move(next))) {
        Record record{records_++, ScanEventTime(json), std::move(json)};
        // What has no time stays behind its neighbour.
        if (record.event_time.empty() && !records.empty()) {
          record.event_time = records.back().event_time;
        }
        bytes += record.json.size();
        records.push_back(std::move(record));
      }
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

std::string RecordFeed::LocationOf(uint64_t number) {
  const std::lock_guard lock(mutex_);
  auto file = paths_by_first_record_.upper_bound(number);
  if (file == paths_by_first_record_.begin()) return "";
  --file;
  return absl::StrCat(NameOf(file->second), ", record ",
                      number - file->first + 1);
}

std::string RecordFeed::FileOf(uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto file = paths_by_first_record_.upper_bound(number);
  return file == paths_by_first_record_.begin()
             ? ""
             : NameOf(std::prev(file)->second);
}

void RecordFeed::NoteBytes(const RecordReader& reader) {
  bytes_read_ = bytes_of_files_done_ + reader.bytes_read();
}

}  // namespace farcall
