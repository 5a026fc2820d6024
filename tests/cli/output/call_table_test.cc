// SPDX-License-Identifier: Apache-2.0
#include "cli/output/call_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

v1::EventResult Call(const std::string& id, double score) {
  v1::EventResult result;
  result.set_event_id(id);
  result.mutable_event_time()->set_seconds(1767323045);
  result.set_principal("arn:aws:iam::111122223333:user/alice");
  result.set_command("iam:CreateUser");
  result.set_origin("BR");
  result.mutable_score()->set_score(score);
  result.mutable_score()->set_risk_level(v1::RISK_LEVEL_HIGH);
  result.mutable_score()->add_factors()->set_explanation(
      "0 of 4,812 calls by alice came from BR; usual: DE 91 %, FR 9 %");
  return result;
}

std::vector<std::string> IdsOf(const TopCalls& top) {
  std::vector<std::string> ids;
  for (const v1::EventResult& call : top.calls())
    ids.push_back(call.event_id());
  return ids;
}

std::string Table(const std::vector<v1::EventResult>& calls, size_t width,
                  Charset charset = Charset::kUtf8) {
  std::ostringstream out;
  WriteCallTable(calls, width, charset, out);
  return out.str();
}

size_t LongestLine(const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  size_t longest = 0;
  while (std::getline(lines, line)) longest = std::max(longest, Columns(line));
  return longest;
}

TEST(TopCalls, KeepsTheHighestWithTheFirstOfEqualsFirst) {
  TopCalls top(3);
  for (const auto& [id, score] : std::vector<std::pair<std::string, double>>{
           {"a", 10}, {"b", 50}, {"c", 50}, {"d", 5}, {"e", 90}, {"f", 50}}) {
    top.Offer(Call(id, score));
  }
  EXPECT_THAT(IdsOf(top), ElementsAre("e", "b", "c"));
}

TEST(TopCalls, RanksEqualScoresByTheirBits) {
  TopCalls top(2);
  for (const auto& [id, bits] :
       {std::pair("a", 70.0), std::pair("b", 90.0), std::pair("c", 80.0)}) {
    v1::EventResult result = Call(id, 100);
    result.mutable_score()->set_bits(bits);
    top.Offer(result);
  }
  EXPECT_THAT(IdsOf(top), ElementsAre("b", "c"));
}

TEST(TopCalls, ListsARedeliveredEventOnce) {
  TopCalls top(3);
  v1::EventResult again = Call("a", 50);
  again.set_duplicate(true);
  top.Offer(Call("a", 50));
  top.Offer(again);
  EXPECT_THAT(IdsOf(top), ElementsAre("a"));
}

TEST(TopCalls, ListsADuplicateOfAnEarlierRun) {
  TopCalls top(3);
  v1::EventResult again = Call("a", 50);
  again.set_duplicate(true);
  again.mutable_score()->clear_factors();
  top.Offer(again);
  EXPECT_THAT(IdsOf(top), ElementsAre("a"));
  EXPECT_THAT(Reason(top.calls()[0]), HasSubstr("counted before"));
}

TEST(Reason, IsTheHeadlineWhereThereIsOne) {
  v1::EventResult call = Call("a", 92.5);
  call.set_headline("Unusual for alice: called from BR (0 of 4,812 calls)");
  EXPECT_EQ(Reason(call),
            "Unusual for alice: called from BR (0 of 4,812 calls)");
}

TEST(TopCalls, LeavesOutWhatHasNoScore) {
  TopCalls top(3);
  v1::EventResult skipped;
  skipped.set_skipped(v1::SKIP_REASON_DIGEST);
  top.Offer(skipped);
  EXPECT_THAT(IdsOf(top), ElementsAre());
}

TEST(TopCalls, MayBeEmpty) {
  TopCalls top(0);
  top.Offer(Call("a", 50));
  EXPECT_THAT(IdsOf(top), ElementsAre());
}

TEST(CallTable, CutsNothingWithoutATerminal) {
  EXPECT_EQ(Table({Call("a", 92.5)}, 0),
            "SCORE  RISK  TIME                  PRINCIPAL                      "
            "       COMMAND         ORIGIN  REASON\n"
            "92.50  HIGH  2026-01-02T03:04:05Z  "
            "arn:aws:iam::111122223333:user/alice  iam:CreateUser  BR      "
            "0 of 4,812 calls by alice came from BR; usual: DE 91 %, FR 9 %\n");
}

TEST(CallTable, NamesTheCloudOrHostThatACallCameFrom) {
  v1::EventResult call = Call("a", 92.5);
  v1::NetworkOperator& found = *call.mutable_network_operator();
  found.set_key("amazon");
  for (const auto kind :
       {v1::NETWORK_OPERATOR_KIND_CLOUD, v1::NETWORK_OPERATOR_KIND_HOSTING}) {
    found.set_kind(kind);
    EXPECT_THAT(Table({call}, 0), HasSubstr("  BR (amazon)  0 of"));
  }
  found.set_kind(v1::NETWORK_OPERATOR_KIND_ACCESS);
  found.set_key("AS3320");
  EXPECT_THAT(Table({call}, 0), HasSubstr("  BR      0 of"));
}

TEST(CallTable, TellsWhereANetworkWasThatADatabaseMoved) {
  v1::EventResult call = Call("a", 92.5);
  call.mutable_geo_moved()->set_country("DE");
  EXPECT_THAT(Table({call}, 0), HasSubstr("  BR (was DE)  0 of"));
}

TEST(CallTable, NamesTheFindingsThatCallsBelongTo) {
  v1::EventResult alert = Call("a", 92.5);
  alert.mutable_score()->set_finding_id("mfrggzdfmztwq2lk");
  const std::string table = Table({alert, Call("b", 50)}, 0);
  EXPECT_THAT(table, HasSubstr("ORIGIN  FINDING           REASON\n"));
  EXPECT_THAT(table, HasSubstr("BR      mfrggzdfmztwq2lk  0 of"));
  EXPECT_THAT(table, HasSubstr("BR      -                 0 of"));
}

TEST(CallTable, PutsReasonsBelowTheirRowsOnANarrowTerminal) {
  EXPECT_EQ(Table({Call("a", 92.5)}, 80),
            "SCORE  RISK  TIME                  PRINCIPAL                      "
            "       COMMAND         ORIGIN\n"
            "92.50  HIGH  2026-01-02T03:04:05Z  "
            "arn:aws:iam::111122223333:user/alice  "
            "iam:CreateUser  BR\n"
            "        0 of 4,812 calls by alice came from BR; usual: DE 91 %, "
            "FR 9 %\n");
}

TEST(CallTable, FitsTheTerminalWhereItsNamesDo) {
  for (const size_t width : {100u, 120u, 159u, 160u, 200u}) {
    for (const Charset charset : {Charset::kAscii, Charset::kUtf8}) {
      EXPECT_LE(LongestLine(Table({Call("a", 100)}, width, charset)), width);
    }
  }
}

TEST(CallTable, HasNoControlCharactersFromLogs) {
  v1::EventResult call = Call("a", 92.5);
  call.set_principal("al\x1b[2Jice\n");
  EXPECT_THAT(Table({call}, 0), HasSubstr("al?[2Jice?"));
}

}  // namespace
}  // namespace farcall
