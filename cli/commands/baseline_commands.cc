// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/commands/commands.h"
#include "cli/commands/empty_list.h"
#include "cli/commands/pages.h"
#include "cli/commands/server_error.h"
#include "cli/output/baseline_chart.h"
#include "cli/output/json_output.h"
#include "cli/output/text_table.h"
#include "cli/server/server_connection.h"
#include "formats/names.h"

namespace farcall {
namespace {

v1::Entity EntityOf(v1::EntityKind kind, const std::string& name,
                    const std::string& tenant) {
  v1::Entity entity;
  entity.set_tenant(tenant);
  entity.set_kind(kind);
  entity.set_name(name);
  return entity;
}

// `principal alice`, `tenant default`
std::string Described(const v1::Entity& entity) {
  if (entity.kind() != v1::ENTITY_KIND_TENANT) {
    return Name(entity.kind()) + " " + entity.name();
  }
  return "tenant " + (entity.tenant().empty() ? "default" : entity.tenant());
}

// `principal alice of tenant default`
std::string Wanted(const v1::Entity& entity) {
  if (entity.kind() == v1::ENTITY_KIND_TENANT) return Described(entity);
  return absl::StrCat(Described(entity), " of tenant ",
                      entity.tenant().empty() ? "default" : entity.tenant());
}

// An account is asked for by its digits, and has no baseline.
std::string AccountHint(const v1::Entity& entity) {
  constexpr size_t kAccountDigits = 12;
  const bool is_account =
      entity.name().size() == kAccountDigits &&
      std::ranges::all_of(entity.name(), [](char c) {
        return absl::ascii_isdigit(static_cast<unsigned char>(c));
      });
  if (!is_account) return "";
  return absl::StrCat(
      "; an account has no baseline of its own, its users' is --kind peers ",
      entity.name(), ":user");
}

int64_t NowSeconds() { return absl::ToUnixSeconds(absl::Now()); }

absl::StatusOr<v1::Baseline> GetBaseline(const ServerAccess& access,
                                         const v1::Entity& entity,
                                         int64_t at_seconds) {
  auto server = Connect(access);
  if (!server.ok()) return server.status();
  v1::GetBaselineRequest request;
  *request.mutable_entity() = entity;
  request.mutable_at()->set_seconds(at_seconds);
  auto response =
      Call(*server, &v1::BaselineService::Stub::GetBaseline, request);
  if (absl::IsNotFound(response.status())) {
    return absl::NotFoundError(absl::StrCat(
        "nothing is known of ", Wanted(entity), AccountHint(entity)));
  }
  if (!response.ok()) return response.status();
  return response->baseline();
}

struct BaselineList {
  std::vector<v1::Baseline> baselines;
  bool has_more = false;
};

absl::StatusOr<BaselineList> ListBaselines(const BaselinesOptions& options,
                                           const std::string& tenant,
                                           const ServerConnection& server) {
  v1::ListBaselinesRequest request;
  request.set_tenant(tenant);
  request.set_kind(options.kind);
  request.set_name_prefix(options.prefix);
  request.mutable_at()->set_seconds(options.at_seconds.value_or(NowSeconds()));
  BaselineList list;
  const auto has_more = ReadPages(
      std::move(request), options.limit,
      [&server](const v1::ListBaselinesRequest& asked) {
        return Call(server, &v1::BaselineService::Stub::ListBaselines, asked);
      },
      [&list](v1::ListBaselinesResponse& page) {
        std::ranges::move(*page.mutable_baselines(),
                          std::back_inserter(list.baselines));
        return list.baselines.size();
      });
  if (!has_more.ok()) return has_more.status();
  list.has_more = *has_more;
  return list;
}

// What a list is asked for: `baselines of kind principal whose names start with
// arn:`.
std::string Wanted(const BaselinesOptions& options) {
  return absl::StrCat("baselines of kind ", Name(options.kind),
                      options.prefix.empty() ? "" : " whose names start with ",
                      options.prefix);
}

// The most usual values of the first histogram: `DE 91.2 %, FR 8.8 %`. What
// weighs nothing is not usual.
std::string UsualValues(const v1::Baseline& baseline) {
  constexpr int kValuesShown = 3;
  if (baseline.histograms().empty()) return "";
  const auto& values = baseline.histograms(0).values();
  std::string text;
  for (int i = 0; i < std::min(values.size(), kValuesShown); ++i) {
    if (values[i].share() <= 0) break;
    absl::StrAppend(&text, i > 0 ? ", " : "", values[i].value(), " ",
                    Percent(values[i].share()));
  }
  return text;
}

void WriteBaselineTable(const std::vector<v1::Baseline>& baselines,
                        const Terminal& terminal) {
  using Align = TableColumn::Align;
  using Cut = TableColumn::Cut;
  std::vector<TableRow> rows;
  for (const v1::Baseline& baseline : baselines) {
    const v1::Entity& entity = baseline.entity();
    const bool is_tenant = entity.kind() == v1::ENTITY_KIND_TENANT;
    rows.push_back(
        {{Printable(is_tenant ? entity.tenant() : entity.name(),
                    terminal.charset),
          Name(baseline.state()), WithThousands(baseline.calls()),
          baseline.has_first_seen() ? Rfc3339(baseline.first_seen().seconds())
                                    : "-",
          baseline.has_last_seen() ? Rfc3339(baseline.last_seen().seconds())
                                   : "-",
          Printable(UsualValues(baseline), terminal.charset)},
         ""});
  }
  WriteTable({{"NAME"},
              {"STATE"},
              {"CALLS", Align::kRight},
              {"FIRST SEEN", Align::kLeft, Cut::kDate},
              {"LAST SEEN", Align::kLeft, Cut::kDate},
              {"USUAL", Align::kLeft, Cut::kEnd, 10}},
             rows, terminal.width, terminal.charset, terminal.out);
}

bool Confirms(const v1::Entity& entity, const Terminal& terminal) {
  terminal.err << "Forget all that is known of "
               << Printable(Described(entity), terminal.charset) << "? [y/N] "
               << std::flush;
  std::string answer;
  std::getline(terminal.in, answer);
  answer = absl::AsciiStrToLower(std::string(answer));
  return answer == "y" || answer == "yes";
}

}  // namespace

ExitCode RunBaseline(const BaselineOptions& options, const Target& target,
                     const Terminal& terminal) {
  const auto baseline = GetBaseline(
      target.server, EntityOf(options.kind, options.name, target.tenant),
      options.at_seconds.value_or(NowSeconds()));
  if (!baseline.ok()) return TellServerError(baseline.status(), terminal);
  if (options.format == OutputFormat::kJson) {
    terminal.out << BaselineDocument(*baseline) << '\n';
  } else {
    WriteBaselineChart(*baseline,
                       {.width = terminal.width,
                        .top = options.top,
                        .charset = terminal.charset},
                       terminal.out);
  }
  return ExitCode::kOk;
}

ExitCode RunBaselines(const BaselinesOptions& options, const Target& target,
                      const Terminal& terminal) {
  const auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), terminal);
  const auto list = ListBaselines(options, target.tenant, *server);
  if (!list.ok()) return TellServerError(list.status(), terminal);
  if (options.format == OutputFormat::kJson) {
    for (const v1::Baseline& baseline : list->baselines) {
      terminal.out << BaselineLine(baseline) << '\n';
    }
  } else if (!list->baselines.empty()) {
    WriteBaselineTable(list->baselines, terminal);
  }
  if (list->baselines.empty()) {
    TellEmptyList(*server, target.tenant, Wanted(options), terminal);
  }
  if (list->has_more) {
    terminal.Error("there are more baselines: --limit " +
                   std::to_string(options.limit) + " was reached");
  }
  return ExitCode::kOk;
}

ExitCode RunForget(const ForgetOptions& options, const Target& target,
                   const Terminal& terminal) {
  v1::DeleteBaselineRequest request;
  *request.mutable_entity() =
      EntityOf(options.kind, options.name, target.tenant);
  if (!options.yes && !terminal.in_is_tty) {
    terminal.Error(
        "forget deletes for good and there is no terminal to ask: "
        "add --yes; nothing was forgotten");
    return ExitCode::kUsage;
  }
  if (!options.yes && !Confirms(request.entity(), terminal)) {
    terminal.out << "nothing was forgotten\n";
    return ExitCode::kOk;
  }
  auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), terminal);
  const auto response =
      Call(*server, &v1::BaselineService::Stub::DeleteBaseline, request);
  if (absl::IsNotFound(response.status())) {
    terminal.Error("nothing is kept of " + Wanted(request.entity()));
    return ExitCode::kRefused;
  }
  if (!response.ok()) return TellServerError(response.status(), terminal);
  terminal.out
      << Printable(Described(request.entity()), terminal.charset) << ": "
      << WithThousands(static_cast<uint64_t>(response->histograms_deleted()))
      << (response->histograms_deleted() == 1 ? " histogram" : " histograms")
      << " removed\n";
  return ExitCode::kOk;
}

}  // namespace farcall
