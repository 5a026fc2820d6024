// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/input/batch_queue.h"
#include "cli/input/file_sieve.h"
#include "cli/input/input_files.h"
#include "cloudtrail/reader/record_reader.h"

namespace farcall {

// Reads files into a queue, on a thread of its own. What is sent is numbered
// from 0 as it stands in the input. Those of one file are sent by their time,
// `sort_bytes_max` of them at once; a stream is passed on as it comes.
class RecordFeed {
 public:
  static constexpr size_t kSortBytesMax = size_t{128} << 20;

  explicit RecordFeed(std::vector<InputFile> files,
                      size_t sort_bytes_max = kSortBytesMax);

  // Feeds all files and closes `queue`. A file that cannot be read is left out,
  // or its rest. Ends early when `queue` is closed.
  void Run(BatchQueue& queue);

  // Bytes of the files taken so far, and in all (0 = not known). Safe on any
  // thread.
  uint64_t bytes_read() const { return bytes_read_; }
  uint64_t bytes_total() const { return bytes_total_; }

  // Where the record `number` stands, for people: `trail.json.gz, record 17`.
  // Safe on any thread.
  std::string LocationOf(uint64_t number);
  // The file that it stands in: `trail.json.gz`. Safe on any thread.
  std::string FileOf(uint64_t number);

  // One for each file that could not be read whole. Only after Run().
  const std::vector<absl::Status>& errors() const { return errors_; }

  // What was left out and is no error, for people: texts without a record, and
  // files of folders without any. Only after Run().
  std::vector<std::string> Notes() const;

 private:
  struct Record {
    uint64_t number = 0;
    std::string event_time;
    std::string json;
  };

  struct PassedOver {
    std::string path;
    std::string format;
  };

  absl::Status FeedFile(const InputFile& file, BatchQueue& queue);
  absl::Status FeedAsItComes(RecordReader& reader, FileSieve& sieve,
                             BatchQueue& queue);
  absl::Status FeedByTime(RecordReader& reader, FileSieve& sieve,
                          BatchQueue& queue);
  // What is to be said of a file that was read to its end.
  absl::Status Conclude(const InputFile& file, const FileSieve& sieve,
                        absl::Status status);
  void NoteBytes(const RecordReader& reader);

  const std::vector<InputFile> files_;
  const size_t sort_bytes_max_;
  uint64_t bytes_total_ = 0;
  uint64_t bytes_of_files_done_ = 0;
  std::atomic<uint64_t> bytes_read_ = 0;
  uint64_t records_ = 0;
  std::vector<absl::Status> errors_;
  std::vector<std::string> notes_;
  std::vector<PassedOver> passed_over_;

  std::mutex mutex_;
  std::map<uint64_t, std::string> paths_by_first_record_;  // under mutex_
};

}  // namespace farcall
