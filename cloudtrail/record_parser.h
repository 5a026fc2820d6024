// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "cloudtrail/parsed_record.h"
#include "cloudtrail/principal.h"

namespace farcall {

class Envelope;

// Reads single CloudTrail records of any version, bare or in a one-record
// envelope (EventBridge `detail`, LookupEvents `CloudTrailEvent`,
// `event.original`, `message`, `_raw`, `{"Records":[one]}`, ECS, OpenSearch);
// docs/cloudtrail.md has all of them. CSV exports are not read.
//
// Keeps its buffers: one parser per thread, many records. Never throws and
// never fails otherwise than by ParsedRecord::outcome.
class RecordParser {
 public:
  explicit RecordParser(PrincipalStrategy strategy = PrincipalStrategy::kAuto);
  ~RecordParser();
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;
  RecordParser(RecordParser&&) noexcept;
  RecordParser& operator=(RecordParser&&) noexcept;

  ParsedRecord Parse(std::string_view json);

 private:
  PrincipalStrategy strategy_;
  std::unique_ptr<Envelope> envelope_;
};

}  // namespace farcall
