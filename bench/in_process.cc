// SPDX-License-Identifier: Apache-2.0
#include "bench/in_process.h"

#include <stdexcept>

#include "cloudtrail/reader/record_parser.h"

namespace farcall::bench {

std::vector<std::string> MakeRecords(EventSource::Options options,
                                     size_t count) {
  EventSource source(options);
  std::vector<std::string> records;
  records.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    records.push_back(MakeRecord(options.run, source.Next()));
  }
  return records;
}

std::vector<Event> MakeParsed(EventSource::Options options, size_t count) {
  RecordParser parser(PrincipalStrategy::kAuto);
  std::vector<Event> events;
  events.reserve(count);
  for (const std::string& record : MakeRecords(options, count)) {
    auto parsed = parser.Parse(record);
    if (!parsed.ok()) throw std::runtime_error("a made-up record is not one");
    events.push_back(std::move(parsed.event));
  }
  return events;
}

}  // namespace farcall::bench
