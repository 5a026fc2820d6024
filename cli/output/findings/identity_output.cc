// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/identity_output.h"

#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "cli/output/labelled_lines.h"
#include "cli/output/text_table.h"
#include "formats/json_values.h"

namespace farcall {

void WriteIdentity(const v1::WhoAmIResponse& caller, Charset charset,
                   std::ostream& out) {
  const LabelledLines lines(0, charset, out);
  lines.Write(0, "identity", caller.identity());
  if (caller.grants().empty()) {
    lines.Write(0, "rights", "none");
    return;
  }
  std::vector<TableRow> rows;
  for (const v1::Grant& grant : caller.grants()) {
    rows.push_back(
        {.cells = {Printable(grant.tenant(), charset),
                   Printable(absl::StrJoin(grant.rights(), ", "), charset)},
         .note = ""});
  }
  out << '\n';
  WriteTable({{"TENANT"}, {"RIGHTS"}}, rows, 0, charset, out);
}

std::string IdentityLine(const v1::WhoAmIResponse& caller) {
  Json grants = Json::array();
  for (const v1::Grant& grant : caller.grants()) {
    grants.push_back(
        {{"tenant", grant.tenant()}, {"rights", Texts(grant.rights())}});
  }
  Json json = {{"identity", caller.identity()}, {"grants", std::move(grants)}};
  if (caller.seen_window_seconds() > 0) {  // else the server is too old
    json["seen_window_seconds"] = caller.seen_window_seconds();
  }
  return JsonLine(json);
}

}  // namespace farcall
