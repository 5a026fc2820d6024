// SPDX-License-Identifier: Apache-2.0
// What each sink sends of a change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ingest/findings/elasticsearch_sink.h"
#include "ingest/findings/finding_notice.h"
#include "ingest/findings/webhook_sink.h"
#include "tests/formats/sample_finding.h"

namespace farcall {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

v1::WatchFindingsResponse Change(v1::FindingChange change,
                                 v1::Finding::State state) {
  v1::WatchFindingsResponse answer = SampleChange("f1", 7);
  answer.mutable_finding()->set_state(state);
  answer.clear_changes();
  if (change != v1::FINDING_CHANGE_UNSPECIFIED) answer.add_changes(change);
  return answer;
}

v1::WatchFindingsResponse Opened() {
  return Change(v1::FINDING_CHANGE_OPENED, v1::Finding::STATE_OPEN);
}

// Answers what it is told, and keeps what it was asked.
class FakeWeb final : public HttpClient {
 public:
  absl::StatusOr<HttpResponse> Send(const HttpRequest& request) override {
    requests.push_back(request);
    if (answers.empty()) return absl::UnavailableError("no answer");
    HttpResponse answer = answers.front();
    if (answers.size() > 1) answers.erase(answers.begin());
    return answer;
  }

  std::vector<HttpResponse> answers;
  std::vector<HttpRequest> requests;
};

HttpResponse Answer(int code, std::string body = "") {
  return {code, {}, std::move(body)};
}

std::string Header(const HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST(NoticeOf, AChange) {
  using Finding = v1::Finding;
  const std::tuple<v1::FindingChange, Finding::State, Notice> cases[] = {
      {v1::FINDING_CHANGE_OPENED, Finding::STATE_OPEN, Notice::kAlarm},
      {v1::FINDING_CHANGE_ESCALATED, Finding::STATE_ACKNOWLEDGED,
       Notice::kAlarm},
      {v1::FINDING_CHANGE_GREW, Finding::STATE_OPEN, Notice::kNone},
      {v1::FINDING_CHANGE_TRIAGED, Finding::STATE_ACKNOWLEDGED,
       Notice::kAcknowledged},
      {v1::FINDING_CHANGE_TRIAGED, Finding::STATE_OPEN, Notice::kNone},
      {v1::FINDING_CHANGE_TRIAGED, Finding::STATE_BENIGN, Notice::kResolved},
      {v1::FINDING_CHANGE_TRIAGED, Finding::STATE_EXPIRED, Notice::kResolved},
      {v1::FINDING_CHANGE_REMOVED, Finding::STATE_UNSPECIFIED,
       Notice::kResolved},
      {v1::FINDING_CHANGE_UNSPECIFIED, Finding::STATE_OPEN, Notice::kAlarm},
      {v1::FINDING_CHANGE_UNSPECIFIED, Finding::STATE_ACKNOWLEDGED,
       Notice::kAcknowledged}};
  for (const auto& [change, state, notice] : cases) {
    EXPECT_EQ(NoticeOf(Change(change, state)), notice)
        << change << " " << state;
  }
}

TEST(NoticeOf, WhatIsPlannedCallsNobody) {
  v1::WatchFindingsResponse planned = Opened();
  planned.mutable_finding()->set_exemption_id("e1");
  EXPECT_EQ(NoticeOf(planned), Notice::kNone);
}

class ElasticsearchSinkTest : public testing::Test {
 protected:
  FakeWeb web_;
  ElasticsearchSink sink_{
      web_, {.url = "https://search:9200", .authorization = "ApiKey abc"}};
  const HttpResponse created_ =
      Answer(200, R"({"items":[{"create":{"status":201}}]})");
};

TEST_F(ElasticsearchSinkTest, PutsItsTemplateOnceThenCreatesDocuments) {
  web_.answers = {Answer(200, "{}"), created_};
  ASSERT_TRUE(sink_.Deliver(Opened()).ok());
  ASSERT_TRUE(sink_.Deliver(Opened()).ok());
  ASSERT_THAT(web_.requests, SizeIs(3));
  EXPECT_EQ(web_.requests[0].method, "PUT");
  EXPECT_EQ(web_.requests[0].url,
            "https://search:9200/_index_template/logs-farcall.alert");
  EXPECT_EQ(Json::parse(web_.requests[0].body)["index_patterns"],
            Json({"logs-farcall.alert-*"}));
  EXPECT_EQ(web_.requests[1].url, "https://search:9200/_bulk");
  EXPECT_EQ(Header(web_.requests[1], "Authorization"), "ApiKey abc");
  const std::string& body = web_.requests[1].body;
  EXPECT_EQ(Json::parse(body.substr(0, body.find('\n'))),
            Json::parse(R"({"create":{"_index":"logs-farcall.alert-default",
                            "_id":"f1@7"}})"));
  EXPECT_EQ(Json::parse(body.substr(body.find('\n')))["event"]["id"], "f1");
}

TEST_F(ElasticsearchSinkTest, WhatIsThereAlreadyIsDone) {
  web_.answers = {
      Answer(200, "{}"),
      Answer(200, R"({"errors":true,"items":[{"create":{"status":409,
          "error":{"type":"version_conflict_engine_exception"}}}]})")};
  EXPECT_TRUE(sink_.Deliver(Opened()).ok());
}

TEST_F(ElasticsearchSinkTest, TellsWhatItNeverTakesFromWhatItMayTakeLater) {
  const std::pair<HttpResponse, absl::StatusCode> cases[] = {
      {Answer(200, R"({"items":[{"create":{"status":400,"error":{
           "type":"mapper_parsing_exception"}}}]})"),
       absl::StatusCode::kInvalidArgument},
      {Answer(200, R"({"items":[{"create":{"status":429}}]})"),
       absl::StatusCode::kUnavailable},
      {Answer(200, "no JSON"), absl::StatusCode::kUnavailable},
      {Answer(401), absl::StatusCode::kPermissionDenied},
      {Answer(503), absl::StatusCode::kUnavailable}};
  for (const auto& [answer, code] : cases) {
    FakeWeb web;
    ElasticsearchSink sink(web, {.url = "u", .put_template = false});
    web.answers = {answer};
    EXPECT_EQ(sink.Deliver(Opened()).code(), code) << answer.body;
  }
}

TEST_F(ElasticsearchSinkTest, ATemplateThatIsRefusedGivesNoFindingUp) {
  web_.answers = {Answer(400, "bad template")};
  EXPECT_EQ(sink_.Deliver(Opened()).code(), absl::StatusCode::kUnavailable);
}

TEST(ElasticsearchDocument, IsAnAlertWhereSomebodyIsToLook) {
  EXPECT_EQ(Json::parse(ElasticsearchDocument(Opened()))["event"]["kind"],
            "alert");
  EXPECT_EQ(
      Json::parse(ElasticsearchDocument(Change(
          v1::FINDING_CHANGE_GREW, v1::Finding::STATE_OPEN)))["event"]["kind"],
      "event");
}

TEST(WebhookSink, SignsItsBodyAndNamesTheRevision) {
  FakeWeb web;
  web.answers = {Answer(204)};
  WebhookSink sink(web, {.url = "https://hook/1", .secret = "s3cret"});
  ASSERT_TRUE(sink.Deliver(Opened()).ok());
  ASSERT_THAT(web.requests, SizeIs(1));
  EXPECT_EQ(web.requests[0].url, "https://hook/1");
  EXPECT_EQ(Header(web.requests[0], "Idempotency-Key"), "f1@7");
  const std::string signature = Header(web.requests[0], "X-Farcall-Signature");
  const int64_t seconds = std::stoll(signature.substr(2));
  EXPECT_EQ(signature,
            WebhookSignature("s3cret", web.requests[0].body, seconds));
  EXPECT_EQ(Json::parse(web.requests[0].body)["class_uid"], 2004);
}

// By OpenSSL's own command: printf '1796000000.{"a":1}' | openssl dgst -sha256
// -hmac key
TEST(WebhookSignature, IsAnHmacOfTimeAndBody) {
  EXPECT_EQ(WebhookSignature("key", R"({"a":1})", 1'796'000'000),
            "t=1796000000,v1="
            "b1194e4cade88dbd9a4a2406d21baa24fcc01fb31b5a88730c6a1ada8dc89fa4");
}

TEST(WebhookSink, TellsWhatItRefusesFromWhatFails) {
  const std::pair<int, absl::StatusCode> cases[] = {
      {200, absl::StatusCode::kOk},
      {400, absl::StatusCode::kInvalidArgument},
      {422, absl::StatusCode::kInvalidArgument},
      {403, absl::StatusCode::kPermissionDenied},
      {404, absl::StatusCode::kUnavailable},
      {302, absl::StatusCode::kUnavailable},
      {500, absl::StatusCode::kUnavailable}};
  for (const auto& [code, status] : cases) {
    FakeWeb web;
    web.answers = {Answer(code, "why")};
    WebhookSink sink(web, {.url = "u"});
    EXPECT_EQ(sink.Deliver(Opened()).code(), status) << code;
  }
}

TEST(WebhookBody, OfSlackIsOneMessageThatNamesTheCard) {
  v1::WatchFindingsResponse change = Opened();
  change.mutable_finding()->set_headline("<script> & co");
  const Json json =
      Json::parse(WebhookBody(change, WebhookFormat::kSlack, "", 0));
  const std::string text = json["text"];
  EXPECT_THAT(text, HasSubstr("&lt;script&gt; &amp; co"));
  EXPECT_THAT(text, HasSubstr("`farcall card f1`"));
}

TEST(WebhookBody, OfPagerDutyTriggersAndResolvesOneIncident) {
  const Json opened = Json::parse(
      WebhookBody(Opened(), WebhookFormat::kPagerDuty, "routing", 0));
  EXPECT_EQ(opened["event_action"], "trigger");
  EXPECT_EQ(opened["routing_key"], "routing");
  EXPECT_EQ(opened["dedup_key"], "farcall:f1");
  EXPECT_THAT(opened["payload"]["summary"].get<std::string>(), Not(IsEmpty()));
  const Json closed = Json::parse(WebhookBody(
      Change(v1::FINDING_CHANGE_TRIAGED, v1::Finding::STATE_MALICIOUS),
      WebhookFormat::kPagerDuty, "routing", 0));
  EXPECT_EQ(closed["event_action"], "resolve");
  EXPECT_EQ(closed["dedup_key"], "farcall:f1");
  EXPECT_FALSE(closed.contains("payload"));
}

TEST(WebhookBody, ThatCallsSomebodyIsEmptyWhereNobodyIsToBeCalled) {
  const auto grew = Change(v1::FINDING_CHANGE_GREW, v1::Finding::STATE_OPEN);
  EXPECT_EQ(WebhookBody(grew, WebhookFormat::kSlack, "", 0), "");
  EXPECT_EQ(WebhookBody(grew, WebhookFormat::kPagerDuty, "", 0), "");
  EXPECT_NE(WebhookBody(grew, WebhookFormat::kJson, "", 0), "");
  EXPECT_NE(WebhookBody(grew, WebhookFormat::kOcsf, "", 0), "");
}

}  // namespace
}  // namespace farcall
