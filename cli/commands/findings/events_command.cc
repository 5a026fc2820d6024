// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/commands/empty_list.h"
#include "cli/commands/pages.h"
#include "cli/commands/server_error.h"
#include "cli/output/findings/event_output.h"
#include "cli/server/server_connection.h"
#include "text/count.h"

namespace farcall {
namespace {

struct EventList {
  std::vector<v1::EventFact> events;
  bool has_more = false;
  uint64_t not_kept = 0;   // at least
  std::string kept_since;  // empty = none are kept
};

v1::ListEventsRequest MakeRequest(const EventsOptions& options,
                                  const std::string& tenant) {
  v1::ListEventsRequest request;
  request.set_tenant(tenant);
  // Setting one of them takes the others back.
  if (!options.principal.empty()) request.set_principal(options.principal);
  if (!options.finding_id.empty()) request.set_finding_id(options.finding_id);
  if (!options.source_address.empty()) {
    request.set_source_address(options.source_address);
  }
  if (!options.access_key_id.empty()) {
    request.set_access_key_id(options.access_key_id);
  }
  if (!options.asset.empty()) request.set_asset(options.asset);
  return request;
}

// What is asked for: `of alice`.
std::string Subject(const EventsOptions& options) {
  for (const auto& [words, value] :
       {std::pair("of ", options.principal),
        std::pair("of finding ", options.finding_id),
        std::pair("from ", options.source_address),
        std::pair("of access key ", options.access_key_id),
        std::pair("to ", options.asset)}) {
    if (!value.empty()) return words + value;
  }
  return "";
}

size_t Take(v1::ListEventsResponse& page, EventList& list) {
  std::ranges::move(*page.mutable_events(), std::back_inserter(list.events));
  // Pages may tell of the same hours: their numbers do not add up.
  list.not_kept = std::max(list.not_kept, page.not_kept());
  if (page.has_kept_since()) {
    list.kept_since = Rfc3339(page.kept_since().seconds());
  }
  return list.events.size();
}

absl::StatusOr<EventList> ListEvents(const EventsOptions& options,
                                     const std::string& tenant,
                                     const ServerConnection& server) {
  EventList list;
  const auto has_more = ReadPages(
      MakeRequest(options, tenant), options.limit,
      [&server](const v1::ListEventsRequest& asked) {
        return Call(server, &v1::FindingService::Stub::ListEvents, asked);
      },
      [&list](v1::ListEventsResponse& page) { return Take(page, list); });
  if (!has_more.ok()) return has_more.status();
  list.has_more = *has_more;
  return list;
}

void Write(const EventList& list, OutputFormat format,
           const Terminal& terminal) {
  if (format == OutputFormat::kJson) {
    for (const v1::EventFact& event : list.events) {
      terminal.out << EventLine(event) << '\n';
    }
  } else if (!list.events.empty()) {
    WriteEventTable(list.events, terminal.width, terminal.charset,
                    terminal.out);
  }
}

// What a list leaves out.
void TellLimits(const EventList& list, size_t limit, const Terminal& terminal) {
  if (list.has_more) {
    terminal.Error(
        absl::StrCat("there are more calls: --limit ", limit, " was reached"));
  }
  std::string kept = list.kept_since.empty()
                         ? "no calls are kept"
                         : "calls are kept since " + list.kept_since;
  if (list.not_kept > 0) {
    absl::StrAppend(&kept, "; at least ", Count(list.not_kept, "more call"),
                    list.not_kept == 1 ? " was" : " were",
                    " counted and not kept");
  }
  terminal.Error(kept);
}

}  // namespace

ExitCode RunEvents(const EventsOptions& options, const Target& target,
                   const Terminal& terminal) {
  const auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), terminal);
  const auto list = ListEvents(options, target.tenant, *server);
  if (absl::IsNotFound(list.status()) && !options.finding_id.empty()) {
    terminal.Error(NoSuchFinding(options.finding_id, target.tenant));
    return ExitCode::kRefused;
  }
  if (!list.ok()) return TellServerError(list.status(), terminal);
  Write(*list, options.format, terminal);
  if (list->events.empty()) {
    TellEmptyList(*server, target.tenant, "kept calls " + Subject(options),
                  terminal);
  }
  terminal.out.flush();
  TellLimits(*list, options.limit, terminal);
  return ExitCode::kOk;
}

}  // namespace farcall
