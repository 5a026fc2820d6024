// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/commands/commands.h"
#include "cli/commands/interruption.h"
#include "cli/server/no_broken_pipe_signal.h"
#include "cli/server/server_connection.h"
#include "client/cursor_file.h"
#include "client/finding_watch.h"
#include "formats/ecs_finding.h"
#include "formats/finding_facts.h"
#include "formats/finding_json.h"
#include "formats/ocsf_finding.h"

namespace farcall {
namespace {

// Stands for a token: the first change that the server keeps.
constexpr char kStart[] = "start";

v1::WatchFindingsRequest MakeRequest(const WatchOptions& options,
                                     const std::string& tenant,
                                     const std::optional<CursorFile>& cursor) {
  v1::WatchFindingsRequest request;
  request.set_tenant(tenant);
  request.set_risk_from(options.risk_from.value_or(v1::RISK_LEVEL_UNSPECIFIED));
  request.set_planned(options.planned);
  if (cursor.has_value() && !cursor->token().empty()) {
    request.set_resume_token(cursor->token());
  } else if (options.from_start) {
    request.set_resume_token(kStart);
  }
  return request;
}

std::string LineOf(const v1::WatchFindingsResponse& answer,
                   WatchOptions::Format format) {
  if (format == WatchOptions::Format::kLines) return ChangeLine(answer);
  const int64_t now = absl::ToUnixSeconds(absl::Now());
  return format == WatchOptions::Format::kOcsf
             ? OcsfLine(answer.finding(), ChangesOf(answer), now)
             : EcsLine(answer.finding(), ChangesOf(answer), now);
}

// Prints a change, then moves the cursor behind it. False if one of both
// failed.
bool Handle(const v1::WatchFindingsResponse& answer,
            WatchOptions::Format format, const Terminal& terminal,
            std::optional<CursorFile>& cursor) {
  if (answer.has_finding()) {
    terminal.out << LineOf(answer, format) << '\n';
    // RunFarcall tells that output was lost.
    if (!terminal.out.flush()) return false;
  }
  if (!cursor.has_value()) return true;
  const absl::Status stored = cursor->Store(answer.resume_token());
  if (!stored.ok()) terminal.Error(std::string(stored.message()));
  return stored.ok();
}

// What the server refuses, and what to do about a token that it does not know.
std::string Told(const absl::Status& refusal,
                 const std::optional<CursorFile>& cursor) {
  const bool from_file = cursor.has_value() && !cursor->token().empty();
  if (from_file && absl::IsInvalidArgument(refusal) &&
      absl::StrContains(refusal.message(), "resume_token")) {
    return absl::StrCat("the cursor file ", cursor->path(), ": ",
                        refusal.message());
  }
  if (!absl::IsOutOfRange(refusal)) return std::string(refusal.message());
  return absl::StrCat(
      from_file ? absl::StrCat("the cursor file ", cursor->path(), ": ") : "",
      refusal.message(), ": farcall findings, then farcall watch ",
      from_file ? "with a new cursor file" : "again");
}

}  // namespace

ExitCode RunWatch(const WatchOptions& options, const Target& target,
                  const Terminal& terminal) {
  std::optional<CursorFile> cursor;
  if (options.cursor_file.has_value()) {
    auto opened = CursorFile::Open(*options.cursor_file);
    if (!opened.ok()) {
      terminal.Error(std::string(opened.status().message()));
      return ExitCode::kFiles;
    }
    cursor = *std::move(opened);
  }
  const auto server = Connect(target.server);
  if (!server.ok()) {
    terminal.Error(std::string(server.status().message()));
    return ExitCodeOfServerError(server.status());
  }
  // A reader that goes away is told: the cursor stays before its last line.
  const NoBrokenPipeSignal no_signal;
  FindingWatch watch(
      [&server] { return v1::FindingService::NewStub(server->channel); },
      server->address, MakeRequest(options, target.tenant, cursor), {});
  const Interruption interruption([&watch] { watch.Stop(); });
  bool handled = true;
  const absl::Status status = watch.Run(
      [&](const v1::WatchFindingsResponse& answer) {
        handled = Handle(answer, options.format, terminal, cursor);
        return handled;
      },
      [&](const absl::Status& outage) {
        terminal.Error(absl::StrCat("the watch broke off: ", outage.message(),
                                    "; trying again until the server answers"));
      });
  if (!handled) return ExitCode::kFiles;
  if (status.ok()) return ExitCode::kOk;
  terminal.Error(Told(status, cursor));
  return ExitCodeOfServerError(status);
}

}  // namespace farcall
