// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/exemption_output.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/text_table.h"
#include "formats/json_values.h"
#include "formats/names.h"

namespace farcall {
namespace {

using Align = TableColumn::Align;
using Cut = TableColumn::Cut;

constexpr size_t kWidthMin = 20;  // of a column that is cut

template <typename Texts>
std::string Joined(const Texts& texts, Charset charset) {
  return texts.empty() ? "all" : Printable(absl::StrJoin(texts, ", "), charset);
}

// Whose calls: principals, and accounts where they are named.
std::string WhoText(const v1::Exemption& exemption, Charset charset) {
  if (exemption.accounts().empty()) {
    return Joined(exemption.principals(), charset);
  }
  const std::string accounts =
      absl::StrCat("account ", Joined(exemption.accounts(), charset));
  return exemption.principals().empty()
             ? accounts
             : absl::StrCat(Joined(exemption.principals(), charset), " in ",
                            accounts);
}

TableRow RowOf(const v1::Exemption& exemption, Charset charset) {
  const std::string& id = exemption.id();
  return {
      .cells = {id.empty() ? "-" : Printable(id, charset),
                Name(exemption.state()), Rfc3339(exemption.from().seconds()),
                Rfc3339(exemption.to().seconds()), WhoText(exemption, charset),
                Joined(exemption.commands(), charset),
                Joined(exemption.places(), charset),
                WithThousands(exemption.findings_covered()),
                exemption.ticket().empty()
                    ? "-"
                    : Printable(exemption.ticket(), charset),
                Printable(exemption.reason(), charset)},
      .note = ""};
}

Json HoursJson(const v1::Exemption& exemption) {
  Json hours = Json::array();
  for (const int32_t hour : exemption.weekly_hours()) hours.push_back(hour);
  return hours;
}

}  // namespace

void WriteExemptionTable(const std::vector<v1::Exemption>& exemptions,
                         size_t width, Charset charset, std::ostream& out) {
  const std::vector<TableColumn> columns = {
      {"EXEMPTION"},
      {"STATE"},
      {"FROM", Align::kLeft, Cut::kDate},
      {"TO", Align::kLeft, Cut::kDate},
      {"WHO", Align::kLeft, Cut::kEnd, kWidthMin},
      {"COMMANDS", Align::kLeft, Cut::kEnd, kWidthMin},
      {"PLACES", Align::kLeft, Cut::kEnd, kWidthMin},
      {"COVERED", Align::kRight},
      {"TICKET"},
      {"REASON", Align::kLeft, Cut::kEnd, kWidthMin}};
  std::vector<TableRow> rows;
  rows.reserve(exemptions.size());
  for (const v1::Exemption& exemption : exemptions) {
    rows.push_back(RowOf(exemption, charset));
  }
  WriteTable(columns, rows, width, charset, out);
}

std::string ExemptionLine(const v1::Exemption& exemption) {
  const Json json = {
      {"exemption_id", TextOrNull(exemption.id())},
      {"state", NameOrNull(exemption.state())},
      {"principals", Texts(exemption.principals())},
      {"accounts", Texts(exemption.accounts())},
      {"commands", Texts(exemption.commands())},
      {"places", Texts(exemption.places())},
      {"from", TimeOrNull(exemption.has_from(), exemption.from())},
      {"to", TimeOrNull(exemption.has_to(), exemption.to())},
      {"weekly_hours", HoursJson(exemption)},
      {"reason", exemption.reason()},
      {"ticket", TextOrNull(exemption.ticket())},
      {"actor", exemption.actor()},
      {"identity", TextOrNull(exemption.identity())},
      {"create_time",
       TimeOrNull(exemption.has_create_time(), exemption.create_time())},
      {"revoke_time",
       TimeOrNull(exemption.has_revoke_time(), exemption.revoke_time())},
      {"revocation", NameOrNull(exemption.revocation())},
      {"revoked_by", TextOrNull(exemption.revoked_by())},
      {"findings_covered", exemption.findings_covered()},
      {"last_covered",
       TimeOrNull(exemption.has_last_covered(), exemption.last_covered())}};
  return JsonLine(json);
}

}  // namespace farcall
