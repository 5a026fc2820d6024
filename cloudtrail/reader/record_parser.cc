// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/record_parser.h"

#include <utility>

#include "cloudtrail/layout/ecs_record.h"
#include "cloudtrail/layout/ocsf_record.h"
#include "cloudtrail/parameters/parameter_reader.h"
#include "cloudtrail/reader/details_builder.h"
#include "cloudtrail/reader/event_builder.h"
#include "cloudtrail/reader/record_finder.h"
#include "scoring/event/country_code.h"

namespace farcall {
namespace {

RecordFields ReadFields(const FoundRecord& found, JsonTexts& texts,
                        DetailFields* details) {
  switch (found.form) {
    case FoundRecord::Form::kEcs:
      return ReadEcsRecord(found.object, texts, details);
    case FoundRecord::Form::kOcsf:
      return ReadOcsfRecord(found.object, texts, details);
    default:
      return ReadCloudTrailRecord(found.object, *found.members, texts, details);
  }
}

ParsedRecord Read(const FoundRecord& found, JsonTexts& texts,
                  const RecordParser::Options& options) {
  if (found.form == FoundRecord::Form::kBroken) {
    return {.event = {}, .outcome = found.error};
  }
  const bool reads_details =
      options.reads_details && found.form != FoundRecord::Form::kSkipped;
  DetailFields details;
  RecordFields fields =
      ReadFields(found, texts, reads_details ? &details : nullptr);
  if (IsCountryCode(found.country)) fields.country = found.country;
  TextField& time = fields.event_time;
  if (time.text.empty() && time.wrong_type.empty() && !found.time.empty()) {
    time = {.name = "@timestamp", .text = found.time, .wrong_type = {}};
  }
  ParsedRecord record = BuildEvent(fields, options.strategy);
  if (reads_details && record.ok()) BuildDetails(fields, details, record.event);
  if (found.form == FoundRecord::Form::kSkipped) record.outcome = found.skip;
  return record;
}

}  // namespace

RecordParser::RecordParser(const Options& options)
    : options_(options),
      finder_(std::make_unique<RecordFinder>(kUnpackedBytesMax)) {}

RecordParser::~RecordParser() = default;
RecordParser::RecordParser(RecordParser&&) noexcept = default;
RecordParser& RecordParser::operator=(RecordParser&&) noexcept = default;

ParsedRecord RecordParser::Parse(std::string_view json) {
  ParsedRecord record;
  size_t count = 0;
  auto nothing = finder_->Find(json, [&](const FoundRecord& found) {
    if (count++ == 0) record = Read(found, finder_->texts(), options_);
  });
  if (nothing) record.outcome = std::move(nothing->error);
  if (count > 1) {
    return {.event = {},
            .outcome =
                FieldError{.field = "record",
                           .reason = FieldErrorReason::kInvalid,
                           .message = "record holds " + std::to_string(count) +
                                      " records; send one per event"}};
  }
  return record;
}

void RecordParser::ParseParameters(std::string_view json, Event& event) {
  JsonTexts& texts = finder_->texts();
  texts.Clear();
  if (const auto parameters = texts.ParseObject(json)) {
    ReadParameters(*parameters, event);
  }
}

}  // namespace farcall
