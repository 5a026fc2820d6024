// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "farcall/v1/finding_service.grpc.pb.h"

namespace farcall {

// The FindingService of FakeFarcall: a queue, and a log of changes that watches
// are sent. The resume token of a change is its number in the log, from 1.
class FakeFindings final : public v1::FindingService::Service {
 public:
  // To the end of the queue.
  void Add(const v1::Finding& finding);

  // A note of a finding, behind those that it has.
  void AddNote(const std::string& finding_id, const v1::FindingNote& note);

  // The card of a finding, by the id of its finding.
  void Add(const v1::Card& card);

  // Calls that are kept, newest first, and what else each page tells of them.
  void Keep(std::vector<v1::EventFact> events, v1::ListEventsResponse rest);

  // What a back-test and a report answer.
  void Answer(const v1::BacktestResponse& backtest);
  void Answer(const v1::GetTriageReportResponse& report);

  // Who the caller is.
  void Identify(const v1::WhoAmIResponse& caller);

  // Answer of the methods that change a finding, and of those that show cards,
  // calls and identities, if not OK.
  void Refuse(grpc::Status refusal);

  // To the end of the log. An answer without a finding is a sign of life.
  void Log(v1::WatchFindingsResponse answer);

  // Answers ListExemptions with them, in pages of two.
  void Add(const v1::Exemption& exemption);

  // Called once for each watch, when it was sent all of the log, with the
  // number of watches so far. A status ends the watch; without one it waits for
  // more.
  using WatchHook = std::function<std::optional<grpc::Status>(int watch)>;
  void OnWatch(WatchHook hook);

  // What came in.
  std::vector<v1::ListFindingsRequest> list_requests() const;
  std::vector<v1::GetFindingRequest> get_requests() const;
  std::vector<v1::GetCardRequest> card_requests() const;
  std::vector<v1::ListEventsRequest> event_requests() const;
  std::vector<v1::BacktestRequest> backtest_requests() const;
  std::vector<v1::GetTriageReportRequest> report_requests() const;
  std::vector<v1::WatchFindingsRequest> watch_requests() const;
  std::vector<v1::AcknowledgeFindingRequest> acknowledge_requests() const;
  std::vector<v1::CloseFindingsRequest> close_requests() const;
  std::vector<v1::ReopenFindingRequest> reopen_requests() const;
  std::vector<v1::AddNoteRequest> note_requests() const;
  std::vector<v1::CreateExemptionRequest> create_requests() const;
  std::vector<v1::RevokeExemptionRequest> revoke_requests() const;

  // Pages of two, whatever size is asked for, named by how many came before.
  grpc::Status ListFindings(grpc::ServerContext*,
                            const v1::ListFindingsRequest* request,
                            v1::ListFindingsResponse* response) override;
  grpc::Status GetFinding(grpc::ServerContext*,
                          const v1::GetFindingRequest* request,
                          v1::GetFindingResponse* response) override;
  grpc::Status GetCard(grpc::ServerContext*, const v1::GetCardRequest* request,
                       v1::GetCardResponse* response) override;
  // Pages of two.
  grpc::Status ListEvents(grpc::ServerContext*,
                          const v1::ListEventsRequest* request,
                          v1::ListEventsResponse* response) override;
  grpc::Status Backtest(grpc::ServerContext*,
                        const v1::BacktestRequest* request,
                        v1::BacktestResponse* response) override;
  grpc::Status GetTriageReport(grpc::ServerContext*,
                               const v1::GetTriageReportRequest* request,
                               v1::GetTriageReportResponse* response) override;
  grpc::Status WhoAmI(grpc::ServerContext*, const v1::WhoAmIRequest*,
                      v1::WhoAmIResponse* response) override;
  grpc::Status WatchFindings(
      grpc::ServerContext* context, const v1::WatchFindingsRequest* request,
      grpc::ServerWriter<v1::WatchFindingsResponse>* writer) override;

  // What changes a finding does so once for each request id.
  grpc::Status AcknowledgeFinding(
      grpc::ServerContext*, const v1::AcknowledgeFindingRequest* request,
      v1::AcknowledgeFindingResponse* response) override;
  grpc::Status CloseFindings(grpc::ServerContext*,
                             const v1::CloseFindingsRequest* request,
                             v1::CloseFindingsResponse* response) override;
  grpc::Status ReopenFinding(grpc::ServerContext*,
                             const v1::ReopenFindingRequest* request,
                             v1::ReopenFindingResponse* response) override;
  grpc::Status AddNote(grpc::ServerContext*, const v1::AddNoteRequest* request,
                       v1::AddNoteResponse* response) override;

  // The exemption of the request, under the id `x1`; once for each request id.
  grpc::Status CreateExemption(grpc::ServerContext*,
                               const v1::CreateExemptionRequest* request,
                               v1::CreateExemptionResponse* response) override;
  grpc::Status ListExemptions(grpc::ServerContext*,
                              const v1::ListExemptionsRequest* request,
                              v1::ListExemptionsResponse* response) override;
  grpc::Status RevokeExemption(grpc::ServerContext*,
                               const v1::RevokeExemptionRequest* request,
                               v1::RevokeExemptionResponse* response) override;

 private:
  using States = std::set<v1::Finding::State>;

  WatchHook watch_hook() const;
  std::vector<v1::Finding>::iterator Find(const std::string& finding_id);
  // OK if there is a finding of this id and revision (0 = any) in one of these
  // states.
  grpc::Status Check(const std::string& finding_id, uint64_t revision,
                     const States& states);
  // Whether a request of this id changes anything.
  bool IsNew(const std::string& request_id);

  mutable std::mutex mutex_;
  std::condition_variable grows_;
  WatchHook watch_hook_ = [](int) { return std::nullopt; };
  std::vector<v1::Finding> queue_;
  std::vector<v1::WatchFindingsResponse> log_;
  std::vector<v1::ListFindingsRequest> list_requests_;
  std::vector<v1::GetFindingRequest> get_requests_;
  std::map<std::string, v1::Card> cards_;
  std::vector<v1::GetCardRequest> card_requests_;
  std::vector<v1::EventFact> events_;
  v1::ListEventsResponse events_rest_;
  std::vector<v1::ListEventsRequest> event_requests_;
  v1::BacktestResponse backtest_;
  std::vector<v1::BacktestRequest> backtest_requests_;
  v1::GetTriageReportResponse report_;
  std::vector<v1::GetTriageReportRequest> report_requests_;
  v1::WhoAmIResponse caller_;
  std::vector<v1::WatchFindingsRequest> watch_requests_;
  grpc::Status refusal_;
  std::map<std::string, std::vector<v1::FindingNote>> notes_;
  std::set<std::string> request_ids_;
  std::vector<v1::AcknowledgeFindingRequest> acknowledge_requests_;
  std::vector<v1::CloseFindingsRequest> close_requests_;
  std::vector<v1::ReopenFindingRequest> reopen_requests_;
  std::vector<v1::AddNoteRequest> note_requests_;
  std::vector<v1::Exemption> exemptions_;
  std::vector<v1::CreateExemptionRequest> create_requests_;
  std::vector<v1::RevokeExemptionRequest> revoke_requests_;
};

}  // namespace farcall
