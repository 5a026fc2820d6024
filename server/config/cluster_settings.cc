// SPDX-License-Identifier: Apache-2.0
#include "server/config/replica_list.h"
#include "server/config/setting_rows.h"

namespace farcall {
namespace {

constexpr std::string_view kCluster = "Cluster";

constexpr std::string_view kLogs[] = {"none", "kafka"};

constexpr TextForm kReplicasForm{
    .allows =
        [](std::string_view text) { return ReplicasIn(text).has_value(); },
    .allowed =
        "NAME=HOST:PORT or NAME=HOST:PORT@ZONE, separated by commas, each name "
        "once, or empty",
    .value_name = "REPLICAS"};

constexpr Setting kSettings[] = {
    {"cluster-log", kCluster,
     "Where the effects of events are kept first: none = in data-dir, by this "
     "server alone; kafka = in a topic, which all replicas of a cluster follow "
     "(docs/scale-out.md).",
     Choice<&Config::cluster_log>(kLogs)},
    {"cluster-brokers", kCluster, "Brokers of Kafka, HOST:PORT,HOST:PORT.",
     Text<&Config::cluster_brokers>(kNameOrEmptyForm)},
    {"cluster-topic", kCluster,
     "Topic of the cluster. It must be there, with cluster-shards partitions.",
     Text<&Config::cluster_topic>(kNameForm)},
    {"cluster-kafka-config-file", kCluster,
     "File with more properties of librdkafka, name=value each, as for TLS and "
     "SASL. Read at the start.",
     Text<&Config::cluster_kafka_config_file>(kPathOrEmptyForm)},
    {"cluster-shards", kCluster,
     "Shards that tenants are spread over, equal on all replicas. It never "
     "changes.",
     Integer<&Config::cluster_shards>(1, 4'096, "shards")},
    {"cluster-replica", kCluster,
     "Name of this replica in cluster-replicas. It keeps it for good.",
     Text<&Config::cluster_replica>(kNameOrEmptyForm)},
    {"cluster-replicas", kCluster,
     "All replicas, NAME=HOST:PORT each, equal on all of them: the address is "
     "where others reach the gRPC API. With @ZONE behind it, copies of a shard "
     "are kept in different zones.",
     Text<&Config::cluster_replicas>(kReplicasForm)},
    {"cluster-copies", kCluster,
     "Replicas that hold each shard: its owner, and those that follow and take "
     "over.",
     Integer<&Config::cluster_copies>(1, 16, "replicas")},
    {"cluster-takeover-ms", kCluster,
     "How long the owner of a shard may be silent before the next replica "
     "takes over; the one after it waits twice as long.",
     Integer<&Config::cluster_takeover_ms>(500, 60'000, "milliseconds")},
    {"cluster-log-life", kCluster,
     "Which life of the log this is, equal on all replicas. Where Kafka's "
     "records are lost, raise it by one and name a new or emptied topic: its "
     "log begins with the copies of the replicas (docs/scale-out.md).",
     Integer<&Config::cluster_log_life>(1, 1'000'000, "lives")},
    {"cluster-token-file", kCluster,
     "File with the secret by which replicas know each other where "
     "tls-client-certificates is none, a line. Of several lines all are taken "
     "and the first is shown. Read again like tokens-file.",
     Text<&Config::cluster_token_file>(kPathOrEmptyForm)},
    {"cluster-allow-fewer-copies", kCluster,
     "With true, a topic will do whose partitions have one copy, or one in "
     "sync: to try things out. A broker that is lost may take answered events "
     "with it.",
     Switch<&Config::cluster_allow_fewer_copies>()},
};

}  // namespace

std::span<const Setting> ClusterSettings() { return kSettings; }

}  // namespace farcall
