// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "tests/server/rpc/findings/finding_server.h"

namespace farcall {
namespace {

constexpr int kWriters = 3;
constexpr int kWatchers = 4;
constexpr int kChanges = 200;  // of each writer's finding

void Write(FindingServer& server, int number) {
  for (int i = 0; i < kChanges; ++i) {
    server.store().Put("default", NumberedFinding(number),
                       i == 0 ? FindingChange::kOpened
                              : (i % 7 == 0 ? FindingChange::kEscalated
                                            : FindingChange::kGrew));
    if (i % 8 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

// Watches in several calls, each of which it cancels after some answers, until
// it has seen the last revision of each finding.
void WatchToTheEnd(FindingServer& server, int answers_of_a_call) {
  std::map<std::string, uint64_t> revisions;
  const auto has_all = [&revisions] {
    if (revisions.size() != kWriters) return false;
    for (const auto& [name, revision] : revisions) {
      if (revision != kChanges) return false;
    }
    return true;
  };
  v1::WatchFindingsRequest request;
  request.set_resume_token("start");
  while (!has_all()) {
    Watching watching(server, request);
    for (int i = 0; i < answers_of_a_call && !has_all(); ++i) {
      const auto answer = watching.NextFinding();
      ASSERT_TRUE(answer.has_value());
      uint64_t& revision = revisions[answer->finding().principal()];
      EXPECT_GE(answer->finding().revision(), revision);
      revision = answer->finding().revision();
      request.set_resume_token(answer->resume_token());
    }
  }
}

TEST(FindingWatchConcurrent, EachWatcherSeesTheLastOfEachFinding) {
  FindingServer server({.watchers = {.sign_of_life = std::chrono::seconds(1),
                                     .pause = std::chrono::milliseconds(1)}});
  std::vector<std::jthread> threads;
  for (int i = 0; i < kWatchers; ++i) {
    threads.emplace_back([&server, i] { WatchToTheEnd(server, 3 + 4 * i); });
  }
  for (int i = 0; i < kWriters; ++i) {
    threads.emplace_back([&server, i] { Write(server, i); });
  }
}

TEST(FindingWatchConcurrent, TheSameWhileTheDiskIsSlow) {
  FindingServer server;
  server.store().Hold();
  std::atomic<bool> over = false;
  std::jthread disk([&server, &over] {
    while (!over) {
      server.store().Sync();
      std::this_thread::yield();
    }
  });
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kWatchers; ++i) {
      threads.emplace_back([&server] { WatchToTheEnd(server, 5); });
    }
    for (int i = 0; i < kWriters; ++i) {
      threads.emplace_back([&server, i] { Write(server, i); });
    }
  }
  over = true;
}

// Watches that begin, write, wait for the disk and go away while it drains.
TEST(FindingWatchConcurrent, DrainsInTheMiddleOfEverything) {
  for (int round = 0; round < 5; ++round) {
    FindingServer server;
    server.store().Hold();
    std::vector<std::jthread> threads;
    std::atomic<int> ended = 0;
    for (int i = 0; i < kWatchers; ++i) {
      threads.emplace_back([&server, &ended, i] {
        for (bool draining = false; !draining;) {
          Watching watching(server);
          bool is_open = true;
          for (int k = 0; k <= i; ++k) is_open = watching.Next().has_value();
          if (i % 2 == 0 && is_open) watching.Cancel();
          draining = ReasonOf(watching.End()) == "DRAINING";
        }
        ++ended;
      });
    }
    for (int i = 0; i < kWriters; ++i) {
      threads.emplace_back([&server, &ended, i] {
        while (ended < kWatchers) {
          server.store().Put("default", NumberedFinding(i),
                             FindingChange::kGrew);
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
      });
    }
    threads.emplace_back([&server, &ended] {
      while (ended < kWatchers) {
        server.store().Sync();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
    while (server.metrics().rpc.watch_findings.sent.Value() < 20) {
      std::this_thread::yield();
    }
    server.service().Drain();
    threads.clear();
    server.Shutdown();  // waits for those who went away, too
    EXPECT_EQ(server.metrics().findings.watchers.Value(), 0);
  }
}

}  // namespace
}  // namespace farcall
