// SPDX-License-Identifier: Apache-2.0
#include "server/self_test/self_test.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "server/auth/self_test_tenant.h"
#include "server/handlers/input_reader.h"
#include "spdlog/sinks/ostream_sink.h"
#include "storage/memory_histogram_store.h"

namespace farcall {
namespace {

constexpr int64_t kNow = 1'750'000'000;

// A database of addresses that the test changes.
class ChangingOrigins : public OriginResolver {
 public:
  void Resolve(std::span<const Event> events,
               std::span<Origin> origins) const override {
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < events.size(); ++i) {
      const auto found = countries_.find(events[i].source_address);
      if (!events[i].country.empty()) {
        origins[i].value = events[i].country;
      } else if (found != countries_.end()) {
        origins[i].value = found->second;
      }
    }
  }
  void Set(const std::string& address, const std::string& country) {
    const std::lock_guard lock(mutex_);
    countries_[address] = country;
  }
  void Clear() {
    const std::lock_guard lock(mutex_);
    countries_.clear();
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> countries_;
};

// A store that can lose its disk.
class FragileStore final : public MemoryHistogramStore {
 public:
  absl::StatusOr<Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change) override {
    if (is_broken) return absl::UnavailableError("disk full");
    return MemoryHistogramStore::Apply(query, change);
  }

  std::atomic<bool> is_broken = false;
};

class SelfTestTest : public testing::Test {
 protected:
  SelfTestTest() { KnowAllAddresses(); }

  void KnowAllAddresses() {
    for (const CanaryCall& call : CanaryCalls(kNow, CanaryCountry::kSupplied)) {
      InputReader reader(RequestLimits{}, PrincipalStrategy::kAuto, kNow);
      const Event event = reader.Read(call.input()).event;
      origins_.Set(event.source_address, event.country);
    }
  }

  std::unique_ptr<SelfTest> Start(SelfTest::Options options = {}) {
    return std::make_unique<SelfTest>(options, store_, origins_, pool_,
                                      metrics_.self_test, log_);
  }

  // A round of a self-test that goes on; has ended when this returns.
  void Tick(SelfTest& test, int64_t now_seconds) {
    const double before = Rounds();
    while (Rounds() == before) {
      test.Tick(now_seconds);
      std::this_thread::yield();
    }
  }

  // A round that fails.
  void Fail(int64_t now_seconds) {
    const auto test = Start();
    test->Tick(now_seconds);
    // Once it has begun the destructor awaits its end.
    while (pool_.waiting() > 0) std::this_thread::yield();
  }

  double Rounds() const {
    const auto& histogram = metrics_.self_test.seconds.Collect().histogram;
    return static_cast<double>(histogram.sample_count);
  }

  struct Counts {
    double missed, found, false_alarms, quiet;
    bool operator==(const Counts&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Counts& of) {
      return out << "missed " << of.missed << ", found " << of.found
                 << ", false alarms " << of.false_alarms << ", quiet "
                 << of.quiet;
    }
  };
  Counts Seen() const {
    const SelfTestMetrics& of = metrics_.self_test;
    return {of.theft_quiet.Value(), of.theft_alert.Value(),
            of.honest_alert.Value(), of.honest_quiet.Value()};
  }

  ChangingOrigins origins_;
  FragileStore store_;
  WorkPool pool_{{.running_max = 2}};
  Metrics metrics_{"test"};
  std::ostringstream lines_;
  Log log_{LogLevel::kInfo, LogFormat::kJson,
           std::make_shared<spdlog::sinks::ostream_sink_mt>(lines_)};
};

TEST_F(SelfTestTest, TheFirstRoundFindsAllTheftsAndRaisesNoFalseAlarm) {
  const auto test = Start();
  Tick(*test, kNow);
  EXPECT_EQ(Seen(), (Counts{0, 12, 0, 3}));
  EXPECT_EQ(metrics_.self_test.last_round_timestamp_seconds.Value(), kNow);
  EXPECT_GE(metrics_.self_test.theft_score.Value(), 70);
  EXPECT_LT(metrics_.self_test.honest_score.Value(), 20);
  EXPECT_NE(lines_.str().find("self-test passes"), std::string::npos);
}

TEST_F(SelfTestTest, CountsNoEventOfClients) {
  const auto test = Start();
  Tick(*test, kNow);
  EXPECT_EQ(metrics_.events.scored.Value(), 0);
  EXPECT_EQ(metrics_.events.alerts.Value(), 0);
  EXPECT_EQ(metrics_.batches.seconds.Collect().histogram.sample_count, 0);
}

TEST_F(SelfTestTest, FindsTheSameForAWeekOfRounds) {
  const auto test = Start({.interval_seconds = 600});
  Tick(*test, kNow);
  for (int i = 1; i <= 7 * 24; ++i) Tick(*test, kNow + i * 3600);
  EXPECT_EQ(Seen(), (Counts{0, 12 * 169, 0, 3 * 169}));
}

TEST_F(SelfTestTest, BeginsARoundWhenItIsDue) {
  const auto test = Start({.interval_seconds = 60});
  EXPECT_EQ(metrics_.self_test.interval_seconds.Value(), 60);
  Tick(*test, kNow);
  test->Tick(kNow + 59);
  EXPECT_EQ(pool_.waiting(), 0);
  EXPECT_EQ(Rounds(), 1);
  Tick(*test, kNow + 60);
  EXPECT_EQ(Rounds(), 2);
  // The clock was put back.
  Tick(*test, kNow - 3600);
  EXPECT_EQ(Rounds(), 3);
}

TEST_F(SelfTestTest, KnowsAfterARestartWhatItTaughtBefore) {
  Tick(*Start(), kNow);
  const auto baselines = [this] {
    const auto page =
        store_.List(kSelfTestTenant, EntityKind::kPrincipal, "", "", 100);
    return page->entities.size();
  };
  EXPECT_EQ(baselines(), 3);
  Tick(*Start(), kNow + 3600);
  EXPECT_EQ(baselines(), 3);
  EXPECT_EQ(Seen(), (Counts{0, 24, 0, 6}));
}

TEST_F(SelfTestTest, MissesAThiefWhoseNetworkIsTakenForHome) {
  const auto test = Start();
  Tick(*test, kNow);
  origins_.Set("177.32.4.9", "DE");
  Tick(*test, kNow + 60);
  EXPECT_EQ(Seen(), (Counts{1, 23, 0, 6}));
  EXPECT_LT(metrics_.self_test.theft_score.Value(), 70);
  EXPECT_NE(lines_.str().find("stolen keys raise no alert"), std::string::npos);
  EXPECT_NE(lines_.str().find("user/canary-user from DE"), std::string::npos);
  // Again as it was, at once.
  origins_.Set("177.32.4.9", "BR");
  Tick(*test, kNow + 120);
  EXPECT_EQ(Seen(), (Counts{1, 35, 0, 9}));
}

TEST_F(SelfTestTest, AWrongDatabaseRaisesFalseAlarmsAsLongAsItIsThere) {
  const auto test = Start();
  Tick(*test, kNow);
  origins_.Set("79.192.10.21", "PE");
  for (int i = 1; i <= 100; ++i) Tick(*test, kNow + i * 3600);
  EXPECT_EQ(Seen(), (Counts{0, 12 * 101, 100, 3 + 2 * 100}));
  EXPECT_GE(metrics_.self_test.honest_score.Value(), 70);
  origins_.Set("79.192.10.21", "DE");
  Tick(*test, kNow + 101 * 3600);
  EXPECT_EQ(Seen(), (Counts{0, 12 * 102, 100, 3 * 2 + 2 * 100}));
}

TEST_F(SelfTestTest, TellsOnceThatItFailsAndOnceThatItPasses) {
  const auto test = Start();
  Tick(*test, kNow);
  origins_.Set("79.192.10.21", "PE");
  Tick(*test, kNow + 60);
  Tick(*test, kNow + 120);
  origins_.Set("79.192.10.21", "DE");
  Tick(*test, kNow + 180);
  Tick(*test, kNow + 240);
  std::vector<std::string> messages;
  std::istringstream all(lines_.str());
  for (std::string line; std::getline(all, line);) messages.push_back(line);
  ASSERT_EQ(messages.size(), 3) << lines_.str();
  EXPECT_NE(messages[0].find("passes"), std::string::npos);
  EXPECT_NE(messages[1].find("honest calls raise alerts"), std::string::npos);
  EXPECT_NE(messages[2].find("passes"), std::string::npos);
}

TEST_F(SelfTestTest, TheAlertThresholdDecidesAndNotTheBudget) {
  SelfTest::Options options;
  options.model.alert_threshold = 99;
  options.model.alert_budget = 1;
  const auto strict = Start(options);
  Tick(*strict, kNow);
  EXPECT_GT(Seen().missed, 0) << metrics_.self_test.theft_score.Value();
  const double missed = Seen().missed;
  options.model.alert_threshold = 70;
  const auto usual = Start(options);
  for (int day = 1; day <= 30; ++day) Tick(*usual, kNow + day * 86'400);
  EXPECT_EQ(Seen().missed, missed);
  EXPECT_EQ(Seen().false_alarms, 0);
}

TEST_F(SelfTestTest, ASwitchedOffDetectorShows) {
  SelfTest::Options options;
  options.model.detectors_off =
      FindDetectors("country_for_principal,country_for_command,two_places")
          .value();
  const auto test = Start(options);
  Tick(*test, kNow);
  EXPECT_EQ(Seen(), (Counts{12, 0, 0, 3}));
}

TEST_F(SelfTestTest, TakesTheCountriesOfCallsWhereThereIsNoDatabase) {
  origins_.Clear();
  const auto test = Start({.country = CanaryCountry::kSupplied});
  Tick(*test, kNow);
  EXPECT_EQ(Seen(), (Counts{0, 12, 0, 3}));
}

TEST_F(SelfTestTest, TeachesNothingFromNowhere) {
  origins_.Clear();
  Fail(kNow);
  EXPECT_NE(lines_.str().find("no country is known of "), std::string::npos);
  EXPECT_EQ(Seen(), (Counts{0, 0, 0, 0}));
  EXPECT_EQ(metrics_.self_test.last_round_timestamp_seconds.Value(), 0);
  const auto page =
      store_.List(kSelfTestTenant, EntityKind::kPrincipal, "", "", 100);
  EXPECT_TRUE(page->entities.empty());
}

TEST_F(SelfTestTest, AFullDiskLetsNoRoundEnd) {
  const auto test = Start();
  Tick(*test, kNow);
  store_.is_broken = true;
  Fail(kNow + 60);
  EXPECT_NE(lines_.str().find("self-test cannot be done"), std::string::npos);
  EXPECT_EQ(metrics_.self_test.last_round_timestamp_seconds.Value(), kNow);
  EXPECT_EQ(Rounds(), 1);
  store_.is_broken = false;
  Tick(*test, kNow + 120);
  EXPECT_EQ(metrics_.self_test.last_round_timestamp_seconds.Value(),
            kNow + 120);
}

TEST_F(SelfTestTest, EndsWhileOthersHaveAllWorkers) {
  class Blocking final : public WorkQueue::Task {
   public:
    bool Work(int64_t) override {
      while (!may_end) std::this_thread::yield();
      return false;
    }
    int64_t AnswerBytes() const override { return 0; }
    void Answer() override {
      pool->Release(*this);
      is_over = true;
    }
    void Refuse() override {}

    WorkPool* pool = nullptr;
    std::atomic<bool> may_end = false;
    std::atomic<bool> is_over = false;
  };
  std::array<Blocking, 2> tasks;
  for (Blocking& task : tasks) {
    task.pool = &pool_;
    ASSERT_TRUE(pool_.Push(task, {.tenant = "a"}));
  }
  while (pool_.waiting() > 0) std::this_thread::yield();
  auto test = Start();
  test->Tick(kNow);
  EXPECT_EQ(pool_.waiting(), 1);
  test.reset();
  EXPECT_EQ(pool_.waiting(), 0) << "it is taken back";
  for (Blocking& task : tasks) {
    task.may_end = true;
    while (!task.is_over) std::this_thread::yield();
  }
  EXPECT_EQ(Rounds(), 0);
}

}  // namespace
}  // namespace farcall
