// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "ingest/web/http_client.h"
#include "tests/ingest/aws/fixed_credentials.h"

namespace farcall {

// One queue of SQS and some objects of S3, behind their protocols. Time moves
// only when a test moves it. Send() may be called by several threads.
class FakeSqs : public HttpClient {
 public:
  struct Message {
    std::string id;
    std::string body;
    int64_t receive_count = 0;
    absl::Time visible = absl::InfinitePast();
    std::string receipt;  // of the last receive
  };

  explicit FakeSqs(absl::Time& now) : now_(now) {}

  absl::StatusOr<HttpResponse> Send(const HttpRequest& request) override;

  void Put(const std::string& id, std::string body);
  void PutObject(const std::string& path, std::string bytes) {
    objects_[path] = std::move(bytes);
  }

  // Of a message; nullptr when it was deleted.
  const Message* Find(const std::string& id) const;
  // By operation: `DeleteMessage`, `GetObject`.
  int calls(const std::string& operation) const {
    const auto found = calls_.find(operation);
    return found == calls_.end() ? 0 : found->second;
  }
  const std::string& last_body() const { return last_body_; }

  // Called when nothing is visible.
  std::function<void()> when_empty = [] {};
  // All of AWS answers this from now on; 0 = as it should.
  int failure_code = 0;
  std::string attributes =
      R"({"MessageRetentionPeriod":"345600","VisibilityTimeout":"30"})";

 private:
  HttpResponse Sqs(const std::string& operation, const std::string& body);
  HttpResponse Receive(int64_t visibility_seconds);
  HttpResponse Delete(const std::string& receipt);
  // Empty, or the code of the error.
  std::string ChangeVisibility(const std::string& receipt, int64_t seconds);
  Message* Holder(const std::string& receipt);

  std::mutex sending_;
  absl::Time& now_;
  std::map<std::string, Message> messages_;
  std::map<std::string, std::string> objects_;  // by `/bucket/key`
  std::map<std::string, int> calls_;
  std::string last_body_;
  int receives_ = 0;
};

}  // namespace farcall
