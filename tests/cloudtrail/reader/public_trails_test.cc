// SPDX-License-Identifier: Apache-2.0
// Trails that others have published, where they lie beside the project. The
// counts were made by another program, in another language.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "cloudtrail/reader/record_parser.h"
#include "cloudtrail/reader/record_reader.h"

namespace farcall {
namespace {

// Outcomes: `user`, `role`, ... by kind of principal, the name of a skip
// reason, or the field of an error.
using Counts = std::map<std::string, int>;

struct PublicTrail {
  std::string name;
  Counts counts;
};

std::string KindName(PrincipalKind kind) {
  static constexpr const char* kNames[] = {"none",      "user",    "root",
                                           "role",      "session", "human",
                                           "federated", "account", "service"};
  return kNames[static_cast<size_t>(kind)];
}

std::string OutcomeName(const ParsedRecord& record) {
  if (const auto* skip = std::get_if<SkipReason>(&record.outcome)) {
    return std::string(SkipReasonName(*skip));
  }
  if (const auto* error = std::get_if<FieldError>(&record.outcome)) {
    return error->field;
  }
  return KindName(record.event.principal_kind);
}

class PublicTrails : public testing::TestWithParam<PublicTrail> {};

TEST_P(PublicTrails, HaveAnOutcomeForEveryRecord) {
  const std::filesystem::path path =
      std::filesystem::path(FARCALL_PUBLIC_TRAILS) /
      (GetParam().name + ".ndjson.gz");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
  auto reader = RecordReader::Open(path);
  ASSERT_TRUE(reader.ok());
  RecordParser parser;
  Counts counts;
  while (true) {
    auto json = (*reader)->Next();
    ASSERT_TRUE(json.ok()) << json.status();
    if (!json->has_value()) break;
    ++counts[OutcomeName(parser.Parse((*json)->json))];
  }
  EXPECT_EQ(counts, GetParam().counts);
}

INSTANTIATE_TEST_SUITE_P(
    CloudTrail, PublicTrails,
    testing::Values(
        PublicTrail{"boogy-rs",
                    {{"user", 2},
                     {"root", 1},
                     {"role", 6},
                     {"federated", 1},
                     {"account", 1},
                     {"service", 2},
                     {"insights", 1},
                     {"eventID", 9},
                     {"eventTime", 1}}},
        PublicTrail{"cloud-custodian",
                    {{"user", 8},
                     {"root", 2},
                     {"role", 11},
                     {"service", 3},
                     {"eventID", 1}}},
        PublicTrail{"grycap-tracker",
                    {{"user", 120}, {"role", 2}, {"service", 20}}},
        PublicTrail{"invictus",
                    {{"user", 2647}, {"role", 70}, {"service", 183}}},
        PublicTrail{"opensearch-catalog", {{"role", 740}, {"service", 151}}},
        PublicTrail{"otrf-ec2proxy",
                    {{"user", 87}, {"role", 11}, {"service", 5}}},
        PublicTrail{"plaso", {{"user", 5}, {"service", 1}}},
        PublicTrail{"splunk-security-content",
                    {{"none", 1},
                     {"user", 24},
                     {"root", 6},
                     {"role", 2},
                     {"human", 12},
                     {"federated", 1},
                     {"service", 2}}},
        PublicTrail{
            "stratus",
            {{"user", 241}, {"role", 64}, {"human", 4}, {"federated", 1}}},
        PublicTrail{"streamalert",
                    {{"none", 37}, {"user", 4}, {"eventTime", 14}}},
        PublicTrail{
            "traildiscover",
            {{"none", 1}, {"user", 235}, {"human", 75}, {"service", 3}}},
        PublicTrail{"trailscraper", {{"root", 1}, {"service", 2}}}),
    [](const auto& test) {
      std::string name = test.param.name;
      std::erase(name, '-');
      return name;
    });

}  // namespace
}  // namespace farcall
