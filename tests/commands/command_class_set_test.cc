// SPDX-License-Identifier: Apache-2.0
#include "commands/command_class_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Class = CommandClass;

TEST(CommandClassSet, GivesItsClassesWorstFirst) {
  const CommandClassSet classes =
      SetOf(Class::kDiscovery) | SetOf(Class::kDestruction) |
      SetOf(Class::kSecretRead) | SetOf(Class::kUnknown);
  EXPECT_THAT(
      WorstFirst(classes),
      ElementsAre(Class::kDestruction, Class::kSecretRead, Class::kDiscovery));
  EXPECT_EQ(WorstOf(classes), Class::kDestruction);
}

TEST(CommandClassSet, IsEmptyOfWhatIsNotKnown) {
  EXPECT_EQ(SetOf(Class::kUnknown), 0);
  EXPECT_EQ(WorstOf(0), Class::kUnknown);
  EXPECT_THAT(WorstFirst(0), IsEmpty());
}

TEST(CommandClassSet, HasTwelveClassesInAll) {
  EXPECT_EQ(WorstFirst(kAllCommandClasses).size(), 12u);
  EXPECT_EQ(WorstFirst(kAllCommandClasses).back(), Class::kDiscovery);
}

}  // namespace
}  // namespace farcall
