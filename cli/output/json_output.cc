// SPDX-License-Identifier: Apache-2.0
#include "cli/output/json_output.h"

#include "formats/json_values.h"

namespace farcall {
namespace {

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

}  // namespace

std::string ResultLine(const v1::EventResult& result) {
  return JsonLine(ResultJson(result));
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
  return JsonDocument(json);
}

std::string BaselineLine(const v1::Baseline& baseline) {
  return JsonLine(BaselineJson(baseline));
}

std::string BaselineDocument(const v1::Baseline& baseline) {
  return JsonDocument(BaselineJson(baseline));
}

std::string FeedbackLine(const v1::FeedbackEntry& entry) {
  return JsonLine(FeedbackJson(entry));
}

}  // namespace farcall
