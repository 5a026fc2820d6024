// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/exemption_handler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/handlers/server_time.h"
#include "storage/memory_histogram_store.h"
#include "tests/server/fake_ledger.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kHour = 3600;

// The fields that INVALID_ARGUMENT names.
std::set<std::string> FieldsOf(const grpc::Status& status) {
  google::rpc::Status rich;
  std::set<std::string> fields;
  if (!rich.ParseFromString(status.error_details())) return fields;
  for (const auto& detail : rich.details()) {
    google::rpc::BadRequest bad;
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) {
      fields.insert(violation.field());
    }
  }
  return fields;
}

class ExemptionHandlerTest : public testing::Test {
 protected:
  static v1::CreateExemptionRequest Asked(const std::string& request_id,
                                          int64_t hours = 4) {
    v1::CreateExemptionRequest request;
    request.set_request_id(request_id);
    v1::Exemption& exemption = *request.mutable_exemption();
    exemption.add_principals("arn:aws:iam::111122223333:role/ci/*");
    exemption.add_places("DE");
    exemption.mutable_to()->set_seconds(NowMicros() / 1'000'000 +
                                        hours * kHour);
    exemption.set_reason("patches");
    exemption.set_actor("carol");
    return request;
  }
  grpc::Status Create(const v1::CreateExemptionRequest& request) {
    created_.Clear();
    return handler_.Create(request, "token:ci", created_);
  }
  std::vector<std::string> List(bool in_force = false) {
    v1::ListExemptionsRequest request;
    request.set_in_force(in_force);
    request.set_page_size(2);
    std::vector<std::string> ids;
    do {
      v1::ListExemptionsResponse page;
      EXPECT_TRUE(handler_.List(request, page).ok());
      for (const auto& exemption : page.exemptions()) {
        ids.push_back(exemption.id());
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  MemoryHistogramStore store_;
  Log log_{LogLevel::kError, LogFormat::kJson};
  const FindingHandler shown_{store_, store_, log_};
  FakeLedger ledger_;
  const BacktestHandler backtests_{store_, ledger_, Model(), true, shown_};
  const ExemptionHandler handler_{store_, store_, backtests_, shown_, log_};
  v1::CreateExemptionResponse created_;
};

TEST_F(ExemptionHandlerTest, DeclaresFromNowOn) {
  ASSERT_TRUE(Create(Asked("r1")).ok());
  const v1::Exemption& exemption = created_.exemption();
  EXPECT_EQ(exemption.id().size(), 16u);
  EXPECT_EQ(exemption.state(), v1::Exemption::STATE_IN_FORCE);
  EXPECT_EQ(exemption.identity(), "token:ci");
  EXPECT_GT(exemption.from().seconds(), 0);
  EXPECT_FALSE(created_.duplicate());
  const std::string id = exemption.id();
  ASSERT_TRUE(Create(Asked("r1", 8)).ok());
  EXPECT_TRUE(created_.duplicate());
  EXPECT_EQ(created_.exemption().id(), id);
}

TEST_F(ExemptionHandlerTest, OnlyChecksWhereItIsAskedTo) {
  v1::CreateExemptionRequest request = Asked("");
  request.set_validate_only(true);
  ASSERT_TRUE(Create(request).ok());
  EXPECT_EQ(created_.exemption().id(), "");
  EXPECT_EQ(created_.exemption().actor(), "carol");
  EXPECT_TRUE(List().empty());
  request.mutable_exemption()->clear_to();
  EXPECT_EQ(FieldsOf(Create(request)), std::set<std::string>{"exemption.to"});
}

TEST_F(ExemptionHandlerTest, NamesEachFieldThatIsWrong) {
  v1::CreateExemptionRequest request;
  v1::Exemption& exemption = *request.mutable_exemption();
  exemption.add_principals("arn:*");
  exemption.add_accounts("12");
  exemption.add_commands("");
  exemption.add_places("198.51.100.7/32");
  exemption.add_weekly_hours(1);
  exemption.set_ticket(std::string(257, 'x'));
  const grpc::Status status = Create(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(FieldsOf(status),
            (std::set<std::string>{
                "request_id", "exemption.actor", "exemption.principals[0]",
                "exemption.accounts[0]", "exemption.commands[0]",
                "exemption.places[0]", "exemption.weekly_hours",
                "exemption.ticket", "exemption.to", "exemption.reason"}));
  EXPECT_TRUE(List().empty());
}

TEST_F(ExemptionHandlerTest, TakesPlacesAsTheServerNamesThem) {
  for (const char* place : {"DE", "@private", "@service:athena",
                            "198.51.100.0/24", "2001:db8:1::/48"}) {
    v1::CreateExemptionRequest request = Asked(place);
    request.mutable_exemption()->set_places(0, place);
    EXPECT_TRUE(Create(request).ok()) << place;
  }
  for (const char* place : {"de", "198.51.100.7", "198.51.100.1/24",
                            "198.51.0.0/16", "2001:db8::/32", "", "\n/24"}) {
    v1::CreateExemptionRequest request = Asked(place);
    request.mutable_exemption()->set_places(0, place);
    EXPECT_FALSE(Create(request).ok()) << place;
  }
}

TEST_F(ExemptionHandlerTest, ListsThoseThatEndLastFirst) {
  std::map<int, std::string> ids;
  for (const int hours : {3, 1, 2, 5, 4}) {
    ASSERT_TRUE(Create(Asked("r" + std::to_string(hours), hours)).ok());
    ids[hours] = created_.exemption().id();
  }
  EXPECT_THAT(List(), ElementsAre(ids[5], ids[4], ids[3], ids[2], ids[1]));
  v1::RevokeExemptionRequest request;
  request.set_exemption_id(ids[4]);
  request.set_actor("carol");
  v1::RevokeExemptionResponse revoked;
  ASSERT_TRUE(handler_.Revoke(request, "token:soc", revoked).ok());
  EXPECT_EQ(revoked.exemption().state(), v1::Exemption::STATE_REVOKED);
  EXPECT_EQ(revoked.exemption().revoked_by(), "token:soc");
  EXPECT_THAT(List(true), ElementsAre(ids[5], ids[3], ids[2], ids[1]));
  EXPECT_EQ(List().size(), 5u) << "it stays in the list";
}

TEST_F(ExemptionHandlerTest, RevokesNothingThatIsNotThere) {
  v1::RevokeExemptionRequest request;
  v1::RevokeExemptionResponse revoked;
  EXPECT_EQ(FieldsOf(handler_.Revoke(request, "", revoked)),
            (std::set<std::string>{"exemption_id", "actor"}));
  request.set_exemption_id("aaaaaaaaaaaaaaaa");
  request.set_actor("carol");
  const grpc::Status status = handler_.Revoke(request, "", revoked);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), HasSubstr("aaaaaaaaaaaaaaaa"));
}

TEST_F(ExemptionHandlerTest, RefusesATokenOfAnotherList) {
  v1::ListExemptionsRequest request;
  request.set_page_token("x");
  v1::ListExemptionsResponse page;
  EXPECT_EQ(FieldsOf(handler_.List(request, page)),
            std::set<std::string>{"page_token"});
}

TEST_F(ExemptionHandlerTest, TellsWhatItWouldHaveCovered) {
  ledger_.Add({.principal = "arn:aws:iam::111122223333:role/ci/deploy",
               .origin = "DE",
               .at_seconds = NowMicros() / 1'000'000,
               .command = "ssm:SendCommand",
               .network = "198.51.100.0/24",
               .bits = 12,
               .reached = true});
  v1::CreateExemptionRequest request = Asked("r1");
  request.set_validate_only(true);
  ASSERT_TRUE(Create(request).ok());
  EXPECT_EQ(created_.backtest().alerts_before(), 1);
  EXPECT_EQ(created_.backtest().alerts_after(), 0);
  ASSERT_TRUE(Create(Asked("r1")).ok());
  EXPECT_EQ(created_.backtest().dropped_count(), 1);
}

}  // namespace
}  // namespace farcall
