// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/exemption_changes.h"

#include <gtest/gtest.h>

#include <string>

#include "scoring/batch/finding_keeper.h"
#include "storage/memory_histogram_store.h"

namespace farcall {
namespace {

constexpr int64_t kNow = 1'800'000'000;
constexpr int64_t kDay = 86'400;
constexpr int64_t kMicros = 1'000'000;

class ExemptionChangesTest : public testing::Test {
 protected:
  static FindingTriage::Request By(const std::string& request_id) {
    return {.id = request_id,
            .actor = "carol",
            .identity = "token:soc",
            .time_micros = kNow * kMicros};
  }
  static Exemption Until(int64_t to_seconds) {
    return {.principals = {"alice"},
            .from_seconds = kNow - kDay,
            .to_seconds = to_seconds,
            .reason = "patches"};
  }
  absl::StatusOr<ExemptionChanges::Created> Create(
      const std::string& request_id, int64_t to_seconds = kNow + kDay) {
    return changes_.Create("default", Until(to_seconds), By(request_id));
  }

  MemoryHistogramStore store_;
  const ExemptionChanges changes_{store_};
};

TEST_F(ExemptionChangesTest, DeclaresOnceForEachRequest) {
  const auto first = Create("r1");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_FALSE(first->duplicate);
  EXPECT_EQ(first->exemption.actor, "carol");
  EXPECT_EQ(first->exemption.identity, "token:soc");
  EXPECT_EQ(first->exemption.create_micros, kNow * kMicros);
  const auto again = Create("r1", kNow + 2 * kDay);
  EXPECT_TRUE(again->duplicate);
  EXPECT_EQ(again->exemption, first->exemption);
  EXPECT_NE(Create("r2")->exemption.id, first->exemption.id);
  EXPECT_EQ(store_.ListExemptions("default")->size(), 2u);
  EXPECT_TRUE(store_.ListExemptions("other")->empty());
}

TEST_F(ExemptionChangesTest, RevokesOnce) {
  const ExemptionId id = Create("r1")->exemption.id;
  const auto revoked = changes_.Revoke("default", id, By(""));
  EXPECT_EQ(revoked->revocation, Revocation::kRequested);
  EXPECT_EQ(revoked->revoke_micros, kNow * kMicros);
  FindingTriage::Request later = By("");
  later.time_micros += 1;
  EXPECT_EQ(*changes_.Revoke("default", id, later), *revoked);
  EXPECT_TRUE(absl::IsNotFound(
      changes_.Revoke("default", ExemptionId(), By("")).status()));
  EXPECT_TRUE(absl::IsNotFound(changes_.Revoke("other", id, By("")).status()));
}

TEST_F(ExemptionChangesTest, BoundsThoseThatDidNotEnd) {
  for (size_t i = 0; i < ExemptionChanges::kNotEndedMax; ++i) {
    ASSERT_TRUE(Create("r" + std::to_string(i)).ok());
  }
  ASSERT_TRUE(absl::IsResourceExhausted(Create("more").status()));
  EXPECT_TRUE(Create("r1").ok()) << "it is there";
  const ExemptionId id = Create("r1")->exemption.id;
  ASSERT_TRUE(changes_.Revoke("default", id, By("")).ok());
  EXPECT_TRUE(Create("more").ok());
}

TEST_F(ExemptionChangesTest, GoesWithItsLastPrincipal) {
  const ExemptionId id = Create("r1")->exemption.id;
  ASSERT_TRUE(store_.Delete({"default", EntityKind::kPrincipal, "alice"}).ok());
  const auto listed = store_.ListExemptions("default");
  ASSERT_EQ(listed->size(), 1u);
  EXPECT_EQ(listed->front().id, id);
  EXPECT_TRUE(listed->front().principals.empty());
  EXPECT_EQ(listed->front().revocation, Revocation::kErased);
}

TEST_F(ExemptionChangesTest, AreCountedByStateAndRemovedLongAfterTheirEnd) {
  Create("r1").IgnoreError();
  Create("r2", kNow + 60 * kDay).IgnoreError();
  const FindingKeeper keeper(store_, store_,
                             {.log_micros = 1000 * kDay * kMicros,
                              .log_entries_max = 1000,
                              .exemption_micros = 180 * kDay * kMicros});
  const auto states = [&keeper](int64_t days) {
    const auto pass = keeper.Run((kNow + days * kDay) * kMicros);
    EXPECT_TRUE(pass.ok()) << pass.status();
    return pass->exemptions;
  };
  using States = std::array<uint64_t, kExemptionStates.size()>;
  EXPECT_EQ(states(0), (States{0, 2, 0, 0, 0}));
  EXPECT_EQ(states(40), (States{0, 0, 1, 1, 0}));
  EXPECT_EQ(states(181), (States{0, 0, 0, 2, 0}));
  EXPECT_EQ(states(182), (States{0, 0, 0, 1, 0}));
  EXPECT_EQ(store_.ListExemptions("default")->size(), 1u);
}

}  // namespace
}  // namespace farcall
