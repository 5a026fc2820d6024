// SPDX-License-Identifier: Apache-2.0

// docs/scoring.md says what the code computes: the numbers of its example, and
// those of each detector.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "scoring/batch/event_scorer.h"
#include "scoring/batch/explanation.h"
#include "scoring/counts/histogram.h"
#include "scoring/detectors/evaluation.h"
#include "scoring/detectors/fusion.h"
#include "scoring/records/attribute.h"

namespace farcall {
namespace {

std::string Page() {
  std::ifstream file(FARCALL_SCORING_PAGE);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Text(const char* format, double number) {
  std::array<char, 64> text{};
  (void)std::snprintf(text.data(), text.size(), format, number);
  return text.data();
}

// Alice's call from BR by a command that she alone has called, from DE.
class ScoringPage : public ::testing::Test {
 protected:
  static constexpr int64_t kStart =
      1750000000 / kPeriodSeconds * kPeriodSeconds;

  ScoringPage() {
    Histogram hundred_hours_in_de;
    for (int hour = 0; hour < 100; ++hour) {
      hundred_hours_in_de.Count("DE", kStart + hour * kSlotSeconds);
    }
    Histogram one_principal_in_de;
    one_principal_in_de.CountAs(Histogram::As::kObservation, "DE", kStart);
    counted_.SetValue(Attribute::kCountry, "BR");
    Know(0, EntityKind::kPrincipal, hundred_hours_in_de);
    Know(1, EntityKind::kPeers, one_principal_in_de);
    Know(2, EntityKind::kTenant, one_principal_in_de);
    Know(3, EntityKind::kCommand, hundred_hours_in_de);
    const Event event{.event_id = "stolen",
                      .event_time_seconds = kStart + 101 * kSlotSeconds,
                      .account = "111122223333",
                      .principal = "alice",
                      .principal_kind = PrincipalKind::kUser,
                      .command = "iam:CreateUser"};
    scored_.origin.value = "BR";
    const Model model;
    BatchMoments moments(model.decay);
    std::vector<Baseline*> records;
    for (Baseline& baseline : baselines_) records.push_back(&baseline);
    ScoreEvent(model, event, counted_, records, moments, {}, scored_);
  }

  void Know(size_t index, EntityKind kind, const Histogram& countries) {
    counted_.SetEntity(kind, index);
    baselines_[index].At(Attribute::kCountry) = countries;
  }

  double BitsOf(std::string_view detector) const {
    const auto factor = std::ranges::find(
        scored_.factors, detector,
        [](const Factor& told) { return told.detector->name; });
    return factor == scored_.factors.end() ? -1 : factor->bits;
  }

  // Names the text that the page does not have; the page itself is long.
  static ::testing::AssertionResult PageHas(const std::string& text) {
    return Page().find(text) != std::string::npos
               ? ::testing::AssertionSuccess()
               : ::testing::AssertionFailure()
                     << "docs/scoring.md has no `" << text << "`";
  }

  std::vector<Baseline> baselines_{4};
  CountedEvent counted_;
  ScoredEvent scored_;
};

TEST_F(ScoringPage, ComputesTheExampleByHandAsTheCodeDoes) {
  const Model model;
  const double d = model.smoothing.discount;
  const double theta = model.smoothing.concentration;
  const auto left = [&](double n) { return (theta + d) / (n + theta); };
  const double of_tenant = (1 - d) / (1 + theta) + left(1) / 256;
  const double of_peers = (1 - d) / (1 + theta) + left(1) * of_tenant;
  const double usual = (100 - d) / (100 + theta) + left(100) * of_peers;
  const double unknown = left(100) * left(1) * left(1) / 256;
  EXPECT_TRUE(PageHas(Text("= %.6f for N = 100", left(100))));
  EXPECT_TRUE(PageHas(Text("= %.2f for N = 1", left(1))));
  EXPECT_TRUE(PageHas(Text("= %.4e,", unknown)));
  EXPECT_TRUE(PageHas(Text("p(DE) = %.5f\n", usual)));
  EXPECT_TRUE(PageHas(Text("= %.4e;", left(100) * left(1) / 256)));
  EXPECT_NEAR(std::log2(usual / unknown) * 100 / 105,
              BitsOf("country_for_principal"), 1e-6)
      << "the formula as it is on the page";
}

TEST_F(ScoringPage, HasTheBitsAndTheScoreOfTheExample) {
  const Model model;
  const double place_bits = BitsOf("country_for_principal");
  const double two_places = BitsOf("two_places");
  const double place =
      model.place_bits_max * -std::expm1(-place_bits / model.place_bits_max);
  const double support =
      model.support_part * std::min(place, BitsOf("country_for_command"));
  EXPECT_TRUE(PageHas(Text("0.95238 = %.3f bits\n", place_bits)));
  EXPECT_TRUE(
      PageHas(Text("0.95238 = %.3f bits\n", BitsOf("country_for_command"))));
  EXPECT_TRUE(PageHas(Text("(100 + 5) = %.3f bits\n", two_places)));
  EXPECT_TRUE(PageHas(Text(" / 20)) = %.3f;", place)));
  EXPECT_TRUE(PageHas(Text("support = ¼ · 10.158 = %.3f;", support)));
  EXPECT_TRUE(PageHas(Text("evidence = 2 · 3.810 = %.3f\n", 2 * two_places)));
  EXPECT_TRUE(PageHas(Text("total = %.3f bits;", *scored_.bits)));
  EXPECT_TRUE(PageHas(Text("= %.2f: ", scored_.score) +
                      std::string(RiskLevelName(scored_.risk_level)) + "\n"));
}

TEST_F(ScoringPage, HasTheSentenceOfTheExample) {
  EXPECT_TRUE(PageHas("> " + Headline(scored_.factors) + "\n"));
}

TEST_F(ScoringPage, ListsEveryDetectorWithItsNumbers) {
  for (const Detector& detector : Detectors()) {
    const std::string name = "| `" + std::string(detector.name) + "` | ";
    EXPECT_TRUE(PageHas(name));
    if (detector.role != Detector::Role::kEvidence) continue;
    std::ostringstream row;
    row << name << detector.floor << " | " << detector.cap << " | "
        << detector.part << " |\n";
    EXPECT_TRUE(PageHas(row.str()));
  }
}

}  // namespace
}  // namespace farcall
