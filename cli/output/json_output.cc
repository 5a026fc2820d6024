// SPDX-License-Identifier: Apache-2.0
#include "cli/output/json_output.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/output/names.h"
#include "cli/output/text.h"

namespace farcall {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kNoIndent = -1;
constexpr int kIndent = 2;

std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', /*ensure_ascii=*/false,
                   Json::error_handler_t::replace);
}

// The documented precision (docs/cli.md); a double is written in as few digits
// as tell it from its neighbours, so that a rounded one is short.
constexpr int kScoreDigits = 2;
constexpr int kBitsDigits = 2;
constexpr int kRankingBitsDigits = 4;  // of all factors together
constexpr int kShareDigits = 4;
constexpr int kWeightDigits = 4;

double Rounded(double number, int digits) {
  const double scale = std::pow(10, digits);
  const double scaled = std::round(number * scale) / scale;
  return std::isfinite(scaled) ? scaled : number;
}

template <typename Message>
Json TimeOrNull(bool is_set, const Message& timestamp) {
  return is_set ? Json(Rfc3339(timestamp.seconds())) : Json(nullptr);
}

template <typename Enum>
Json NameOrNull(Enum value) {
  return value != 0 ? Json(Name(value)) : Json(nullptr);
}

Json FactorJson(const v1::Factor& factor) {
  Json usual = Json::array();
  for (const v1::ValueShare& share : factor.usual()) {
    usual.push_back({{"value", share.value()},
                     {"share", Rounded(share.share(), kShareDigits)}});
  }
  return {
      {"detector", factor.detector()},
      {"entity", factor.entity()},
      {"value", factor.value()},
      {"bits", Rounded(factor.bits(), kBitsDigits)},
      {"weight", Rounded(factor.weight(), kWeightDigits)},
      {"value_calls", factor.value_calls()},
      {"entity_calls", factor.entity_calls()},
      {"first_seen",
       TimeOrNull(factor.has_value_first_seen(), factor.value_first_seen())},
      {"last_seen",
       TimeOrNull(factor.has_value_last_seen(), factor.value_last_seen())},
      {"usual", std::move(usual)},
      {"state", NameOrNull(factor.state())},
      {"explanation", factor.explanation()},
  };
}

Json OperatorOrNull(const v1::EventResult& result) {
  if (!result.has_network_operator()) return nullptr;
  const v1::NetworkOperator& found = result.network_operator();
  return {{"as_number", found.as_number()},
          {"organisation", found.organisation()},
          {"kind", NameOrNull(found.kind())},
          {"key", found.key()}};
}

Json MovedOrNull(const v1::EventResult& result) {
  if (!result.has_geo_moved()) return nullptr;
  const v1::GeoMoved& moved = result.geo_moved();
  return {
      {"country", moved.country()},
      {"operator_key", moved.operator_key()},
      {"country_database_built", TimeOrNull(moved.has_country_database_built(),
                                            moved.country_database_built())},
      {"operator_database_built",
       TimeOrNull(moved.has_operator_database_built(),
                  moved.operator_database_built())}};
}

void AddOutcome(const v1::EventResult& result, Json& json) {
  const bool scored = result.has_score();
  json["score"] = scored ? Json(Rounded(result.score().score(), kScoreDigits))
                         : Json(nullptr);
  json["risk"] =
      scored ? NameOrNull(result.score().risk_level()) : Json(nullptr);
  json["state"] = scored ? NameOrNull(result.score().state()) : Json(nullptr);
  json["duplicate"] = result.duplicate();
  json["skipped"] = result.outcome_case() == v1::EventResult::kSkipped
                        ? Json(Name(result.skipped()))
                        : Json(nullptr);
  json["error"] =
      result.has_error()
          ? Json(result.error().field() + ": " + result.error().message())
          : Json(nullptr);
  json["factors"] = Json::array();
  for (const v1::Factor& factor : result.score().factors()) {
    json["factors"].push_back(FactorJson(factor));
  }
  json["alert"] = scored && result.score().alert();
  json["factors_made_again"] = scored && result.score().factors_made_again();
  json["unread"] = Json::array();
  for (const int field : result.unread()) {
    json["unread"].push_back(Name(static_cast<v1::UnreadField>(field)));
  }
  json["network_operator"] = OperatorOrNull(result);
  const std::string& disputed = result.city_database_country();
  json["city_database_country"] =
      disputed.empty() ? Json(nullptr) : Json(disputed);
  json["bits"] = scored && result.score().has_bits()
                     ? Json(Rounded(result.score().bits(), kRankingBitsDigits))
                     : Json(nullptr);
  json["headline"] = result.headline();
  json["geo_moved"] = MovedOrNull(result);
  const std::string& finding = result.score().finding_id();
  json["finding_id"] = finding.empty() ? Json(nullptr) : Json(finding);
}

Json ResultJson(const v1::EventResult& result) {
  Json json = {
      {"event_id", result.event_id()},
      {"event_time", TimeOrNull(result.has_event_time(), result.event_time())},
      {"principal", result.principal()},
      {"command", result.command()},
      {"origin", result.origin()},
  };
  AddOutcome(result, json);
  return json;
}

Json FeedbackJson(const v1::FeedbackEntry& entry) {
  return {{"time", TimeOrNull(entry.has_time(), entry.time())},
          {"action", NameOrNull(entry.action())},
          {"principal", entry.principal()},
          {"origin", entry.origin()},
          {"actor", entry.actor()},
          {"identity", entry.identity()},
          {"reason", entry.reason()},
          {"feedback_id", entry.feedback_id()},
          {"from", TimeOrNull(entry.has_from(), entry.from())},
          {"to", TimeOrNull(entry.has_to(), entry.to())},
          {"until", TimeOrNull(entry.has_until(), entry.until())}};
}

// What a verdict says, and who said it.
Json VerdictJson(const v1::ValueCount& value) {
  if (!value.has_verdict()) return nullptr;
  const v1::FeedbackEntry& verdict = value.verdict();
  return {{"verdict", NameOrNull(verdict.action())},
          {"until", TimeOrNull(verdict.has_until(), verdict.until())},
          {"time", TimeOrNull(verdict.has_time(), verdict.time())},
          {"actor", verdict.actor()},
          {"identity", verdict.identity()},
          {"reason", verdict.reason()},
          {"feedback_id", verdict.feedback_id()}};
}

Json HistogramJson(const v1::Histogram& histogram) {
  Json values = Json::array();
  for (const v1::ValueCount& value : histogram.values()) {
    values.push_back({
        {"value", value.value()},
        {"share", Rounded(value.share(), kShareDigits)},
        {"calls", value.calls()},
        {"observations", value.observations()},
        {"weight", Rounded(value.weight(), kWeightDigits)},
        {"first_seen", TimeOrNull(value.has_first_seen(), value.first_seen())},
        {"last_seen", TimeOrNull(value.has_last_seen(), value.last_seen())},
        {"state", NameOrNull(value.state())},
        {"settles", TimeOrNull(value.has_settles(), value.settles())},
        {"verdict", VerdictJson(value)},
    });
  }
  return {{"attribute", histogram.attribute()}, {"values", std::move(values)}};
}

Json BaselineJson(const v1::Baseline& baseline) {
  Json json = {
      {"tenant", baseline.entity().tenant()},
      {"kind", Name(baseline.entity().kind())},
      {"name", baseline.entity().name()},
      {"state", NameOrNull(baseline.state())},
      {"calls", baseline.calls()},
      {"first_seen",
       TimeOrNull(baseline.has_first_seen(), baseline.first_seen())},
      {"last_seen", TimeOrNull(baseline.has_last_seen(), baseline.last_seen())},
      {"at", TimeOrNull(baseline.has_at(), baseline.at())},
      {"histograms", Json::array()},
  };
  for (const v1::Histogram& histogram : baseline.histograms()) {
    json["histograms"].push_back(HistogramJson(histogram));
  }
  return json;
}

Json TextOrNull(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

// The calls of a finding: what they were, and what was odd about the first one.
void AddCalls(const v1::Finding& finding, Json& json) {
  json["commands"] = Json::array();
  for (const v1::CommandCalls& command : finding.commands()) {
    json["commands"].push_back(
        {{"command", command.command()}, {"calls", command.calls()}});
  }
  json["opening_factors"] = Json::array();
  for (const v1::Factor& factor : finding.opening_factors()) {
    json["opening_factors"].push_back(FactorJson(factor));
  }
  json["principal_kind"] = NameOrNull(finding.principal_kind());
  json["other_command_calls"] = finding.other_command_calls();
  json["unauthenticated"] = finding.unauthenticated();
  json["classes"] = Json::array();
  for (const int number : finding.classes()) {
    json["classes"].push_back(Name(static_cast<v1::CommandClass>(number)));
  }
  json["techniques"] = Json::array();
  for (const std::string& technique : finding.techniques()) {
    json["techniques"].push_back(technique);
  }
  json["sensitive_calls"] = finding.sensitive_calls();
}

// What people said of a finding.
void AddTriage(const v1::Finding& finding, Json& json) {
  json["assignee"] = TextOrNull(finding.assignee());
  json["reason"] = NameOrNull(finding.reason());
  json["closed_by"] = TextOrNull(finding.closed_by());
  json["acknowledge_time"] =
      TimeOrNull(finding.has_acknowledge_time(), finding.acknowledge_time());
  json["close_time"] =
      TimeOrNull(finding.has_close_time(), finding.close_time());
  json["reopening"] = NameOrNull(finding.reopening());
  json["teaching"] = NameOrNull(finding.teaching());
}

Json FindingJson(const v1::Finding& finding) {
  Json json = {
      {"finding_id", finding.id()},
      {"principal", finding.principal()},
      {"origin", finding.origin()},
      {"state", NameOrNull(finding.state())},
      {"risk", NameOrNull(finding.risk_level())},
      {"peak_score", Rounded(finding.score(), kScoreDigits)},
      {"first_event_time",
       TimeOrNull(finding.has_first_event_time(), finding.first_event_time())},
      {"last_event_time",
       TimeOrNull(finding.has_last_event_time(), finding.last_event_time())},
      {"calls", finding.calls()},
      {"revision", finding.revision()},
      {"priority", finding.priority()},
      {"account", TextOrNull(finding.account())},
      {"failed_calls", finding.failed_calls()},
      {"headline", finding.headline()},
      {"create_time",
       TimeOrNull(finding.has_create_time(), finding.create_time())},
      {"update_time",
       TimeOrNull(finding.has_update_time(), finding.update_time())},
      {"previous_id", TextOrNull(finding.previous_id())},
  };
  AddCalls(finding, json);
  AddTriage(finding, json);
  return json;
}

Json FoundJson(const v1::GetFindingResponse& found) {
  Json json = FindingJson(found.finding());
  json["notes"] = Json::array();
  for (const v1::FindingNote& note : found.notes()) {
    json["notes"].push_back({{"time", TimeOrNull(note.has_time(), note.time())},
                             {"actor", note.actor()},
                             {"identity", note.identity()},
                             {"text", note.text()}});
  }
  return json;
}

Json ChangeJson(const v1::WatchFindingsResponse& answer) {
  std::string change;
  bool removed = false;
  for (const int number : answer.changes()) {
    const auto one = static_cast<v1::FindingChange>(number);
    change += (change.empty() ? "" : ",") + Name(one);
    removed = removed || one == v1::FINDING_CHANGE_REMOVED;
  }
  const v1::Finding& finding = answer.finding();
  Json json = {{"finding_id", finding.id()},
               {"revision", finding.revision() > 0 ? Json(finding.revision())
                                                   : Json(nullptr)},
               {"change", change}};
  if (!removed) json.update(FindingJson(finding));
  return json;
}

}  // namespace

std::string ResultLine(const v1::EventResult& result) {
  return Dump(ResultJson(result), kNoIndent);
}

std::string ResultDocument(const v1::EventResult& result,
                           const std::optional<v1::EventResult>& what_if) {
  Json json = {
      {"event_id", result.event_id()},
      {"event_time", TimeOrNull(result.has_event_time(), result.event_time())},
      {"principal", result.principal()},
      {"principal_kind", NameOrNull(result.principal_kind())},
      {"command", result.command()},
      {"origin", result.origin()},
      {"origin_source", NameOrNull(result.origin_source())},
      {"first_score", result.has_first_score()
                          ? Json(Rounded(result.first_score(), kScoreDigits))
                          : Json(nullptr)},
  };
  AddOutcome(result, json);
  json["what_if"] = nullptr;
  if (what_if.has_value() && what_if->has_score()) {
    json["what_if"] = {
        {"origin", what_if->origin()},
        {"score", Rounded(what_if->score().score(), kScoreDigits)},
        {"risk", NameOrNull(what_if->score().risk_level())}};
  }
  return Dump(json, kIndent);
}

std::string BaselineLine(const v1::Baseline& baseline) {
  return Dump(BaselineJson(baseline), kNoIndent);
}

std::string BaselineDocument(const v1::Baseline& baseline) {
  return Dump(BaselineJson(baseline), kIndent);
}

std::string FeedbackLine(const v1::FeedbackEntry& entry) {
  return Dump(FeedbackJson(entry), kNoIndent);
}

std::string FindingLine(const v1::Finding& finding) {
  return Dump(FindingJson(finding), kNoIndent);
}

std::string FindingLine(const v1::GetFindingResponse& found) {
  return Dump(FoundJson(found), kNoIndent);
}

std::string FindingDocument(const v1::GetFindingResponse& found) {
  return Dump(FoundJson(found), kIndent);
}

std::string FindingsDocument(const std::vector<v1::Finding>& findings) {
  Json json = Json::array();
  for (const v1::Finding& finding : findings) {
    json.push_back(FindingJson(finding));
  }
  return Dump(json, kIndent);
}

std::string ChangeLine(const v1::WatchFindingsResponse& answer) {
  return Dump(ChangeJson(answer), kNoIndent);
}

}  // namespace farcall
