// SPDX-License-Identifier: Apache-2.0
#include "storage/term_gatherer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "storage/codec/fact/fact_keys.h"

namespace farcall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class TermGathererTest : public testing::Test {
 protected:
  void Add(TermKind kind, const std::string& term, const std::string& principal,
           uint32_t hour) {
    gatherer_.Add(kind, digests_.OfTerm(kind, term),
                  digests_.OfPrincipal(principal),
                  {.origin = hour % 2 == 0 ? "DE" : "FR",
                   .first_hour = hour,
                   .last_hour = hour,
                   .kept_to_hour = hour + 10});
  }
  struct Given {
    std::string key;
    StoredTermUse use;
  };
  std::vector<Given> Give() {
    std::vector<Given> given;
    const absl::Status status = gatherer_.Give([&](const FactTerm& term) {
      given.push_back({TermKey("t", term.kind, term.term, term.principal),
                       *DecodeTermUse(term.content)});
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok());
    return given;
  }

  const FactDigests digests_{EventHasher::Key{1}};
  TermGatherer gatherer_;
};

TEST_F(TermGathererTest, GivesUsesInTheOrderOfTheirKeys) {
  for (int i = 0; i < 50; ++i) {
    Add(TermKind::kAsset, std::to_string(i % 7), std::to_string(i), 1);
    Add(TermKind::kOrigin, std::to_string(i), "ada", 1);
  }
  const std::vector<Given> given = Give();
  ASSERT_THAT(given, SizeIs(100));
  for (size_t i = 1; i < given.size(); ++i) {
    EXPECT_LT(given[i - 1].key, given[i].key);
  }
}

TEST_F(TermGathererTest, GivesAPrincipalAndTermOnce) {
  Add(TermKind::kOrigin, "x", "ada", 7);
  Add(TermKind::kOrigin, "x", "ada", 4);
  Add(TermKind::kOrigin, "x", "ada", 6);
  const std::vector<Given> given = Give();
  ASSERT_THAT(given, SizeIs(1));
  EXPECT_EQ(given.front().use.first_hour, 4u);
  EXPECT_EQ(given.front().use.last_hour, 7u);
  EXPECT_EQ(given.front().use.kept_to_hour, 17u);
  EXPECT_EQ(given.front().use.origin, "FR");  // of the latest
}

TEST_F(TermGathererTest, EndsWithAnErrorAndIsEmptyThen) {
  Add(TermKind::kOrigin, "x", "ada", 7);
  Add(TermKind::kOrigin, "x", "bob", 7);
  int taken = 0;
  const absl::Status status = gatherer_.Give([&](const FactTerm& /*term*/) {
    ++taken;
    return absl::DataLossError("full");
  });
  EXPECT_EQ(status.message(), "full");
  EXPECT_EQ(taken, 1);
  EXPECT_THAT(Give(), IsEmpty());
}

}  // namespace
}  // namespace farcall
