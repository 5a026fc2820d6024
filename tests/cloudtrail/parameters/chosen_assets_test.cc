// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parameters/chosen_assets.h"

#include <gtest/gtest.h>

#include "tests/cloudtrail/parameters/read_parameters.h"

namespace farcall {
namespace {

using Texts = std::vector<std::string>;

Texts AssetsOf(const std::string& json, const std::string& command,
               const std::string& region = "us-east-1") {
  return DetailsOf(json, command, {.region = region}).assets;
}

TEST(ChosenAssets, AreArnsOfTheFormOfTheirService) {
  const auto one = [](const char* command, const char* json) {
    const Texts assets = AssetsOf(json, command);
    return assets.size() == 1 ? assets[0] : "not one";
  };
  EXPECT_EQ(one("s3:PutObject", R"({"bucketName":"b","key":"k"})"),
            "arn:aws:s3:::b");
  EXPECT_EQ(one("iam:CreateUser", R"({"userName":"bob"})"),
            "arn:aws:iam::111122223333:user/bob");
  EXPECT_EQ(one("ec2:GetPasswordData", R"({"instanceId":"i-0abc12345"})"),
            "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc12345");
  EXPECT_EQ(one("ec2:ModifySnapshotAttribute", R"({"snapshotId":"snap-1"})"),
            "arn:aws:ec2:us-east-1::snapshot/snap-1");
  EXPECT_EQ(one("rds:DeleteDBInstance", R"({"dBInstanceIdentifier":"db"})"),
            "arn:aws:rds:us-east-1:111122223333:db:db");
  EXPECT_EQ(one("secretsmanager:GetSecretValue", R"({"secretId":"s"})"),
            "arn:aws:secretsmanager:us-east-1:111122223333:secret:s");
  EXPECT_EQ(one("cloudtrail:StopLogging", R"({"name":"trail"})"),
            "arn:aws:cloudtrail:us-east-1:111122223333:trail/trail");
  EXPECT_EQ(one("ecr:SetRepositoryPolicy", R"({"repositoryName":"team/app"})"),
            "arn:aws:ecr:us-east-1:111122223333:repository/team/app");
  EXPECT_EQ(one("codecommit:GetFile", R"({"repositoryName":"app"})"),
            "arn:aws:codecommit:us-east-1:111122223333:app");
}

TEST(ChosenAssets, TakeNamesAsServicesWriteThem) {
  EXPECT_EQ(AssetsOf(R"({"keyId":"alias/a"})", "kms:Decrypt"),
            Texts{"arn:aws:kms:us-east-1:111122223333:alias/a"});
  EXPECT_EQ(AssetsOf(R"({"keyId":"0e5d"})", "kms:Decrypt"),
            Texts{"arn:aws:kms:us-east-1:111122223333:key/0e5d"});
  EXPECT_EQ(AssetsOf(R"({"names":["/a/b","c"]})", "ssm:GetParameters"),
            (Texts{"arn:aws:ssm:us-east-1:111122223333:parameter/a/b",
                   "arn:aws:ssm:us-east-1:111122223333:parameter/c"}));
  EXPECT_EQ(
      AssetsOf(
          R"({"queueUrl":"https://sqs.us-east-1.amazonaws.com/444455556666/q"})",
          "sqs:SendMessage"),
      Texts{"arn:aws:sqs:us-east-1:444455556666:q"});
  for (const char* url : {"https://", "https:///", "https://sqs/x/q", "q",
                          "https://sqs/444455556666/"}) {
    EXPECT_EQ(AssetsOf(std::string(R"({"queueUrl":")") + url + "\"}",
                       "sqs:SendMessage"),
              Texts())
        << url;
  }
}

TEST(ChosenAssets, TakeArnsAsTheyAre) {
  EXPECT_EQ(
      AssetsOf(R"({"functionName":"arn:aws:lambda:eu-west-1:1:function:f",)"
               R"("policyArn":"arn:aws:iam::aws:policy/Admin"})",
               "lambda:Invoke"),
      (Texts{"arn:aws:lambda:eu-west-1:1:function:f",
             "arn:aws:iam::aws:policy/Admin"}));
  EXPECT_EQ(AssetsOf(R"({"policyArn":"Admin"})", "iam:AttachUserPolicy"),
            Texts());
}

TEST(ChosenAssets, HaveThePartitionOfTheRegion) {
  EXPECT_EQ(AssetsOf(R"({"bucketName":"b"})", "s3:GetObject", "cn-north-1"),
            Texts{"arn:aws-cn:s3:::b"});
}

TEST(ChosenAssets, AreLeftOutWhereTheArnNeedsWhatIsNotKnown) {
  EXPECT_EQ(AssetsOf(R"({"instanceId":"i-0abc12345"})", "ec2:X", ""), Texts());
  EXPECT_EQ(AssetsOf(R"({"bucketName":"b"})", "s3:X", ""),
            Texts{"arn:aws:s3:::b"});
}

TEST(ChosenAssets, AreTargetsBeforeWhatIsBesideThem) {
  EXPECT_EQ(AssetsOf(R"({"imageId":"ami-1","subnetId":"subnet-1",)"
                     R"("instanceId":"i-0abc12345"})",
                     "ec2:RunInstances"),
            (Texts{"arn:aws:ec2:us-east-1:111122223333:instance/i-0abc12345",
                   "arn:aws:ec2:us-east-1::image/ami-1"}));
}

TEST(ChosenAssets, AreTheFirstOnesEachOnce) {
  std::string items;
  for (int i = 0; i < 1000; ++i) {
    items +=
        R"({"instanceId":"i-0abc1234)" + std::to_string(i / 2 % 10) + "\"},";
  }
  items.pop_back();
  EXPECT_EQ(AssetsOf(R"({"instancesSet":{"items":[)" + items + "]}}",
                     "ec2:TerminateInstances"),
            (Texts{"arn:aws:ec2:us-east-1:111122223333:instance/i-0abc12340",
                   "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc12341"}));
}

TEST(ChosenAssets, StandBehindThoseThatTheRecordNames) {
  const auto beside = [](Texts named) {
    return DetailsOf(R"({"userName":"bob","roleName":"r"})", "iam:X",
                     {.region = "us-east-1", .assets = std::move(named)})
        .assets;
  };
  EXPECT_EQ(beside({"arn:aws:iam::111122223333:user/bob"}),
            (Texts{"arn:aws:iam::111122223333:user/bob",
                   "arn:aws:iam::111122223333:role/r"}));
  EXPECT_EQ(beside({"arn:1", "arn:2"}), (Texts{"arn:1", "arn:2"}));
}

TEST(ChosenAssets, AreOfSoundTextsAlone) {
  for (const char* value :
       {"1", "null", "true", "{}", "[]", R"("")", R"("a\nb")", R"("\u0000")",
        R"("HIDDEN_DUE_TO_SECURITY_REASONS")"}) {
    EXPECT_EQ(AssetsOf(std::string(R"({"bucketName":)") + value + "}", "s3:X"),
              Texts())
        << value;
  }
  EXPECT_EQ(AssetsOf(R"({"instanceId":"server-1"})", "ec2:X"), Texts());
}

TEST(ChosenAssets, AreCutBetweenCharacters) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "\xc3\xa4";
  const Texts assets = AssetsOf(R"({"bucketName":")" + name + "\"}", "s3:X");
  ASSERT_EQ(assets.size(), 1U);
  EXPECT_EQ(assets[0].size(), CallDetails::kTextBytesMax - 1);
}

}  // namespace
}  // namespace farcall
