// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/fake_farcall.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

namespace farcall {
namespace {

v1::RiskLevel RiskOf(double score) {
  if (score >= 90) return v1::RISK_LEVEL_CRITICAL;
  if (score >= 70) return v1::RISK_LEVEL_HIGH;
  if (score >= 40) return v1::RISK_LEVEL_MEDIUM;
  return score >= 20 ? v1::RISK_LEVEL_LOW : v1::RISK_LEVEL_NONE;
}

v1::EventResult ResultOf(const std::string& record) {
  v1::EventResult result;
  const auto json =
      nlohmann::json::parse(record, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) {
    result.mutable_error()->set_field("record");
    result.mutable_error()->set_message("is no JSON");
    return result;
  }
  result.set_event_id(json.value("eventID", ""));
  result.set_principal("alice");
  result.set_command("iam:CreateUser");
  result.set_origin("BR");
  result.mutable_event_time()->set_seconds(1767323045);
  if (json.contains("skip")) {
    result.set_skipped(v1::SKIP_REASON_DIGEST);
  } else if (json.contains("error")) {
    result.mutable_error()->set_field("eventTime");
    result.mutable_error()->set_message("lies in the future");
  } else {
    v1::Score& score = *result.mutable_score();
    score.set_score(json.value("score", 0.0));
    score.set_risk_level(RiskOf(score.score()));
    score.set_state(v1::BASELINE_STATE_READY);
    score.add_factors()->set_explanation("0 of 4,812 calls by alice");
  }
  return result;
}

}  // namespace

class FakeFarcall::Scoring : public v1::ScoringService::Service {
 public:
  explicit Scoring(FakeFarcall& fake) : fake_(fake) {}

  grpc::Status ScoreEvents(grpc::ServerContext*,
                           const v1::ScoreEventsRequest* request,
                           v1::ScoreEventsResponse* response) override {
    *response = fake_.Answer(*request);
    return fake_.refusal();
  }

  grpc::Status StreamScoreEvents(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<v1::StreamScoreEventsResponse,
                               v1::StreamScoreEventsRequest>* stream) override {
    {
      const std::lock_guard lock(fake_.mutex_);
      ++fake_.streams_;
    }
    v1::StreamScoreEventsRequest request;
    while (stream->Read(&request)) {
      v1::StreamScoreEventsResponse response;
      *response.mutable_batch() = fake_.Answer(request.batch());
      const int batch = static_cast<int>(fake_.batches().size());
      const grpc::Status status = fake_.batch_hook()(batch);
      if (!status.ok()) return status;
      stream->Write(response);
    }
    return grpc::Status::OK;
  }

 private:
  FakeFarcall& fake_;
};

class FakeFarcall::Baselines : public v1::BaselineService::Service {
 public:
  explicit Baselines(FakeFarcall& fake) : fake_(fake) {}

  grpc::Status GetBaseline(grpc::ServerContext*,
                           const v1::GetBaselineRequest* request,
                           v1::GetBaselineResponse* response) override {
    const std::lock_guard lock(fake_.mutex_);
    if (!fake_.refusal_.ok()) return fake_.refusal_;
    const auto found = fake_.baselines_.find(request->entity().name());
    if (found == fake_.baselines_.end() ||
        found->second.entity().kind() != request->entity().kind()) {
      return {grpc::StatusCode::NOT_FOUND, "no such baseline"};
    }
    *response->mutable_baseline() = found->second;
    return grpc::Status::OK;
  }

  // Pages of two, whatever size is asked for.
  grpc::Status ListBaselines(grpc::ServerContext*,
                             const v1::ListBaselinesRequest* request,
                             v1::ListBaselinesResponse* response) override {
    const std::lock_guard lock(fake_.mutex_);
    fake_.list_requests_.push_back(*request);
    const int page_size = std::min(request->page_size(), 2);
    for (auto next = fake_.baselines_.upper_bound(request->page_token());
         next != fake_.baselines_.end(); ++next) {
      if (!next->first.starts_with(request->name_prefix())) continue;
      if (response->baselines_size() == page_size) {
        response->set_next_page_token(
            response->baselines(page_size - 1).entity().name());
        break;
      }
      *response->add_baselines() = next->second;
    }
    return grpc::Status::OK;
  }

  grpc::Status DeleteBaseline(grpc::ServerContext*,
                              const v1::DeleteBaselineRequest* request,
                              v1::DeleteBaselineResponse* response) override {
    const std::lock_guard lock(fake_.mutex_);
    const auto found = fake_.baselines_.find(request->entity().name());
    if (found == fake_.baselines_.end() ||
        found->second.entity().kind() != request->entity().kind()) {
      return {grpc::StatusCode::NOT_FOUND, "nothing is kept"};
    }
    fake_.baselines_.erase(found);
    response->set_histograms_deleted(1);
    return grpc::Status::OK;
  }

  grpc::Status MarkBenign(grpc::ServerContext*,
                          const v1::MarkBenignRequest* request,
                          v1::MarkBenignResponse* response) override {
    return Mark(*request, fake_.benign_requests_, *response);
  }

  grpc::Status MarkMalicious(grpc::ServerContext*,
                             const v1::MarkMaliciousRequest* request,
                             v1::MarkMaliciousResponse* response) override {
    return Mark(*request, fake_.malicious_requests_, *response);
  }

  grpc::Status ClearVerdict(grpc::ServerContext*,
                            const v1::ClearVerdictRequest* request,
                            v1::ClearVerdictResponse* response) override {
    const std::lock_guard lock(fake_.mutex_);
    if (!fake_.refusal_.ok()) return fake_.refusal_;
    response->set_principal(request->place().principal());
    response->set_origin(request->place().origin());
    response->set_values_cleared(1);
    return grpc::Status::OK;
  }

  grpc::Status Forget(grpc::ServerContext*, const v1::ForgetRequest* request,
                      v1::ForgetResponse* response) override {
    const std::lock_guard lock(fake_.mutex_);
    if (!fake_.refusal_.ok()) return fake_.refusal_;
    fake_.forget_requests_.push_back(*request);
    response->set_duplicate(
        !fake_.feedback_ids_.insert(request->feedback_id()).second);
    response->set_observations_removed(response->duplicate() ? 0 : 1234);
    return grpc::Status::OK;
  }

  // Pages of two, named by how many entries came before.
  grpc::Status ListFeedback(grpc::ServerContext*,
                            const v1::ListFeedbackRequest* request,
                            v1::ListFeedbackResponse* response) override {
    const std::lock_guard lock(fake_.mutex_);
    fake_.feedback_requests_.push_back(*request);
    const auto wanted = static_cast<size_t>(std::min(request->page_size(), 2));
    size_t next =
        request->page_token().empty() ? 0 : std::stoul(request->page_token());
    for (size_t i = 0; i < wanted && next < fake_.feedback_.size(); ++i) {
      *response->add_entries() = fake_.feedback_[next++];
    }
    if (next < fake_.feedback_.size()) {
      response->set_next_page_token(std::to_string(next));
    }
    return grpc::Status::OK;
  }

 private:
  // Two values of an event of alice from Brazil, or the one of a place.
  template <typename Request, typename Response>
  grpc::Status Mark(const Request& request, std::vector<Request>& requests,
                    Response& response) {
    const std::lock_guard lock(fake_.mutex_);
    if (!fake_.refusal_.ok()) return fake_.refusal_;
    requests.push_back(request);
    response.set_duplicate(
        !fake_.feedback_ids_.insert(request.feedback_id()).second);
    const bool place = request.has_place();
    response.set_principal(place ? request.place().principal() : "alice");
    response.set_origin(place ? request.place().origin() : "BR");
    response.set_values_judged(response.duplicate() ? 0 : place ? 1 : 2);
    return grpc::Status::OK;
  }

  FakeFarcall& fake_;
};

FakeFarcall::FakeFarcall()
    : socket_(dir_.At("s")),
      scoring_(std::make_unique<Scoring>(*this)),
      baseline_service_(std::make_unique<Baselines>(*this)),
      findings_(std::make_unique<FakeFindings>()) {
  Start();
}

FakeFarcall::~FakeFarcall() { Stop(); }

void FakeFarcall::Start() {
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address(), grpc::InsecureServerCredentials());
  builder.SetMaxReceiveMessageSize(64 << 20);
  builder.RegisterService(scoring_.get());
  builder.RegisterService(baseline_service_.get());
  builder.RegisterService(findings_.get());
  server_ = builder.BuildAndStart();
}

void FakeFarcall::OnBatch(BatchHook hook) {
  const std::lock_guard lock(mutex_);
  batch_hook_ = std::move(hook);
}

FakeFarcall::BatchHook FakeFarcall::batch_hook() const {
  const std::lock_guard lock(mutex_);
  return batch_hook_;
}

void FakeFarcall::Refuse(grpc::Status refusal) {
  const std::lock_guard lock(mutex_);
  refusal_ = std::move(refusal);
}

grpc::Status FakeFarcall::refusal() const {
  const std::lock_guard lock(mutex_);
  return refusal_;
}

void FakeFarcall::Stop() {
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
  server_.reset();
}

v1::ScoreEventsResponse FakeFarcall::Answer(
    const v1::ScoreEventsRequest& request) {
  const std::lock_guard lock(mutex_);
  batches_.push_back(request);
  v1::ScoreEventsResponse response;
  for (const v1::EventInput& event : request.events()) {
    v1::EventResult result = ResultOf(event.cloudtrail_record().json());
    if (result.has_score()) {
      result.set_duplicate(!seen_.insert(result.event_id()).second);
      if (result.duplicate()) result.mutable_score()->clear_factors();
    }
    *response.add_results() = std::move(result);
  }
  return response;
}

std::vector<v1::ScoreEventsRequest> FakeFarcall::batches() const {
  const std::lock_guard lock(mutex_);
  return batches_;
}

std::vector<std::string> FakeFarcall::event_ids() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> ids;
  for (const v1::ScoreEventsRequest& batch : batches_) {
    for (const v1::EventInput& event : batch.events()) {
      ids.push_back(ResultOf(event.cloudtrail_record().json()).event_id());
    }
  }
  return ids;
}

void FakeFarcall::Add(const v1::Baseline& baseline) {
  const std::lock_guard lock(mutex_);
  baselines_[baseline.entity().name()] = baseline;
}

size_t FakeFarcall::baselines() const {
  const std::lock_guard lock(mutex_);
  return baselines_.size();
}

std::vector<v1::ListBaselinesRequest> FakeFarcall::list_requests() const {
  const std::lock_guard lock(mutex_);
  return list_requests_;
}

void FakeFarcall::Add(const v1::FeedbackEntry& entry) {
  const std::lock_guard lock(mutex_);
  feedback_.push_back(entry);
}

std::vector<v1::MarkBenignRequest> FakeFarcall::benign_requests() const {
  const std::lock_guard lock(mutex_);
  return benign_requests_;
}

std::vector<v1::MarkMaliciousRequest> FakeFarcall::malicious_requests() const {
  const std::lock_guard lock(mutex_);
  return malicious_requests_;
}

std::vector<v1::ForgetRequest> FakeFarcall::forget_requests() const {
  const std::lock_guard lock(mutex_);
  return forget_requests_;
}

std::vector<v1::ListFeedbackRequest> FakeFarcall::feedback_requests() const {
  const std::lock_guard lock(mutex_);
  return feedback_requests_;
}

int FakeFarcall::streams() const {
  const std::lock_guard lock(mutex_);
  return streams_;
}

std::string Record(const std::string& id, double score,
                   const std::string& event_time) {
  return nlohmann::json{
      {"eventID", id}, {"eventTime", event_time}, {"score", score}}
      .dump();
}

}  // namespace farcall
