// SPDX-License-Identifier: Apache-2.0
#include "server/wire/finding_convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

FindingId Id(uint8_t last) {
  FindingId id;
  id.bytes.back() = last;
  return id;
}

Finding Whole() {
  return {.id = Id(1),
          .principal = "arn:aws:iam::111122223333:user/alice",
          .principal_kind = PrincipalKind::kUser,
          .origin = "BR",
          .unauthenticated = true,
          .state = FindingState::kAcknowledged,
          .revision = 7,
          .previous = Id(2),
          .first_seconds = 1'750'000'000,
          .last_seconds = 1'750'000'100,
          .create_micros = 1'750'000'200'000'001,
          .update_micros = 1'750'000'300'000'000,
          .calls = 12,
          .failed_calls = 3,
          .peak_centibits = 1900,
          .score_hundredths = 9275,
          .classes =
              SetOf(CommandClass::kDataRead) | SetOf(CommandClass::kIamWrite),
          .sensitive_calls = 2,
          .accounts = {{"111122223333", 2}, {"444455556666", 10}},
          .commands = {{"s3:GetObject", 11}},
          .other_command_calls = 1,
          .headline = "alice called from BR",
          .opening_factors = {{.detector = "country_for_principal",
                               .entity = "alice",
                               .value = "BR",
                               .bits = 9.5,
                               .weight = 1,
                               .value_calls = 4,
                               .entity_calls = 300,
                               .entity_first_seen_seconds = 1'740'000'000,
                               .value_first_seen_seconds = 1'749'000'000,
                               .value_last_seen_seconds = 1'749'500'000,
                               .state = BaselineState::kReady,
                               .explanation = "0 of 300 calls"}}};
}

TEST(WriteFinding, WritesEachField) {
  v1::Finding written;
  WriteFinding(Whole(), written);
  EXPECT_EQ(written.id(), "aaaaaaaaaaaaaaab");
  EXPECT_EQ(written.state(), v1::Finding::STATE_ACKNOWLEDGED);
  EXPECT_EQ(written.revision(), 7U);
  EXPECT_EQ(written.priority(), 1) << "a sensitive call of a CRITICAL one";
  EXPECT_EQ(written.principal(), "arn:aws:iam::111122223333:user/alice");
  EXPECT_EQ(written.principal_kind(), v1::PRINCIPAL_KIND_USER);
  EXPECT_EQ(written.origin(), "BR");
  EXPECT_EQ(written.account(), "444455556666") << "with the most calls";
  EXPECT_DOUBLE_EQ(written.score(), 92.75);
  EXPECT_EQ(written.risk_level(), v1::RISK_LEVEL_CRITICAL);
  EXPECT_EQ(written.headline(), "alice called from BR");
  EXPECT_EQ(written.first_event_time().seconds(), 1'750'000'000);
  EXPECT_EQ(written.last_event_time().seconds(), 1'750'000'100);
  EXPECT_EQ(written.create_time().seconds(), 1'750'000'200);
  EXPECT_EQ(written.create_time().nanos(), 1000);
  EXPECT_EQ(written.update_time().seconds(), 1'750'000'300);
  EXPECT_EQ(written.calls(), 12U);
  EXPECT_EQ(written.failed_calls(), 3U);
  EXPECT_EQ(written.previous_id(), "aaaaaaaaaaaaaaac");
  ASSERT_EQ(written.commands_size(), 1);
  EXPECT_EQ(written.commands(0).command(), "s3:GetObject");
  EXPECT_EQ(written.commands(0).calls(), 11U);
  EXPECT_EQ(written.other_command_calls(), 1U);
  EXPECT_THAT(written.classes(), ElementsAre(v1::COMMAND_CLASS_IAM_WRITE,
                                             v1::COMMAND_CLASS_DATA_READ));
  EXPECT_THAT(written.techniques(), ElementsAre("T1530"));
  EXPECT_EQ(written.sensitive_calls(), 2U);
  EXPECT_TRUE(written.unauthenticated());
}

TEST(WriteFinding, WritesFactorsAsOfAnAnswer) {
  v1::Finding written;
  WriteFinding(Whole(), written);
  ASSERT_EQ(written.opening_factors_size(), 1);
  const v1::Factor& factor = written.opening_factors(0);
  EXPECT_EQ(factor.detector(), "country_for_principal");
  EXPECT_EQ(factor.entity(), "alice");
  EXPECT_EQ(factor.value(), "BR");
  EXPECT_EQ(factor.bits(), 9.5);
  EXPECT_EQ(factor.weight(), 1);
  EXPECT_EQ(factor.value_calls(), 4U);
  EXPECT_EQ(factor.entity_calls(), 300U);
  EXPECT_EQ(factor.entity_first_seen().seconds(), 1'740'000'000);
  EXPECT_EQ(factor.value_first_seen().seconds(), 1'749'000'000);
  EXPECT_EQ(factor.value_last_seen().seconds(), 1'749'500'000);
  EXPECT_EQ(factor.state(), v1::BASELINE_STATE_READY);
  EXPECT_EQ(factor.explanation(), "0 of 300 calls");
}

TEST(WriteFinding, LeavesOutWhatIsNotThere) {
  Finding finding = Whole();
  finding.previous.reset();
  finding.accounts.clear();
  finding.opening_factors[0].value_first_seen_seconds = 0;
  finding.opening_factors[0].entity_first_seen_seconds = 0;
  v1::Finding written;
  WriteFinding(finding, written);
  EXPECT_THAT(written.previous_id(), IsEmpty());
  EXPECT_THAT(written.account(), IsEmpty());
  EXPECT_FALSE(written.opening_factors(0).has_value_first_seen());
  EXPECT_FALSE(written.opening_factors(0).has_value_last_seen());
  EXPECT_FALSE(written.opening_factors(0).has_entity_first_seen());
}

TEST(WriteChanges, NamesEachBit) {
  v1::WatchFindingsResponse answer;
  WriteChanges(0b1111, answer);
  EXPECT_THAT(
      answer.changes(),
      ElementsAre(v1::FINDING_CHANGE_OPENED, v1::FINDING_CHANGE_ESCALATED,
                  v1::FINDING_CHANGE_GREW, v1::FINDING_CHANGE_REMOVED));
}

TEST(ReadStates, TakesOpenAndAcknowledgedForNone) {
  std::vector<FieldViolation> violations;
  v1::ListFindingsRequest request;
  EXPECT_THAT(ReadStates(request, violations),
              ElementsAre(FindingState::kOpen, FindingState::kAcknowledged));
  request.add_states(v1::Finding::STATE_EXPIRED);
  request.add_states(v1::Finding::STATE_BENIGN);
  request.add_states(v1::Finding::STATE_EXPIRED);
  EXPECT_THAT(ReadStates(request, violations),
              ElementsAre(FindingState::kBenign, FindingState::kExpired));
  EXPECT_THAT(violations, IsEmpty());
}

TEST(ReadStates, RefusesNumbersThatItDoesNotKnow) {
  for (const int number : {0, 6, -1}) {
    std::vector<FieldViolation> violations;
    v1::ListFindingsRequest request;
    request.add_states(static_cast<v1::Finding::State>(number));
    ReadStates(request, violations);
    ASSERT_EQ(violations.size(), 1U) << number;
    EXPECT_EQ(violations[0].field, "states");
  }
}

TEST(ReadRiskFrom, TakesAllLevelsForNone) {
  std::vector<FieldViolation> violations;
  EXPECT_EQ(ReadRiskFrom(v1::RISK_LEVEL_UNSPECIFIED, violations),
            RiskLevel::kNone);
  EXPECT_EQ(ReadRiskFrom(v1::RISK_LEVEL_HIGH, violations), RiskLevel::kHigh);
  EXPECT_THAT(violations, IsEmpty());
  ReadRiskFrom(static_cast<v1::RiskLevel>(6), violations);
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].field, "risk_from");
}

TEST(ReadClassFrom, TakesAllClassesForNone) {
  std::vector<FieldViolation> violations;
  EXPECT_EQ(ReadClassFrom(v1::COMMAND_CLASS_UNSPECIFIED, violations),
            CommandClass::kUnknown);
  EXPECT_EQ(ReadClassFrom(v1::COMMAND_CLASS_DESTRUCTION, violations),
            CommandClass::kDestruction);
  EXPECT_THAT(violations, IsEmpty());
  ReadClassFrom(static_cast<v1::CommandClass>(13), violations);
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].field, "class_from");
}

TEST(WriteFinding, NumbersReopeningsAndClassesAsTheCoreDoes) {
  v1::Finding written;
  Finding finding = Whole();
  finding.reopening = Reopening::kWorseClass;
  finding.classes = kAllCommandClasses;
  WriteFinding(finding, written);
  EXPECT_EQ(written.reopening(), v1::REOPENING_WORSE_CLASS);
  ASSERT_EQ(written.classes_size(), 12);
  for (const int number : written.classes()) {
    EXPECT_EQ(v1::CommandClass_Name(static_cast<v1::CommandClass>(number)),
              "COMMAND_CLASS_" + std::string(CommandClassName(
                                     static_cast<CommandClass>(number))));
  }
}

TEST(ReadFindingId, SaysWhatIsWrongWithIt) {
  std::vector<FieldViolation> violations;
  EXPECT_EQ(ReadFindingId(Id(3).text(), violations), Id(3));
  EXPECT_THAT(violations, IsEmpty());
  ReadFindingId("", violations);
  ReadFindingId("AAAAAAAAAAAAAAAA", violations);
  ASSERT_EQ(violations.size(), 2U);
  EXPECT_EQ(violations[0].description, "is required");
  EXPECT_EQ(violations[1].field, "finding_id");
}

TEST(CheckListFindings, NamesEachFieldThatIsWrong) {
  v1::ListFindingsRequest request;
  std::vector<FieldViolation> violations;
  CheckListFindings(request, violations);
  EXPECT_THAT(violations, IsEmpty()) << "all of them may be empty";
  request.set_principal("a\nb");
  request.set_origin("Brazil");
  request.set_account("1234");
  request.mutable_active_since()->set_seconds(-1);
  request.set_page_size(1001);
  CheckListFindings(request, violations);
  std::vector<std::string> fields;
  for (const FieldViolation& violation : violations) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, ElementsAre("principal", "origin", "account",
                                  "active_since", "page_size"));
}

}  // namespace
}  // namespace farcall
