// SPDX-License-Identifier: Apache-2.0
#include "tests/ingest/sqs/fake_sqs.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <utility>

#include "ingest/aws/json_text.h"

namespace farcall {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

HttpResponse Error(const std::string& code) {
  return {400, {}, "{\"__type\":\"com.amazonaws.sqs#" + code + "\"}"};
}

// `/bucket/key` of a URL.
std::string PathOf(const std::string& url) {
  return url.substr(url.find('/', url.find("://") + 3));
}

}  // namespace

absl::StatusOr<HttpResponse> FakeSqs::Send(const HttpRequest& request) {
  const std::lock_guard<std::mutex> lock(sending_);
  if (request.stop.stop_requested()) return absl::CancelledError("stopped");
  const HttpResponse sent{0, request.headers, ""};
  std::string operation(sent.Header("x-amz-target"));
  operation = operation.substr(operation.find('.') + 1);
  if (operation.empty()) operation = "GetObject";
  ++calls_[operation];
  if (failure_code != 0) return HttpResponse{failure_code, {}, ""};
  if (operation != "GetObject") return Sqs(operation, request.body);
  const auto object = objects_.find(PathOf(request.url));
  if (object == objects_.end()) return HttpResponse{404, {}, ""};
  if (object->second.size() > request.response_bytes_max) {
    return absl::ResourceExhaustedError("the answer is too large");
  }
  return HttpResponse{200, {}, object->second};
}

HttpResponse FakeSqs::Sqs(const std::string& operation,
                          const std::string& body) {
  simdjson::dom::parser parser;
  element root;
  EXPECT_EQ(parser.parse(body).get(root), simdjson::SUCCESS) << body;
  const std::string receipt(TextMember(root, "ReceiptHandle"));
  const int64_t seconds = NumberMember(root, "VisibilityTimeout").value_or(-1);
  if (operation == "ReceiveMessage") return Receive(seconds);
  if (operation == "DeleteMessage") return Delete(receipt);
  if (operation == "ChangeMessageVisibility") {
    const std::string error = ChangeVisibility(receipt, seconds);
    return error.empty() ? HttpResponse{200, {}, ""} : Error(error);
  }
  if (operation == "SendMessage") {
    last_body_ = TextMember(root, "MessageBody");
    return {200, {}, "{}"};
  }
  if (operation == "GetQueueAttributes") {
    return {200, {}, "{\"Attributes\":" + attributes + "}"};
  }
  array entries;
  EXPECT_EQ(root.at_key("Entries").get(entries), simdjson::SUCCESS) << body;
  EXPECT_LE(entries.size(), 10u);
  std::string done;
  std::string failed;
  for (const element entry : entries) {
    const std::string error =
        ChangeVisibility(std::string(TextMember(entry, "ReceiptHandle")),
                         NumberMember(entry, "VisibilityTimeout").value_or(-1));
    std::string& list = error.empty() ? done : failed;
    if (!list.empty()) list += ",";
    list += "{\"Id\":" + QuotedJson(TextMember(entry, "Id")) +
            ",\"SenderFault\":true,\"Code\":" + QuotedJson(error) + "}";
  }
  return {
      200, {}, "{\"Successful\":[" + done + "],\"Failed\":[" + failed + "]}"};
}

HttpResponse FakeSqs::Receive(int64_t visibility_seconds) {
  for (auto& [id, message] : messages_) {
    if (message.visible > now_) continue;
    ++message.receive_count;
    message.visible = now_ + absl::Seconds(visibility_seconds);
    message.receipt = "receipt-" + std::to_string(++receives_);
    return {200,
            {},
            "{\"Messages\":[{\"MessageId\":" + QuotedJson(id) +
                ",\"ReceiptHandle\":" + QuotedJson(message.receipt) +
                ",\"Body\":" + QuotedJson(message.body) +
                ",\"Attributes\":{\"ApproximateReceiveCount\":\"" +
                std::to_string(message.receive_count) +
                "\",\"SentTimestamp\":\"1800000000000\"}}]}"};
  }
  when_empty();
  return {200, {}, "{}"};
}

HttpResponse FakeSqs::Delete(const std::string& receipt) {
  Message* const message = Holder(receipt);
  if (message == nullptr) return Error("ReceiptHandleIsInvalid");
  messages_.erase(message->id);
  return {200, {}, ""};
}

std::string FakeSqs::ChangeVisibility(const std::string& receipt,
                                      int64_t seconds) {
  Message* const message = Holder(receipt);
  if (message == nullptr) return "ReceiptHandleIsInvalid";
  if (message->visible <= now_) return "MessageNotInflight";
  message->visible = now_ + absl::Seconds(seconds);
  return "";
}

FakeSqs::Message* FakeSqs::Holder(const std::string& receipt) {
  for (auto& [id, message] : messages_) {
    if (message.receipt == receipt) return &message;
  }
  return nullptr;
}

void FakeSqs::Put(const std::string& id, std::string body) {
  Message message;
  message.id = id;
  message.body = std::move(body);
  messages_[id] = std::move(message);
}

const FakeSqs::Message* FakeSqs::Find(const std::string& id) const {
  const auto found = messages_.find(id);
  return found == messages_.end() ? nullptr : &found->second;
}

}  // namespace farcall
