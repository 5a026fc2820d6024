// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/sqs_client.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ingest/aws/aws_error.h"
#include "ingest/aws/json_text.h"
#include "ingest/aws/sqs_answers.h"
#include "text/concat.h"

namespace farcall {
namespace {

// A batch of messages of 1 MiB in all, each byte of them escaped.
constexpr size_t kResponseBytesMax = size_t{8} << 20;
constexpr absl::Duration kTimeout = absl::Seconds(10);

// Whole seconds, rounded up: a lease is not to end early.
std::string Seconds(absl::Duration duration, absl::Duration most) {
  const absl::Duration kept = std::clamp(duration, absl::ZeroDuration(), most);
  return std::to_string(
      absl::ToInt64Seconds(absl::Ceil(kept, absl::Seconds(1))));
}

std::string Visibility(absl::Duration visibility) {
  return "\"VisibilityTimeout\":" +
         Seconds(visibility, SqsClient::kVisibilityMax);
}

std::string Receipt(const std::string& receipt_handle) {
  return "\"ReceiptHandle\":" + QuotedJson(receipt_handle);
}

// Where the queue's URL points; hosts of old know no JSON.
absl::StatusOr<Endpoint> EndpointOfQueue(const SqsClient::Options& options) {
  absl::StatusOr<Endpoint> queue = Endpoint::Parse(options.queue_url);
  if (!queue.ok()) {
    return absl::InvalidArgumentError(
        Concat({"the queue's URL: ", std::string(queue.status().message())}));
  }
  if (options.endpoint) return *options.endpoint;
  const bool is_old = queue->host.starts_with("queue.") ||
                      queue->host.find(".queue.") != std::string::npos;
  if (is_old && !RegionOfQueueUrl(options.queue_url).empty()) {
    return RegionalEndpoint("sqs", RegionOfQueueUrl(options.queue_url));
  }
  queue->path.clear();
  return queue;
}

}  // namespace

absl::StatusOr<SqsClient> SqsClient::Create(SignedHttp& http, Options options) {
  absl::StatusOr<Endpoint> endpoint = EndpointOfQueue(options);
  if (!endpoint.ok()) return endpoint.status();
  return SqsClient(http, std::move(options), *std::move(endpoint));
}

SqsClient::SqsClient(SignedHttp& http, Options options, Endpoint endpoint)
    : http_(&http),
      options_(std::move(options)),
      endpoint_(std::move(endpoint)) {}

absl::StatusOr<std::string> SqsClient::Call(const std::string& operation,
                                            const std::string& members,
                                            absl::Duration timeout,
                                            std::stop_token stop) {
  AwsCall call;
  call.endpoint = endpoint_;
  call.method = "POST";
  call.encoded_path = "/";
  call.headers = {{"content-type", "application/x-amz-json-1.0"},
                  {"x-amz-target", "AmazonSQS." + operation}};
  call.body = Concat({"{\"QueueUrl\":", QuotedJson(options_.queue_url),
                      members.empty() ? "" : ",", members, "}"});
  call.scope = {options_.region, "sqs"};
  call.timeout = timeout;
  call.response_bytes_max = kResponseBytesMax;
  call.stop = std::move(stop);
  absl::StatusOr<HttpResponse> response = http_->Send(std::move(call));
  if (!response.ok()) {
    return absl::Status(
        response.status().code(),
        Concat({operation, ": ", std::string(response.status().message())}));
  }
  if (response->code != 200) {
    return AwsStatus(operation, endpoint_.Url(), *response);
  }
  return std::move(response->body);
}

absl::StatusOr<std::vector<SqsMessage>> SqsClient::Receive(
    const SqsReceive& receive) {
  const std::string members = Concat(
      {"\"MaxNumberOfMessages\":",
       std::to_string(std::clamp(receive.messages_max, 1, 10)),
       ",\"WaitTimeSeconds\":", Seconds(receive.wait, kWaitMax), ",",
       Visibility(receive.visibility),
       ",\"AttributeNames\":[\"ApproximateReceiveCount\",\"SentTimestamp\"]"});
  const absl::Duration wait = std::min(receive.wait, kWaitMax);
  const absl::StatusOr<std::string> answer =
      Call("ReceiveMessage", members, wait + kTimeout, receive.stop);
  if (!answer.ok()) return answer.status();
  return ReadMessages(*answer);
}

absl::Status SqsClient::Delete(const std::string& receipt_handle) {
  return Call("DeleteMessage", Receipt(receipt_handle)).status();
}

absl::Status SqsClient::ChangeVisibility(const SqsVisibility& change) {
  return Call("ChangeMessageVisibility",
              Concat({Receipt(change.receipt_handle), ",",
                      Visibility(change.visibility)}))
      .status();
}

absl::StatusOr<std::vector<absl::Status>> SqsClient::ChangeVisibilities(
    std::span<const SqsVisibility> changes) {
  if (changes.empty()) return std::vector<absl::Status>();
  std::string entries;
  for (size_t i = 0; i < changes.size(); ++i) {
    entries += Concat({i == 0 ? "" : ",", "{\"Id\":\"", std::to_string(i),
                       "\",", Receipt(changes[i].receipt_handle), ",",
                       Visibility(changes[i].visibility), "}"});
  }
  const std::string operation = "ChangeMessageVisibilityBatch";
  const absl::StatusOr<std::string> answer =
      Call(operation, Concat({"\"Entries\":[", entries, "]"}));
  if (!answer.ok()) return answer.status();
  return ReadBatch(operation, *answer, changes.size());
}

absl::Status SqsClient::Send(const std::string& body) {
  return Call("SendMessage", "\"MessageBody\":" + QuotedJson(body)).status();
}

absl::StatusOr<SqsQueueAttributes> SqsClient::QueueAttributes() {
  const absl::StatusOr<std::string> answer =
      Call("GetQueueAttributes",
           "\"AttributeNames\":[\"RedrivePolicy\",\"MessageRetentionPeriod\","
           "\"VisibilityTimeout\"]");
  if (!answer.ok()) return answer.status();
  return ReadQueueAttributes(*answer);
}

}  // namespace farcall
