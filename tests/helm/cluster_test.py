# SPDX-License-Identifier: Apache-2.0
"""Replicas of a cluster: each finds the others and the brokers, one leaves at a time, the topic
is as farcalld wants it, and what would lose something is refused by name."""

import os
import re
import subprocess
import unittest

import chart
import monitoring
from pods_test import admits, matches, policy_of_the_server

CERTIFICATES = chart.CHART / "ci/cluster-values.yaml"
TOKEN = chart.CHART / "ci/cluster-token-values.yaml"
NAME = "release-farcall"
CLUSTER = [
    "cluster.enabled=true",
    "cluster.kafka.bootstrapServers=kafka:9092",
    "cluster.tokenSecretName=t",
]
BACKUPS = ["backup.enabled=true", "backup.tokenSecretName=b"]


def stateful_set(manifests, name=NAME):
    return manifests["StatefulSet", name]["spec"]


def pod(manifests, name=NAME):
    return stateful_set(manifests, name)["template"]["spec"]


def server(manifests, name=NAME):
    return pod(manifests, name)["containers"][0]


def variables(manifests, name=NAME):
    return {one["name"]: one for one in server(manifests, name)["env"]}


def environment(manifests, number, name=NAME):
    """As the replica with this number gets it."""
    return {
        one: of["value"] if "value" in of else f"{name}-{number}"
        for one, of in variables(manifests, name).items()
    }


def replicas(manifests, name=NAME):
    """(name, host, port, zone) of each in cluster-replicas."""
    text = variables(manifests, name)["FARCALL_CLUSTER_REPLICAS"]["value"]
    pattern = r"([^=]+)=([^:]+):(\d+)(?:@(.+))?"
    return [re.fullmatch(pattern, one).groups() for one in text.split(",")]


class ClusterTest(unittest.TestCase):
    def test_a_chart_without_a_cluster_is_as_if_there_were_none(self):
        others = [
            "cluster.replicas=7", "cluster.copies=9", "cluster.zones={a}", "cluster.tokenSecretName=t",
            "cluster.kafka.bootstrapServers=k:1", "cluster.kafka.configSecretName=c",
            "cluster.kafka.strimzi.enabled=true",
        ]  # fmt: skip
        for values in chart.VALUE_FILES:
            if values in chart.CLUSTERS:
                continue
            with self.subTest(values=values):
                manifests = chart.render(values)
                self.assertEqual(chart.render(values, sets=others), manifests)
                self.assertNotIn("KafkaTopic", {kind for kind, _ in manifests})
                self.assertFalse(any("CLUSTER" in name for name in variables(manifests)))
                spec = stateful_set(manifests)
                self.assertEqual(spec["replicas"], 1)
                for field in ("podManagementPolicy", "updateStrategy", "minReadySeconds"):
                    self.assertNotIn(field, spec)
        without = chart.rule_groups()
        self.assertNotIn("farcall.cluster", [group["name"] for group in without])

    def test_the_program_takes_the_settings_of_each_replica(self):
        for values, number in ((CERTIFICATES, 3), (TOKEN, 5)):
            manifests = chart.render(values)
            self.assertEqual(stateful_set(manifests)["replicas"], number)
            for replica in range(number):
                done = subprocess.run(
                    [os.environ["FARCALLD"], "--print-config"],
                    # The image has a country database.
                    env=environment(manifests, replica) | {"FARCALL_GEOIP_DB": "country.mmdb"},
                    capture_output=True, text=True, check=False,
                )  # fmt: skip
                self.assertEqual((done.returncode, done.stderr), (0, ""), values)
                self.assertIn(f'cluster-replica = "{NAME}-{replica}"\n', done.stdout)

    def test_each_replica_is_reached_by_its_own_name(self):
        for values, sets, name in (
            (CERTIFICATES, (), NAME),
            (TOKEN, (), NAME),
            (TOKEN, ("fullnameOverride=scorer", "service.port=443"), "scorer"),
        ):
            with self.subTest(values=values, name=name):
                manifests = chart.render(values, sets=sets)
                spec = stateful_set(manifests, name)
                service = manifests["Service", spec["serviceName"]]
                # Also one that is not ready yet: it may own shards.
                self.assertIs(service["spec"]["publishNotReadyAddresses"], True)
                self.assertEqual(service["spec"]["clusterIP"], "None")
                labels = spec["template"]["metadata"]["labels"]
                self.assertTrue(matches(service["spec"]["selector"], labels))
                ports = {p["name"]: p["containerPort"] for p in server(manifests, name)["ports"]}
                found = replicas(manifests, name)
                self.assertEqual(
                    [(one, host, int(port)) for one, host, port, _ in found],
                    [
                        (f"{name}-{i}", f"{name}-{i}.{spec['serviceName']}.farcall.svc", ports["grpc"])
                        for i in range(spec["replicas"])
                    ],
                )
                own = variables(manifests, name)["FARCALL_CLUSTER_REPLICA"]["valueFrom"]
                self.assertEqual(own, {"fieldRef": {"fieldPath": "metadata.name"}})

    def test_zones_are_those_that_are_named(self):
        zones = [zone for _, _, _, zone in replicas(chart.render(CERTIFICATES))]
        self.assertEqual(zones, ["eu-central-1a", "eu-central-1b", "eu-central-1c"])
        self.assertEqual({zone for *_, zone in replicas(chart.render(TOKEN))}, {None})

    def test_one_replica_leaves_at_a_time_and_the_next_one_waits_until_it_is_ready(self):
        for values in chart.CLUSTERS:
            manifests = chart.render(values)
            spec = stateful_set(manifests)
            self.assertEqual(spec["podManagementPolicy"], "Parallel")
            self.assertEqual(spec["updateStrategy"], {"type": "RollingUpdate"})
            self.assertGreater(spec["minReadySeconds"], 0)
            probe = server(manifests)["readinessProbe"]["grpc"]
            self.assertEqual(probe["service"], "farcall.v1.ScoringService")
            # A replica that catches up must not be restarted.
            self.assertEqual(server(manifests)["startupProbe"]["tcpSocket"], {"port": "admin"})
            budget = manifests["PodDisruptionBudget", NAME]["spec"]
            self.assertEqual(budget["maxUnavailable"], 1)

    def test_a_drain_has_the_time_that_it_may_take(self):
        for values, sets, seconds in (
            (CERTIFICATES, (), 2 + 45 + 25),
            (TOKEN, (), 120),
            (None, CLUSTER, 60),
            (None, [*CLUSTER, "settings.drain-seconds=3600", "settings.readiness-delay-seconds=0"], 3625),
        ):
            spec = pod(chart.render(values, sets=sets))
            self.assertEqual(spec["terminationGracePeriodSeconds"], seconds)

    def test_replicas_are_spread_over_nodes_and_zones(self):
        manifests = chart.render(CERTIFICATES)
        labels = stateful_set(manifests)["template"]["metadata"]["labels"]
        found = {one["topologyKey"]: one for one in pod(manifests)["topologySpreadConstraints"]}
        self.assertEqual(
            {key: one["whenUnsatisfiable"] for key, one in found.items()},
            {"kubernetes.io/hostname": "DoNotSchedule", "topology.kubernetes.io/zone": "ScheduleAnyway"},
        )
        for one in found.values():
            self.assertTrue(matches(one["labelSelector"], labels))
        (own,) = pod(chart.render(TOKEN))["topologySpreadConstraints"]
        self.assertNotIn("nodeTaintsPolicy", own)

    def test_the_policy_lets_replicas_reach_each_other_and_the_brokers(self):
        manifests = chart.render(CERTIFICATES)
        policy = policy_of_the_server(manifests)
        labels = stateful_set(manifests)["template"]["metadata"]["labels"]
        self.assertTrue(admits(policy, "grpc", labels))
        self.assertFalse(admits(policy, "admin", labels))
        self.assertFalse(admits(policy, "grpc", {"app": "other"}))
        dns, peers, brokers = policy["spec"]["egress"]
        self.assertEqual({one["port"] for one in dns["ports"]}, {53})
        (_, _, port, _), *_ = replicas(manifests)
        self.assertEqual([one["port"] for one in peers["ports"]], [int(port)])
        (peer,) = peers["to"]
        self.assertTrue(matches(peer["podSelector"], labels))
        self.assertEqual([one["port"] for one in brokers["ports"]], [9093])
        self.assertIn("namespaceSelector", brokers["to"][0])

        for sets, ports in (((), [9092, 9094]), (("cluster.kafka.ports={9095}",), [9095])):
            policy = policy_of_the_server(
                chart.render(TOKEN, sets=["networkPolicy.enabled=true", *sets])
            )
            *_, brokers = policy["spec"]["egress"]
            self.assertEqual([one["port"] for one in brokers["ports"]], ports)
            self.assertNotIn("to", brokers)

    def test_files_come_from_secrets_mounted_as_folders(self):
        for values, variable, secret, key in (
            (CERTIFICATES, "FARCALL_CLUSTER_KAFKA_CONFIG_FILE", "farcall-kafka", "client.properties"),
            (TOKEN, "FARCALL_CLUSTER_TOKEN_FILE", "farcall-cluster-token", "token"),
        ):
            manifests = chart.render(values)
            folder, _, file = variables(manifests)[variable]["value"].rpartition("/")
            self.assertEqual(file, key)
            mount = next(m for m in server(manifests)["volumeMounts"] if m["mountPath"] == folder)
            self.assertNotIn("subPath", mount)
            volume = next(v for v in pod(manifests)["volumes"] if v["name"] == mount["name"])
            self.assertEqual(volume["secret"], {"secretName": secret})
        # Certificates will do.
        self.assertNotIn("FARCALL_CLUSTER_TOKEN_FILE", variables(chart.render(CERTIFICATES)))

    def test_the_topic_is_as_the_server_wants_it(self):
        topic = chart.render(CERTIFICATES)["KafkaTopic", NAME]
        self.assertEqual(topic["apiVersion"], "kafka.strimzi.io/v1")
        self.assertEqual(topic["metadata"]["namespace"], "kafka")
        self.assertEqual(topic["metadata"]["labels"]["strimzi.io/cluster"], "log")
        # An uninstall must not take the log with it.
        self.assertEqual(topic["metadata"]["annotations"], {"helm.sh/resource-policy": "keep"})
        spec, config = topic["spec"], topic["spec"]["config"]
        got = variables(chart.render(CERTIFICATES))
        self.assertEqual(spec["topicName"], got["FARCALL_CLUSTER_TOPIC"]["value"])
        self.assertEqual(str(spec["partitions"]), got["FARCALL_CLUSTER_SHARDS"]["value"])
        self.assertEqual(spec["replicas"], 3)
        header = (monitoring.ROOT / "cluster/kafka/log_properties.h").read_text()
        least = re.search(r"kLogBatchBytesMax = ([\d']+);", header)[1].replace("'", "")
        self.assertGreaterEqual(config.pop("max.message.bytes"), int(least))
        self.assertEqual(
            config,
            {
                "cleanup.policy": "delete", "min.insync.replicas": 2,
                "unclean.leader.election.enable": False,
                "retention.ms": 6 * 3600 * 1000, "retention.bytes": -1, "segment.ms": 3600 * 1000,
                "flush.messages": 1,
            },
        )  # fmt: skip
        other = ["flushEveryAppend=false", "retentionHours=720", "namespace=", "apiVersion=kafka.strimzi.io/v1beta2"]
        sets = [f"cluster.kafka.strimzi.{one}" for one in other]
        topic = chart.render(CERTIFICATES, sets=sets)["KafkaTopic", NAME]
        self.assertEqual(topic["apiVersion"], "kafka.strimzi.io/v1beta2")
        self.assertNotIn("namespace", topic["metadata"])
        self.assertNotIn("flush.messages", topic["spec"]["config"])
        self.assertEqual(topic["spec"]["config"]["retention.ms"], 720 * 3600 * 1000)

    def test_each_replica_is_asked_for_the_backups_of_its_shards(self):
        for values in chart.CLUSTERS:
            manifests = chart.render(values, sets=BACKUPS)
            found = {p["name"]: p["containerPort"] for p in server(manifests)["ports"]}
            job = manifests["CronJob", f"{NAME}-backup"]["spec"]["jobTemplate"]["spec"]
            asked = [
                next(a for a in c["command"] if a.startswith("--admin-server="))
                for c in job["template"]["spec"]["containers"]
            ]
            self.assertEqual(
                asked,
                [f"--admin-server={host}:{found['admin']}" for _, host, _, _ in replicas(manifests)],
            )
            claims = stateful_set(manifests)["volumeClaimTemplates"]
            self.assertEqual([one["metadata"]["name"] for one in claims], ["data", "backups"])
            self.assertEqual(
                variables(manifests)["FARCALL_BACKUP_DIR"]["value"],
                next(m for m in server(manifests)["volumeMounts"] if m["name"] == "backups")["mountPath"],
            )

    def test_a_replica_restores_its_shards_before_it_starts(self):
        for values, number in ((CERTIFICATES, 3), (TOKEN, 5)):
            manifests = chart.render(values, sets=[*BACKUPS, "restore.backup=newest"])
            (restore,) = [c for c in pod(manifests)["initContainers"] if c["name"] == "restore"]
            flags = restore["command"][1:]
            self.assertIn("--restore-backup-if-empty=newest", flags)
            for replica in range(number):
                given = {
                    one["name"]: one.get("value", f"{NAME}-{replica}") for one in restore["env"]
                }
                served = environment(manifests, replica)
                self.assertLessEqual(given.items(), served.items())
                done = subprocess.run(
                    [os.environ["FARCALLD"], *flags, "--print-config"],
                    env=given, capture_output=True, text=True, check=False,
                )  # fmt: skip
                self.assertEqual((done.returncode, done.stderr), (0, ""), values)
                for setting in ("shards", "copies"):
                    value = served[f"FARCALL_CLUSTER_{setting.upper()}"]
                    self.assertIn(f"cluster-{setting} = {value}\n", done.stdout)

    def test_its_rules_and_its_dashboard_come_with_it(self):
        manifests = chart.render(CERTIFICATES)
        rules = manifests["PrometheusRule", NAME]["spec"]["groups"]
        alerts = [r["alert"] for g in rules for r in g["rules"] if "alert" in r]
        self.assertEqual(sorted(alerts), sorted(monitoring.alerts()))
        for name in monitoring.dashboards():
            self.assertIn(("ConfigMap", f"{NAME}-{name}"), manifests)

    def test_notes_tell_the_names_that_a_certificate_needs(self):
        _, notes = chart.install(CERTIFICATES)
        for _, host, _, _ in replicas(chart.render(CERTIFICATES)):
            self.assertIn(f"  {host}\n", notes)
        self.assertIn(f"data-{NAME}-0 to -2", notes)
        self.assertNotIn("-headless", chart.install(TOKEN)[1])

    def test_what_cannot_work_is_refused_by_name(self):
        strimzi = ["cluster.kafka.strimzi.enabled=true", "cluster.kafka.strimzi.cluster=log"]
        chart.check_answers(self, (
            ([], "cluster.enabled=true", "cluster.kafka.bootstrapServers"),
            (CLUSTER, "cluster.tokenSecretName=", "cluster.tokenSecretName"),
            (CLUSTER, "tls.secretName=t", "tls.clientCertificates"),
            (CLUSTER, "cluster.copies=4", "cluster.copies is 4"),
            (CLUSTER, "cluster.zones={a,b}", "cluster.zones has 2 zones"),
            (CLUSTER, "proxy.enabled=true", "proxy.enabled"),
            (CLUSTER, "backup.enabled=true", "backup.tokenSecretName"),
            ([*CLUSTER, *BACKUPS], "restore.backup=3", "restore.backup must be newest"),
            (CLUSTER, "restore.backup=newest", "backup.enabled"),
            (CLUSTER, strimzi[0], "cluster.kafka.strimzi.cluster"),
            ([*CLUSTER, *strimzi], "cluster.kafka.strimzi.minInsyncReplicas=3", "minInsyncReplicas"),
            ([*CLUSTER, *strimzi], "cluster.kafka.strimzi.replicationFactor=2", "minInsyncReplicas"),
            (CLUSTER, "cluster.kafka.strimzi.minInsyncReplicas=1", "minInsyncReplicas"),
            (CLUSTER, "cluster.kafka.strimzi.retentionHours=0", "retentionHours"),
            (CLUSTER, "cluster.kafka.strimzi.apiVersion=v1", "apiVersion"),
            (CLUSTER, "cluster.kafka.bootstrapServers=kafka", "bootstrapServers"),
            (CLUSTER, "cluster.kafka.topic=a b", "topic"),
            (CLUSTER, "cluster.kafka.ports={0}", "ports"),
            (CLUSTER, "cluster.replicas=0", "cluster.replicas"),
            (CLUSTER, "cluster.shards=5000", "cluster.shards"),
            (CLUSTER, "cluster.copies=0", "cluster.copies"),
            (CLUSTER, "cluster.takeoverMilliseconds=100", "takeoverMilliseconds"),
            (CLUSTER, "cluster.logLife=0", "logLife"),
            (CLUSTER, "cluster.zone=a", "zone"),
            (CLUSTER, "settings.cluster-shards=8", "cluster-shards"),
            ([*CLUSTER, "cluster.replicas=1", "cluster.copies=1"], "cluster.tokenSecretName=", None),
            (CLUSTER, "settings.cluster-allow-fewer-copies=true", None),
        ))  # fmt: skip


if __name__ == "__main__":
    unittest.main()
