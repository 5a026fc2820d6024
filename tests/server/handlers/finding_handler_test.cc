// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/finding_handler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "server/handlers/resume_token.h"
#include "tests/server/fake_finding_store.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class FindingHandlerTest : public testing::Test {
 protected:
  void Put(Finding finding) {
    store_.Put("default", std::move(finding), FindingChange::kOpened);
  }
  v1::ListFindingsResponse List(const v1::ListFindingsRequest& request = {}) {
    v1::ListFindingsResponse response;
    const grpc::Status status = handler_.List(request, response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  grpc::Status StatusOfList(const v1::ListFindingsRequest& request) {
    v1::ListFindingsResponse response;
    return handler_.List(request, response);
  }
  grpc::Status Begin(const std::string& token, FindingFeed::Watch& watch) {
    v1::WatchFindingsRequest request;
    request.set_resume_token(token);
    return handler_.Begin(request, watch);
  }

  FakeFindingStore store_;
  Log log_{LogLevel::kError, LogFormat::kJson};
  const FindingHandler handler_{store_, store_, log_};
};

std::vector<std::string> NamesOf(const v1::ListFindingsResponse& response) {
  std::vector<std::string> names;
  for (const v1::Finding& finding : response.findings()) {
    names.push_back(finding.principal());
  }
  return names;
}

TEST_F(FindingHandlerTest, ListsWhatIsOpenUnlessToldOtherwise) {
  for (int number = 1; number <= 5; ++number) {
    Finding finding = NumberedFinding(number);
    finding.state = static_cast<FindingState>(number);
    Put(finding);
  }
  EXPECT_THAT(NamesOf(List()), ElementsAre("p1", "p2"));
  v1::ListFindingsRequest request;
  request.add_states(v1::Finding::STATE_MALICIOUS);
  request.add_states(v1::Finding::STATE_OPEN);
  EXPECT_THAT(NamesOf(List(request)), ElementsAre("p1", "p4"));
}

TEST_F(FindingHandlerTest, ListsOneTenant) {
  Put(NumberedFinding(1));
  v1::ListFindingsRequest request;
  request.set_tenant("acme");
  EXPECT_THAT(NamesOf(List(request)), IsEmpty());
}

TEST_F(FindingHandlerTest, ListsWhatTheRequestAsksFor) {
  Put(NumberedFinding(1));
  Finding other = NumberedFinding(2, 9500);
  other.origin = "@unknown";
  other.accounts = {{"111122223333", 1}};
  other.last_seconds = 1'760'000'000;
  other.classes = SetOf(CommandClass::kIamWrite);
  Put(other);
  using Request = v1::ListFindingsRequest;
  const std::function<void(Request&)> fields[] = {
      [](Request& request) { request.set_principal("p2"); },
      [](Request& request) { request.set_origin("@unknown"); },
      [](Request& request) { request.set_account("111122223333"); },
      [](Request& request) { request.set_risk_from(v1::RISK_LEVEL_CRITICAL); },
      [](Request& request) {
        request.set_class_from(v1::COMMAND_CLASS_SECRET_READ);
      },
      [](Request& request) {
        request.mutable_active_since()->set_seconds(1'760'000'000);
        request.mutable_active_since()->set_nanos(999'999'999);
      }};
  for (const auto& set_field : fields) {
    Request request;
    set_field(request);
    EXPECT_THAT(NamesOf(List(request)), ElementsAre("p2"))
        << request.ShortDebugString();
  }
}

TEST_F(FindingHandlerTest, PagesLeadToEachFindingOnce) {
  constexpr int kFindings = 25;
  for (int i = 0; i < kFindings; ++i) Put(NumberedFinding(i));
  v1::ListFindingsRequest request;
  request.set_page_size(7);
  std::vector<std::string> names;
  do {
    const v1::ListFindingsResponse page = List(request);
    for (std::string& name : NamesOf(page)) names.push_back(std::move(name));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  ASSERT_EQ(names.size(), static_cast<size_t>(kFindings));
  for (int i = 0; i < kFindings; ++i) {
    EXPECT_EQ(names[static_cast<size_t>(i)], "p" + std::to_string(i));
  }
}

TEST_F(FindingHandlerTest, EndsAPageOfLargeFindingsEarly) {
  constexpr int kFindings = 5;
  for (int i = 0; i < kFindings; ++i) {
    Finding finding = NumberedFinding(i);
    finding.headline = std::string(1 << 20, 'h');
    Put(finding);
  }
  v1::ListFindingsRequest request;
  const v1::ListFindingsResponse first = List();
  EXPECT_THAT(NamesOf(first), ElementsAre("p0", "p1"));
  request.set_page_token(first.next_page_token());
  EXPECT_THAT(NamesOf(List(request)), ElementsAre("p2", "p3"));
}

TEST_F(FindingHandlerTest, TakesPageTokensOfTheSameListAlone) {
  Put(NumberedFinding(1));
  Put(NumberedFinding(2));
  v1::ListFindingsRequest request;
  request.set_page_size(1);
  request.set_page_token(List(request).next_page_token());
  EXPECT_THAT(NamesOf(List(request)), ElementsAre("p2"));

  using Request = v1::ListFindingsRequest;
  const std::function<void(Request&)> changes[] = {
      [](Request& other) { other.set_tenant("acme"); },
      [](Request& other) { other.add_states(v1::Finding::STATE_OPEN); },
      [](Request& other) { other.set_principal("p2"); },
      [](Request& other) { other.set_origin("BR"); },
      [](Request& other) { other.set_account("111122223333"); },
      [](Request& other) { other.set_risk_from(v1::RISK_LEVEL_HIGH); },
      [](Request& other) { other.set_class_from(v1::COMMAND_CLASS_WRITE); },
      [](Request& other) { other.mutable_active_since()->set_seconds(5); },
      [](Request& other) { other.set_page_token("zzz"); }};
  for (const auto& change : changes) {
    Request other = request;
    change(other);
    const grpc::Status status = StatusOfList(other);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(status.error_message(),
                StartsWith("page_token: was not issued"))
        << other.ShortDebugString();
  }
}

TEST_F(FindingHandlerTest, NamesTheFieldsOfABadList) {
  v1::ListFindingsRequest request;
  request.set_tenant("a b");
  request.set_page_size(-1);
  request.add_states(static_cast<v1::Finding::State>(9));
  request.set_risk_from(static_cast<v1::RiskLevel>(9));
  request.set_class_from(static_cast<v1::CommandClass>(99));
  const grpc::Status status = StatusOfList(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  for (const char* field :
       {"tenant: ", "page_size: ", "states: ", "risk_from: ", "class_from: "}) {
    EXPECT_THAT(status.error_message(), HasSubstr(field));
  }
}

TEST_F(FindingHandlerTest, AWatchFromAListMissesNoChange) {
  Put(NumberedFinding(1));
  store_.AtNextList([this] { Put(NumberedFinding(2)); });
  const v1::ListFindingsResponse page = List();
  EXPECT_THAT(NamesOf(page), ElementsAre("p1", "p2"));
  FindingFeed::Watch watch;
  ASSERT_TRUE(Begin(page.resume_token(), watch).ok());
  EXPECT_EQ(watch.position, 1U) << "the place is of before the list";
}

TEST_F(FindingHandlerTest, TellsWhatIsDurable) {
  store_.Hold();
  Put(NumberedFinding(1));
  std::atomic<int> answered = 0;
  std::jthread list([&] {
    EXPECT_THAT(NamesOf(List()), ElementsAre("p1"));
    ++answered;
  });
  std::jthread get([&] {
    v1::GetFindingRequest request;
    request.set_finding_id(NumberedId(1).text());
    v1::GetFindingResponse response;
    EXPECT_TRUE(handler_.Get(request, false, response).ok());
    EXPECT_EQ(response.finding().principal(), "p1");
    ++answered;
  });
  store_.AwaitWaiters(2);
  EXPECT_EQ(answered, 0);
  store_.Sync();
}

TEST_F(FindingHandlerTest, DoesNotTellWhatIsLost) {
  store_.Hold();
  Put(NumberedFinding(1));
  std::jthread list([&] {
    EXPECT_EQ(StatusOfList({}).error_code(), grpc::StatusCode::UNAVAILABLE);
  });
  store_.AwaitWaiters(1);
  store_.Fail();
}

TEST_F(FindingHandlerTest, GetsAFindingByItsId) {
  Put(NumberedFinding(1));
  v1::GetFindingRequest request;
  v1::GetFindingResponse response;
  request.set_finding_id(NumberedId(1).text());
  ASSERT_TRUE(handler_.Get(request, false, response).ok());
  EXPECT_EQ(response.finding().id(), NumberedId(1).text());
  EXPECT_EQ(response.finding().revision(), 1U);

  request.set_tenant("acme");
  grpc::Status status = handler_.Get(request, false, response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_details(), HasSubstr("FINDING_NOT_FOUND"));

  request.set_finding_id("1");
  status = handler_.Get(request, false, response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), StartsWith("finding_id: "));
}

TEST_F(FindingHandlerTest, KeepsWhatTheStoreSaysToTheLog) {
  store_.Break();
  const grpc::Status status = StatusOfList({});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(status.error_message(), Not(HasSubstr("alice")));
}

TEST_F(FindingHandlerTest, AWatchBeginsWhereItIsTold) {
  for (int i = 0; i < 3; ++i) Put(NumberedFinding(i));
  FindingFeed::Watch watch;
  ASSERT_TRUE(Begin("", watch).ok());
  EXPECT_EQ(watch.tenant, "default");
  EXPECT_EQ(watch.risk_from, RiskLevel::kNone);
  EXPECT_EQ(watch.position, 3U) << "from now on";
  ASSERT_TRUE(Begin("start", watch).ok());
  EXPECT_EQ(watch.position, 0U);
  for (const uint64_t position : {0, 2, 3}) {
    const ResumeToken token = {
        .incarnation = store_.FindingLogEnd("default")->incarnation,
        .position = position};
    ASSERT_TRUE(Begin(token.text(), watch).ok());
    EXPECT_EQ(watch.position, position);
  }
}

TEST_F(FindingHandlerTest, AWatchDoesNotBeginInAnotherLog) {
  Put(NumberedFinding(1));
  const std::string token = List().resume_token();
  const std::string ahead =
      ResumeToken{.incarnation = store_.FindingLogEnd("default")->incarnation,
                  .position = 2}
          .text();
  FindingFeed::Watch watch;
  ASSERT_TRUE(Begin(token, watch).ok());
  store_.SetIncarnation('b');
  for (const std::string& foreign : {token, ahead}) {
    const grpc::Status status = Begin(foreign, watch);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::OUT_OF_RANGE);
    EXPECT_THAT(status.error_details(),
                HasSubstr("RESUME_TOKEN_OF_ANOTHER_STORE"));
  }
  store_.SetIncarnation('a');
  EXPECT_TRUE(Begin(token, watch).ok());
  EXPECT_EQ(Begin(ahead, watch).error_code(), grpc::StatusCode::OUT_OF_RANGE);
}

TEST_F(FindingHandlerTest, AClosedStoreSaysNothingOfATokenAndGivesNone) {
  Put(NumberedFinding(1));
  const std::string token = List().resume_token();
  store_.Close();
  FindingFeed::Watch watch;
  for (const std::string& asked :
       {token, std::string("start"), std::string()}) {
    const grpc::Status status = Begin(asked, watch);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << asked;
  }
  EXPECT_EQ(StatusOfList({}).error_code(), grpc::StatusCode::UNAVAILABLE);
  store_.SetIncarnation('a');
  EXPECT_TRUE(Begin(token, watch).ok());
}

TEST_F(FindingHandlerTest, NamesTheFieldsOfABadWatch) {
  v1::WatchFindingsRequest request;
  request.set_tenant("a b");
  request.set_resume_token("Start");
  request.set_risk_from(static_cast<v1::RiskLevel>(-1));
  FindingFeed::Watch watch;
  const grpc::Status status = handler_.Begin(request, watch);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  for (const char* field : {"tenant: ", "resume_token: ", "risk_from: "}) {
    EXPECT_THAT(status.error_message(), HasSubstr(field));
  }
}

}  // namespace
}  // namespace farcall
