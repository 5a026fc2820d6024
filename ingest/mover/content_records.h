// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cloudtrail/reader/record_reader.h"
#include "ingest/mover/delivery.h"

namespace farcall {

// A text to be scored. Its number counts from 1, as the text stands in its
// content.
struct ContentRecord {
  uint64_t number = 0;
  std::string json;
};

// Cuts a content into its records. They come by the time of the call, as far
// as `sort_bytes_max` reaches: objects of CloudTrail have no order.
class ContentRecords {
 public:
  struct Limits {
    // Unpacked: one JSON text, which is the whole of a `Records` file.
    uint64_t document_bytes_max = uint64_t{256} << 20;
    size_t sort_bytes_max = size_t{32} << 20;
  };

  // `content` must outlive this.
  ContentRecords(const Content& content, Limits limits);

  // The next records; none at the end. Texts without a record among them count
  // as records: the server says what is wrong with them.
  //
  // An error comes after all records before it. The content is no good then:
  // DATA_LOSS where its gzip data is broken, RESOURCE_EXHAUSTED where a text is
  // too large, UNIMPLEMENTED where its format is not read, INVALID_ARGUMENT
  // where no record is in it. A content that is an empty delivery has no
  // records and no error.
  absl::StatusOr<std::vector<ContentRecord>> Next();

 private:
  struct TimedRecord {
    std::string event_time;
    ContentRecord record;
  };

  absl::Status Fill(std::vector<TimedRecord>& records);
  absl::Status FailAtEnd();

  const Limits limits_;
  std::unique_ptr<RecordReader> reader_;
  uint64_t texts_ = 0;
  bool any_record_ = false;
  bool at_end_ = false;
  absl::Status status_;
};

}  // namespace farcall
