// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/record/answer_values.h"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "storage/codec/record/part_values.h"

namespace farcall {
namespace {

// Between a network, a question and its answer.
constexpr char kSeparator = '|';
constexpr char kCountryAnswer = 'c';
constexpr char kOperatorAnswer = 'o';
constexpr char kLocationAnswer = 'l';

ValueCount AnswerValue(std::string_view network, char question,
                       std::string_view answer, uint32_t build_seconds,
                       int64_t last_period) {
  std::string text(network);
  text.append(1, kSeparator).append(1, question).append(1, kSeparator);
  return {.value = text.append(answer),
          .first_seen_seconds = last_period * kPeriodSeconds,
          .last_seen_seconds = last_period * kPeriodSeconds,
          .peak_centibits = build_seconds,
          .periods = {{.period = last_period, .calls = 1}}};
}

std::string LocationText(const NetworkLocation& location) {
  return std::to_string(location.latitude_hundredths) + "," +
         std::to_string(location.longitude_hundredths) + "," +
         std::to_string(location.radius_km);
}

bool TakeLocation(std::string_view text, NetworkLocation& location) {
  for (int32_t* number :
       {&location.latitude_hundredths, &location.longitude_hundredths,
        &location.radius_km}) {
    const size_t end = std::min(text.find(','), text.size());
    if (!TakeNumber(text.substr(0, end), *number)) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return text.empty();
}

bool TakeAnswer(char question, std::string_view text, const ValueCount& value,
                NetworkAnswers::Network& network) {
  const int64_t last_period = value.periods.back().period;
  NetworkAnswer answer{.text = std::string(text),
                       .build_seconds = value.peak_centibits,
                       .last_period = last_period};
  switch (question) {
    case kCountryAnswer:
      network.countries.push_back(std::move(answer));
      return true;
    case kOperatorAnswer:
      if (!answer.is_divided()) {
        if (text.empty() || text[0] < '0' || text[0] > '9') return false;
        answer.kind = static_cast<OperatorKind>(text[0] - '0');
        answer.text.erase(0, 1);
        if (answer.is_divided()) return false;
      }
      network.operators.push_back(std::move(answer));
      return true;
    case kLocationAnswer:
      network.location.emplace();
      network.location->build_seconds = value.peak_centibits;
      network.location->last_period = last_period;
      return TakeLocation(text, *network.location) &&
             LocationText(*network.location) == text;
    default:
      return false;
  }
}

void KeepNewest(NetworkAnswers::Answers& answers) {
  std::ranges::stable_sort(answers, std::greater(),
                           &NetworkAnswer::build_seconds);
  if (answers.size() > NetworkAnswers::kAnswersKept) {
    answers.resize(NetworkAnswers::kAnswersKept);
  }
}

}  // namespace

std::vector<ValueCount> ValuesOf(const NetworkAnswers& answers) {
  std::vector<ValueCount> values;
  for (const NetworkAnswers::Network& network : answers.networks()) {
    for (const NetworkAnswer& country : network.countries) {
      values.push_back(AnswerValue(network.network, kCountryAnswer,
                                   country.text, country.build_seconds,
                                   country.last_period));
    }
    for (const NetworkAnswer& answer : network.operators) {
      const std::string kind =
          answer.is_divided() ? ""
                              : std::to_string(static_cast<int>(answer.kind));
      values.push_back(AnswerValue(network.network, kOperatorAnswer,
                                   kind + answer.text, answer.build_seconds,
                                   answer.last_period));
    }
    if (const auto& location = network.location) {
      values.push_back(
          AnswerValue(network.network, kLocationAnswer, LocationText(*location),
                      location->build_seconds, location->last_period));
    }
  }
  SortByText(values);
  return values;
}

absl::Status AnswersFrom(const std::vector<ValueCount>& values,
                         NetworkAnswers& answers) {
  std::vector<NetworkAnswers::Network> networks;
  for (const ValueCount& value : values) {
    const std::string_view text = value.value;
    const size_t end = text.find(kSeparator);
    if (end == text.npos || end + 2 >= text.size() ||
        text[end + 2] != kSeparator) {
      return BadText(text);
    }
    const std::string_view name = text.substr(0, end);
    if (networks.empty() || networks.back().network != name) {
      networks.push_back({.network = std::string(name)});
    }
    if (!TakeAnswer(text[end + 1], text.substr(end + 3), value,
                    networks.back())) {
      return BadText(text);
    }
  }
  for (NetworkAnswers::Network& network : networks) {
    KeepNewest(network.countries);
    KeepNewest(network.operators);
  }
  answers = NetworkAnswers::FromNetworks(std::move(networks));
  return absl::OkStatus();
}

}  // namespace farcall
