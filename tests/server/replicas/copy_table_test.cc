// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/copy_table.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace farcall {
namespace {

using Addresses = std::map<std::string, std::string>;

const LogPlace kPlace{.life = 1, .log_id = 5, .epoch = 4, .number = 90};

TEST(CopyTable, KnowsNothingOfWhoHasNotTold) {
  CopyTable table(Addresses{{"a", "a:1"}, {"b", "b:1"}});
  table.Set("a:1", {.log_life = 2});
  EXPECT_FALSE(table.Of(3, "b").has_value());
  EXPECT_FALSE(table.Of(3, "stranger").has_value());
}

TEST(CopyTable, TellsHowFarACopyIs) {
  CopyTable table(Addresses{{"a", "a:1"}, {"b", "b:1"}});
  table.Set("a:1", {.log_life = 2, .places = {{3, kPlace}, {4, {}}}});
  EXPECT_EQ(table.Of(3, "a")->log_life, 2u);
  EXPECT_EQ(table.Of(3, "a")->place, kPlace);
  EXPECT_EQ(table.Of(4, "a")->place, LogPlace());
  EXPECT_FALSE(table.Of(5, "a")->place.has_value());
}

TEST(CopyTable, WhatWasSaidLastHolds) {
  CopyTable table(Addresses{{"a", "a:1"}});
  table.Set("a:1", {.log_life = 2, .places = {{3, kPlace}}});
  table.Set("a:1", {.log_life = 1});
  EXPECT_EQ(table.Of(3, "a")->log_life, 1u);
  EXPECT_FALSE(table.Of(3, "a")->place.has_value());
}

}  // namespace
}  // namespace farcall
