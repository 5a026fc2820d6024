// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/credentials.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <thread>
#include <utility>
#include <vector>

namespace farcall {
namespace {

// Gives keys that hold for an hour, named by how many were given before.
class CountingProvider : public CredentialsProvider {
 public:
  explicit CountingProvider(absl::Time& now) : now_(now) {}

  absl::StatusOr<AwsCredentials> Fetch() override {
    ++fetches;
    if (!error.ok()) return error;
    return AwsCredentials{.access_key_id = "key" + std::to_string(fetches),
                          .secret_access_key = "secret",
                          .session_token = "token",
                          .expiration = now_ + lifetime};
  }
  std::string_view name() const override { return "counting"; }

  int fetches = 0;
  absl::Status error;
  absl::Duration lifetime = absl::Hours(1);

 private:
  absl::Time& now_;
};

class CachedCredentialsTest : public ::testing::Test {
 protected:
  std::string KeyAt(absl::Duration since) {
    now_ = start_ + since;
    const auto credentials = credentials_.Get();
    return credentials.ok() ? credentials->access_key_id
                            : std::string(credentials.status().message());
  }

  const absl::Time start_ = absl::FromUnixSeconds(1'800'000'000);
  absl::Time now_ = start_;
  CountingProvider* provider_ = new CountingProvider(now_);
  CachedCredentials credentials_{
      std::unique_ptr<CredentialsProvider>(provider_), [this] { return now_; }};
};

TEST_F(CachedCredentialsTest, AsksOnceUntilFiveMinutesBeforeTheEnd) {
  EXPECT_EQ(KeyAt(absl::ZeroDuration()), "key1");
  EXPECT_EQ(KeyAt(absl::Minutes(54)), "key1");
  EXPECT_EQ(KeyAt(absl::Minutes(55)), "key2");
  EXPECT_EQ(provider_->fetches, 2);
}

TEST_F(CachedCredentialsTest, GoesOnWithOldOnesWhileARenewalFails) {
  EXPECT_EQ(KeyAt(absl::ZeroDuration()), "key1");
  provider_->error = absl::UnavailableError("down");
  EXPECT_EQ(KeyAt(absl::Minutes(56)), "key1");
  EXPECT_EQ(KeyAt(absl::Minutes(59)), "key1");
  EXPECT_EQ(KeyAt(absl::Minutes(60)), "down");
  provider_->error = absl::OkStatus();
  EXPECT_EQ(KeyAt(absl::Minutes(60)), "key5");
}

TEST_F(CachedCredentialsTest, PausesBetweenAttemptsWhileOldOnesHold) {
  EXPECT_EQ(KeyAt(absl::ZeroDuration()), "key1");
  provider_->error = absl::UnavailableError("down");
  for (int second = 0; second < 60; ++second) {
    EXPECT_EQ(KeyAt(absl::Minutes(56) + absl::Seconds(second)), "key1");
  }
  EXPECT_EQ(provider_->fetches, 1 + 4);
}

TEST_F(CachedCredentialsTest, TakesShortLivedOnesWithoutAskingAllTheTime) {
  provider_->lifetime = absl::Minutes(2);
  EXPECT_EQ(KeyAt(absl::ZeroDuration()), "key1");
  EXPECT_EQ(KeyAt(absl::Seconds(5)), "key1");
  EXPECT_EQ(KeyAt(absl::Seconds(15)), "key2");
}

TEST_F(CachedCredentialsTest, RefusesOnesThatHaveExpired) {
  provider_->lifetime = -absl::Seconds(1);
  EXPECT_EQ(KeyAt(absl::ZeroDuration()),
            "counting: gave credentials that have expired");
}

TEST_F(CachedCredentialsTest, RenewsWhatTheServiceRefused) {
  EXPECT_EQ(KeyAt(absl::ZeroDuration()), "key1");
  const AwsCredentials first = *credentials_.Get();
  credentials_.Refuse(first);
  EXPECT_EQ(KeyAt(absl::Seconds(20)), "key2");
  credentials_.Refuse(first);  // an answer that came late
  EXPECT_EQ(KeyAt(absl::Seconds(60)), "key2");
}

TEST_F(CachedCredentialsTest, RenewsAtOnceWhatIsRefusedAfterARenewalInTime) {
  EXPECT_EQ(KeyAt(absl::ZeroDuration()), "key1");
  EXPECT_EQ(KeyAt(absl::Minutes(56)), "key2");
  credentials_.Refuse(*credentials_.Get());
  EXPECT_EQ(KeyAt(absl::Minutes(56)), "key3");
  // But not again and again.
  for (int second = 0; second < 15; ++second) {
    credentials_.Refuse(*credentials_.Get());
    EXPECT_EQ(KeyAt(absl::Minutes(56) + absl::Seconds(second)), "key3");
  }
  EXPECT_EQ(KeyAt(absl::Minutes(56) + absl::Seconds(15)), "key4");
}

// Waits in Fetch() until it is let go, from the second time on.
class SlowProvider : public CredentialsProvider {
 public:
  explicit SlowProvider(absl::Time expiration) : expiration_(expiration) {}

  absl::StatusOr<AwsCredentials> Fetch() override {
    std::unique_lock<std::mutex> lock(mutex_);
    const int number = ++fetches_;
    fetching_.notify_all();
    if (number > 1) let_go_.wait(lock, [this] { return open_; });
    return AwsCredentials{.access_key_id = "key" + std::to_string(number),
                          .secret_access_key = "secret",
                          .session_token = "",
                          .expiration = expiration_ + absl::Hours(number)};
  }
  std::string_view name() const override { return "slow"; }

  void AwaitFetch(int number) {
    std::unique_lock<std::mutex> lock(mutex_);
    fetching_.wait(lock, [&] { return fetches_ >= number; });
  }
  void LetGo() {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
    let_go_.notify_all();
  }

 private:
  const absl::Time expiration_;
  std::mutex mutex_;
  std::condition_variable fetching_;
  std::condition_variable let_go_;
  int fetches_ = 0;
  bool open_ = false;
};

TEST(CachedCredentials, LetsOthersGoOnWithOldOnesDuringARenewal) {
  const absl::Time start = absl::FromUnixSeconds(1'800'000'000);
  auto owned = std::make_unique<SlowProvider>(start);
  SlowProvider& provider = *owned;
  std::atomic<int64_t> minutes = 0;
  CachedCredentials credentials(
      std::move(owned), [&] { return start + absl::Minutes(minutes.load()); });
  ASSERT_EQ(credentials.Get()->access_key_id, "key1");
  minutes = 56;
  std::thread renewing(
      [&] { EXPECT_EQ(credentials.Get()->access_key_id, "key2"); });
  provider.AwaitFetch(2);
  EXPECT_EQ(credentials.Get()->access_key_id, "key1");
  provider.LetGo();
  renewing.join();
  EXPECT_EQ(credentials.Get()->access_key_id, "key2");
}

TEST(CachedCredentials, MayBeUsedByManyThreads) {
  std::atomic<int64_t> second = 0;
  absl::Time expiry = absl::InfiniteFuture();
  auto owned = std::make_unique<CountingProvider>(expiry);
  CachedCredentials credentials(std::move(owned), [&second] {
    return absl::FromUnixSeconds(1'800'000'000 + second.fetch_add(7));
  });
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&credentials] {
      for (int k = 0; k < 500; ++k) {
        const auto got = credentials.Get();
        ASSERT_TRUE(got.ok());
        if (k % 50 == 0) credentials.Refuse(*got);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace farcall
