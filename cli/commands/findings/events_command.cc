// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/commands/empty_list.h"
#include "cli/commands/server_error.h"
#include "cli/output/findings/event_output.h"
#include "cli/server/server_connection.h"
#include "text/count.h"

namespace farcall {
namespace {

constexpr size_t kPageSizeMax = 1000;

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

void Take(v1::ListEventsResponse& page, EventList& list) {
  for (v1::EventFact& event : *page.mutable_events()) {
    list.events.push_back(std::move(event));
  }
  // Pages may tell of the same hours: their numbers do not add up.
  list.not_kept = std::max(list.not_kept, page.not_kept());
  if (page.has_kept_since()) {
    list.kept_since = Rfc3339(page.kept_since().seconds());
  }
  list.has_more = !page.next_page_token().empty();
}

absl::StatusOr<EventList> ListEvents(const EventsOptions& options,
                                     const std::string& tenant,
                                     const ServerConnection& server) {
  v1::ListEventsRequest request = MakeRequest(options, tenant);
  EventList list;
  do {
    const size_t wanted = options.limit - list.events.size();
    request.set_page_size(static_cast<int32_t>(std::min(wanted, kPageSizeMax)));
    auto page = Call(server, &v1::FindingService::Stub::ListEvents, request);
    if (!page.ok()) return page.status();
    Take(*page, list);
    request.set_page_token(page->next_page_token());
  } while (list.has_more && list.events.size() < options.limit);
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
