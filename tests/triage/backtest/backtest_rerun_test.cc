// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "scoring/batch/batch_scorer.h"
#include "scoring/counts/value_count.h"
#include "tests/scoring/batch/supplied_origins.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/temp_dir.h"
#include "triage/backtest/backtest.h"

namespace farcall {
namespace {

constexpr int64_t kFirstDay = 20'000;
constexpr int64_t kDays = 40;
constexpr char kTenant[] = "default";

// Principal, origin, day.
using AlertDays = std::set<std::tuple<std::string, std::string, int64_t>>;

// Eight people who call from home, and now and then from elsewhere, with odd
// commands.
std::vector<Event> Stream() {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same stream each time
  const auto below = [&](int end) {
    return static_cast<int>(random() % static_cast<unsigned>(end));
  };
  const std::array<const char*, 6> countries = {"DE", "FR", "US",
                                                "VN", "BR", "IN"};
  std::vector<Event> events;
  for (int64_t day = 0; day < kDays; ++day) {
    for (int hour = 8; hour < 18; ++hour) {
      for (int person = 0; person < 8; ++person) {
        const bool is_away = below(60) == 0;
        const bool is_odd = below(25) == 0;
        events.push_back(
            {.event_id = "e" + std::to_string(events.size()),
             .event_time_seconds =
                 (kFirstDay + day) * kDaySeconds + hour * 3600 + person * 60,
             .account = "111122223333",
             .principal =
                 "arn:aws:iam::111122223333:user/p" + std::to_string(person),
             .principal_kind = PrincipalKind::kUser,
             .command = is_odd ? "iam:Odd" + std::to_string(below(40))
                               : "s3:Get" + std::to_string(below(3)),
             .source_address = "192.0.2." + std::to_string(person),
             .country = countries[is_away ? 1 + below(5) : 0],
             .user_agent =
                 is_odd ? "tool" + std::to_string(below(9)) : "aws-cli/2"});
      }
    }
  }
  return events;
}

class BacktestRerunTest : public testing::Test {
 protected:
  BacktestRerunTest() : events_(Stream()) {}

  struct Run {
    std::unique_ptr<RocksDbHistogramStore> store;
    AlertDays alerts{};
  };

  // Scores the stream into a store of its own.
  Run Score(const Model& model) {
    RocksDbStoreOptions options = At(dir_ / ("db" + std::to_string(++stores_)));
    options.durability = Durability::kWal;
    options.ledger_days = 180;
    Run run{.store = OpenOrFail(options)};
    const SuppliedOrigins origins;
    const BatchScorer scorer(*run.store, origins, model);
    for (size_t begin = 0; begin < events_.size(); begin += 80) {
      const auto batch = std::span(events_).subspan(begin, 80);
      const auto scored =
          scorer.Score(kTenant, batch, ScoringMode::kScoreAndLearn);
      EXPECT_TRUE(scored.ok()) << scored.status();
      for (size_t i = 0; i < batch.size(); ++i) {
        if ((*scored)[i].alert) {
          run.alerts.insert({batch[i].principal, (*scored)[i].origin.value,
                             DayOf(batch[i].event_time_seconds)});
        }
      }
    }
    return run;
  }

  // The alerts that the ledger of a run says there would be.
  static AlertDays Try(const Run& run, const BacktestSettings& settings) {
    Backtest backtest(Model(), settings, 10'000);
    for (int64_t day = kFirstDay; day < kFirstDay + kDays; ++day) {
      auto entries = run.store->LedgerOf(kTenant, day);
      EXPECT_TRUE(entries.ok()) << entries.status();
      backtest.AddDay(day, *std::move(entries), true);
    }
    EXPECT_EQ(backtest.before(), run.alerts.size());
    AlertDays after = run.alerts;
    for (const BacktestAlert& alert : backtest.added()) {
      after.insert(KeyOf(alert.entry));
    }
    for (const BacktestAlert& alert : backtest.dropped()) {
      EXPECT_EQ(after.erase(KeyOf(alert.entry)), 1);
    }
    EXPECT_EQ(backtest.after(), after.size());
    return after;
  }

  static AlertDays::value_type KeyOf(const LedgerEntry& entry) {
    return {entry.principal, entry.origin, DayOf(entry.at_seconds)};
  }

  TempDir dir_;
  const std::vector<Event> events_;
  int stores_ = 0;
};

TEST_F(BacktestRerunTest, AnotherThresholdGivesTheAlertsOfARunWithIt) {
  const Run run = Score(Model());
  EXPECT_GT(run.alerts.size(), 20);
  for (const double threshold : {55.0, 85.0, 95.0}) {
    const AlertDays tried = Try(run, {.alert_threshold = threshold});
    Model model;
    model.alert_threshold = threshold;
    EXPECT_EQ(tried, Score(model).alerts) << threshold;
    EXPECT_NE(tried, run.alerts) << threshold;
  }
}

// What is remembered depends on the detector that is off: the rest of the
// alerts may differ.
TEST_F(BacktestRerunTest, WithoutADetectorMostAlertsAreThoseOfARunWithout) {
  const Run run = Score(Model());
  for (const char* name : {"country_for_principal", "command_for_principal"}) {
    const auto off = FindDetectors(name);
    ASSERT_TRUE(off.has_value()) << name;
    const AlertDays tried = Try(run, {.detectors_off = *off});
    Model model;
    model.detectors_off = *off;
    const AlertDays rerun = Score(model).alerts;
    size_t common = 0;
    for (const auto& alert : rerun) common += tried.count(alert);
    EXPECT_GE(common * 100, rerun.size() * 95) << name;
    EXPECT_GE(common * 100, tried.size() * 95) << name;
    EXPECT_NE(tried, run.alerts) << name;
  }
}

}  // namespace
}  // namespace farcall
