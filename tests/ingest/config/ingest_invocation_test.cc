// SPDX-License-Identifier: Apache-2.0
#include "ingest/config/ingest_invocation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

IngestInvocation Read(
    const std::vector<std::string_view>& arguments,
    const std::map<std::string, std::string>& variables = {}) {
  return ReadIngestConfig(arguments, [&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(ReadIngestConfig, NeedsASourceAndAPlaceForDeadLetters) {
  const IngestInvocation nothing = Read({});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.errors, HasSubstr("farcall-ingest: source: must be set"));
  EXPECT_THAT(nothing.errors, HasSubstr("dead-letters: must be set"));
  const IngestInvocation enough =
      Read({"--source=http", "--dead-letters=discard"});
  EXPECT_FALSE(enough.exit_code.has_value()) << enough.errors;
  EXPECT_EQ(enough.config.source, IngestConfig::From::kHttp);
}

TEST(ReadIngestConfig, NeedsNoSourceWhereItHandsFindingsOn) {
  const std::vector<std::string_view> flags = {
      "--findings-webhook-url=https://hook/1"};
  EXPECT_THAT(Read(flags).errors,
              HasSubstr("findings-cursor-dir: is required by"));
  auto enough = flags;
  enough.emplace_back("--findings-cursor-dir=/var/lib");
  EXPECT_THAT(Read(enough).errors, IsEmpty());
  enough.emplace_back("--findings-webhook-body=pagerduty");
  EXPECT_THAT(Read(enough).errors,
              HasSubstr("findings-pagerduty-key-file: is required by"));
  enough.emplace_back("--findings-kafka-topic=farcall.findings");
  EXPECT_THAT(Read(enough).errors, HasSubstr("kafka-brokers: is required by"));
}

TEST(ReadIngestConfig, NeedsWhatTheSourceNeeds) {
  const std::map<std::string_view, std::vector<std::string>> needed = {
      {"--source=sqs", {"sqs-queue-url"}},
      {"--source=kafka", {"kafka-brokers", "kafka-topics"}}};
  for (const auto& [source, names] : needed) {
    const std::string errors = Read({source, "--dead-letters=discard"}).errors;
    for (const std::string& name : names) {
      EXPECT_THAT(errors, HasSubstr(name + ": is required by source"));
    }
  }
}

TEST(ReadIngestConfig, NeedsWhatDeadLettersNeed) {
  const std::map<std::string_view, std::vector<std::string>> needed = {
      {"--dead-letters=file", {"dead-letter-file"}},
      {"--dead-letters=sqs", {"dead-letter-queue-url"}},
      {"--dead-letters=kafka", {"dead-letter-topic", "kafka-brokers"}}};
  for (const auto& [dead_letters, names] : needed) {
    const std::string errors = Read({"--source=http", dead_letters}).errors;
    for (const std::string& name : names) {
      EXPECT_THAT(errors, HasSubstr(name + ": is required by dead-letters"));
    }
  }
}

TEST(ReadIngestConfig, ReadsFlagsAndVariables) {
  const IngestInvocation invocation =
      Read({"--source=kafka", "--kafka-topics=a,b"},
           {{"FARCALL_INGEST_KAFKA_BROKERS", "localhost:9092"},
            {"FARCALL_INGEST_DEAD_LETTERS", "discard"},
            {"FARCALL_SERVER", "another.program:1"}});
  ASSERT_FALSE(invocation.exit_code.has_value()) << invocation.errors;
  EXPECT_EQ(invocation.config.kafka_brokers, "localhost:9092");
  EXPECT_EQ(invocation.config.kafka_topics, "a,b");
  EXPECT_EQ(invocation.config.server, "localhost:50051");
}

TEST(ReadIngestConfig, RefusesPlainHttpThatOthersReach) {
  const std::vector<std::string_view> flags = {
      "--source=http", "--dead-letters=discard", "--http-listen=0.0.0.0:8080"};
  EXPECT_THAT(Read(flags).errors, HasSubstr("http-listen: 0.0.0.0:8080"));
  auto allowed = flags;
  allowed.emplace_back("--allow-http-beyond-loopback=true");
  EXPECT_THAT(Read(allowed).errors, IsEmpty());
}

TEST(ReadIngestConfig, RefusesTlsSettingsWithoutTls) {
  const std::vector<std::string_view> flags = {
      "--source=http", "--dead-letters=discard", "--tls-ca-file=ca.pem"};
  EXPECT_THAT(Read(flags).errors, HasSubstr("while tls is false"));
  auto with_tls = flags;
  with_tls.emplace_back("--tls=true");
  EXPECT_THAT(Read(with_tls).errors, IsEmpty());
  with_tls.emplace_back("--tls-cert-file=c.pem");
  EXPECT_THAT(Read(with_tls).errors, HasSubstr("one is set without the other"));
}

TEST(ReadIngestConfig, HelpNamesEverySetting) {
  const IngestInvocation help = Read({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.output, HasSubstr("Usage: farcall-ingest"));
  EXPECT_THAT(help.output, HasSubstr("--http-answer-seconds"));
}

TEST(ReadIngestConfig, PrintsASettingsFile) {
  const IngestInvocation printed =
      Read({"--source=http", "--dead-letters=discard", "--print-config"});
  EXPECT_EQ(printed.exit_code, 0);
  EXPECT_THAT(printed.output, HasSubstr("source = \"http\"\n"));
}

TEST(UnknownIngestVariables, AreToldAndThoseOfTheServerAreNot) {
  const std::vector<std::string_view> names = {
      "FARCALL_INGEST_SOURCE", "FARCALL_INGEST_SUORCE", "FARCALL_DATA_DIR"};
  const auto warnings = UnknownIngestVariables(names);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_THAT(warnings[0], HasSubstr("FARCALL_INGEST_SUORCE"));
  EXPECT_THAT(warnings[0], Not(HasSubstr("DATA_DIR")));
}

TEST(IngestConfiguration, IsWhatTheDocumentSays) {
  std::ifstream file(FARCALL_SOURCE_DIR "/docs/ingest_configuration.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, IngestConfigurationMarkdown())
      << "run: farcall_print_docs ingest > docs/ingest_configuration.md";
}

}  // namespace
}  // namespace farcall
