// SPDX-License-Identifier: Apache-2.0
#include "ingest/app/retention_check.h"

#include <chrono>
#include <string>

#include "ingest/client/seen_window.h"

namespace farcall {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(10);
constexpr std::chrono::seconds kUntilKnown{10};
constexpr std::chrono::minutes kOnceKnown{10};  // both may be set anew

std::string Text(absl::Duration duration) {
  return duration == absl::InfiniteDuration() ? "for ever"
                                              : absl::FormatDuration(duration);
}

}  // namespace

RetentionCheck::RetentionCheck(const ServerChannel& server, SourceParts& source,
                               prometheus::Registry& registry, Log& log)
    : server_(server),
      source_(source),
      log_(log),
      retention_gauge_(
          prometheus::BuildGauge()
              .Name("farcall_ingest_source_retention_seconds")
              .Help("How long the source keeps what is not acknowledged. The "
                    "server's seen window is to be longer: what comes later is "
                    "counted twice.")
              .Register(registry)),
      seen_window_gauge_(
          prometheus::BuildGauge()
              .Name("farcall_ingest_seen_window_seconds")
              .Help("How long the server remembers events, as it says.")
              .Register(registry)) {}

void RetentionCheck::Run(MoverClock& clock, const std::stop_token& stop) {
  std::chrono::milliseconds wait{0};
  while (clock.Wait(wait, stop)) {
    const absl::StatusOr<Known> asked = Ask();
    if (asked.ok()) {
      WarnIfShort(*asked);
    } else if (!told_unknown_) {
      told_unknown_ = true;
      log_.Warn(
          "cannot compare the source's retention with the server's seen "
          "window yet",
          {{"reason", std::string(asked.status().message())}});
    }
    wait = asked.ok() ? kOnceKnown : kUntilKnown;
  }
}

absl::StatusOr<RetentionCheck::Known> RetentionCheck::Ask() {
  const auto retention = source_.Retention(kTimeout);
  if (!retention.ok()) return retention.status();
  retention_gauge_.Add({}).Set(absl::ToDoubleSeconds(*retention));
  const auto seen_window = AskSeenWindow(server_, kTimeout);
  if (!seen_window.ok()) return seen_window.status();
  seen_window_gauge_.Add({}).Set(absl::ToDoubleSeconds(*seen_window));
  return Known{*retention, *seen_window};
}

void RetentionCheck::WarnIfShort(const Known& known) {
  const bool is_short = known.retention > known.seen_window;
  if (is_short && !told_short_) {
    log_.Warn(
        "the source keeps records for longer than the server remembers events: "
        "what is delivered later is counted twice. Set the server's "
        "seen-window-seconds to more",
        {{"retention", Text(known.retention)},
         {"seen_window", Text(known.seen_window)}});
  }
  told_short_ = is_short;
}

}  // namespace farcall
