// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/fake_findings.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"

namespace farcall {
namespace {

// Where a watch begins in a log of this size; nothing for a token of another
// store.
std::optional<size_t> Begin(const std::string& token, size_t log_size) {
  if (token.empty()) return log_size;
  if (token == "start") return 0;
  size_t number = 0;
  const bool known = absl::SimpleAtoi(token, &number) && number <= log_size;
  return known ? std::optional(number) : std::nullopt;
}

}  // namespace

void FakeFindings::Add(const v1::Finding& finding) {
  const std::lock_guard lock(mutex_);
  queue_.push_back(finding);
}

void FakeFindings::AddNote(const std::string& finding_id,
                           const v1::FindingNote& note) {
  const std::lock_guard lock(mutex_);
  notes_[finding_id].push_back(note);
}

void FakeFindings::Refuse(grpc::Status refusal) {
  const std::lock_guard lock(mutex_);
  refusal_ = std::move(refusal);
}

void FakeFindings::Log(v1::WatchFindingsResponse answer) {
  const std::lock_guard lock(mutex_);
  answer.set_resume_token(std::to_string(log_.size() + 1));
  log_.push_back(std::move(answer));
  grows_.notify_all();
}

void FakeFindings::OnWatch(WatchHook hook) {
  const std::lock_guard lock(mutex_);
  watch_hook_ = std::move(hook);
}

FakeFindings::WatchHook FakeFindings::watch_hook() const {
  const std::lock_guard lock(mutex_);
  return watch_hook_;
}

std::vector<v1::ListFindingsRequest> FakeFindings::list_requests() const {
  const std::lock_guard lock(mutex_);
  return list_requests_;
}

std::vector<v1::GetFindingRequest> FakeFindings::get_requests() const {
  const std::lock_guard lock(mutex_);
  return get_requests_;
}

std::vector<v1::WatchFindingsRequest> FakeFindings::watch_requests() const {
  const std::lock_guard lock(mutex_);
  return watch_requests_;
}

grpc::Status FakeFindings::ListFindings(grpc::ServerContext*,
                                        const v1::ListFindingsRequest* request,
                                        v1::ListFindingsResponse* response) {
  const std::lock_guard lock(mutex_);
  list_requests_.push_back(*request);
  const auto wanted = static_cast<size_t>(std::min(request->page_size(), 2));
  size_t next =
      request->page_token().empty() ? 0 : std::stoul(request->page_token());
  for (size_t i = 0; i < wanted && next < queue_.size(); ++i) {
    *response->add_findings() = queue_[next++];
  }
  if (next < queue_.size()) {
    response->set_next_page_token(std::to_string(next));
  }
  return grpc::Status::OK;
}

grpc::Status FakeFindings::GetFinding(grpc::ServerContext*,
                                      const v1::GetFindingRequest* request,
                                      v1::GetFindingResponse* response) {
  const std::lock_guard lock(mutex_);
  get_requests_.push_back(*request);
  const auto found = Find(request->finding_id());
  if (found == queue_.end()) {
    return {grpc::StatusCode::NOT_FOUND, "no such finding"};
  }
  *response->mutable_finding() = *found;
  for (const v1::FindingNote& note : notes_[request->finding_id()]) {
    *response->add_notes() = note;
  }
  return grpc::Status::OK;
}

grpc::Status FakeFindings::WatchFindings(
    grpc::ServerContext* context, const v1::WatchFindingsRequest* request,
    grpc::ServerWriter<v1::WatchFindingsResponse>* writer) {
  std::unique_lock lock(mutex_);
  watch_requests_.push_back(*request);
  const int watch = static_cast<int>(watch_requests_.size());
  const auto begin = Begin(request->resume_token(), log_.size());
  if (!begin.has_value()) {
    return {grpc::StatusCode::OUT_OF_RANGE,
            "resume_token: is of another store"};
  }
  size_t next = *begin;
  bool is_first_pause = true;
  while (!context->IsCancelled()) {
    for (; next < log_.size(); ++next) {
      const v1::WatchFindingsResponse answer = log_[next];
      lock.unlock();
      writer->Write(answer);
      lock.lock();
    }
    if (std::exchange(is_first_pause, false)) {
      lock.unlock();
      const auto end = watch_hook()(watch);
      if (end.has_value()) return *end;
      lock.lock();
    }
    // A call that is cancelled wakes nobody.
    while (next == log_.size() && !context->IsCancelled()) {
      grows_.wait_for(lock, std::chrono::milliseconds(10));
    }
  }
  return grpc::Status::CANCELLED;
}

}  // namespace farcall
