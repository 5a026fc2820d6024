// SPDX-License-Identifier: Apache-2.0
#include "kafka/kafka_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(KafkaProperties, AreLinesOfNamesAndValues) {
  const auto properties = ParseKafkaProperties(
      "# of the cluster\nsecurity.protocol = SASL_SSL\r\n\n"
      "sasl.password=a=b c \n",
      "kafka.properties");
  ASSERT_TRUE(properties.ok()) << properties.status();
  EXPECT_THAT(*properties,
              UnorderedElementsAre(Pair("security.protocol", "SASL_SSL"),
                                   Pair("sasl.password", "a=b c")));
}

TEST(KafkaProperties, NameTheLineThatIsNone) {
  const auto properties = ParseKafkaProperties("a=b\nsecret\n", "p");
  EXPECT_THAT(std::string(properties.status().message()), HasSubstr("p:2"));
  EXPECT_THAT(std::string(properties.status().message()),
              Not(HasSubstr("secret")));
}

TEST(KafkaConf, RefusesWhatLibrdkafkaDoesNotKnow) {
  for (const auto& [name, value] :
       {std::pair("no.such.property", "1"), {"linger.ms", "soon"}}) {
    const auto conf = MakeKafkaConf({"localhost:9092", {{name, value}}}, {});
    EXPECT_EQ(conf.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(conf.status().message()), HasSubstr(name));
  }
}

TEST(KafkaConf, KeepsWhatAGuaranteeRestsOn) {
  const auto conf =
      MakeKafkaConf({"localhost:9092", {{"enable.auto.commit", "true"}}},
                    {{"enable.auto.commit", "false"}});
  ASSERT_TRUE(conf.ok());
  std::string value;
  (*conf)->get("enable.auto.commit", value);
  EXPECT_EQ(value, "false");
}

TEST(KafkaConf, PrefersTheClustersPropertiesToDefaults) {
  const auto conf =
      MakeKafkaConf({"localhost:9092", {{"linger.ms", "7"}}}, {},
                    {{"linger.ms", "0"}, {"client.id", "farcall"}});
  ASSERT_TRUE(conf.ok());
  std::string value;
  (*conf)->get("linger.ms", value);
  EXPECT_EQ(value, "7");
  (*conf)->get("client.id", value);
  EXPECT_EQ(value, "farcall");
}

TEST(KafkaErrors, ThatNeverPassByThemselvesAreTold) {
  EXPECT_EQ(FromKafka(RdKafka::ERR_TOPIC_AUTHORIZATION_FAILED, "topic").code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(FromKafka(RdKafka::ERR_ILLEGAL_GENERATION, "commit").code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(FromKafka(RdKafka::ERR__TRANSPORT, "commit").code(),
            absl::StatusCode::kUnavailable);
  EXPECT_TRUE(FromKafka(RdKafka::ERR_NO_ERROR, "commit").ok());
}

}  // namespace
}  // namespace farcall
