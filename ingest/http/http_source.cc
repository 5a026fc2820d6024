// SPDX-License-Identifier: Apache-2.0
#include "ingest/http/http_source.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ingest/http/body.h"

namespace farcall {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::seconds kReceiveWait{1};
constexpr int kRetrySeconds = 5;

HttpReply Draining() {
  return HttpRetryLater(503, "this process stops", kRetrySeconds);
}

HttpReply ReplyTo(const absl::Status& reason) {
  const std::string message(reason.message());
  switch (reason.code()) {
    case absl::StatusCode::kResourceExhausted:
      return HttpError(413, "RESOURCE_EXHAUSTED", message);
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kDataLoss:
      return HttpError(400, "INVALID_ARGUMENT", message);
    default:
      return HttpRetryLater(503, message, kRetrySeconds);
  }
}

// Firehose takes an answer for one only with its id and a time in it.
HttpReply ForFirehose(HttpReply reply, const std::string& request_id) {
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  Json json = {{"requestId", request_id}, {"timestamp", now.count()}};
  if (reply.status != 200) {
    const Json error = Json::parse(reply.body, nullptr, false);
    json["errorMessage"] = error["error"]["message"];
  }
  reply.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return reply;
}

}  // namespace

void HttpSource::Take(Framing framing, IncomingRequest request,
                      HttpRoute::Answer answer) {
  std::optional<HttpReply> refusal;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) {
      refusal = Draining();
    } else if (waiting_.size() >= limits_.waiting_max) {
      refusal = HttpRetryLater(
          429, absl::StrCat(waiting_.size(), " requests wait already"), 1);
    } else {
      Pending pending;
      pending.framing = framing;
      pending.firehose_id = request.header("x-amz-firehose-request-id");
      pending.request = std::move(request);
      pending.answer = std::move(answer);
      pending.deadline =
          std::chrono::steady_clock::now() + limits_.answer_within;
      pending.sent = std::chrono::system_clock::now();
      const std::string id = std::to_string(next_++);
      all_.emplace(id, std::move(pending));
      waiting_.push_back(id);
    }
  }
  if (refusal.has_value()) {
    answer(*std::move(refusal));
  } else {
    has_waiting_.notify_one();
  }
}

void HttpSource::Close() {
  std::deque<std::string> waiting;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    waiting.swap(waiting_);
  }
  for (const std::string& id : waiting) Answer(id, Draining());
}

absl::StatusOr<std::vector<Delivery>> HttpSource::Receive(
    const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  has_waiting_.wait_for(lock, stop, kReceiveWait,
                        [this] { return !waiting_.empty(); });
  if (waiting_.empty()) return std::vector<Delivery>();
  const std::string id = std::move(waiting_.front());
  waiting_.pop_front();
  const Pending& pending = all_.at(id);
  Delivery delivery;
  delivery.id = id;
  delivery.sent = pending.sent;
  delivery.deadline = pending.deadline;
  // Of the records of a Firehose request each came from somewhere else.
  delivery.unreadable_to_dead_letters = pending.framing == Framing::kFirehose;
  return std::vector<Delivery>{std::move(delivery)};
}

absl::Status HttpSource::Load(Delivery& delivery) {
  IncomingRequest request;
  Framing framing;
  {
    const std::lock_guard lock(mutex_);
    Pending& pending = all_.at(delivery.id);
    request = std::move(pending.request);
    framing = pending.framing;
  }
  auto body = UnpackBody(request, limits_.unpacked_bytes_max);
  if (!body.ok()) return body.status();
  if (framing == Framing::kRecords) {
    delivery.contents = {
        {absl::StrCat("http from ", request.peer), *std::move(body)}};
    return absl::OkStatus();
  }
  auto firehose = ParseFirehose(*body);
  if (!firehose.ok()) return firehose.status();
  delivery.contents = std::move(firehose->contents);
  const std::lock_guard lock(mutex_);
  all_.at(delivery.id).firehose_id = std::move(firehose->request_id);
  return absl::OkStatus();
}

absl::Status HttpSource::Acknowledge(const Delivery& delivery,
                                     const DeliveryCounts& counts) {
  const Json json = {{"scored", counts.scored},
                     {"duplicates", counts.duplicates},
                     {"skipped", counts.skipped},
                     {"errors", counts.errors},
                     {"alerts", counts.alerts}};
  Answer(delivery.id, {200, json.dump() + '\n'});
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> HttpSource::Extend(
    std::span<const std::string>) {
  return std::vector<std::string>();
}

absl::Status HttpSource::Reject(const Delivery& delivery,
                                const absl::Status& reason) {
  Answer(delivery.id, ReplyTo(reason));
  return absl::OkStatus();
}

absl::Status HttpSource::Release(const Delivery& delivery) {
  Answer(delivery.id, Draining());
  return absl::OkStatus();
}

void HttpSource::Answer(const std::string& id, HttpReply reply) {
  Pending pending;
  {
    const std::lock_guard lock(mutex_);
    const auto found = all_.find(id);
    if (found == all_.end()) return;
    pending = std::move(found->second);
    all_.erase(found);
  }
  if (pending.framing == Framing::kFirehose) {
    reply = ForFirehose(std::move(reply), pending.firehose_id);
  }
  pending.answer(std::move(reply));
}

}  // namespace farcall
