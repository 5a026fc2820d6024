// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/feedback_handler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <chrono>
#include <memory>
#include <sstream>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/handlers/batch_handler.h"
#include "storage/memory_histogram_store.h"
#include "tests/scoring/batch/supplied_origins.h"
#include "tests/server/score_message.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

int64_t NowSeconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";

class Server {
 public:
  Server() {
    for (int hour = 0; hour < 50; ++hour) {
      *history_.add_events() = Call("DE", 100 - hour);
    }
    Score(history_);
  }

  static v1::EventInput Call(const std::string& country, int hours_ago) {
    static int id = 0;
    v1::EventInput input;
    v1::Event& event = *input.mutable_event();
    event.set_event_id("e" + std::to_string(++id));
    event.mutable_event_time()->set_seconds(NowSeconds() - hours_ago * 3600);
    event.set_account("111122223333");
    event.set_principal(kAlice);
    event.set_command("s3:GetObject");
    event.set_country(country);
    return input;
  }

  double Score(const v1::EventInput& input) {
    v1::ScoreEventsRequest request;
    *request.add_events() = input;
    return Score(request).results(0).score().score();
  }

  v1::ScoreEventsResponse Score(const v1::ScoreEventsRequest& request) {
    v1::ScoreEventsResponse response;
    EXPECT_TRUE(ScoreMessage(batches_, request, response).ok());
    return response;
  }

  double taken(const prometheus::Counter& counter) const {
    return counter.Value();
  }

  const FeedbackHandler& feedback() const { return feedback_; }
  const Metrics& metrics() const { return metrics_; }
  std::string log() const { return log_text_.str(); }

 private:
  v1::ScoreEventsRequest history_;
  MemoryHistogramStore store_;
  SuppliedOrigins origins_;
  Metrics metrics_{"test"};
  std::ostringstream log_text_;
  Log log_{LogLevel::kInfo, LogFormat::kJson,
           std::make_shared<spdlog::sinks::ostream_sink_mt>(log_text_)};
  BatchScorer scorer_{store_, origins_, Model{}};
  BatchHandler batches_{scorer_, RequestLimits{}, PrincipalStrategy::kAuto,
                        metrics_, log_};
  FeedbackHandler feedback_{
      store_,   origins_, Model{}, RequestLimits{}, PrincipalStrategy::kAuto,
      metrics_, log_};
};

constexpr char kSoc[] = "token:soc";

template <typename Request>
Request Said(const std::string& id) {
  Request request;
  request.set_feedback_id(id);
  request.set_actor("carol");
  request.set_reason("on a trip");
  return request;
}

v1::MarkBenignRequest BenignPlace(const std::string& id,
                                  const std::string& origin) {
  auto request = Said<v1::MarkBenignRequest>(id);
  request.mutable_place()->set_principal(kAlice);
  request.mutable_place()->set_origin(origin);
  return request;
}

v1::ForgetRequest Forget(const std::string& id, int64_t from, int64_t to) {
  auto request = Said<v1::ForgetRequest>(id);
  request.set_principal(kAlice);
  request.mutable_from()->set_seconds(from);
  request.mutable_to()->set_seconds(to);
  return request;
}

std::vector<std::string> FieldsOf(const grpc::Status& status) {
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  google::rpc::Status rich;
  rich.ParseFromString(status.error_details());
  std::vector<std::string> fields;
  for (const auto& detail : rich.details()) {
    google::rpc::BadRequest bad;
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) {
      fields.push_back(violation.field());
    }
  }
  return fields;
}

TEST(FeedbackHandler, ABenignEventScoresLowAtOnceAndOnce) {
  Server server;
  const v1::EventInput trip = Server::Call("BR", 10);
  EXPECT_GT(server.Score(trip), 70);
  auto request = Said<v1::MarkBenignRequest>("f1");
  *request.mutable_event() = trip;
  v1::MarkBenignResponse response;
  ASSERT_TRUE(server.feedback().MarkBenign(request, kSoc, response).ok());
  EXPECT_FALSE(response.duplicate());
  EXPECT_EQ(response.principal(), kAlice);
  EXPECT_EQ(response.origin(), "BR");
  EXPECT_EQ(response.values_judged(), 2) << "country and command";
  EXPECT_LT(server.Score(Server::Call("BR", 9)), 20);

  ASSERT_TRUE(server.feedback().MarkBenign(request, kSoc, response).ok());
  EXPECT_TRUE(response.duplicate());
  EXPECT_EQ(response.origin(), "BR");
  EXPECT_EQ(response.values_judged(), 0);
  EXPECT_EQ(server.taken(server.metrics().feedback.benign), 1);
}

TEST(FeedbackHandler, LogsWhoSaidWhatAndWhy) {
  Server server;
  v1::MarkBenignResponse response;
  ASSERT_TRUE(server.feedback()
                  .MarkBenign(BenignPlace("f1", "BR"), kSoc, response)
                  .ok());
  for (const char* part :
       {R"("message":"feedback")", R"("action":"benign")", R"("actor":"carol")",
        R"("reason":"on a trip")", R"("feedback_id":"f1")",
        R"("tenant":"default")", R"("origin":"BR")", kAlice}) {
    EXPECT_THAT(server.log(), HasSubstr(part));
  }
}

TEST(FeedbackHandler, MaliciousIsCountedAndListedNewestFirst) {
  Server server;
  v1::MarkBenignResponse benign;
  ASSERT_TRUE(server.feedback()
                  .MarkBenign(BenignPlace("f1", "@private"), kSoc, benign)
                  .ok());
  auto request = Said<v1::MarkMaliciousRequest>("f2");
  *request.mutable_event() = Server::Call("VN", 5);
  v1::MarkMaliciousResponse malicious;
  ASSERT_TRUE(server.feedback().MarkMalicious(request, kSoc, malicious).ok());
  EXPECT_EQ(malicious.values_judged(), 1) << "the command is usual";
  EXPECT_EQ(server.taken(server.metrics().feedback.malicious), 1);

  v1::ListFeedbackRequest list;
  list.set_page_size(1);
  v1::ListFeedbackResponse page;
  ASSERT_TRUE(server.feedback().List(list, page).ok());
  ASSERT_EQ(page.entries_size(), 1);
  EXPECT_EQ(page.entries(0).action(), v1::FEEDBACK_ACTION_MALICIOUS);
  EXPECT_EQ(page.entries(0).origin(), "VN");
  EXPECT_EQ(page.entries(0).actor(), "carol");
  EXPECT_EQ(page.entries(0).identity(), "token:soc");
  EXPECT_FALSE(page.entries(0).has_from());
  list.set_page_token(page.next_page_token());
  auto of_alice = list;
  of_alice.set_principal("alice");
  EXPECT_THAT(FieldsOf(server.feedback().List(of_alice, page)),
              ElementsAre("page_token"))
      << "of another list";
  page.Clear();
  ASSERT_TRUE(server.feedback().List(list, page).ok());
  ASSERT_EQ(page.entries_size(), 1);
  EXPECT_EQ(page.entries(0).feedback_id(), "f1");
  EXPECT_EQ(page.entries(0).origin(), "@private");
  EXPECT_TRUE(page.next_page_token().empty());
}

TEST(FeedbackHandler, ForgetsWholeHours) {
  Server server;
  const int64_t hour = NowSeconds() / 3600 * 3600 - 70 * 3600;
  v1::ForgetResponse response;
  ASSERT_TRUE(server.feedback()
                  .Forget(Forget("f1", hour + 1, hour + 3601), kSoc, response)
                  .ok());
  EXPECT_EQ(response.observations_removed(), 4u)
      << "two hours of country and command";
  EXPECT_EQ(server.taken(server.metrics().feedback.forget), 1);
  v1::ListFeedbackResponse page;
  ASSERT_TRUE(server.feedback().List({}, page).ok());
  EXPECT_EQ(page.entries(0).action(), v1::FEEDBACK_ACTION_FORGET);
  EXPECT_EQ(page.entries(0).from().seconds(), hour);
  EXPECT_EQ(page.entries(0).to().seconds(), hour + 7200);
}

TEST(FeedbackHandler, NamesAllFieldsThatAreWrong) {
  Server server;
  v1::MarkBenignResponse benign;
  EXPECT_THAT(FieldsOf(server.feedback().MarkBenign({}, kSoc, benign)),
              ElementsAre("feedback_id", "actor", "target"));
  auto place = BenignPlace(std::string(129, 'f'), "Brazil");
  place.set_tenant("no tenant");
  place.set_actor("a\nb");
  place.set_reason(std::string(1025, 'r'));
  place.mutable_place()->set_principal(std::string(513, 'p'));
  place.mutable_place()->set_account("12");
  EXPECT_THAT(FieldsOf(server.feedback().MarkBenign(place, kSoc, benign)),
              ElementsAre("tenant", "feedback_id", "actor", "reason",
                          "place.principal", "place.origin", "place.account"));
  for (const char* bad : {"EU", "@", "@Private", "br", "@a b"}) {
    EXPECT_THAT(FieldsOf(server.feedback().MarkBenign(BenignPlace("f", bad),
                                                      kSoc, benign)),
                ElementsAre("place.origin"))
        << bad;
  }
}

TEST(FeedbackHandler, SaysWhatIsWrongWithAnEvent) {
  Server server;
  v1::MarkMaliciousResponse response;
  auto request = Said<v1::MarkMaliciousRequest>("f1");
  request.mutable_event();
  EXPECT_THAT(
      FieldsOf(server.feedback().MarkMalicious(request, kSoc, response)),
      ElementsAre("event.input"));
  *request.mutable_event() = Server::Call("BR", 1);
  request.mutable_event()->mutable_event()->clear_principal();
  EXPECT_THAT(
      FieldsOf(server.feedback().MarkMalicious(request, kSoc, response)),
      ElementsAre("event"));
  request.mutable_event()->mutable_event()->clear_command();
  EXPECT_THAT(
      FieldsOf(server.feedback().MarkMalicious(request, kSoc, response)),
      ElementsAre("event.command"));
}

TEST(FeedbackHandler, RefusesARangeThatIsNone) {
  Server server;
  v1::ForgetResponse response;
  EXPECT_THAT(FieldsOf(server.feedback().Forget(Said<v1::ForgetRequest>("f1"),
                                                kSoc, response)),
              ElementsAre("principal", "from", "to"));
  EXPECT_THAT(FieldsOf(server.feedback().Forget(Forget("f1", 7200, 7200), kSoc,
                                                response)),
              ElementsAre("to"));
  EXPECT_THAT(FieldsOf(server.feedback().Forget(Forget("f1", -1, 7200), kSoc,
                                                response)),
              ElementsAre("from"));
}

TEST(FeedbackHandler, RefusesAPageThatIsNone) {
  Server server;
  v1::ListFeedbackRequest request;
  v1::ListFeedbackResponse response;
  request.set_page_size(1001);
  EXPECT_THAT(FieldsOf(server.feedback().List(request, response)),
              ElementsAre("page_size"));
  request.set_page_size(0);
  request.set_page_token("x");
  EXPECT_THAT(FieldsOf(server.feedback().List(request, response)),
              ElementsAre("page_token"));
}

TEST(FeedbackHandler, DoesNotKnowWhomNothingIsKnownOf) {
  Server server;
  auto request = BenignPlace("f1", "BR");
  request.mutable_place()->set_principal("nobody");
  v1::MarkBenignResponse response;
  EXPECT_EQ(server.feedback().MarkBenign(request, kSoc, response).error_code(),
            grpc::StatusCode::NOT_FOUND);
  auto forget = Forget("f1", 0, 7200);
  forget.set_principal("nobody");
  v1::ForgetResponse forgotten;
  EXPECT_EQ(server.feedback().Forget(forget, kSoc, forgotten).error_code(),
            grpc::StatusCode::NOT_FOUND);
  v1::ListFeedbackResponse page;
  ASSERT_TRUE(server.feedback().List({}, page).ok());
  EXPECT_EQ(page.entries_size(), 0);
}

}  // namespace
}  // namespace farcall
