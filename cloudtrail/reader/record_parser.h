// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "cloudtrail/identity/principal.h"
#include "inputs/parsed_record.h"

namespace farcall {

class RecordFinder;

// Reads single CloudTrail records of any version, bare or in whatever a tool
// has put around one (record_finder.h); docs/cloudtrail.md has the shapes. CSV
// exports are not read.
//
// Keeps its buffers: one parser per thread, many records. Never throws and
// never fails otherwise than by ParsedRecord::outcome.
class RecordParser {
 public:
  // Of what is packed into a record, base64 or gzip, this many bytes are
  // unpacked at most.
  static constexpr size_t kUnpackedBytesMax = size_t{1} << 20;

  struct Options {
    // By its strategy alone, since most callers choose no more.
    // NOLINTNEXTLINE(google-explicit-constructor)
    Options(PrincipalStrategy of = PrincipalStrategy::kAuto) : strategy(of) {}

    PrincipalStrategy strategy;
    // Whether to read `Event::details`, which no score needs.
    bool reads_details = true;
  };

  explicit RecordParser(const Options& options = {});
  ~RecordParser();
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;
  RecordParser(RecordParser&&) noexcept;
  RecordParser& operator=(RecordParser&&) noexcept;

  // Several records in `json` are an error: one event has one record.
  ParsedRecord Parse(std::string_view json);

  // Reads the request parameters of `event` alone, as ReadParameters() does.
  // What is no JSON object is passed over.
  void ParseParameters(std::string_view json, Event& event);

 private:
  Options options_;
  std::unique_ptr<RecordFinder> finder_;
};

}  // namespace farcall
