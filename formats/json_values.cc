// SPDX-License-Identifier: Apache-2.0
#include "formats/json_values.h"

#include <cmath>
#include <utility>

namespace farcall {
namespace {

constexpr int kNoIndent = -1;
constexpr int kIndent = 2;

std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', /*ensure_ascii=*/false,
                   Json::error_handler_t::replace);
}

}  // namespace

std::string JsonLine(const Json& json) { return Dump(json, kNoIndent); }

std::string JsonDocument(const Json& json) { return Dump(json, kIndent); }

double Rounded(double number, int digits) {
  const double scale = std::pow(10, digits);
  const double scaled = std::round(number * scale) / scale;
  return std::isfinite(scaled) ? scaled : number;
}

Json TextOrNull(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
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

}  // namespace farcall
