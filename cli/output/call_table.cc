// SPDX-License-Identifier: Apache-2.0
#include "cli/output/call_table.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "cli/output/text_table.h"
#include "formats/names.h"

namespace farcall {
namespace {

using Align = TableColumn::Align;
using Cut = TableColumn::Cut;

// From here on a reason of usual length fits beside the other columns.
constexpr size_t kWideColumns = 160;

// Columns that not every table has.
struct Extra {
  bool finding = false;
  bool reason = false;
};

std::vector<TableColumn> CallColumns(const Extra& extra) {
  std::vector<TableColumn> columns = {
      {"SCORE", Align::kRight},
      {"RISK"},
      {"TIME"},
      {"PRINCIPAL"},
      {"COMMAND"},
      {"ORIGIN"},
  };
  if (extra.finding) columns.push_back({"FINDING"});
  if (extra.reason) columns.push_back({"REASON", Align::kLeft, Cut::kEnd, 40});
  return columns;
}

// `US`; of a call from a cloud or a host `US (amazon)`; of a network that a
// database update moved `US (was DE)`.
std::string OriginText(const v1::EventResult& call) {
  const std::string& before = call.geo_moved().country();
  if (!before.empty()) return call.origin() + " (was " + before + ")";
  const v1::NetworkOperator& found = call.network_operator();
  const bool hosted = found.kind() == v1::NETWORK_OPERATOR_KIND_CLOUD ||
                      found.kind() == v1::NETWORK_OPERATOR_KIND_HOSTING;
  return hosted ? call.origin() + " (" + found.key() + ")" : call.origin();
}

TableRow CallRow(const v1::EventResult& call, const Extra& extra,
                 Charset charset) {
  TableRow row;
  row.cells = {
      absl::StrFormat("%.2f", call.score().score()),
      Name(call.score().risk_level()),
      call.has_event_time() ? Rfc3339(call.event_time().seconds()) : "-",
      Printable(call.principal().empty() ? "-" : call.principal(), charset),
      Printable(call.command(), charset),
      Printable(OriginText(call), charset),
  };
  if (extra.finding) {
    const std::string& finding = call.score().finding_id();
    row.cells.push_back(finding.empty() ? "-" : Printable(finding, charset));
  }
  std::string reason = Printable(Reason(call), charset);
  if (extra.reason) {
    row.cells.push_back(std::move(reason));
  } else {
    row.note = std::move(reason);
  }
  return row;
}

}  // namespace

void TopCalls::Offer(const v1::EventResult& result) {
  if (!result.has_score() || size_ == 0) return;
  // Scores near 100 are equal where their bits are not.
  const auto rank_of = [](const v1::EventResult& call) {
    return std::pair(call.score().score(), call.score().bits());
  };
  const auto rank = rank_of(result);
  if (calls_.size() == size_ && rank <= rank_of(calls_.back())) return;

  // A redelivery stands in for its event only where that is not here.
  const bool is_listed =
      result.duplicate() &&
      std::any_of(calls_.begin(), calls_.end(),
                  [&result](const v1::EventResult& call) {
                    return call.event_id() == result.event_id();
                  });
  if (is_listed) return;

  const auto place =
      std::ranges::upper_bound(calls_, rank, std::greater(), rank_of);
  calls_.insert(place, result);
  if (calls_.size() > size_) calls_.pop_back();
}

std::string Reason(const v1::EventResult& result) {
  if (!result.headline().empty()) return result.headline();
  if (result.score().factors_size() > 0) {
    // What is odd about this call says more than what was odd before it.
    const auto& factors = result.score().factors();
    const auto own = std::ranges::find_if(factors, [](const auto& factor) {
      return factor.detector() != "recent_evidence" && factor.weight() > 0;
    });
    return (own == factors.end() ? factors[0] : *own).explanation();
  }
  return result.duplicate() ? "counted before; this was its first score" : "";
}

void WriteCallTable(const std::vector<v1::EventResult>& calls, size_t width,
                    Charset charset, std::ostream& out) {
  const Extra extra{
      .finding =
          std::ranges::any_of(calls,
                              [](const v1::EventResult& call) {
                                return !call.score().finding_id().empty();
                              }),
      .reason = width == 0 || width >= kWideColumns,
  };
  std::vector<TableRow> rows;
  rows.reserve(calls.size());
  for (const v1::EventResult& call : calls) {
    rows.push_back(CallRow(call, extra, charset));
  }
  WriteTable(CallColumns(extra), rows, width, charset, out);
}

}  // namespace farcall
