// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/batch_handler.h"

#include <gtest/gtest.h>

#include "storage/memory_histogram_store.h"
#include "tests/scoring/supplied_origins.h"

namespace farcall {
namespace {

// A store that has lost its disk.
class BrokenStore : public HistogramStore {
 public:
  absl::Status Update(const Query&,
                      absl::FunctionRef<Changed(Stored)>) override {
    return absl::UnavailableError("disk full");
  }
  absl::Status Read(const Query&,
                    absl::FunctionRef<void(Stored)>) const override {
    return absl::DataLossError("bad block");
  }
  absl::StatusOr<Page> List(std::string_view, EntityKind, std::string_view,
                            std::string_view, size_t) const override {
    return Page{};
  }
  absl::StatusOr<FeedbackPage> ListFeedback(std::string_view, std::string_view,
                                            std::string_view,
                                            size_t) const override {
    return absl::DataLossError("bad block");
  }
  absl::StatusOr<int64_t> Delete(const EntityKey&) override { return 0; }
  absl::Status Health() const override {
    return absl::UnavailableError("disk full");
  }
};

class Server {
 public:
  explicit Server(HistogramStore& store) : scorer_(store, origins_, Model{}) {}

  grpc::Status Handle(const v1::ScoreEventsRequest& request) {
    response.Clear();
    return handler_.Handle(request, response);
  }

  v1::ScoreEventsResponse response;
  Metrics metrics{"test"};

 private:
  SuppliedOrigins origins_;
  BatchScorer scorer_;
  Log log_{LogLevel::kError, LogFormat::kJson};
  BatchHandler handler_{scorer_, RequestLimits{}, PrincipalStrategy::kAuto,
                        metrics, log_};
};

void AddEvent(v1::ScoreEventsRequest& request, const std::string& id) {
  v1::Event& event = *request.add_events()->mutable_event();
  event.set_event_id(id);
  event.mutable_event_time()->set_seconds(1750000000);
  event.set_principal("alice");
  event.set_command("s3:GetObject");
  event.set_country("DE");
}

TEST(BatchHandler, AnswersEachInputAtItsIndexWhateverBecameOfIt) {
  MemoryHistogramStore store;
  Server server(store);
  v1::ScoreEventsRequest request;
  request.add_events()->mutable_cloudtrail_record()->set_json("{not json");
  AddEvent(request, "a");
  request.add_events()->mutable_cloudtrail_record()->set_json(
      R"({"Records":[{"eventVersion":"2.1","eventSource":"aws:s3",
      "eventName":"ObjectCreated:Put",
      "eventTime":"2025-01-01T00:00:00Z","s3":{}}]})");
  AddEvent(request, "b");
  request.add_events();
  AddEvent(request, "a");
  ASSERT_TRUE(server.Handle(request).ok());
  ASSERT_EQ(server.response.results_size(), 6);
  EXPECT_TRUE(server.response.results(0).has_error());
  EXPECT_TRUE(server.response.results(1).has_score());
  EXPECT_EQ(server.response.results(1).event_id(), "a");
  EXPECT_EQ(server.response.results(2).skipped(),
            v1::SKIP_REASON_S3_NOTIFICATION);
  EXPECT_EQ(server.response.results(3).event_id(), "b");
  EXPECT_EQ(server.response.results(4).error().field(), "input");
  EXPECT_TRUE(server.response.results(5).duplicate());
  EXPECT_EQ(server.metrics.events.scored.Value(), 2);
  EXPECT_EQ(server.metrics.events.duplicate.Value(), 1);
  EXPECT_EQ(server.metrics.events.skipped.Value(), 1);
  EXPECT_EQ(server.metrics.events.error.Value(), 2);
}

TEST(BatchHandler, LeavesFactorsOutOfLearnOnly) {
  MemoryHistogramStore store;
  Server server(store);
  v1::ScoreEventsRequest request;
  AddEvent(request, "a");
  request.set_mode(v1::SCORING_MODE_LEARN_ONLY);
  ASSERT_TRUE(server.Handle(request).ok());
  EXPECT_EQ(server.response.results(0).score().factors_size(), 0);
  request.set_mode(v1::SCORING_MODE_SCORE_ONLY);
  request.set_factors_from(v1::RISK_LEVEL_NONE);
  ASSERT_TRUE(server.Handle(request).ok());
  EXPECT_EQ(server.response.results(0).score().factors_size(), 2);
  EXPECT_TRUE(server.response.results(0).duplicate());
}

TEST(BatchHandler, LeavesFactorsOutBelowTheLevelAskedFor) {
  MemoryHistogramStore store;
  Server server(store);
  v1::ScoreEventsRequest request;
  AddEvent(request, "usual");
  request.set_mode(v1::SCORING_MODE_SCORE_ONLY);
  request.set_factors_from(v1::RISK_LEVEL_NONE);
  ASSERT_TRUE(server.Handle(request).ok());
  const v1::Score all = server.response.results(0).score();
  EXPECT_EQ(all.factors_size(), 2);
  ASSERT_EQ(all.risk_level(), v1::RISK_LEVEL_NONE);
  for (const auto level : {v1::RISK_LEVEL_LOW, v1::RISK_LEVEL_UNSPECIFIED}) {
    request.set_factors_from(level);
    ASSERT_TRUE(server.Handle(request).ok());
    const v1::Score& fewer = server.response.results(0).score();
    EXPECT_EQ(fewer.factors_size(), 0) << level;
    EXPECT_EQ(fewer.score(), all.score());
    EXPECT_EQ(fewer.risk_level(), v1::RISK_LEVEL_NONE);
  }
}

// A month of calls from DE, then one from VN that raises an alert.
v1::ScoreEventsRequest MonthAndTheft() {
  v1::ScoreEventsRequest request;
  for (int i = 0; i < 720; ++i) AddEvent(request, "e" + std::to_string(i));
  for (int i = 0; i < 720; ++i) {
    v1::Event& event = *request.mutable_events(i)->mutable_event();
    event.mutable_event_time()->set_seconds(1750000000 + i * 3600);
  }
  request.mutable_events(719)->mutable_event()->set_country("VN");
  return request;
}

TEST(BatchHandler, ExplainsFromLowOnIfTheRequestNamesNoLevel) {
  MemoryHistogramStore store;
  Server server(store);
  ASSERT_TRUE(server.Handle(MonthAndTheft()).ok());
  const v1::EventResult& usual = server.response.results(718);
  EXPECT_EQ(usual.score().risk_level(), v1::RISK_LEVEL_NONE);
  EXPECT_EQ(usual.score().factors_size(), 0);
  const v1::EventResult& theft = server.response.results(719);
  EXPECT_GE(theft.score().risk_level(), v1::RISK_LEVEL_LOW);
  EXPECT_GT(theft.score().factors_size(), 0);
  EXPECT_NE(theft.headline(), "");
}

TEST(BatchHandler, AnswersADuplicateWithItsAlertAndCountsItOnce) {
  MemoryHistogramStore store;
  Server server(store);
  v1::ScoreEventsRequest request = MonthAndTheft();
  *request.add_events() = request.events(719);
  ASSERT_TRUE(server.Handle(request).ok());
  EXPECT_TRUE(server.response.results(719).score().alert());
  EXPECT_TRUE(server.response.results(720).duplicate());
  EXPECT_TRUE(server.response.results(720).score().alert());
  ASSERT_TRUE(server.Handle(request).ok());
  const v1::Score& again = server.response.results(719).score();
  EXPECT_TRUE(again.alert());
  EXPECT_TRUE(again.factors_made_again());
  EXPECT_GT(again.factors_size(), 0);
  EXPECT_EQ(server.metrics.events.alerts.Value(), 1);
}

TEST(BatchHandler, RaisesNoAlertOfWhatIsLearnedOnly) {
  MemoryHistogramStore store;
  Server server(store);
  v1::ScoreEventsRequest request = MonthAndTheft();
  request.set_mode(v1::SCORING_MODE_LEARN_ONLY);
  ASSERT_TRUE(server.Handle(request).ok());
  EXPECT_FALSE(server.response.results(719).score().alert());
  request.set_mode(v1::SCORING_MODE_SCORE_AND_LEARN);
  ASSERT_TRUE(server.Handle(request).ok());
  EXPECT_TRUE(server.response.results(719).duplicate());
  EXPECT_FALSE(server.response.results(719).score().alert());
  EXPECT_EQ(server.metrics.events.alerts.Value(), 0);
}

TEST(BatchHandler, RefusesABadBatchAsAWhole) {
  MemoryHistogramStore store;
  Server server(store);
  EXPECT_EQ(server.Handle(v1::ScoreEventsRequest()).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST(BatchHandler, IsUnavailableWhenTheStoreIs) {
  BrokenStore store;
  Server server(store);
  v1::ScoreEventsRequest request;
  AddEvent(request, "a");
  EXPECT_EQ(server.Handle(request).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(server.metrics.batches.shed.store_unavailable.Value(), 1);
  EXPECT_EQ(server.metrics.events.scored.Value(), 0);
  request.set_mode(v1::SCORING_MODE_SCORE_ONLY);
  EXPECT_EQ(server.Handle(request).error_code(), grpc::StatusCode::INTERNAL);
}

}  // namespace
}  // namespace farcall
