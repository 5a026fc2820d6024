// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "farcall/v1/baseline_service.grpc.pb.h"
#include "farcall/v1/scoring_service.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/rpc/baseline_service.h"
#include "server/rpc/scoring_service.h"
#include "storage/memory_histogram_store.h"
#include "tests/scoring/supplied_origins.h"
#include "tests/server/temp_file.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Both services on a real port, over a store in memory.
class Server {
 public:
  struct Settings {
    int64_t batches_max = 8;
    int64_t streams_max = 8;
    std::chrono::milliseconds queue_wait{10'000};
    std::chrono::milliseconds send{60'000};
    std::chrono::milliseconds first_message{60'000};
    int64_t intake = 32;
    std::string tokens_file{};
  };

  Server() : Server(Settings()) {}
  explicit Server(const Settings& settings)
      : sending_(settings.send,
                 [this] { refusals_.Count(Reason::kUnreadAnswer); }),
        intake_(settings.intake),
        receiving_(settings.first_message,
                   [this] { refusals_.Count(Reason::kSilentCall); }),
        streams_(settings.streams_max, 100),
        pool_({.running_max = settings.batches_max}),
        queue_wait_(settings.queue_wait),
        authorizer_(*Authorizer::Open({.tokens_file = settings.tokens_file},
                                      metrics_.auth)) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&scoring_service_);
    builder.RegisterService(&baseline_service_);
    server_ = builder.BuildAndStart();
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(port),
                                   grpc::InsecureChannelCredentials());
  }
  ~Server() {
    server_->Shutdown();
    server_->Wait();
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::unique_ptr<v1::ScoringService::Stub> scoring() {
    return v1::ScoringService::NewStub(channel_);
  }
  std::unique_ptr<v1::BaselineService::Stub> baselines() {
    return v1::BaselineService::NewStub(channel_);
  }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  WorkPool& pool() { return pool_; }
  OpenStreams& streams() { return streams_; }
  Metrics& metrics() { return metrics_; }

 private:
  MemoryHistogramStore store_;
  SuppliedOrigins origins_;
  Metrics metrics_{"test"};
  Log log_{LogLevel::kError, LogFormat::kJson};
  Tracing tracing_{{}, log_};
  BatchScorer scorer_{store_, origins_, Model{}};
  BatchHandler handler_{scorer_, RequestLimits{}, PrincipalStrategy::kAuto,
                        metrics_, log_};
  using Reason = Refusals::Reason;
  Refusals refusals_{metrics_, log_};
  CallDeadlines sending_;
  Intake intake_;
  CallDeadlines receiving_;
  OpenStreams streams_;
  WorkPool pool_;
  const std::chrono::milliseconds queue_wait_;
  std::unique_ptr<Authorizer> authorizer_;
  const CallDesk desk_{*authorizer_, intake_,   receiving_,       pool_,
                       sending_,     refusals_, {tracing_, log_}, queue_wait_};
  ScoringService scoring_service_{{desk_, handler_, streams_, metrics_}};
  FeedbackHandler feedback_handler_{
      store_,   origins_, Model{}, RequestLimits{}, PrincipalStrategy::kAuto,
      metrics_, log_};
  BaselineService baseline_service_{desk_, store_, Model{}, feedback_handler_,
                                    metrics_};
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

v1::ScoreEventsRequest Batch(int first, int events,
                             const std::string& principal = "alice") {
  v1::ScoreEventsRequest request;
  for (int i = first; i < first + events; ++i) {
    v1::Event& event = *request.add_events()->mutable_event();
    event.set_event_id("event-" + std::to_string(i));
    event.mutable_event_time()->set_seconds(1750000000 + i);
    event.set_principal(principal);
    event.set_command("s3:GetObject");
    event.set_country("DE");
  }
  return request;
}

uint64_t CallsOf(Server& server, v1::EntityKind kind, const std::string& name) {
  grpc::ClientContext context;
  v1::GetBaselineRequest request;
  request.mutable_entity()->set_kind(kind);
  request.mutable_entity()->set_name(name);
  v1::GetBaselineResponse response;
  const grpc::Status status =
      server.baselines()->GetBaseline(&context, request, &response);
  return status.ok() ? response.baseline().calls() : 0;
}

bool SaysWhenToRetry(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return std::any_of(details.details().begin(), details.details().end(),
                     [](const auto& detail) {
                       return detail.template Is<google::rpc::RetryInfo>();
                     });
}

TEST(ScoringService, CountsEveryEventOfManyClientsOnce) {
  Server server;
  {
    std::vector<std::jthread> clients;
    clients.reserve(4);
    for (int client = 0; client < 4; ++client) {
      clients.emplace_back([&server, client] {
        const auto stub = server.scoring();
        for (int batch = 0; batch < 20; ++batch) {
          // Every two clients send the same events.
          const int first = (client / 2) * 100000 + batch * 50;
          grpc::ClientContext context;
          v1::ScoreEventsResponse response;
          EXPECT_TRUE(
              stub->ScoreEvents(&context, Batch(first, 50), &response).ok());
          EXPECT_EQ(response.results_size(), 50);
        }
      });
    }
  }
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_PRINCIPAL, "alice"), 2U * 20 * 50);
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_COMMAND, "s3:GetObject"),
            2U * 20 * 50);
}

TEST(ScoringService, AnswersAStreamInOrder) {
  Server server;
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  for (int i = 0; i < 10; ++i) {
    v1::StreamScoreEventsRequest request;
    *request.mutable_batch() = Batch(i * 10, 10);
    ASSERT_TRUE(stream->Write(request));
  }
  stream->WritesDone();
  for (int i = 0; i < 10; ++i) {
    v1::StreamScoreEventsResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.batch().results(0).event_id(),
              "event-" + std::to_string(i * 10));
  }
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(ScoringService, EndsAStreamAtABatchItRefuses) {
  Server server;
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  v1::StreamScoreEventsRequest request;
  *request.mutable_batch() = Batch(0, 1);
  ASSERT_TRUE(stream->Write(request));
  v1::StreamScoreEventsResponse response;
  ASSERT_TRUE(stream->Read(&response));
  stream->Write(v1::StreamScoreEventsRequest());
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST(ScoringService, TellsWhyABatchFailedWhenItsClientHasSentAll) {
  Server server;
  const auto stub = server.scoring();
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    const auto stream = stub->StreamScoreEvents(&context);
    v1::StreamScoreEventsRequest request;
    *request.mutable_batch() = Batch(i, 1);
    ASSERT_TRUE(stream->Write(request));
    ASSERT_TRUE(stream->Write(v1::StreamScoreEventsRequest()));
    stream->WritesDone();
    v1::StreamScoreEventsResponse response;
    EXPECT_TRUE(stream->Read(&response)) << "the batch before is answered";
    EXPECT_FALSE(stream->Read(&response));
    EXPECT_EQ(stream->Finish().error_code(),
              grpc::StatusCode::INVALID_ARGUMENT);
  }
}

// Takes a thread of the pool until it is destroyed.
class BusyWorker final : public WorkQueue::Task {
 public:
  explicit BusyWorker(WorkPool& pool) : pool_(pool) {
    EXPECT_TRUE(pool.Push(*this, {.tenant = "busy"}));
    begun_.wait();
  }
  ~BusyWorker() override {
    may_end_.count_down();
    over_.wait();
  }
  BusyWorker(const BusyWorker&) = delete;
  BusyWorker& operator=(const BusyWorker&) = delete;

 private:
  bool Work(int64_t) override {
    begun_.count_down();
    may_end_.wait();
    return false;
  }
  int64_t AnswerBytes() const override { return 0; }
  void Answer() override {
    pool_.Release(*this);
    over_.count_down();
  }
  void Refuse() override {}

  WorkPool& pool_;
  std::latch begun_{1};
  std::latch may_end_{1};
  std::latch over_{1};
};

TEST(ScoringService, ShedsAUnaryCallWhoseTurnDoesNotCome) {
  Server server({.batches_max = 1, .queue_wait = std::chrono::milliseconds(1)});
  const BusyWorker busy(server.pool());
  grpc::ClientContext context;
  v1::ScoreEventsResponse response;
  const grpc::Status status =
      server.scoring()->ScoreEvents(&context, Batch(0, 1), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(status.error_message(), HasSubstr("queue-wait-ms"));
  EXPECT_TRUE(SaysWhenToRetry(status));
  EXPECT_EQ(server.metrics().batches.shed.batches_in_flight_max.Value(), 1);
}

TEST(ScoringService, AUnaryCallWaitsForItsTurn) {
  Server server({.batches_max = 1});
  auto busy = std::make_unique<BusyWorker>(server.pool());
  std::jthread client([&server] {
    grpc::ClientContext context;
    v1::ScoreEventsResponse response;
    EXPECT_TRUE(
        server.scoring()->ScoreEvents(&context, Batch(0, 1), &response).ok());
  });
  while (server.pool().waiting() == 0) std::this_thread::yield();
  busy.reset();
}

TEST(ScoringService, ForgetsACallThatIsCancelledWhileItWaits) {
  Server server({.batches_max = 1});
  auto busy = std::make_unique<BusyWorker>(server.pool());
  grpc::ClientContext context;
  std::jthread client([&server, &context] {
    v1::ScoreEventsResponse response;
    EXPECT_EQ(server.scoring()
                  ->ScoreEvents(&context, Batch(0, 1), &response)
                  .error_code(),
              grpc::StatusCode::CANCELLED);
  });
  while (server.pool().waiting() == 0) std::this_thread::yield();
  context.TryCancel();
  client.join();
  while (server.pool().waiting() != 0) std::this_thread::yield();
  busy.reset();
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_PRINCIPAL, "alice"), 0U)
      << "nothing was worked on for nobody";
}

TEST(ScoringService, ReadsTheNextBatchOfAStreamWhileOneWaitsOrIsWorkedOn) {
  Server server({.batches_max = 1});
  auto busy = std::make_unique<BusyWorker>(server.pool());
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  constexpr int kBatches = 4;
  for (int i = 0; i < kBatches; ++i) {
    v1::StreamScoreEventsRequest request;
    *request.mutable_batch() = Batch(i, 1);
    ASSERT_TRUE(stream->Write(request));
  }
  const auto& received = server.metrics().rpc.stream_score_events.received;
  while (received.Value() < 2) std::this_thread::yield();
  EXPECT_EQ(received.Value(), 2) << "and no more than the next one";
  EXPECT_EQ(server.pool().waiting(), 1) << "a stream has one turn at a time";
  busy.reset();
  for (int i = 0; i < kBatches; ++i) {
    v1::StreamScoreEventsResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.batch().results(0).event_id(),
              "event-" + std::to_string(i));
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

// The status of a unary call that begins and sends no request.
grpc::Status StatusOfACallWithoutARequest(Server& server) {
  grpc::GenericStub stub(server.channel());
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(
      &context, "/farcall.v1.ScoringService/ScoreEvents", &queue);
  void* tag = nullptr;
  bool ok = false;
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  grpc::Status status;
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  return status;
}

TEST(ScoringService, CutsOffAUnaryCallThatSendsNoRequest) {
  Server server({.first_message = std::chrono::milliseconds(1)});
  EXPECT_EQ(StatusOfACallWithoutARequest(server).error_code(),
            grpc::StatusCode::CANCELLED);
  EXPECT_EQ(server.metrics().batches.cut_off_silent.Value(), 1);
}

TEST(ScoringService, RefusesAStrangerBeforeItSendsItsRequest) {
  const TempFile tokens("somebody " + std::string(64, 't') + "\n");
  Server server({.tokens_file = tokens.path()});
  EXPECT_EQ(StatusOfACallWithoutARequest(server).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST(ScoringService, CutsOffAStreamThatSendsNothing) {
  Server server({.first_message = std::chrono::milliseconds(1)});
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  v1::StreamScoreEventsResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(server.metrics().batches.cut_off_silent.Value(), 1);
}

TEST(ScoringService, AStreamMayBeSilentAfterItsFirstBatch) {
  Server server({.first_message = std::chrono::milliseconds(500)});
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  v1::StreamScoreEventsRequest request;
  v1::StreamScoreEventsResponse response;
  for (int i = 0; i < 2; ++i) {
    *request.mutable_batch() = Batch(i, 1);
    ASSERT_TRUE(stream->Write(request) && stream->Read(&response));
    if (i == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1200));
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(ScoringService, CutsOffAClientThatDoesNotReadItsAnswers) {
  Server server({.send = std::chrono::milliseconds(50)});
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  // Answers fill gRPC's windows, which nobody empties.
  v1::StreamScoreEventsRequest request;
  *request.mutable_batch() = Batch(0, 5000);
  while (server.metrics().batches.cut_off_unread.Value() == 0) {
    if (!stream->Write(request)) break;
  }
  while (server.metrics().batches.cut_off_unread.Value() == 0) {
    std::this_thread::yield();
  }
  v1::StreamScoreEventsResponse response;
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST(ScoringService, AnswersALargeBatchInOrderWhileAnotherTenantIsPresent) {
  Server server;
  std::atomic<bool> over = false;
  std::jthread other([&server, &over] {
    for (int i = 0; !over; ++i) {
      v1::ScoreEventsRequest batch = Batch(i, 1);
      batch.set_tenant("other");
      grpc::ClientContext context;
      v1::ScoreEventsResponse response;
      EXPECT_TRUE(
          server.scoring()->ScoreEvents(&context, batch, &response).ok());
    }
  });
  for (const bool duplicate : {false, true}) {
    grpc::ClientContext context;
    v1::ScoreEventsResponse response;
    ASSERT_TRUE(server.scoring()
                    ->ScoreEvents(&context, Batch(0, 3000), &response)
                    .ok());
    ASSERT_EQ(response.results_size(), 3000);
    for (int i = 0; i < 3000; ++i) {
      EXPECT_EQ(response.results(i).event_id(), "event-" + std::to_string(i));
      EXPECT_EQ(response.results(i).duplicate(), duplicate);
    }
  }
  over = true;
  other.join();
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_PRINCIPAL, "alice"), 3000U);
}

TEST(ScoringService, RefusesMoreStreamsThanItMayHold) {
  Server server({.streams_max = 1});
  const auto stub = server.scoring();
  grpc::ClientContext first_context;
  const auto first = stub->StreamScoreEvents(&first_context);
  v1::StreamScoreEventsRequest request;
  *request.mutable_batch() = Batch(0, 1);
  v1::StreamScoreEventsResponse response;
  ASSERT_TRUE(first->Write(request) && first->Read(&response));

  grpc::ClientContext second_context;
  const auto second = stub->StreamScoreEvents(&second_context);
  EXPECT_FALSE(second->Read(&response));
  const grpc::Status status = second->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(SaysWhenToRetry(status));
  first->WritesDone();
  EXPECT_TRUE(first->Finish().ok());
}

TEST(ScoringService, EndsTheStreamOfABusyClientWithUnavailableWhenItDrains) {
  Server server;
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  v1::StreamScoreEventsRequest request;
  *request.mutable_batch() = Batch(0, 1);
  v1::StreamScoreEventsResponse response;
  ASSERT_TRUE(stream->Write(request) && stream->Read(&response));
  std::jthread drain([&] { server.streams().Drain(std::chrono::seconds(60)); });
  while (!server.streams().draining()) std::this_thread::yield();
  // Taken and answered if the server was already waiting for it.
  *request.mutable_batch() = Batch(1, 1);
  stream->Write(request);
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(ScoringService, EndsIdleStreamsWhenItDrains) {
  Server server;
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  v1::StreamScoreEventsRequest request;
  *request.mutable_batch() = Batch(0, 1);
  v1::StreamScoreEventsResponse response;
  ASSERT_TRUE(stream->Write(request) && stream->Read(&response));
  server.streams().Drain(std::chrono::milliseconds(0));
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_FALSE(stream->Finish().ok());
}

TEST(BaselineService, TakesPageTokensOfTheSameListAlone) {
  Server server;
  const auto scoring = server.scoring();
  for (const char* name : {"alice", "bob"}) {
    grpc::ClientContext context;
    v1::ScoreEventsResponse response;
    ASSERT_TRUE(
        scoring->ScoreEvents(&context, Batch(name[0] * 10, 5, name), &response)
            .ok());
  }
  const auto baselines = server.baselines();
  const auto list = [&baselines](const v1::ListBaselinesRequest& request,
                                 v1::ListBaselinesResponse& response) {
    grpc::ClientContext context;
    return baselines->ListBaselines(&context, request, &response);
  };
  v1::ListBaselinesRequest request;
  request.set_kind(v1::ENTITY_KIND_PRINCIPAL);
  request.set_page_size(1);
  v1::ListBaselinesResponse page;
  ASSERT_TRUE(list(request, page).ok());
  const std::string token = page.next_page_token();
  request.set_page_token(token);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(list(request, page).ok()) << "as often as asked";
    EXPECT_EQ(page.baselines(0).entity().name(), "bob");
  }

  auto other_tenant = request;
  other_tenant.set_tenant("other");
  auto other_kind = request;
  other_kind.set_kind(v1::ENTITY_KIND_COMMAND);
  auto other_prefix = request;
  other_prefix.set_name_prefix("b");
  auto made_up = request;
  made_up.set_page_token("zzz");
  auto zero = request;
  zero.set_page_token(std::string(1, '\0'));
  auto name = request;
  name.set_page_token("alice");
  for (const auto& wrong :
       {other_tenant, other_kind, other_prefix, made_up, zero, name}) {
    const grpc::Status status = list(wrong, page);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT)
        << wrong.ShortDebugString();
    EXPECT_THAT(status.error_message(),
                StartsWith("page_token: was not issued"));
  }
}

TEST(BaselineService, DescribesListsAndForgets) {
  Server server;
  const auto scoring = server.scoring();
  for (const char* name : {"alice", "bob", "bert", "carol"}) {
    grpc::ClientContext context;
    v1::ScoreEventsResponse response;
    const int first = name[0] * 1000 + name[1] * 10;
    ASSERT_TRUE(
        scoring->ScoreEvents(&context, Batch(first, 5, name), &response).ok());
  }
  const auto baselines = server.baselines();
  v1::ListBaselinesRequest list;
  list.set_kind(v1::ENTITY_KIND_PRINCIPAL);
  list.set_page_size(3);
  v1::ListBaselinesResponse page;
  grpc::ClientContext first_context;
  ASSERT_TRUE(baselines->ListBaselines(&first_context, list, &page).ok());
  ASSERT_EQ(page.baselines_size(), 3);
  EXPECT_EQ(page.baselines(0).entity().name(), "alice");
  EXPECT_THAT(page.next_page_token(), Not(HasSubstr("bob")));
  list.set_page_token(page.next_page_token());
  grpc::ClientContext second_context;
  ASSERT_TRUE(baselines->ListBaselines(&second_context, list, &page).ok());
  ASSERT_EQ(page.baselines_size(), 1);
  EXPECT_EQ(page.baselines(0).entity().name(), "carol");
  EXPECT_TRUE(page.next_page_token().empty());

  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_PRINCIPAL, "bob"), 5U);
  v1::DeleteBaselineRequest forget;
  forget.mutable_entity()->set_kind(v1::ENTITY_KIND_PRINCIPAL);
  forget.mutable_entity()->set_name("bob");
  v1::DeleteBaselineResponse forgotten;
  grpc::ClientContext delete_context;
  ASSERT_TRUE(
      baselines->DeleteBaseline(&delete_context, forget, &forgotten).ok());
  EXPECT_EQ(forgotten.histograms_deleted(), 2) << "country and command";
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_PRINCIPAL, "bob"), 0U);
}

TEST(BaselineService, DescribesListsAndForgetsRoles) {
  Server server;
  const std::string role = "arn:aws:iam::111122223333:role/Engineer";
  v1::ScoreEventsRequest batch =
      Batch(0, 5, "arn:aws:sts::111122223333:assumed-role/Engineer/session-1");
  for (v1::EventInput& input : *batch.mutable_events()) {
    input.mutable_event()->set_role(role);
  }
  grpc::ClientContext score_context;
  v1::ScoreEventsResponse response;
  ASSERT_TRUE(
      server.scoring()->ScoreEvents(&score_context, batch, &response).ok());
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_ROLE, role), 5U);

  const auto baselines = server.baselines();
  v1::ListBaselinesRequest list;
  list.set_kind(v1::ENTITY_KIND_ROLE);
  v1::ListBaselinesResponse page;
  grpc::ClientContext list_context;
  ASSERT_TRUE(baselines->ListBaselines(&list_context, list, &page).ok());
  ASSERT_EQ(page.baselines_size(), 1);
  EXPECT_EQ(page.baselines(0).entity().kind(), v1::ENTITY_KIND_ROLE);
  EXPECT_EQ(page.baselines(0).entity().name(), role);

  v1::DeleteBaselineRequest forget;
  forget.mutable_entity()->set_kind(v1::ENTITY_KIND_ROLE);
  forget.mutable_entity()->set_name(role);
  v1::DeleteBaselineResponse forgotten;
  grpc::ClientContext delete_context;
  ASSERT_TRUE(
      baselines->DeleteBaseline(&delete_context, forget, &forgotten).ok());
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_ROLE, role), 0U);
}

TEST(BaselineService, EndsAPageOfLargeBaselinesEarly) {
  Server server;
  constexpr int kPrincipals = 12;
  for (int principal = 0; principal < kPrincipals; ++principal) {
    v1::ScoreEventsRequest batch =
        Batch(principal * 1000, 1000, "p" + std::to_string(10 + principal));
    batch.set_mode(v1::SCORING_MODE_LEARN_ONLY);  // a small answer
    for (int i = 0; i < batch.events_size(); ++i) {
      batch.mutable_events(i)->mutable_event()->set_command(
          "s3:" + std::to_string(1000 + i) + std::string(240, 'c'));
    }
    grpc::ClientContext context;
    v1::ScoreEventsResponse response;
    ASSERT_TRUE(server.scoring()->ScoreEvents(&context, batch, &response).ok());
  }
  v1::ListBaselinesRequest list;
  list.set_kind(v1::ENTITY_KIND_PRINCIPAL);
  list.set_page_size(1000);
  int pages = 0;
  std::vector<std::string> names;
  do {
    grpc::ClientContext context;
    v1::ListBaselinesResponse page;
    ASSERT_TRUE(server.baselines()->ListBaselines(&context, list, &page).ok());
    EXPECT_LE(page.ByteSizeLong(), BaselineService::kPageBytes + 1000);
    for (const v1::Baseline& baseline : page.baselines()) {
      names.push_back(baseline.entity().name());
    }
    list.set_page_token(page.next_page_token());
    ++pages;
  } while (!list.page_token().empty());
  EXPECT_GT(pages, 1);
  ASSERT_EQ(names.size(), static_cast<size_t>(kPrincipals));
  for (int i = 0; i < kPrincipals; ++i) {
    EXPECT_EQ(names[static_cast<size_t>(i)], "p" + std::to_string(10 + i));
  }
}

TEST(BaselineService, RefusesToForgetATenant) {
  Server server;
  v1::DeleteBaselineRequest forget;
  forget.mutable_entity()->set_kind(v1::ENTITY_KIND_TENANT);
  v1::DeleteBaselineResponse forgotten;
  grpc::ClientContext context;
  EXPECT_EQ(server.baselines()
                ->DeleteBaseline(&context, forget, &forgotten)
                .error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace farcall
