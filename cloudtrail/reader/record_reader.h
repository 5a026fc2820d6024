// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "cloudtrail/reader/json_text_reader.h"
#include "cloudtrail/reader/record_cutter.h"

namespace farcall {

// Cuts a file or stream in any of CloudTrail's framings into texts with one
// record each: `{"Records":[...]}`, a bare array, NDJSON (each line in any
// framing), several texts one after the other on any number of lines, JSON text
// sequences, and whatever else RecordFinder finds records in; plain or gzip,
// UTF-8 or UTF-16, with or without text before the JSON of a line. A digest
// file is passed on as one record, so that whoever parses it can say that it
// was skipped.
//
// Reads NDJSON as a stream in constant memory; of other framings one top-level
// JSON text is held at a time, and parsed as a whole unless it is an array,
// `Records`, `Events` or `logEvents`.
class RecordReader {
 public:
  struct Limits {
    // One top-level JSON text, decompressed: a line of NDJSON, or the whole of
    // a `Records` file.
    uint64_t document_bytes_max = uint64_t{1} << 30;
  };

  // `path` "-" reads standard input.
  static absl::StatusOr<std::unique_ptr<RecordReader>> Open(
      const std::string& path, Limits limits);
  static absl::StatusOr<std::unique_ptr<RecordReader>> Open(
      const std::string& path);

  // Reads what `bytes` views, which must outlive it. `name` is for messages.
  static std::unique_ptr<RecordReader> OfBytes(std::string_view bytes,
                                               std::string name, Limits limits);

  // The next text, never empty; nothing at the end. What cannot be cut (a
  // broken line of NDJSON, the end of a truncated array) is returned as it is,
  // so that its error is told and nothing is lost in silence. Empty deliveries
  // (`{"Records":[]}`) are passed over.
  //
  // An error of the input itself is a status: UNAVAILABLE if it cannot be read,
  // DATA_LOSS if its gzip data is broken, RESOURCE_EXHAUSTED naming the limit
  // of a text that is too large, UNIMPLEMENTED naming a format that is not
  // read. What was read before it has been returned by then.
  absl::StatusOr<std::optional<RecordText>> Next();

  // Bytes of the file taken so far, for a progress bar (compressed bytes where
  // it is compressed).
  uint64_t bytes_read() const { return texts_.bytes_read(); }

 private:
  RecordReader(std::unique_ptr<ByteSource> source, Limits limits);

  JsonTextReader texts_;
  RecordCutter cutter_;
};

}  // namespace farcall
