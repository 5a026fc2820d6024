// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parameters/chosen_parameters.h"

#include <gtest/gtest.h>

#include "tests/cloudtrail/parameters/read_parameters.h"

namespace farcall {
namespace {

using Texts = std::vector<std::string>;

Texts KeptOf(const std::string& json) { return DetailsOf(json).parameters; }

TEST(ChosenParameters, AreNamedAsInTheTableWithTheirValue) {
  EXPECT_EQ(KeptOf(R"({"InstanceType":"p4d.24xlarge"})"),
            Texts{"instanceType=p4d.24xlarge"});
  EXPECT_EQ(KeptOf(R"({"maxCount":20})"), Texts{"maxCount=20"});
  EXPECT_EQ(KeptOf(R"({"durationSeconds":3600.5})"),
            Texts{"durationSeconds=3600.5"});
  EXPECT_EQ(KeptOf(R"({"publiclyAccessible":true})"),
            Texts{"publiclyAccessible=true"});
  EXPECT_EQ(KeptOf(R"({"engine":18446744073709551615})"),
            Texts{"engine=18446744073709551615"});
}

TEST(ChosenParameters, AreTheMostTellingOnes) {
  EXPECT_EQ(
      KeptOf(R"({"maxCount":2,"toPort":22,"fromPort":22,"key":"k",)"
             R"("cidrIp":"0.0.0.0/0","engine":"e","policyArn":"p"})"),
      (Texts{"policyArn=p", "cidrIp=0.0.0.0/0", "fromPort=22", "toPort=22"}));
}

TEST(ChosenParameters, AreOfManyNamesBeforeManyValues) {
  EXPECT_EQ(KeptOf(R"({"ipRanges":[{"cidrIp":"a"},{"cidrIp":"b"},)"
                   R"({"cidrIp":"c"}],"fromPort":1,"toPort":2})"),
            (Texts{"cidrIp=a", "fromPort=1", "toPort=2", "cidrIp=b"}));
  EXPECT_EQ(KeptOf(R"({"cidrIp":["a","a","b","a"]})"),
            (Texts{"cidrIp=a", "cidrIp=b"}));
}

TEST(ChosenParameters, DoNotDependOnTheOrderOfMembers) {
  EXPECT_EQ(KeptOf(R"({"toPort":2,"cidrIp":"a","fromPort":1})"),
            KeptOf(R"({"cidrIp":"a","fromPort":1,"toPort":2})"));
}

TEST(ChosenParameters, AreNeverUnderANameOfASecret) {
  for (const char* json :
       {R"({"userName":{"secretString":"x"}})", R"({"secretString":"x"})",
        R"({"Environment":{"variables":{"roleArn":"x"}}})",
        R"({"a":{"CREDENTIALS":[{"userName":"x"}]}})",
        R"({"masterUserPassword":"x","content":"x","userData":"x"})",
        R"({"tokens":[[{"principal":"x"}]]})"}) {
    EXPECT_EQ(KeptOf(json), Texts()) << json;
  }
  EXPECT_EQ(KeptOf(R"({"environment":{"userName":"x"},"userName":"y"})"),
            Texts{"userName=y"});
}

TEST(ChosenParameters, AreOfSoundValuesAlone) {
  for (const char* value :
       {"null", "{}", "[]", R"("")", R"("a\tb")", R"("\u007f")",
        R"("HIDDEN_DUE_TO_SECURITY_REASONS")", R"({"x":"y"})"}) {
    EXPECT_EQ(KeptOf(std::string(R"({"userName":)") + value + "}"), Texts())
        << value;
  }
  const std::string longest(CallDetails::kParameterBytesMax, 'v');
  EXPECT_EQ(KeptOf(R"({"userName":")" + longest + "\"}"),
            Texts{"userName=" + longest});
  EXPECT_EQ(KeptOf(R"({"userName":"v)" + longest + "\"}"), Texts());
}

TEST(ChosenParameters, AreNotTheKeysOfTags) {
  EXPECT_EQ(KeptOf(R"({"tagSet":{"items":[{"key":"Name"}]},"prefix":"p"})"),
            Texts{"prefix=p"});
}

TEST(ChosenParameters, ComeOfALongListInBoundedTime) {
  std::string items = "0";
  for (int i = 1; i < 100'000; ++i) items += "," + std::to_string(i);
  EXPECT_EQ(KeptOf(R"({"cidrIp":[)" + items + "]}"),
            (Texts{"cidrIp=0", "cidrIp=1", "cidrIp=2", "cidrIp=3"}));
}

}  // namespace
}  // namespace farcall
