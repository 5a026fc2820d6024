// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/batch_handler.h"

#include <gtest/gtest.h>

#include "storage/memory_histogram_store.h"
#include "tests/scoring/batch/supplied_origins.h"
#include "tests/server/score_message.h"

namespace farcall {
namespace {

// A store that has lost its disk.
class BrokenStore : public HistogramStore {
 public:
  absl::StatusOr<Ticket> Apply(const Query&,
                               absl::FunctionRef<Changed(Stored)>) override {
    return absl::UnavailableError("disk full");
  }
  std::optional<absl::Status> WhenDurable(Ticket, OnDurable) override {
    return absl::OkStatus();
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
    return ScoreMessage(handler_, request, response);
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

TEST(BatchHandler, NamesEveryViolationOfABatch) {
  MemoryHistogramStore store;
  SuppliedOrigins origins;
  const BatchScorer scorer(store, origins, Model{});
  Metrics metrics("test");
  Log log(LogLevel::kError, LogFormat::kJson);
  const BatchHandler handler(scorer, {.batch_events_max = 3},
                             PrincipalStrategy::kAuto, metrics, log);
  EXPECT_TRUE(handler.Check("acme", 3).empty());
  auto violations = handler.Check("no spaces", 0);
  ASSERT_EQ(violations.size(), 2U);
  EXPECT_EQ(violations[0].field, "tenant");
  EXPECT_EQ(violations[1].field, "events");
  violations = handler.Check(std::string(65, 'a'), 4);
  ASSERT_EQ(violations.size(), 2U);
  EXPECT_EQ(violations[0].description, "has 65 bytes; the limit is 64");
  EXPECT_EQ(violations[1].description, "holds 4 events; the limit is 3");
  const std::vector<EventInput> four(4);
  BatchHandler::Batch batch(handler, {.inputs = four});
  EXPECT_TRUE(absl::IsInvalidArgument(batch.Advance(4)));
}

TEST(BatchHandler, WorksPartByPartByTheClockThatItIsGiven) {
  MemoryHistogramStore store;
  SuppliedOrigins origins;
  const BatchScorer scorer(store, origins, Model{});
  Metrics metrics("test");
  Log log(LogLevel::kError, LogFormat::kJson);
  int64_t now = 1750000000;
  const BatchHandler handler(scorer, RequestLimits{}, PrincipalStrategy::kAuto,
                             metrics, log, [&now] { return now; });
  StructuredEvent event{.event_id = "a",
                        .event_time = SentTime{.seconds = now},
                        .principal = "alice",
                        .command = "s3:GetObject",
                        .country = "DE"};
  std::vector<EventInput> inputs{event, {}, event};
  BatchHandler::Batch batch(handler, {.inputs = inputs});
  ASSERT_TRUE(batch.Advance(2).ok());
  EXPECT_FALSE(batch.done());
  ASSERT_EQ(batch.results().size(), 2U);
  EXPECT_EQ(batch.results()[0].event->event_id, "a");
  ASSERT_NE(batch.results()[0].scored(), nullptr);
  EXPECT_FALSE(batch.results()[0].scored()->duplicate);
  EXPECT_EQ(batch.results()[1].scored(), nullptr);
  EXPECT_EQ(metrics.events.scored.Value(), 0) << "counted when it is durable";
  now -= 3600;  // so that the event is from the future
  ASSERT_TRUE(batch.Advance(2).ok());
  EXPECT_TRUE(batch.done());
  ASSERT_EQ(batch.results().size(), 1U);
  const auto* error =
      std::get_if<const FieldError*>(&batch.results()[0].outcome);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ((*error)->reason, FieldErrorReason::kOutOfRange);
  EXPECT_EQ(metrics.events.scored.Value(), 0);
  ASSERT_TRUE(handler.AwaitDurable(batch.TakeApplied()).ok());
  EXPECT_EQ(metrics.events.scored.Value(), 1);
  EXPECT_EQ(metrics.events.error.Value(), 2);
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
