// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/record_parser.h"

#include <utility>

#include "cloudtrail/envelope.h"
#include "cloudtrail/event_builder.h"

namespace farcall {

RecordParser::RecordParser(PrincipalStrategy strategy)
    : strategy_(strategy), envelope_(std::make_unique<Envelope>()) {}

RecordParser::~RecordParser() = default;
RecordParser::RecordParser(RecordParser&&) noexcept = default;
RecordParser& RecordParser::operator=(RecordParser&&) noexcept = default;

ParsedRecord RecordParser::Parse(std::string_view json) {
  RecordFields fields;
  if (auto error = envelope_->Open(json, fields)) {
    return {.event = {}, .outcome = *std::move(error)};
  }
  return BuildEvent(fields, strategy_);
}

}  // namespace farcall
