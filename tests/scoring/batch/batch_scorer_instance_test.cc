// SPDX-License-Identifier: Apache-2.0

// An EC2 instance is one machine: its credentials are used at one site
// (ADR 36).

#include <gtest/gtest.h>

#include <string>

#include "scoring/batch/explanation.h"
#include "tests/scoring/batch/calls_by_databases.h"
#include "tests/scoring/batch/find_factor.h"

namespace farcall {
namespace {

constexpr int64_t kBuild = kMonth - kDay;
constexpr char kWeb[] = "arn:aws:iam::111122223333:role/web";
constexpr char kInstance[] = "i-0dbc91f429e48eeed";
constexpr char kOtherInstance[] = "i-05c30218156bcc246";
constexpr char kAmazon[] = "3.1.2.3";
constexpr char kAmazonToo[] = "52.1.2.3";
constexpr char kRented[] = "5.9.2.3";
constexpr char kPrivate[] = "192.168.10.20";

class BatchScorerInstance : public CallsByDatabases {
 protected:
  BatchScorerInstance() {
    Set(kAmazon, "US", "amazon", OperatorKind::kCloud);
    Set(kAmazonToo, "IE", "amazon", OperatorKind::kCloud);
    Set(kRented, "DE", "hetzner", OperatorKind::kHosting);
    databases_.answers[kPrivate] = {.value = kOriginPrivate,
                                    .source = OriginSource::kPseudo};
  }

  void Set(const std::string& address, const std::string& country,
           const std::string& key, OperatorKind kind) {
    databases_.Set(address, country, kBuild);
    databases_.answers[address].network_operator = {.key = key, .kind = kind};
  }

  Event EventOf(const std::string& instance, const std::string& address,
                int64_t at_seconds) {
    Event event = CallsByDatabases::EventOf(kWeb, address, at_seconds);
    event.instance_id = instance;
    return event;
  }

  ScoredEvent Call(const std::string& instance, const std::string& address,
                   int64_t at_seconds) {
    return Score({EventOf(instance, address, at_seconds)}).front();
  }

  static const Factor* SecondSite(const ScoredEvent& scored) {
    return FindFactor(scored, "instance_elsewhere");
  }
  static double BitsOf(const ScoredEvent& scored) {
    return farcall::BitsOf(scored, "instance_elsewhere");
  }
};

TEST_F(BatchScorerInstance, AtASecondSiteIsHighFromItsFirstSecondsOn) {
  const int64_t at = kAfter + 11 * kHour;
  EXPECT_EQ(BitsOf(Call(kInstance, kAmazon, at)), 0);
  const ScoredEvent stolen = Call(kInstance, kRented, at + 6);
  ASSERT_NE(SecondSite(stolen), nullptr);
  EXPECT_DOUBLE_EQ(SecondSite(stolen)->bits, 12);
  EXPECT_GE(stolen.risk_level, RiskLevel::kHigh);
}

TEST_F(BatchScorerInstance, AtAPrivateAddressIsMediumByItself) {
  const int64_t at = kAfter + 11 * kHour;
  Call(kInstance, kAmazon, at);
  const ScoredEvent elsewhere = Call(kInstance, kPrivate, at + 6);
  EXPECT_DOUBLE_EQ(BitsOf(elsewhere), 7) << "an endpoint may be left out";
  EXPECT_GE(elsewhere.risk_level, RiskLevel::kMedium);
  Call(kOtherInstance, kPrivate, at + 12);
  EXPECT_DOUBLE_EQ(BitsOf(Call(kOtherInstance, kAmazon, at + 18)), 3.5);
}

TEST_F(BatchScorerInstance, IsToldInPlainWords) {
  Call(kInstance, kAmazon, kAfter + 11 * kHour);
  const ScoredEvent stolen =
      Call(kInstance, kRented, kAfter + 11 * kHour + 300);
  ASSERT_NE(SecondSite(stolen), nullptr);
  EXPECT_EQ(Explain(*SecondSite(stolen)),
            "the instance i-0dbc91f429e48eeed of the role web also called from "
            "the network of amazon, last at 2024-11-03 11:00: its credentials "
            "were issued to it alone");
}

TEST_F(BatchScorerInstance, ThatComesBackIsNoSecondAlarm) {
  const int64_t at = kAfter + 11 * kHour;
  Call(kInstance, kAmazon, at);
  Call(kInstance, kPrivate, at + 6);
  EXPECT_EQ(BitsOf(Call(kInstance, kAmazon, at + 12)), 0);
  EXPECT_EQ(BitsOf(Call(kInstance, kPrivate, at + 18)), 0);
}

TEST_F(BatchScorerInstance, MovesWithinItsOperator) {
  Call(kInstance, kAmazon, kAfter);
  EXPECT_EQ(BitsOf(Call(kInstance, kAmazonToo, kAfter + kHour)), 0);
}

TEST_F(BatchScorerInstance, IsNotComparedWithOthersOfItsRole) {
  Call(kInstance, kAmazon, kAfter);
  EXPECT_EQ(BitsOf(Call(kOtherInstance, kRented, kAfter + kHour)), 0);
  EXPECT_EQ(BitsOf(Call("", kRented, kAfter + kHour)), 0) << "no instance";
}

TEST_F(BatchScorerInstance, SaysLessWhereOthersOfTheRoleCallFromBothSites) {
  const auto bits = [&](const std::string& instance, int64_t at) {
    Call(instance, kAmazon, at);
    return BitsOf(Call(instance, kRented, at + 60));
  };
  EXPECT_DOUBLE_EQ(bits("i-0000000000000000a", kAfter), 12);
  EXPECT_DOUBLE_EQ(bits("i-0000000000000000b", kAfter + kHour), 6);
  EXPECT_DOUBLE_EQ(bits("i-0000000000000000c", kAfter + 2 * kHour), 4);
  Call("i-0000000000000000d", kAmazon, kAfter + 3 * kHour);
  EXPECT_DOUBLE_EQ(
      BitsOf(Call("i-0000000000000000d", kPrivate, kAfter + 4 * kHour)), 7)
      << "none of them called from there";
}

TEST_F(BatchScorerInstance, ThroughAnEndpointOrByAwsTellsNoSite) {
  Call(kInstance, kAmazon, kAfter);
  Event through = EventOf(kInstance, kPrivate, kAfter + 60);
  through.vpc_endpoint_id = "vpce-0a1b";
  EXPECT_EQ(BitsOf(Score({through}).front()), 0);
  Event forwarded = EventOf(kInstance, kRented, kAfter + 60);
  forwarded.invoked_by_aws = true;
  EXPECT_EQ(BitsOf(Score({forwarded}).front()), 0);
  EXPECT_EQ(BitsOf(Call(kInstance, "eks.amazonaws.com", kAfter + 60)), 0)
      << "an origin that is no place";
}

TEST_F(BatchScorerInstance, IsNotComparedByCountryWithAnOperator) {
  Call(kInstance, kAmazon, kAfter);
  databases_.Set("52.9.2.3", "US", kBuild);
  EXPECT_EQ(BitsOf(Call(kInstance, "52.9.2.3", kAfter + kHour)), 0)
      << "the ASN database does not know the network";
}

TEST_F(BatchScorerInstance, IsComparedWithinItsRoleWhereSessionsArePrincipals) {
  const auto bits = [&](const std::string& instance, int64_t at) {
    Event event = EventOf(instance, kAmazon, at);
    event.principal = "arn:aws:sts::111122223333:assumed-role/web/" + instance;
    event.principal_kind = PrincipalKind::kSession;
    event.role = kWeb;
    Event elsewhere = event;
    elsewhere.event_id += " elsewhere";
    elsewhere.source_address = kRented;
    elsewhere.event_time_seconds += 60;
    Score({event});
    return BitsOf(Score({elsewhere}).front());
  };
  EXPECT_DOUBLE_EQ(bits(kInstance, kAfter), 12);
  EXPECT_DOUBLE_EQ(bits(kOtherInstance, kAfter + kHour), 6);
}

TEST_F(BatchScorerInstance, IsToldWhenItIsDeliveredAgain) {
  Call(kInstance, kAmazon, kAfter);
  const Event stolen = EventOf(kInstance, kRented, kAfter + 60);
  const double bits = BitsOf(Score({stolen}).front());
  const ScoredEvent again = Score({stolen}).front();
  EXPECT_TRUE(again.duplicate);
  EXPECT_DOUBLE_EQ(bits, 12);
  EXPECT_DOUBLE_EQ(BitsOf(again), bits);
}

}  // namespace
}  // namespace farcall
