// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "farcall/v1/score.pb.h"
#include "formats/names.h"
#include "formats/text.h"

namespace farcall {

// Values that several JSON documents have, with their keys in order.
using Json = nlohmann::ordered_json;

// One line without its newline. Broken UTF-8 becomes U+FFFD.
std::string JsonLine(const Json& json);

// The same, indented.
std::string JsonDocument(const Json& json);

// Decimals of numbers in JSON (docs/cli.md).
inline constexpr int kScoreDigits = 2;
inline constexpr int kBitsDigits = 2;
inline constexpr int kRankingBitsDigits = 4;  // of all factors together
inline constexpr int kShareDigits = 4;
inline constexpr int kWeightDigits = 4;

// `number` with at most so many decimals. A double is written in as few digits
// as tell it from its neighbours, so that a rounded one is short.
double Rounded(double number, int digits);

template <typename Message>
Json TimeOrNull(bool is_set, const Message& timestamp) {
  return is_set ? Json(Rfc3339(timestamp.seconds())) : Json(nullptr);
}

template <typename Enum>
Json NameOrNull(Enum value) {
  return value != 0 ? Json(Name(value)) : Json(nullptr);
}

// Null for an empty text.
Json TextOrNull(const std::string& text);

// A list, also where it is empty.
template <typename List>
Json Texts(const List& list) {
  Json texts = Json::array();
  for (const std::string& text : list) texts.push_back(text);
  return texts;
}

Json FactorJson(const v1::Factor& factor);

}  // namespace farcall
