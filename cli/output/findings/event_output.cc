// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/event_output.h"

#include <algorithm>
#include <functional>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "cli/output/text_table.h"
#include "formats/json_values.h"
#include "formats/names.h"

namespace farcall {
namespace {

using Align = TableColumn::Align;
using Cut = TableColumn::Cut;

// A column, and what a call has in it; empty = nothing.
struct EventColumn {
  TableColumn column;
  std::function<std::string(const v1::EventFact&)> text;
};

template <typename Enum>
std::string NameOrNothing(Enum value) {
  return value != 0 ? Name(value) : "";
}

std::string TimeText(const v1::EventFact& event) {
  return event.has_event_time() ? Rfc3339(event.event_time().seconds()) : "-";
}

std::vector<EventColumn> EventColumns() {
  using Event = v1::EventFact;
  return {
      {{"TIME"}, TimeText},
      {{"SCORE", Align::kRight},
       [](const Event& event) {
         return absl::StrFormat("%.2f", event.score());
       }},
      {{"COMMAND"}, &Event::command},
      {{"CLASS"},
       [](const Event& event) { return NameOrNothing(event.command_class()); }},
      {{"ORIGIN"}, &Event::origin},
      {{"ADDRESS"}, &Event::source_address},
      {{"ADDRESS CLASS"},
       [](const Event& event) { return NameOrNothing(event.address_class()); }},
      {{"KEY"}, &Event::access_key_id},
      {{"ISSUED KEY"}, &Event::issued_access_key_id},
      {{"ERROR"}, &Event::error_code},
      {{"ASSETS", Align::kLeft, Cut::kEnd, 40},
       [](const Event& event) { return absl::StrJoin(event.assets(), ", "); }},
  };
}

Json BoolOrNull(bool is_set, bool value) {
  return is_set ? Json(value) : Json(nullptr);
}

// A number of 64 bits, which readers of JSON round.
Json FingerprintOrNull(uint64_t fingerprint) {
  return fingerprint != 0 ? Json(absl::StrFormat("%016x", fingerprint))
                          : Json(nullptr);
}

}  // namespace

void WriteEventTable(const std::vector<v1::EventFact>& events, size_t width,
                     Charset charset, std::ostream& out) {
  std::vector<TableColumn> columns;
  std::vector<TableRow> rows(events.size());
  for (const EventColumn& one : EventColumns()) {
    std::vector<std::string> cells;
    for (const v1::EventFact& event : events) {
      cells.push_back(Printable(one.text(event), charset));
    }
    if (std::ranges::all_of(cells, &std::string::empty)) continue;
    columns.push_back(one.column);
    for (size_t i = 0; i < cells.size(); ++i) {
      rows[i].cells.push_back(cells[i].empty() ? "-" : std::move(cells[i]));
    }
  }
  WriteTable(columns, rows, width, charset, out);
}

Json EventJson(const v1::EventFact& event) {
  return {
      {"event_id", event.event_id()},
      {"event_time", TimeOrNull(event.has_event_time(), event.event_time())},
      {"command", event.command()},
      {"command_class", NameOrNull(event.command_class())},
      {"region", TextOrNull(event.region())},
      {"account", TextOrNull(event.account())},
      {"origin", event.origin()},
      {"source_address", TextOrNull(event.source_address())},
      {"address_class", NameOrNull(event.address_class())},
      {"identity_arn", TextOrNull(event.identity_arn())},
      {"access_key_id", TextOrNull(event.access_key_id())},
      {"issued_access_key_id", TextOrNull(event.issued_access_key_id())},
      {"user_agent", TextOrNull(event.user_agent())},
      {"error_code", TextOrNull(event.error_code())},
      {"read_only", BoolOrNull(event.has_read_only(), event.read_only())},
      {"mfa", BoolOrNull(event.has_mfa(), event.mfa())},
      {"ec2_role_delivery", TextOrNull(event.ec2_role_delivery())},
      {"assets", Texts(event.assets())},
      {"parameters", Texts(event.parameters())},
      {"parameters_fingerprint",
       FingerprintOrNull(event.parameters_fingerprint())},
      {"score", Rounded(event.score(), kScoreDigits)},
  };
}

std::string EventLine(const v1::EventFact& event) {
  return JsonLine(EventJson(event));
}

}  // namespace farcall
