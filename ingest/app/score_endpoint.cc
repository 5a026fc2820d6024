// SPDX-License-Identifier: Apache-2.0
#include "ingest/app/score_endpoint.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "ingest/http/body.h"
#include "ingest/mover/content_records.h"

namespace farcall {
namespace {

HttpReply ReplyTo(const absl::Status& status,
                  std::optional<std::chrono::milliseconds> retry_after) {
  const std::string message(status.message());
  const auto seconds =
      static_cast<int>(std::chrono::ceil<std::chrono::seconds>(
                           retry_after.value_or(std::chrono::seconds(5)))
                           .count());
  switch (status.code()) {
    case absl::StatusCode::kResourceExhausted:
      return retry_after.has_value()
                 ? HttpRetryLater(429, message, seconds)
                 : HttpError(413, "RESOURCE_EXHAUSTED", message);
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kDataLoss:
      return HttpError(400, "INVALID_ARGUMENT", message);
    default:
      return HttpRetryLater(503, message, seconds);
  }
}

}  // namespace

ScoreEndpoint::ScoreEndpoint(GrpcScorer& scorer, Limits limits)
    : scorer_(scorer), limits_(limits) {
  for (size_t i = 0; i < limits_.threads; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { Work(stop); });
  }
}

ScoreEndpoint::~ScoreEndpoint() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();
  for (auto& [request, answer] : tasks_) {
    answer(HttpRetryLater(503, "this process stops", 5));
  }
}

void ScoreEndpoint::Take(IncomingRequest request, HttpRoute::Answer answer) {
  {
    const std::lock_guard lock(mutex_);
    if (tasks_.size() < limits_.waiting_max) {
      tasks_.emplace_back(std::move(request), std::move(answer));
      has_tasks_.notify_one();
      return;
    }
  }
  answer(HttpRetryLater(
      429, absl::StrCat(limits_.waiting_max, " requests wait already"), 1));
}

void ScoreEndpoint::Work(const std::stop_token& stop) {
  while (true) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      has_tasks_.wait(lock, stop, [this] { return !tasks_.empty(); });
      if (stop.stop_requested()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task.second(Score(task.first));
  }
}

HttpReply ScoreEndpoint::Score(const IncomingRequest& request) {
  auto body = UnpackBody(request, limits_.unpacked_bytes_max);
  if (!body.ok()) return ReplyTo(body.status(), std::nullopt);
  const Content content{absl::StrCat("http from ", request.peer),
                        *std::move(body)};
  // In the order of the body: who asks finds the answers by it.
  std::vector<ContentRecord> records;
  ContentRecords reader(content, {});
  while (true) {
    auto next = reader.Next();
    if (!next.ok()) return ReplyTo(next.status(), std::nullopt);
    if (next->empty()) break;
    std::ranges::move(*next, std::back_inserter(records));
  }
  std::ranges::sort(records, {}, &ContentRecord::number);
  v1::ScoreEventsResponse all;
  for (size_t begin = 0; begin < records.size();
       begin += limits_.batch_events) {
    std::vector<std::string_view> batch;
    const size_t end = std::min(records.size(), begin + limits_.batch_events);
    for (size_t i = begin; i < end; ++i) batch.push_back(records[i].json);
    auto raw = scorer_.ScoreRaw(batch, v1::RISK_LEVEL_LOW);
    if (!raw.status.ok()) return ReplyTo(raw.status, raw.retry_after);
    all.MergeFrom(raw.response);
  }
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  HttpReply reply;
  const auto written =
      google::protobuf::util::MessageToJsonString(all, &reply.body, options);
  if (!written.ok()) {
    return HttpError(500, "INTERNAL", std::string(written.message()));
  }
  reply.body += '\n';
  return reply;
}

}  // namespace farcall
