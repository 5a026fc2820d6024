// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/finding_keeper.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"

namespace farcall {
namespace {

// Findings that one write changes: it keeps the tenant's updates waiting.
constexpr size_t kFindingsOfWrite = 256;

using FindingTable = HistogramStore::FindingTable;

absl::Status Change(HistogramStore& store, std::string_view tenant,
                    absl::FunctionRef<void(FindingTable&)> change) {
  return store.Update({tenant, {}, {}}, [&](HistogramStore::Stored stored) {
    if (stored.findings != nullptr) change(*stored.findings);
    return HistogramStore::Changed{};
  });
}

// Calls `change` with each finding that is as its outline says.
absl::StatusOr<uint64_t> ChangeEach(
    HistogramStore& store, std::string_view tenant,
    std::span<const FindingOutline> outlines,
    absl::FunctionRef<void(Finding&, FindingTable&)> change) {
  uint64_t changed = 0;
  for (size_t begin = 0; begin < outlines.size(); begin += kFindingsOfWrite) {
    const auto part = outlines.subspan(
        begin, std::min(kFindingsOfWrite, outlines.size() - begin));
    absl::Status status = Change(store, tenant, [&](FindingTable& findings) {
      for (const FindingOutline& outline : part) {
        Finding* finding = findings.Find(outline.id);
        if (finding == nullptr || OutlineOf(*finding) != outline) continue;
        change(*finding, findings);
        ++changed;
      }
    });
    if (!status.ok()) return status;
  }
  return changed;
}

void Count(std::span<const FindingOutline> undecided,
           FindingKeeper::Pass& pass) {
  for (const FindingOutline& finding : undecided) {
    if (finding.state != FindingState::kOpen || finding.exemption) continue;
    const int priority = std::clamp(finding.priority, 1, kFindingPriorities);
    auto& open = pass.open[static_cast<size_t>(priority) - 1];
    open.oldest_micros = open.findings == 0 ? finding.create_micros
                                            : std::min(open.oldest_micros,
                                                       finding.create_micros);
    ++open.findings;
  }
}

}  // namespace

absl::StatusOr<FindingKeeper::Pass> FindingKeeper::Run(
    int64_t now_micros) const {
  const auto tenants = findings_.FindingTenants();
  if (!tenants.ok()) return tenants.status();
  Pass pass;
  for (const std::string& tenant : *tenants) {
    absl::Status status = KeepTenant(tenant, now_micros, pass);
    if (!status.ok()) return status;
  }
  return pass;
}

absl::Status FindingKeeper::KeepTenant(std::string_view tenant,
                                       int64_t now_micros, Pass& pass) const {
  auto outlines = findings_.OutlineFindings(tenant);
  if (!outlines.ok()) return outlines.status();
  absl::Status exemptions = KeepExemptions(tenant, now_micros, *outlines, pass);
  if (!exemptions.ok()) return exemptions;
  const FindingUpkeep upkeep =
      PlanFindingUpkeep(*std::move(outlines), bounds_.findings, now_micros);
  const auto unattended = Expire(tenant, upkeep.unattended);
  if (!unattended.ok()) return unattended.status();
  pass.unattended += *unattended;
  const auto too_many = Expire(tenant, upkeep.too_many);
  if (!too_many.ok()) return too_many.status();
  pass.too_many += *too_many;
  const auto removed = Remove(tenant, upkeep.removed);
  if (!removed.ok()) return removed.status();
  pass.removed += *removed;
  Count(upkeep.undecided, pass);

  const auto beyond = findings_.FindingLogBeyond(
      tenant, {.from_micros = now_micros - bounds_.log_micros,
               .entries_max = bounds_.log_entries_max});
  if (!beyond.ok()) return beyond.status();
  if (*beyond == 0) return absl::OkStatus();
  return Change(histograms_, tenant,
                [&](FindingTable& findings) { findings.TrimLog(*beyond); });
}

absl::Status FindingKeeper::KeepExemptions(
    std::string_view tenant, int64_t now_micros,
    std::span<const FindingOutline> findings, Pass& pass) const {
  const auto exemptions = findings_.ListExemptions(tenant);
  if (!exemptions.ok()) return exemptions.status();
  const ExemptionUses uses = UsesOf(findings);
  std::vector<ExemptionId> old;
  for (const Exemption& exemption : *exemptions) {
    if (EndMicros(exemption) + bounds_.exemption_micros < now_micros) {
      old.push_back(exemption.id);
      continue;
    }
    const ExemptionState state =
        StateOf(exemption, UseOf(exemption.id, uses), now_micros);
    const auto place = std::ranges::find(kExemptionStates, state);
    ++pass.exemptions[static_cast<size_t>(place - kExemptionStates.begin())];
  }
  if (old.empty()) return absl::OkStatus();
  pass.exemptions_removed += old.size();
  return Change(histograms_, tenant, [&](FindingTable& table) {
    for (const ExemptionId& id : old) table.RemoveExemption(id);
  });
}

absl::StatusOr<uint64_t> FindingKeeper::Expire(
    std::string_view tenant, std::span<const FindingOutline> findings) const {
  return ChangeEach(histograms_, tenant, findings,
                    [](Finding& finding, FindingTable& table) {
                      finding.state = FindingState::kExpired;
                      table.Write(finding.id, SetOf(FindingChange::kTriaged));
                    });
}

absl::StatusOr<uint64_t> FindingKeeper::Remove(
    std::string_view tenant, std::span<const FindingOutline> findings) const {
  return ChangeEach(
      histograms_, tenant, findings,
      [](Finding& finding, FindingTable& table) { table.Remove(finding.id); });
}

}  // namespace farcall
