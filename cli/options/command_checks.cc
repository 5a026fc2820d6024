// SPDX-License-Identifier: Apache-2.0
#include "cli/options/command_checks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/options/server_address.h"

namespace farcall {

std::string BadAccess(ServerAccess& access) {
  const auto address = ParseServerAddress(access.address);
  if (!address.ok()) {
    return absl::StrCat("--server: ", address.status().message());
  }
  if (access.tls_cert_file.empty() != access.tls_key_file.empty()) {
    return "--tls-cert-file and --tls-key-file: one is given without the other";
  }
  access.tls = access.tls || !access.tls_ca_file.empty() ||
               !access.tls_cert_file.empty() || !access.tls_server_name.empty();
  return "";
}

std::string BadCommand(const ScoreOptions& score) {
  return std::count(score.inputs.begin(), score.inputs.end(), "-") > 1
             ? "input: - can be given once"
             : "";
}

std::string BadCommand(const BaselineOptions& baseline) {
  const bool is_tenant = baseline.kind == v1::ENTITY_KIND_TENANT;
  if (is_tenant && !baseline.name.empty()) {
    return "NAME: a tenant is named with --tenant";
  }
  return !is_tenant && baseline.name.empty() ? "NAME is required" : "";
}

std::string BadCommand(const ForgetOptions& forget) {
  return forget.name.empty() ? "NAME is empty" : "";
}

std::string BadCommand(const MarkOptions& mark) {
  const bool has_place = !mark.principal.empty() || !mark.origin.empty();
  if (!mark.record_file.empty() && (has_place || !mark.account.empty())) {
    return "--record: a record says by itself who and where";
  }
  if (mark.record_file.empty() &&
      (mark.principal.empty() || mark.origin.empty())) {
    return "PRINCIPAL and ORIGIN are required, or --record";
  }
  return "";
}

std::string BadCommand(const ForgetRangeOptions& range) {
  if (range.principal.empty()) return "PRINCIPAL is empty";
  if (range.from_seconds >= range.to_seconds) return "TO is not after FROM";
  return "";
}

std::string BadCommand(const FindingsOptions& findings) {
  if (!findings.finding_id.has_value()) return "";
  if (findings.finding_id->empty()) return "--id is empty";
  const bool has_filter =
      !findings.principal.empty() || !findings.states.empty() ||
      !findings.origin.empty() || !findings.account.empty() ||
      findings.risk_from.has_value() ||
      findings.active_since_seconds.has_value();
  return has_filter ? "--id names one finding: leave out PRINCIPAL, --state, "
                      "--risk, --origin, --account and --since"
                    : "";
}

std::string BadCommand(const CardOptions& card) {
  if (card.finding_id.empty()) return "ID is empty";
  return card.runbook && card.format != CardOptions::Format::kText
             ? "--runbook writes a script: leave out --format"
             : "";
}

std::string BadCommand(const EventsOptions& events) {
  const auto subjects = {&events.principal, &events.finding_id,
                         &events.source_address, &events.access_key_id,
                         &events.asset};
  const auto given = std::ranges::count_if(
      subjects, [](const std::string* one) { return !one->empty(); });
  return given == 1 ? ""
                    : "exactly one of --principal, --finding, --address, --key "
                      "and --asset is required";
}

std::string BadCommand(const BacktestOptions& backtest) {
  return backtest.alert_threshold.has_value() ||
                 backtest.alert_budget.has_value() ||
                 !backtest.detectors_off.empty() ||
                 !backtest.exemption_file.empty()
             ? ""
             : "at least one of --threshold, --budget, --off and --exempt is "
               "required";
}

std::string BadCommand(const WatchOptions& watch) {
  return watch.cursor_file == "" ? "--cursor-file is empty" : "";
}

std::string BadCommand(const AdminOptions& admin) {
  const auto address = ParseServerAddress(admin.address);
  return address.ok()
             ? ""
             : absl::StrCat("--admin-server: ", address.status().message());
}

}  // namespace farcall
