// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "tests/cli/fake_findings.h"

namespace farcall {

void FakeFindings::Add(const v1::Card& card) {
  const std::lock_guard lock(mutex_);
  cards_[card.finding().id()] = card;
}

void FakeFindings::Keep(std::vector<v1::EventFact> events,
                        v1::ListEventsResponse rest) {
  const std::lock_guard lock(mutex_);
  events_ = std::move(events);
  events_rest_ = std::move(rest);
}

void FakeFindings::Identify(const v1::WhoAmIResponse& caller) {
  const std::lock_guard lock(mutex_);
  caller_ = caller;
}

grpc::Status FakeFindings::GetCard(grpc::ServerContext*,
                                   const v1::GetCardRequest* request,
                                   v1::GetCardResponse* response) {
  const std::lock_guard lock(mutex_);
  card_requests_.push_back(*request);
  if (!refusal_.ok()) return refusal_;
  const auto found = cards_.find(request->finding_id());
  if (found == cards_.end()) {
    return {grpc::StatusCode::NOT_FOUND, "no such finding"};
  }
  *response->mutable_card() = found->second;
  return grpc::Status::OK;
}

grpc::Status FakeFindings::ListEvents(grpc::ServerContext*,
                                      const v1::ListEventsRequest* request,
                                      v1::ListEventsResponse* response) {
  const std::lock_guard lock(mutex_);
  event_requests_.push_back(*request);
  if (!refusal_.ok()) return refusal_;
  constexpr size_t kPage = 2;
  const size_t begin =
      request->page_token().empty() ? 0 : std::stoul(request->page_token());
  const size_t end = std::min(events_.size(), begin + kPage);
  *response = events_rest_;
  for (size_t i = begin; i < end; ++i) *response->add_events() = events_[i];
  if (end < events_.size()) {
    response->set_next_page_token(std::to_string(end));
  }
  return grpc::Status::OK;
}

grpc::Status FakeFindings::WhoAmI(grpc::ServerContext*,
                                  const v1::WhoAmIRequest*,
                                  v1::WhoAmIResponse* response) {
  const std::lock_guard lock(mutex_);
  if (!refusal_.ok()) return refusal_;
  *response = caller_;
  return grpc::Status::OK;
}

std::vector<v1::GetCardRequest> FakeFindings::card_requests() const {
  const std::lock_guard lock(mutex_);
  return card_requests_;
}

std::vector<v1::ListEventsRequest> FakeFindings::event_requests() const {
  const std::lock_guard lock(mutex_);
  return event_requests_;
}

}  // namespace farcall
