// SPDX-License-Identifier: Apache-2.0
#include "ingest/mover/content_records.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cloudtrail/reader/event_time_scan.h"

namespace farcall {
namespace {

// So many texts without a record before the first one: the content is a log of
// something else.
constexpr uint64_t kTextsWithoutRecordMax = 1000;

}  // namespace

ContentRecords::ContentRecords(const Content& content, Limits limits)
    : limits_(limits),
      reader_(RecordReader::OfBytes(content.bytes, content.place,
                                    {limits.document_bytes_max})) {}

absl::StatusOr<std::vector<ContentRecord>> ContentRecords::Next() {
  std::vector<TimedRecord> timed;
  if (!at_end_) status_ = Fill(timed);
  if (timed.empty() && !status_.ok()) return status_;
  std::ranges::stable_sort(timed, {}, &TimedRecord::event_time);
  std::vector<ContentRecord> records;
  records.reserve(timed.size());
  for (TimedRecord& next : timed) records.push_back(std::move(next.record));
  return records;
}

absl::Status ContentRecords::Fill(std::vector<TimedRecord>& records) {
  // What is before the first record is held until one comes.
  for (size_t bytes = 0; bytes < limits_.sort_bytes_max || !any_record_;) {
    absl::StatusOr<std::optional<RecordText>> next = reader_->Next();
    if (!next.ok() || !next->has_value()) {
      at_end_ = true;
      if (next.ok() && (any_record_ || texts_ == 0)) return absl::OkStatus();
      if (!any_record_) records.clear();
      return next.ok() ? FailAtEnd() : next.status();
    }
    RecordText& text = **next;
    any_record_ = any_record_ || text.holds == RecordText::Holds::kRecord;
    if (++texts_ > kTextsWithoutRecordMax && !any_record_) {
      at_end_ = true;
      records.clear();
      return FailAtEnd();
    }
    std::string time = ScanEventTime(text.json);
    // What has no time stays behind its neighbour.
    if (time.empty() && !records.empty()) time = records.back().event_time;
    bytes += text.json.size();
    records.push_back({std::move(time), {texts_, std::move(text.json)}});
  }
  return absl::OkStatus();
}

absl::Status ContentRecords::FailAtEnd() {
  return absl::InvalidArgumentError(absl::StrCat(
      "no CloudTrail record in ", texts_, texts_ == 1 ? " text" : " texts"));
}

}  // namespace farcall
