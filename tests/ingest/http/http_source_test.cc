// SPDX-License-Identifier: Apache-2.0
#include "ingest/http/http_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "gzip.h"

namespace farcall {
namespace {

using Json = nlohmann::json;
using Framing = HttpSource::Framing;
using ::testing::HasSubstr;

class HttpSourceTest : public testing::Test {
 protected:
  void Take(const std::string& body, Framing framing = Framing::kRecords,
            const std::string& encoding = "") {
    IncomingRequest request{"192.0.2.7", {}, body};
    if (!encoding.empty()) request.headers["content-encoding"] = encoding;
    source_.Take(framing, std::move(request),
                 [this](HttpReply reply) { reply_ = std::move(reply); });
  }

  Delivery Receive() {
    auto deliveries = source_.Receive({});
    EXPECT_EQ(deliveries->size(), 1u);
    return deliveries->at(0);
  }

  HttpSource source_{{.waiting_max = 2, .unpacked_bytes_max = 1000}};
  std::optional<HttpReply> reply_;
};

TEST_F(HttpSourceTest, AnswersARequestOnceItIsDone) {
  Take("records");
  Delivery delivery = Receive();
  ASSERT_TRUE(source_.Load(delivery).ok());
  ASSERT_EQ(delivery.contents.size(), 1u);
  EXPECT_EQ(delivery.contents[0].bytes, "records");
  EXPECT_EQ(delivery.contents[0].place, "http from 192.0.2.7");
  EXPECT_FALSE(reply_.has_value());
  ASSERT_TRUE(source_
                  .Acknowledge(delivery, {.scored = 3,
                                          .duplicates = 1,
                                          .skipped = 2,
                                          .errors = 0,
                                          .alerts = 1})
                  .ok());
  ASSERT_TRUE(reply_.has_value());
  EXPECT_EQ(reply_->status, 200u);
  EXPECT_EQ(Json::parse(reply_->body), Json::parse(R"({"scored":3,
      "duplicates":1,"skipped":2,"errors":0,"alerts":1})"));
}

TEST_F(HttpSourceTest, TellsWhyItRefuses) {
  const std::pair<absl::Status, unsigned> cases[] = {
      {absl::InvalidArgumentError("why"), 400},
      {absl::DataLossError("why"), 400},
      {absl::UnimplementedError("why"), 400},
      {absl::ResourceExhaustedError("why"), 413},
      {absl::DeadlineExceededError("why"), 503}};
  for (const auto& [reason, status] : cases) {
    Take("records");
    const Delivery delivery = Receive();
    ASSERT_TRUE(source_.Reject(delivery, reason).ok());
    EXPECT_EQ(reply_->status, status);
    EXPECT_EQ(Json::parse(reply_->body)["error"]["message"], "why");
  }
  EXPECT_EQ(reply_->headers.at(0).first, "Retry-After");
}

TEST_F(HttpSourceTest, BoundsWhatABodyUnpacksTo) {
  Take(Gzip(std::string(1001, 'x')), Framing::kRecords, "gzip");
  Delivery delivery = Receive();
  EXPECT_EQ(source_.Load(delivery).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(HttpSourceTest, RefusesRequestsBeyondThoseThatMayWait) {
  Take("1");
  Take("2");
  EXPECT_FALSE(reply_.has_value());
  Take("3");
  ASSERT_TRUE(reply_.has_value());
  EXPECT_EQ(reply_->status, 429u);
  EXPECT_EQ(reply_->headers.at(0).first, "Retry-After");
}

TEST_F(HttpSourceTest, AnswersFirehoseInItsOwnWords) {
  const char* body =
      R"({"requestId":"r-1","timestamp":1,"records":[{"data":"e30="}]})";
  Take(body, Framing::kFirehose);
  Delivery delivery = Receive();
  ASSERT_TRUE(source_.Load(delivery).ok());
  EXPECT_EQ(delivery.contents.at(0).bytes, "{}");
  EXPECT_TRUE(delivery.unreadable_to_dead_letters);
  ASSERT_TRUE(source_.Acknowledge(delivery, {}).ok());
  EXPECT_EQ(reply_->status, 200u);
  const Json good = Json::parse(reply_->body);
  EXPECT_EQ(good["requestId"], "r-1");
  EXPECT_TRUE(good["timestamp"].is_number());
  EXPECT_FALSE(good.contains("errorMessage"));

  Take(body, Framing::kFirehose);
  delivery = Receive();
  ASSERT_TRUE(source_.Load(delivery).ok());
  ASSERT_TRUE(source_.Reject(delivery, absl::UnavailableError("down")).ok());
  EXPECT_EQ(reply_->status, 503u);
  EXPECT_EQ(Json::parse(reply_->body)["errorMessage"], "down");
  EXPECT_EQ(Json::parse(reply_->body)["requestId"], "r-1");
}

TEST_F(HttpSourceTest, AnswersAllThatWaitsWhenItCloses) {
  Take("1");
  source_.Close();
  EXPECT_EQ(reply_->status, 503u);
  reply_.reset();
  Take("2");
  EXPECT_EQ(reply_->status, 503u);
}

TEST_F(HttpSourceTest, GivesWhatIsReleasedBackToItsSender) {
  Take("1");
  const Delivery delivery = Receive();
  ASSERT_TRUE(source_.Release(delivery).ok());
  EXPECT_EQ(reply_->status, 503u);
}

TEST_F(HttpSourceTest, EndsItsWaitWhereItIsToStop) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_TRUE(source_.Receive(stop.get_token())->empty());
}

}  // namespace
}  // namespace farcall
