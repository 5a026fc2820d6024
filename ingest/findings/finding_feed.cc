// SPDX-License-Identifier: Apache-2.0
#include "ingest/findings/finding_feed.h"

#include <algorithm>
#include <random>
#include <utility>

#include "client/server_status.h"

namespace farcall {
namespace {

// Stands for a token: the first change that the server keeps.
constexpr char kStart[] = "start";
constexpr int kPageSize = 200;
constexpr std::chrono::seconds kCallTimeout{30};

std::chrono::milliseconds AgeOf(const v1::Finding& finding) {
  const auto changed = std::chrono::system_clock::time_point(
      std::chrono::seconds(finding.update_time().seconds()) +
      std::chrono::milliseconds(finding.update_time().nanos() / 1'000'000));
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now() - changed);
  return std::max(age, std::chrono::milliseconds(0));
}

}  // namespace

FindingFeed::FindingFeed(FindingWatch::Connect connect, std::string address,
                         FindingSink& sink, CursorFile cursor,
                         FindingFeedEvents& events, MoverClock& clock,
                         Options options)
    : connect_(std::move(connect)),
      address_(std::move(address)),
      sink_(sink),
      cursor_(std::move(cursor)),
      events_(events),
      clock_(clock),
      options_(std::move(options)) {}

void FindingFeed::Run(const std::stop_token& stop) {
  while (Watch(stop)) {
  }
}

bool FindingFeed::Watch(const std::stop_token& stop) {
  v1::WatchFindingsRequest request;
  request.set_tenant(options_.tenant);
  request.set_planned(true);
  request.set_resume_token(cursor_.token().empty() ? kStart : cursor_.token());
  FindingWatch watch(connect_, address_, request, options_.watch);
  const std::stop_callback stops(stop, [&watch] { watch.Stop(); });
  const absl::Status status = watch.Run(
      [&](const v1::WatchFindingsResponse& change) {
        Succeed();
        return Handle(change, stop);
      },
      [&](const absl::Status& outage) { Fail(outage); });
  if (stop.stop_requested()) return false;
  if (absl::IsOutOfRange(status)) {
    events_.BeganAnew(sink_.name(), status);
    return ListAll(stop);
  }
  // What the server refuses for good: a token that is not known, say. It may be
  // mended there.
  Fail(status);
  return clock_.Wait(options_.backoff.max, stop);
}

bool FindingFeed::ListAll(const std::stop_token& stop) {
  v1::ListFindingsRequest request;
  request.set_tenant(options_.tenant);
  request.set_page_size(kPageSize);
  request.set_planned(true);
  for (const v1::Finding::State state :
       {v1::Finding::STATE_OPEN, v1::Finding::STATE_ACKNOWLEDGED,
        v1::Finding::STATE_BENIGN, v1::Finding::STATE_MALICIOUS,
        v1::Finding::STATE_EXPIRED}) {
    request.add_states(state);
  }
  std::string token;  // of before the first page: nothing is missed
  while (true) {
    v1::ListFindingsResponse page;
    const absl::Status status = Retry(stop, [&] {
      grpc::ClientContext context;
      context.set_deadline(std::chrono::system_clock::now() + kCallTimeout);
      page.Clear();
      return FromServer(connect_()->ListFindings(&context, request, &page),
                        {"FindingService", address_});
    });
    if (!status.ok()) return !stop.stop_requested();
    if (token.empty()) token = page.resume_token();
    for (v1::Finding& finding : *page.mutable_findings()) {
      v1::WatchFindingsResponse change;
      *change.mutable_finding() = std::move(finding);
      if (!Deliver(change, stop)) return false;
    }
    if (page.next_page_token().empty()) return Store(token, stop);
    request.set_page_token(page.next_page_token());
  }
}

bool FindingFeed::Handle(const v1::WatchFindingsResponse& change,
                         const std::stop_token& stop) {
  if (change.has_finding() && !Deliver(change, stop)) return false;
  return Store(change.resume_token(), stop);
}

bool FindingFeed::Deliver(const v1::WatchFindingsResponse& change,
                          const std::stop_token& stop) {
  const absl::Status status =
      Retry(stop, [&] { return sink_.Deliver(change); });
  if (status.ok()) {
    events_.Delivered(sink_.name(), AgeOf(change.finding()));
  } else if (absl::IsInvalidArgument(status)) {
    events_.Refused(sink_.name(), change.finding().id(), status);
  }
  return !stop.stop_requested();
}

bool FindingFeed::Store(const std::string& token, const std::stop_token& stop) {
  return Retry(stop, [&] { return cursor_.Store(token); }).ok();
}

absl::Status FindingFeed::Retry(const std::stop_token& stop,
                                const std::function<absl::Status()>& attempt) {
  std::random_device random;
  Backoff backoff(options_.backoff, random());
  int refusals = 0;
  while (true) {
    absl::Status status = attempt();
    refusals += absl::IsInvalidArgument(status) ? 1 : 0;
    if (status.ok() || refusals >= options_.refusals_max) {
      Succeed();
      return status;
    }
    Fail(status);
    if (!clock_.Wait(backoff.Next(std::nullopt), stop)) {
      return absl::CancelledError("this process stops");
    }
  }
}

void FindingFeed::Fail(const absl::Status& reason) {
  failing_ = true;
  events_.Failed(sink_.name(), reason);
}

void FindingFeed::Succeed() {
  if (std::exchange(failing_, false)) events_.Recovered(sink_.name());
}

}  // namespace farcall
