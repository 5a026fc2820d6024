// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/sqs_answers.h"

#include <simdjson.h>

#include <optional>
#include <utility>

#include "ingest/aws/aws_error.h"
#include "ingest/aws/json_text.h"
#include "text/concat.h"

namespace farcall {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

absl::Status NotUnderstood(std::string_view what) {
  return absl::UnavailableError(
      Concat({"an answer of SQS was not understood: ", what}));
}

absl::StatusOr<SqsMessage> ReadMessage(const element& message) {
  SqsMessage read{
      .id = std::string(TextMember(message, "MessageId")),
      .receipt_handle = std::string(TextMember(message, "ReceiptHandle")),
      .body = std::string(TextMember(message, "Body"))};
  if (read.receipt_handle.empty()) {
    return NotUnderstood("a message has no ReceiptHandle");
  }
  element attributes;
  if (message.at_key("Attributes").get(attributes) != simdjson::SUCCESS) {
    return read;
  }
  if (const auto count = NumberMember(attributes, "ApproximateReceiveCount")) {
    read.receive_count = *count;
  }
  if (const auto sent = NumberMember(attributes, "SentTimestamp")) {
    read.sent = absl::FromUnixMillis(*sent);
  }
  return read;
}

// `5`, as the ids of entries are written.
std::optional<size_t> PlaceOf(const element& entry, size_t count) {
  const std::optional<int64_t> id = NumberMember(entry, "Id");
  if (!id || *id < 0 || static_cast<size_t>(*id) >= count) return std::nullopt;
  return static_cast<size_t>(*id);
}

absl::Status StatusOfEntry(std::string_view operation, const element& entry) {
  const std::string_view code = TextMember(entry, "Code");
  const std::string_view message = TextMember(entry, "Message");
  bool sender_fault = false;
  const bool is_told =
      entry.at_key("SenderFault").get(sender_fault) == simdjson::SUCCESS;
  const int http_code = is_told && !sender_fault ? 500 : 400;
  // The same words as for a call of its own, so that secrets stay out of it.
  const AwsError error = ShownAwsError(code, message);
  return absl::Status(
      CodeOfAwsError(http_code, error.code, error.message),
      Concat({operation, ": ", error.code, ": ", error.message}));
}

std::optional<SqsRedrivePolicy> ReadRedrivePolicy(std::string_view json) {
  if (json.empty()) return std::nullopt;
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  SqsRedrivePolicy policy{
      .dead_letter_queue_arn =
          std::string(TextMember(root, "deadLetterTargetArn")),
      .receives_max = NumberMember(root, "maxReceiveCount").value_or(0)};
  if (policy.dead_letter_queue_arn.empty()) return std::nullopt;
  return policy;
}

}  // namespace

absl::StatusOr<std::vector<SqsMessage>> ReadMessages(const std::string& json) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(json).get(root) != simdjson::SUCCESS) {
    return NotUnderstood("no JSON");
  }
  std::vector<SqsMessage> messages;
  array list;
  if (root.at_key("Messages").get(list) != simdjson::SUCCESS) return messages;
  for (const element message : list) {
    absl::StatusOr<SqsMessage> read = ReadMessage(message);
    if (!read.ok()) return read.status();
    messages.push_back(*std::move(read));
  }
  return messages;
}

absl::StatusOr<std::vector<absl::Status>> ReadBatch(std::string_view operation,
                                                    const std::string& json,
                                                    size_t count) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(json).get(root) != simdjson::SUCCESS) {
    return NotUnderstood("no JSON");
  }
  std::vector<absl::Status> statuses(
      count, absl::UnavailableError(
                 Concat({operation, ": the answer leaves this one out"})));
  array list;
  if (root.at_key("Successful").get(list) == simdjson::SUCCESS) {
    for (const element entry : list) {
      if (const auto place = PlaceOf(entry, count)) {
        statuses[*place] = absl::OkStatus();
      }
    }
  }
  if (root.at_key("Failed").get(list) == simdjson::SUCCESS) {
    for (const element entry : list) {
      if (const auto place = PlaceOf(entry, count)) {
        statuses[*place] = StatusOfEntry(operation, entry);
      }
    }
  }
  return statuses;
}

absl::StatusOr<SqsQueueAttributes> ReadQueueAttributes(
    const std::string& json) {
  simdjson::dom::parser parser;
  element root;
  element attributes;
  if (parser.parse(json).get(root) != simdjson::SUCCESS ||
      root.at_key("Attributes").get(attributes) != simdjson::SUCCESS) {
    return NotUnderstood("no Attributes");
  }
  const auto retention = NumberMember(attributes, "MessageRetentionPeriod");
  const auto visibility = NumberMember(attributes, "VisibilityTimeout");
  if (!retention || !visibility) {
    return NotUnderstood("no MessageRetentionPeriod or VisibilityTimeout");
  }
  return SqsQueueAttributes{.redrive_policy = ReadRedrivePolicy(
                                TextMember(attributes, "RedrivePolicy")),
                            .retention = absl::Seconds(*retention),
                            .visibility = absl::Seconds(*visibility)};
}

}  // namespace farcall
