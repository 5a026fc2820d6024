// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/triage_handler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "storage/memory_histogram_store.h"
#include "tests/scoring/batch/supplied_origins.h"
#include "tests/storage/finding_testing.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

// The fields that INVALID_ARGUMENT names, `a is wrong; b is wrong`; else the
// status's own message.
std::string FieldsOf(const grpc::Status& status) {
  google::rpc::Status rich;
  std::string fields;
  if (!rich.ParseFromString(status.error_details())) return fields;
  for (const auto& detail : rich.details()) {
    google::rpc::BadRequest bad;
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) {
      fields += (fields.empty() ? "" : "; ") + violation.field() + " " +
                violation.description();
    }
  }
  return fields.empty() ? status.error_message() : fields;
}

// One finding, of alice from VN, in a store in memory.
class TriageHandlerTest : public testing::Test {
 protected:
  template <typename Request>
  Request Of(const std::string& request_id) const {
    Request request;
    request.set_finding_id(id_.text());
    request.set_request_id(request_id);
    request.set_actor("carol");
    return request;
  }
  v1::CloseFindingsRequest Closing(
      const std::string& request_id,
      v1::Finding::State verdict = v1::Finding::STATE_BENIGN,
      v1::CloseReason reason = v1::CLOSE_REASON_TRAVEL) const {
    v1::CloseFindingsRequest request;
    request.add_findings()->set_finding_id(id_.text());
    request.set_verdict(verdict);
    request.set_reason(reason);
    request.set_request_id(request_id);
    request.set_actor("carol");
    return request;
  }
  grpc::Status Close(const v1::CloseFindingsRequest& request) const {
    v1::CloseFindingsResponse response;
    return triage_.Close(request, "token:soc", response);
  }

  MemoryHistogramStore store_;
  const SuppliedOrigins origins_;
  Metrics metrics_{"test"};
  Log log_{LogLevel::kError, LogFormat::kJson};
  const FindingHandler shown_{store_, store_, log_};
  const TriageHandler triage_{store_, store_,   origins_, Model{},
                              shown_, metrics_, log_};
  const FindingId id_ = WriteFinding(store_, "e1", "alice", "e1");
};

TEST_F(TriageHandlerTest, AnswersWithTheFindingAsItIsAndCountsOnce) {
  for (int times = 0; times < 2; ++times) {
    v1::AcknowledgeFindingResponse response;
    ASSERT_TRUE(triage_
                    .Acknowledge(Of<v1::AcknowledgeFindingRequest>("r1"),
                                 "token:soc", response)
                    .ok());
    EXPECT_EQ(response.finding().state(), v1::Finding::STATE_ACKNOWLEDGED);
    EXPECT_EQ(response.finding().assignee(), "carol") << "the actor";
    EXPECT_EQ(response.finding().revision(), 2U);
    EXPECT_EQ(response.duplicate(), times == 1);
    EXPECT_TRUE(response.finding().has_acknowledge_time());
  }
  EXPECT_EQ(metrics_.findings.acknowledged.Value(), 1);
}

TEST_F(TriageHandlerTest, ClosesReopensAndNotes) {
  v1::CloseFindingsRequest request = Closing("r1");
  request.set_note("asked her");
  v1::CloseFindingsResponse closed;
  ASSERT_TRUE(triage_.Close(request, "token:soc", closed).ok());
  ASSERT_EQ(closed.findings_size(), 1);
  EXPECT_EQ(closed.findings(0).state(), v1::Finding::STATE_BENIGN);
  EXPECT_EQ(closed.findings(0).reason(), v1::CLOSE_REASON_TRAVEL);
  EXPECT_EQ(closed.findings(0).teaching(), v1::TEACHING_PLACE);
  EXPECT_EQ(closed.findings(0).closed_by(), "token:soc");
  EXPECT_TRUE(closed.findings(0).has_close_time());

  auto reopen = Of<v1::ReopenFindingRequest>("r2");
  reopen.set_note("she is at home");
  v1::ReopenFindingResponse reopened;
  ASSERT_TRUE(triage_.Reopen(reopen, "token:soc", reopened).ok());
  EXPECT_EQ(reopened.finding().state(), v1::Finding::STATE_ACKNOWLEDGED);
  EXPECT_FALSE(reopened.finding().has_close_time());

  auto note = Of<v1::AddNoteRequest>("r3");
  note.set_text("third");
  v1::AddNoteResponse noted;
  ASSERT_TRUE(triage_.AddNote(note, "token:soc", noted).ok());
  v1::GetFindingRequest get;
  get.set_finding_id(id_.text());
  v1::GetFindingResponse found;
  ASSERT_TRUE(shown_.Get(get, true, found).ok());
  ASSERT_EQ(found.notes_size(), 3);
  EXPECT_EQ(found.notes(0).text(), "asked her");
  EXPECT_EQ(found.notes(0).identity(), "token:soc");
  EXPECT_EQ(found.notes(2).text(), "third");
  v1::GetFindingResponse without;
  ASSERT_TRUE(shown_.Get(get, false, without).ok());
  EXPECT_EQ(without.notes_size(), 0);
  EXPECT_EQ(metrics_.findings.benign.Value(), 1);
  EXPECT_EQ(metrics_.findings.reopened.Value(), 1);
  EXPECT_EQ(metrics_.findings.notes.Value(), 1);
}

TEST_F(TriageHandlerTest, TellsWhatAFindingIsNowWhereItHasChanged) {
  v1::CloseFindingsRequest request = Closing("r1");
  request.mutable_findings(0)->set_expected_revision(9);
  const grpc::Status status = Close(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
  google::rpc::Status rich;
  ASSERT_TRUE(rich.ParseFromString(status.error_details()));
  v1::Finding now;
  ASSERT_EQ(rich.details_size(), 2);
  ASSERT_TRUE(rich.details(1).UnpackTo(&now));
  EXPECT_EQ(now.id(), id_.text());
  EXPECT_EQ(now.revision(), 1U);
  EXPECT_THAT(status.error_details(), HasSubstr("FINDING_CHANGED"));
}

TEST_F(TriageHandlerTest, NamesWhyItRefuses) {
  ASSERT_TRUE(Close(Closing("r1")).ok());
  const grpc::Status closed = Close(Closing("r2"));
  EXPECT_EQ(closed.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(closed.error_details(), HasSubstr("FINDING_STATE"));
  EXPECT_EQ(closed.error_message(),
            "finding " + id_.text() +
                " is BENIGN: to close it, it must be OPEN, ACKNOWLEDGED or "
                "EXPIRED");
  v1::CloseFindingsRequest of_nothing = Closing("r3");
  of_nothing.mutable_findings(0)->set_finding_id(FindingId().text());
  EXPECT_EQ(Close(of_nothing).error_code(), grpc::StatusCode::NOT_FOUND);
  for (int i = 0; i < 50; ++i) {
    auto note = Of<v1::AddNoteRequest>("n" + std::to_string(i));
    note.set_text("text");
    v1::AddNoteResponse response;
    ASSERT_TRUE(triage_.AddNote(note, "", response).ok());
  }
  auto note = Of<v1::AddNoteRequest>("one more");
  note.set_text("text");
  v1::AddNoteResponse response;
  const grpc::Status full = triage_.AddNote(note, "", response);
  EXPECT_EQ(full.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(full.error_details(), HasSubstr("FINDING_LIMIT"));
}

TEST_F(TriageHandlerTest, NamesTheFieldsThatAreWrong) {
  EXPECT_EQ(FieldsOf(Close({})),
            "findings is required; verdict is required: BENIGN or MALICIOUS; "
            "request_id is required; actor is required");
  EXPECT_EQ(FieldsOf(Close(Closing("r1", v1::Finding::STATE_OPEN))),
            "verdict is required: BENIGN or MALICIOUS");
  EXPECT_EQ(FieldsOf(Close(Closing("r1", v1::Finding::STATE_MALICIOUS))),
            "reason travel is none of the verdict MALICIOUS");
  EXPECT_EQ(FieldsOf(Close(Closing("r1", v1::Finding::STATE_BENIGN,
                                   v1::CLOSE_REASON_OTHER))),
            "note is required with the reason other");
  v1::CloseFindingsRequest request =
      Closing("r1", v1::Finding::STATE_BENIGN, v1::CLOSE_REASON_WRONG_COUNTRY);
  request.set_teaching(v1::TEACHING_PLACE);
  EXPECT_EQ(FieldsOf(Close(request)),
            "teaching must be NOTHING with the reason wrong-country");
  request = Closing(std::string(101, 'r'));
  *request.add_findings() = request.findings(0);
  EXPECT_EQ(FieldsOf(Close(request)),
            "findings[1] is a finding that is there before; request_id has 101 "
            "bytes; the limit is 100");
  v1::ReopenFindingResponse reopened;
  EXPECT_EQ(FieldsOf(triage_.Reopen(Of<v1::ReopenFindingRequest>("r1"), "",
                                    reopened)),
            "note is required");
  auto note = Of<v1::AddNoteRequest>("r1");
  note.set_text(std::string(2049, 'x'));
  v1::AddNoteResponse noted;
  EXPECT_EQ(FieldsOf(triage_.AddNote(note, "", noted)),
            "text has 2049 bytes; the limit is 2048");
}

}  // namespace
}  // namespace farcall
