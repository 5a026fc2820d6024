// SPDX-License-Identifier: Apache-2.0
#include "server/config/invocation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "server/config/settings.h"
#include "tests/server/temp_file.h"

namespace farcall {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using Variables = std::map<std::string, std::string>;

Invocation Read(const std::vector<std::string_view>& arguments,
                const Variables& variables = {}) {
  return ReadConfig(arguments, [&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

// The configuration of arguments that are good but for a missing --geoip-db.
Config Good(std::vector<std::string_view> arguments,
            const Variables& variables = {}) {
  arguments.insert(arguments.begin(), "--geoip-db=country.mmdb");
  const Invocation invocation = Read(arguments, variables);
  EXPECT_FALSE(invocation.exit_code.has_value()) << invocation.errors;
  return invocation.config;
}

// The errors of arguments that are bad, and not for a missing --geoip-db.
std::string Bad(std::vector<std::string_view> arguments,
                const Variables& variables = {}) {
  arguments.insert(arguments.begin(), "--geoip-db=country.mmdb");
  const Invocation invocation = Read(arguments, variables);
  EXPECT_EQ(invocation.exit_code, 2);
  EXPECT_THAT(invocation.output, IsEmpty());
  return invocation.errors;
}

TEST(Config, DefaultsAreThoseOfTheStruct) {
  const Config config = Good({});
  EXPECT_EQ(config.listen, "127.0.0.1:50051");
  EXPECT_EQ(config.batch_events_max, 5000);
  EXPECT_EQ(config.durability, Config::Durability::kFsync);
  EXPECT_TRUE(config.geoip_required);
}

TEST(Config, ReadsEveryKindOfSettingFromFlags) {
  const Config config = Good(
      {"--listen=[::1]:0", "--batch-events-max", "7", "--geoip-required=false",
       "--durability=wal", "--principal-strategy=session", "--log-level=error",
       "--log-format=text", "--data-dir=/var/lib/far call"});
  EXPECT_EQ(config.listen, "[::1]:0");
  EXPECT_EQ(config.batch_events_max, 7);
  EXPECT_FALSE(config.geoip_required);
  EXPECT_EQ(config.durability, Config::Durability::kWal);
  EXPECT_EQ(config.principal_strategy, PrincipalStrategy::kSession);
  EXPECT_EQ(config.log_level, LogLevel::kError);
  EXPECT_EQ(config.log_format, LogFormat::kText);
  EXPECT_EQ(config.data_dir, "/var/lib/far call");
}

TEST(Config, FlagWinsOverEnvironmentOverFileOverDefault) {
  const TempFile file(
      "batch-events-max = 3\nstreams-max = 3\nhalf-life-days = 3\n");
  const std::string flag = "--config=" + file.path();
  const Config config =
      Good({flag, "--batch-events-max=1"},
           {{"FARCALL_BATCH_EVENTS_MAX", "2"}, {"FARCALL_STREAMS_MAX", "2"}});
  EXPECT_EQ(config.batch_events_max, 1);
  EXPECT_EQ(config.streams_max, 2);
  EXPECT_EQ(config.half_life_days, 3);
  EXPECT_EQ(config.drain_seconds, Config{}.drain_seconds);
}

TEST(Config, EnvironmentCanNameTheFile) {
  const TempFile file("drain-seconds = 5\n");
  const Config config = Good({}, {{"FARCALL_CONFIG", file.path()}});
  EXPECT_EQ(config.drain_seconds, 5);
}

TEST(Config, EmptyEnvironmentVariableIsAsIfNotSet) {
  const Config config = Good({}, {{"FARCALL_BATCH_EVENTS_MAX", ""}});
  EXPECT_EQ(config.batch_events_max, 5000);
}

TEST(Config, LeavesOtherEnvironmentVariablesAlone) {
  Good({}, {{"FARCALL_PORT", "tcp://10.0.0.1:50051"}});
}

TEST(Config, LastOfARepeatedFlagCounts) {
  const Config config = Good({"--batch-events-max=1", "--batch-events-max=2"});
  EXPECT_EQ(config.batch_events_max, 2);
}

TEST(Config, EmptyValueDoesNotTakeTheNextFlag) {
  const Config config = Good({"--geoip-overrides=", "--drain-seconds=1"});
  EXPECT_EQ(config.geoip_overrides, "");
  EXPECT_EQ(config.drain_seconds, 1);
}

TEST(Config, ErrorNamesSettingValueRangeAndSource) {
  const TempFile file("\nhalf-life-days = 0\n");
  const std::string errors =
      Bad({"--config", file.path(), "--batch-events-max=100001"},
          {{"FARCALL_DURABILITY", "maybe"}});
  EXPECT_THAT(errors,
              HasSubstr("batch-events-max: \"100001\" is not allowed: must be "
                        "1 to 100000 events (from flag --batch-events-max)\n"));
  EXPECT_THAT(errors,
              HasSubstr("durability: \"maybe\" is not allowed: must be fsync "
                        "or wal (from environment variable "
                        "FARCALL_DURABILITY)\n"));
  EXPECT_THAT(errors, HasSubstr("half-life-days: \"0\" is not allowed: must be "
                                "1 to 3650 days (from " +
                                file.path() + ":2)\n"));
}

TEST(Config, NamesUnknownFlagAndTheOneItMayMean) {
  EXPECT_THAT(Bad({"--lisen", "127.0.0.1:1"}),
              AllOf(HasSubstr("unknown flag \"--lisen\"; did you mean "
                              "--listen?\n"),
                    Not(HasSubstr("unexpected"))));
}

TEST(Config, OffersNoFlagWhereNoneIsNear) {
  EXPECT_THAT(Bad({"--xyzzy=1"}), HasSubstr("unknown flag \"--xyzzy\"\n"));
}

TEST(Config, RefusesFlagWithoutValue) {
  EXPECT_THAT(Bad({"--listen", "--drain-seconds=1"}),
              HasSubstr("flag --listen needs a value\n"));
  EXPECT_THAT(Bad({"--listen"}), HasSubstr("flag --listen needs a value\n"));
}

TEST(Config, RefusesArgumentsThatAreNoFlags) {
  EXPECT_THAT(Bad({"serve"}), HasSubstr("unexpected argument \"serve\"\n"));
}

TEST(Config, RefusesUnknownNameInTheFile) {
  const TempFile file("listen = 127.0.0.1:1\nbach-events-max = 1\n");
  const std::string flag = "--config=" + file.path();
  EXPECT_THAT(Bad({flag}),
              HasSubstr(file.path() +
                        ":2: unknown setting \"bach-events-max\"; did you mean "
                        "batch-events-max?\n"));
}

TEST(Config, RefusesNameThatIsTwiceInTheFile) {
  const TempFile file("drain-seconds = 1\ndrain-seconds = 2\n");
  const std::string flag = "--config=" + file.path();
  EXPECT_THAT(Bad({flag}),
              HasSubstr(file.path() + ":2: drain-seconds is already set in " +
                        file.path() + ":1\n"));
}

TEST(Config, RefusesFileThatIsNotThere) {
  EXPECT_THAT(Bad({"--config=/nonexistent/farcall.toml"}),
              HasSubstr("/nonexistent/farcall.toml: No such file"));
}

TEST(Config, NeedsCountryDatabaseUnlessToldOtherwise) {
  const Invocation without = Read({});
  EXPECT_EQ(without.exit_code, 2);
  EXPECT_THAT(without.errors, HasSubstr("geoip-db: is empty"));
  EXPECT_FALSE(Read({"--geoip-required=false"}).exit_code.has_value());
}

TEST(Config, RefusesRecordLargerThanRequest) {
  EXPECT_THAT(Bad({"--record-bytes-max=131072", "--request-bytes-max=65536"}),
              HasSubstr("record-bytes-max: 131072 (from flag "
                        "--record-bytes-max) is not allowed: must be at most "
                        "request-bytes-max, which is 65536 (from flag "
                        "--request-bytes-max)\n"));
}

TEST(Config, RefusesOneAddressForTwoListeners) {
  EXPECT_THAT(Bad({"--metrics-listen=127.0.0.1:50051"}),
              HasSubstr("must not be the same as listen"));
  Good({"--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0"});
}

TEST(Config, RefusesPlaintextForOtherMachinesUnlessToldSo) {
  for (const char* listen : {"--listen=0.0.0.0:1", "--listen=[::]:1",
                             "--listen=10.1.2.3:1", "--listen=farcall:1"}) {
    EXPECT_THAT(Bad({listen}), HasSubstr("is reached from other machines"));
    Good({listen, "--allow-plaintext-beyond-loopback=true"});
    Good({listen, "--tls-cert-file=/c", "--tls-key-file=/k"});
  }
  Good({"--listen=[::1]:1"});
  Good({"--listen=localhost:1"});
}

TEST(Config, WantsTheFilesOfTlsTogether) {
  EXPECT_THAT(Bad({"--tls-cert-file=/c"}),
              HasSubstr("one is set without the other"));
  EXPECT_THAT(Bad({"--tls-client-certificates=required"}),
              HasSubstr("needs tls-cert-file"));
  EXPECT_THAT(Bad({"--tls-cert-file=/c", "--tls-key-file=/k",
                   "--tls-client-certificates=optional"}),
              HasSubstr("tls-client-ca-file: is required"));
  EXPECT_THAT(Bad({"--tls-client-ca-file=/a"}), HasSubstr("is of no use"));
}

// What a cluster of one replica needs.
std::vector<std::string_view> ClusterOfOne() {
  return {"--cluster-log=kafka", "--cluster-brokers=k:9092",
          "--cluster-replica=a", "--cluster-replicas=a=a:1",
          "--cluster-copies=1"};
}

std::string BadCluster(std::string_view argument) {
  auto arguments = ClusterOfOne();
  arguments.push_back(argument);
  return Bad(arguments);
}

TEST(Config, ACluster) {
  const Config config = Good(ClusterOfOne());
  EXPECT_EQ(config.cluster_log, Config::ClusterLog::kKafka);
  EXPECT_EQ(config.cluster_shards, 64);
}

TEST(Config, WantsWhatAClusterNeeds) {
  EXPECT_THAT(BadCluster("--cluster-brokers="),
              HasSubstr("cluster-brokers: is empty"));
  EXPECT_THAT(BadCluster("--cluster-replica=b"),
              HasSubstr("must be a name in cluster-replicas"));
  EXPECT_THAT(BadCluster("--cluster-copies=2"),
              HasSubstr("must be at most the replicas in cluster-replicas, 1"));
  EXPECT_THAT(BadCluster("--cluster-replicas=a=a:1,b=b:1"),
              HasSubstr("cluster-token-file: is empty"));
  EXPECT_THAT(BadCluster("--cluster-log-life=0"),
              HasSubstr("1 to 1000000 lives"));
}

TEST(Config, WantsCertificatesOfReplicasWithTls) {
  auto arguments = ClusterOfOne();
  for (const char* tls : {"--tls-cert-file=/c", "--tls-key-file=/k"}) {
    arguments.push_back(tls);
  }
  EXPECT_THAT(Bad(arguments), HasSubstr("tls-client-certificates: is none"));
  arguments.push_back("--tls-client-certificates=optional");
  arguments.push_back("--tls-client-ca-file=/a");
  Good(arguments);
}

TEST(Config, LooksAtNoClusterWhereThereIsNone) {
  Good({"--cluster-replica=b", "--cluster-copies=16"});
}

TEST(Config, TakesTheBackupToRestore) {
  const auto read = [](std::vector<std::string_view> arguments) {
    arguments.push_back("--geoip-db=/db");
    return ReadConfig(arguments,
                      [](const char*) -> const char* { return nullptr; });
  };
  const auto number = [&read](std::string_view flag) {
    return read({"--backup-dir=/b", flag}).restore->backup;
  };
  EXPECT_EQ(number("--restore-backup=newest"), 0U);
  EXPECT_EQ(number("--restore-backup=12"), 12U);
  EXPECT_FALSE(read({"--backup-dir=/b"}).restore.has_value());
  const auto if_empty =
      read({"--backup-dir=/b", "--restore-backup-if-empty=newest"}).restore;
  ASSERT_TRUE(if_empty.has_value());
  EXPECT_EQ(if_empty->backup, 0U);
  EXPECT_EQ(if_empty->shard, std::nullopt);
  EXPECT_EQ(if_empty->existing_store, ExistingStore::kKeep);
  EXPECT_EQ(
      read({"--backup-dir=/b", "--restore-backup=1"}).restore->existing_store,
      ExistingStore::kRefuse);
  for (const char* flag : {"--restore-backup", "--restore-backup-if-empty"}) {
    for (const char* value : {"=1", "=newest"}) {
      EXPECT_THAT(Bad({std::string(flag) + value}),
                  HasSubstr(std::string(flag) + ": needs backup-dir"));
    }
  }
  for (const char* wrong : {"0", "last", "-1", "99999999999", ""}) {
    const std::string flag = std::string("--restore-backup=") + wrong;
    EXPECT_EQ(read({"--backup-dir=/b", flag}).exit_code, 2) << wrong;
  }
}

TEST(Config, TakesTheShardToRestore) {
  const std::vector<std::string> cluster = {
      "--cluster-log=kafka", "--cluster-brokers=k:9092",
      "--cluster-replica=a", "--cluster-replicas=a=h:1,b=h:2",
      "--cluster-shards=8",  "--cluster-token-file=/t",
      "--backup-dir=/b",     "--geoip-db=/db"};
  const auto read = [&cluster](const std::vector<std::string>& more) {
    std::vector<std::string_view> arguments(cluster.begin(), cluster.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return ReadConfig(arguments,
                      [](const char*) -> const char* { return nullptr; });
  };
  const auto one = read({"--restore-backup=3", "--restore-shard=7"});
  EXPECT_EQ(one.errors, "");
  ASSERT_TRUE(one.restore.has_value());
  EXPECT_EQ(one.restore->shard, 7U);
  EXPECT_EQ(one.restore->backup, 3U);
  const auto all = read({"--restore-backup-if-empty=newest"});
  ASSERT_TRUE(all.restore.has_value()) << all.errors;
  EXPECT_EQ(all.restore->shard, std::nullopt);
  // Each shard has numbers of its own.
  EXPECT_THAT(read({"--restore-backup=3"}).errors,
              HasSubstr("must be newest, unless --restore-shard"));
  EXPECT_THAT(read({"--restore-shard=7"}).errors,
              HasSubstr("flag --restore-shard: needs --restore-backup"));
  for (const char* wrong : {"8", "-1", "all", ""}) {
    EXPECT_THAT(read({"--restore-backup=newest",
                      std::string("--restore-shard=") + wrong})
                    .errors,
                HasSubstr("must be a shard, 0 to 7"))
        << wrong;
  }
  EXPECT_THAT(
      Bad({"--backup-dir=/b", "--restore-backup=1", "--restore-shard=0"}),
      HasSubstr("flag --restore-shard: needs cluster-log"));
}

TEST(Config, ErrorsAreLinesOfPrintableCharacters) {
  const std::string value = "--log-level=\x1b[2J\ninfo" + std::string(500, 'x');
  const std::string errors = Bad({value});
  EXPECT_THAT(errors, HasSubstr("log-level: \"?[2J?infoxxx"));
  EXPECT_LT(errors.size(), 400);
}

TEST(Config, CheckGoesOnToFilesOrExitsWithEveryError) {
  const Invocation good = Read({"--check-config", "--geoip-db=x"});
  EXPECT_EQ(good.exit_code, std::nullopt) << "files are yet to be checked";
  EXPECT_TRUE(good.check);
  EXPECT_THAT(good.errors, IsEmpty());

  const Invocation bad =
      Read({"--check-config", "--streams-max=0", "--drain-seconds=x"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.errors,
              AllOf(HasSubstr("streams-max"), HasSubstr("drain-seconds"),
                    HasSubstr("geoip-db")));
}

TEST(Config, WarnsOfVariablesThatAreNoSettings) {
  const std::vector<std::string_view> names = {
      "PATH", "FARCALL_LISTEN", "FARCALL_CONFIG", "FARCALL_LISTN",
      // Of the client.
      "FARCALL_SERVER", "FARCALL_TLS_CA_FILE",
      // What Kubernetes makes for Services.
      "FARCALL_SERVICE_HOST", "FARCALL_SERVICE_PORT_GRPC", "FARCALL_PORT",
      "FARCALL_PORT_50051_TCP_ADDR", "FARCALL_NOTHING_LIKE_IT"};
  EXPECT_THAT(UnknownVariables(names),
              ElementsAre("environment variable FARCALL_LISTN is no setting; "
                          "did you mean FARCALL_LISTEN?",
                          "environment variable FARCALL_NOTHING_LIKE_IT is no "
                          "setting"));
}

TEST(Config, PrintedConfigurationReadsBackTheSame) {
  const std::vector<std::string_view> flags = {
      "--geoip-db=a \"quoted\" \\ #path", "--drain-seconds=1",
      "--geoip-required=false", "--durability=wal", "--print-config"};
  const Invocation printed = Read(flags);
  EXPECT_EQ(printed.exit_code, 0);

  const TempFile file(printed.output);
  const std::string flag = "--config=" + file.path();
  const Invocation again = Read({flag, "--print-config"});
  EXPECT_EQ(again.errors, "");
  EXPECT_EQ(again.output, printed.output);
  EXPECT_THAT(again.output, HasSubstr("durability = \"wal\"\n"));
}

TEST(Config, HelpAndVersionWinOverErrors) {
  const Invocation help = Read({"--streams-max=0", "--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.output, HasSubstr("--streams-max=N"));
  const Invocation version = Read({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.output, StartsWith("farcalld "));
}

}  // namespace
}  // namespace farcall
