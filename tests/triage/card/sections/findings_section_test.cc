// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/triage/card/sections/scenes.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Finding Other(const Scene& scene, uint8_t number, FindingState state,
              int64_t days_before) {
  Finding other = scene.finding;
  other.id.bytes.fill(number);
  other.state = state;
  other.reason = state == FindingState::kBenign
                     ? CloseReason::kTravel
                     : CloseReason::kStolenCredential;
  other.first_seconds -= days_before * kDay;
  other.last_seconds -= days_before * kDay;
  return other;
}

TEST(OtherFindingsSection, CountsWhatBecameOfEarlierOnes) {
  Scene scene = StolenKey();
  scene.own_findings = {scene.finding, Other(scene, 7, FindingState::kOpen, 1),
                        Other(scene, 8, FindingState::kBenign, 30),
                        Other(scene, 9, FindingState::kBenign, 60)};
  const CardSection section = OtherFindingsSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kNormal);
  EXPECT_THAT(section.sentences,
              ElementsAre("There is 1 other finding of alice since 48 hours "
                          "before this one: a4dqobyha4dqobyh.",
                          "Of 3 other findings of alice that are kept, 2 "
                          "BENIGN (travel).",
                          "Other principals have 0 findings in the same "
                          "account and 0 from the same network in that time."));
}

TEST(OtherFindingsSection, SuspectsWhoWasRobbedBefore) {
  Scene scene = StolenKey();
  scene.own_findings = {Other(scene, 8, FindingState::kBenign, 30),
                        Other(scene, 9, FindingState::kMalicious, 60)};
  EXPECT_EQ(OtherFindingsSection(scene.Input()).judgement,
            CardAnswer::kSuspicious);
}

TEST(OtherFindingsSection, CountsOtherPrincipalsOfTheAccountAndTheNetwork) {
  Scene scene = StolenKey();
  Finding of_network = Other(scene, 7, FindingState::kOpen, 0);
  of_network.principal = kBob;
  Finding of_account = Other(scene, 8, FindingState::kOpen, 0);
  of_account.principal = kCarol;
  of_account.networks = {{"203.0.113", 1}};
  Finding unrelated = of_account;
  unrelated.accounts = {{"444455556666", 1}};
  Finding too_old = Other(scene, 9, FindingState::kOpen, 3);
  too_old.principal = kBob;
  scene.other_findings = {of_network, of_account, unrelated, too_old};
  EXPECT_THAT(OtherFindingsSection(scene.Input()).sentences,
              Contains("Other principals have 2 findings in the same account "
                       "and 1 from the same network in that time."));
}

TEST(CampaignSection, SuspectsANetworkThatIsNewForSeveral) {
  Scene scene = EgressChange();
  const CardSection section = CampaignSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kSuspicious);
  EXPECT_EQ(section.counts.at("principals_with_new_network"), 3);
}

TEST(CampaignSection, SuspectsNoNetworkThatOthersHadBefore) {
  Scene scene = EgressChange();
  for (TermUse& use : scene.network_uses.begin()->second.uses) {
    if (use.principal != kAlice) use.first_seconds = kOpened - 90 * kDay;
  }
  const CardSection section = CampaignSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_THAT(section.sentences,
              ElementsAre("2 other principals called from the network "
                          "198.51.100.0/24 in 180 days."));
}

TEST(CampaignSection, CountsAPersonInSeveralAccountsOnce) {
  Scene scene = EgressChange();
  scene.finding.principal = "111122223333:human/dora";
  scene.finding.principal_kind = PrincipalKind::kHuman;
  auto& uses = scene.network_uses.begin()->second.uses;
  uses.resize(2);
  uses[0].principal = "444455556666:human/dora";
  uses[0].principal_kind = PrincipalKind::kHuman;
  uses[1] = uses[0];
  uses[1].principal = scene.finding.principal;
  const CardSection section = CampaignSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_EQ(section.counts.at("principals_with_new_network"), 0);
}

TEST(CampaignSection, TakesWhoIssuedTheKeyForNobodyElse) {
  Scene scene = EgressChange();
  scene.network_uses.begin()->second.uses.resize(2);  // alice and bob
  TermUse issuer;
  issuer.principal = kBob;
  CardInput input = scene.Input();
  input.key_issuers["ASIAIOSFODNN7EXAMPLE"].uses = {issuer};
  const CardSection section = CampaignSection(input);
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_EQ(section.counts.at("principals_with_new_network"), 0);
}

TEST(SistersSection, TellsOfOtherDetectorsOnly) {
  const CardSection section = SistersSection(StolenKey().Input());
  EXPECT_EQ(section.sentences.size(), 1u);
  EXPECT_EQ(section.counts.at("tool_for_principal_bits"), 5);
}

TEST(PlaceSection, TellsPeersFromOthers) {
  Scene scene = Traveller();
  TermUse peer = scene.origin_uses.uses.front();
  peer.principal = kBob;
  TermUse other = peer;
  other.principal = kWebInstance;
  other.principal_kind = PrincipalKind::kSession;
  scene.origin_uses.uses.insert(scene.origin_uses.uses.end(), {peer, other});
  EXPECT_THAT(PlaceSection(scene.Input()).sentences,
              Contains("1 of 2 peers called from VN in 180 days, and 2 of 3 "
                       "other principals of the organisation."));
  scene.principals.more = true;
  scene.origin_uses.more = true;
  EXPECT_THAT(PlaceSection(scene.Input()).sentences,
              Contains("At least 1 of at least 2 peers called from VN in 180 "
                       "days, and 2 of at least 3 other principals of the "
                       "organisation."));
}

TEST(ModelSection, TellsHowOldTheListsOfAddressesAre) {
  const Scene scene = Traveller();
  CardInput input = scene.Input();
  input.address_lists = {
      .aws_ranges_seconds = input.now_seconds - 8 * kDay,
      .anonymizer_exits_seconds = input.now_seconds - 60 * kDay};
  const CardSection section = ModelSection(input);
  EXPECT_THAT(section.sentences,
              Contains("The list `aws-ip-ranges` is of 2026-11-21, 8 days "
                       "old."));
  EXPECT_THAT(section.sentences,
              Contains("The list `anonymizer-exits` is of 2026-09-30, 60 days "
                       "old."));
  EXPECT_THAT(section.sentences, Not(Contains(HasSubstr("own-addresses"))));
}

// Calls in each hour up to a time before the card's.
void CallUntil(int64_t before_seconds, std::string_view region,
               const CardInput& input, Baseline& account) {
  for (int64_t ago = 5 * kDay; ago >= before_seconds; ago -= 3600) {
    account.At(Attribute::kRegion).Count(region, input.now_seconds - ago);
  }
}

TEST(ModelSection, TellsOfARegionThatHasBecomeQuiet) {
  Scene scene = Traveller();
  CardInput input = scene.Input();
  // The newest call is of the time of the card.
  Baseline tenant;
  tenant.At(Attribute::kCountry).Count("DE", input.now_seconds);
  Baseline account;
  input.tenant = &tenant;
  input.account = &account;
  EXPECT_FALSE(ModelSection(input).counts.contains("quiet_regions"));

  CallUntil(0, "eu-central-1", input, account);
  CardSection section = ModelSection(input);
  EXPECT_EQ(section.counts.at("quiet_regions"), 0);
  EXPECT_THAT(section.sentences,
              Contains("Calls of the account come as usual from 1 region that "
                       "is a regular source."));

  CallUntil(kDay, "us-east-1", input, account);
  section = ModelSection(input);
  EXPECT_EQ(section.counts.at("quiet_regions"), 1);
  EXPECT_THAT(
      section.sentences,
      Contains("No call of the account in us-east-1 came for 24 hours; "
               "its longest gap within 30 days was 60 minutes. A trail may "
               "be stopped, or a pipeline broken."));
}

TEST(ModelSection, IsSilentOnQuietRegionsWhileNothingNewCame) {
  Scene scene = Traveller();
  CardInput input = scene.Input();
  Baseline account;
  CallUntil(kDay, "us-east-1", input, account);
  Baseline tenant;
  tenant.At(Attribute::kCountry).Count("DE", input.now_seconds - kDay);
  input.tenant = &tenant;
  input.account = &account;
  EXPECT_EQ(ModelSection(input).counts.at("quiet_regions"), 0);
}

TEST(PlaceSection, TellsOfAVerdict) {
  Scene scene = Traveller();
  scene.principal.At(Attribute::kCountry)
      .Judge("VN", {.verdict = Verdict::kBenign});
  EXPECT_THAT(PlaceSection(scene.Input()).sentences,
              Contains("The place is marked as benign."));
}

}  // namespace
}  // namespace farcall
