# SPDX-License-Identifier: Apache-2.0
"""The ingests of the chart: each reaches the server with what it needs, its settings are taken
by the real farcall-ingest, and what cannot work is refused by name."""

import os
import subprocess
import unittest

import chart
from pods_test import admits, matches, policy_of_the_server

EVERYTHING = chart.CHART / "ci/everything-values.yaml"
INGESTS = chart.CHART / "ci/ingests-values.yaml"
NAME = "release-farcall"
FIREHOSE, TRAIL, RECORDS = (f"{NAME}-ingest-{name}" for name in ("firehose", "trail", "records"))
KAFKA = [
    "ingests.a.settings.source=kafka",
    "ingests.a.settings.kafka-brokers=b:9092",
    "ingests.a.settings.kafka-topics=t",
    "ingests.a.settings.dead-letters=discard",
]
HTTP = ["ingests.a.settings.source=http", "ingests.a.settings.dead-letters=discard"]


def pod(manifests, name):
    return manifests["Deployment", name]["spec"]["template"]["spec"]


def container(manifests, name):
    (only,) = pod(manifests, name)["containers"]
    return only


def environment(manifests, name):
    return {one["name"]: one.get("value") for one in container(manifests, name)["env"]}


def setting(manifests, name, setting):
    return environment(manifests, name).get(
        "FARCALL_INGEST_" + setting.upper().replace("-", "_")
    )


class IngestsTest(unittest.TestCase):
    def test_without_any_there_is_none(self):
        self.assertNotIn("Deployment", {kind for kind, _ in chart.render()})

    def test_what_is_made_of_each(self):
        made = chart.render(INGESTS)
        for name, kinds in (
            (FIREHOSE, {"Deployment", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount"}),
            (TRAIL, {"Deployment", "NetworkPolicy", "ServiceAccount"}),
        ):
            self.assertEqual({kind for kind, found in made if found == name}, kinds)
        self.assertIn(("PodMonitor", f"{NAME}-ingest"), made)
        one = chart.render(sets=[*KAFKA, "ingests.a.serviceAccount.create=false"])
        name = f"{NAME}-ingest-a"
        self.assertEqual({kind for kind, found in one if found == name}, {"Deployment"})
        self.assertEqual(pod(one, name)["serviceAccountName"], "default")

    def test_the_program_takes_the_settings(self):
        for values, names in ((INGESTS, (FIREHOSE, TRAIL)), (EVERYTHING, (RECORDS,))):
            for name in names:
                manifests = chart.render(values)
                self.assertEqual(container(manifests, name)["command"], ["farcall-ingest"])
                done = subprocess.run(
                    [os.environ["FARCALL_INGEST"], "--print-config"],
                    env=environment(manifests, name),
                    capture_output=True, text=True, check=False,
                )  # fmt: skip
                self.assertEqual((done.returncode, done.stderr), (0, ""), name)

    def test_they_find_the_server_and_the_server_s_policy_lets_them_in(self):
        for values, sets, server in (
            (INGESTS, (), NAME),
            (EVERYTHING, (), NAME),
            (INGESTS, ("fullnameOverride=scorer", "service.port=443"), "scorer"),
        ):
            manifests = chart.render(values, sets=sets)
            ports = {p["name"]: p["port"] for p in manifests["Service", server]["spec"]["ports"]}
            policy = policy_of_the_server(manifests)
            for (kind, name), manifest in manifests.items():
                if kind != "Deployment":
                    continue
                with self.subTest(name):
                    labels = manifest["spec"]["template"]["metadata"]["labels"]
                    self.assertEqual(
                        setting(manifests, name, "server"), f"{server}.farcall:{ports['grpc']}"
                    )
                    self.assertTrue(admits(policy, "grpc", labels))
                    self.assertFalse(admits(policy, "admin", labels))
                    del labels["app.kubernetes.io/component"]
                    self.assertFalse(admits(policy, "grpc", labels))

    def test_files_come_from_secrets_and_the_server_s_key_does_not(self):
        for values, name, files in (
            (INGESTS, FIREHOSE, {
                "tls-ca-file": ("farcall-tls", "ca.crt"),
                "tls-cert-file": ("farcall-client", "tls.crt"),
                "tls-key-file": ("farcall-client", "tls.key"),
                "http-tokens-file": ("farcall-senders", "tokens"),
            }),
            (EVERYTHING, RECORDS, {
                "tls-ca-file": ("farcall-tls", "ca.crt"),
                "token-file": ("farcall-ingest-token", "token"),
                "kafka-properties-file": ("farcall-kafka", "properties"),
            }),
        ):  # fmt: skip
            manifests = chart.render(values)
            volumes = {v["name"]: v["secret"] for v in pod(manifests, name)["volumes"]}
            mounts = {
                m["mountPath"]: volumes[m["name"]] for m in container(manifests, name)["volumeMounts"]
            }
            for file, (secret, key) in files.items():
                folder, _, leaf = setting(manifests, name, file).rpartition("/")
                self.assertEqual((mounts[folder]["secretName"], leaf), (secret, key))
            self.assertEqual(len(volumes), len({secret for secret, _ in files.values()}))
            self.assertEqual(volumes["tls"]["items"], [{"key": "ca.crt", "path": "ca.crt"}])
        self.assertEqual(setting(chart.render(INGESTS), TRAIL, "tls-server-name"), "farcall.example")
        plain = chart.render(sets=KAFKA)
        self.assertIsNone(setting(plain, f"{NAME}-ingest-a", "tls"))
        self.assertNotIn("volumes", pod(plain, f"{NAME}-ingest-a"))

    def test_each_has_its_own_account_for_aws_without_a_token_of_kubernetes(self):
        manifests = chart.render(INGESTS)
        account = manifests["ServiceAccount", TRAIL]
        role = account["metadata"]["annotations"]["eks.amazonaws.com/role-arn"]
        self.assertEqual(role, "arn:aws:iam::111122223333:role/farcall")
        self.assertNotIn("annotations", manifests["ServiceAccount", FIREHOSE]["metadata"])
        for name in (TRAIL, FIREHOSE):
            self.assertEqual(pod(manifests, name)["serviceAccountName"], name)
            self.assertIs(manifests["ServiceAccount", name]["automountServiceAccountToken"], False)

    def test_own_values_win_and_settings_are_added_to_the_defaults(self):
        manifests = chart.render(INGESTS)
        self.assertEqual(setting(manifests, FIREHOSE, "dead-letters"), "discard")
        self.assertEqual(setting(manifests, TRAIL, "dead-letters"), "file")
        self.assertEqual(setting(manifests, TRAIL, "log-level"), "warn")
        self.assertEqual(setting(manifests, TRAIL, "document-bytes-max"), "4294967296")
        self.assertEqual(environment(manifests, TRAIL)["AWS_REGION"], "eu-central-1")
        self.assertEqual(container(manifests, TRAIL)["resources"]["limits"]["memory"], "20Gi")
        off = chart.render(INGESTS, sets=["ingests.firehose.replicas=0"])
        self.assertEqual(off["Deployment", FIREHOSE]["spec"]["replicas"], 0)

    def test_a_drain_has_the_time_that_it_may_take(self):
        for sets, drain in (((), 25), (("ingests.a.settings.drain-seconds=0",), 0), (("ingests.a.settings.drain-seconds=3600",), 3600)):
            spec = pod(chart.render(sets=[*KAFKA, *sets]), f"{NAME}-ingest-a")
            self.assertGreaterEqual(spec["terminationGracePeriodSeconds"], drain + 15)

    def test_the_old_one_leaves_first_where_two_cannot_be(self):
        name = f"{NAME}-ingest-a"
        for sets, strategy in (
            ([], None),
            (["ingests.a.settings.kafka-instance=one"], {"type": "Recreate"}),
            (
                ["ingests.a.settings.dead-letters=file", "ingests.a.settings.dead-letter-file=/d/d"],
                {"type": "Recreate"},
            ),
            (
                ["ingests.a.settings.kafka-instance=one", "ingests.a.strategy.type=RollingUpdate"],
                {"type": "RollingUpdate"},
            ),
        ):
            with self.subTest(sets):
                manifests = chart.render(sets=[*KAFKA, *sets])
                self.assertEqual(manifests["Deployment", name]["spec"].get("strategy"), strategy)

    def test_requests_reach_http_alone(self):
        manifests = chart.render(INGESTS)
        (port,) = manifests["Service", FIREHOSE]["spec"]["ports"]
        self.assertEqual((port["port"], port["targetPort"]), (8080, "http"))
        ports = {p["name"]: p["containerPort"] for p in container(manifests, FIREHOSE)["ports"]}
        self.assertEqual(ports, {"metrics": 9466, "http": 8080})
        self.assertEqual(setting(manifests, FIREHOSE, "http-listen"), "0.0.0.0:8080")
        self.assertIsNone(setting(manifests, TRAIL, "http-listen"))
        rules = manifests["NetworkPolicy", FIREHOSE]["spec"]["ingress"]
        self.assertEqual([rule["ports"] for rule in rules], [[{"port": "metrics"}], [{"port": "http"}]])
        self.assertIn("namespaceSelector", rules[1]["from"][0])
        # It is told by a request that the server is back.
        for name, path in ((FIREHOSE, "/livez"), (TRAIL, "/readyz")):
            probe = container(manifests, name)["readinessProbe"]["httpGet"]
            self.assertEqual(probe, {"path": path, "port": "metrics"})

    def test_prometheus_tells_ingests_apart_under_one_job(self):
        manifests = chart.render(INGESTS, sets=["fullnameOverride=scorer"])
        monitor = manifests["PodMonitor", "scorer-ingest"]["spec"]
        (endpoint,) = monitor["podMetricsEndpoints"]
        self.assertEqual(endpoint["port"], "metrics")
        by_target = {one["targetLabel"]: one for one in endpoint["relabelings"]}
        self.assertEqual(by_target["job"]["replacement"], "scorer-ingest")
        (label,) = by_target["ingest"]["sourceLabels"]
        for meta, _ in (p for n, p in chart.pods(manifests).items() if n[0] == "Deployment"):
            self.assertTrue(matches(monitor["selector"], meta["labels"]))
            found = [k for k in meta["labels"] if label.endswith("_pod_label_" + k.replace("-", "_"))]
            self.assertEqual(found, ["farcall-ingest"])

    def test_wrong_values_are_refused_by_name(self):
        chart.check_answers(self, (
            ([], "ingests.a.replicas=1", "ingests.a.settings.source must be set"),
            (["ingests.a.settings.source=http"], "ingests.a.allowPlaintext=true", "ingests.a.settings.dead-letters must be set"),
            (KAFKA, "ingests.a.settings.kafka-topics=", "ingests.a.settings.kafka-topics is required by source kafka"),
            (KAFKA, "ingests.a.settings.source=sqs", "ingests.a.settings.sqs-queue-url"),
            (KAFKA, "ingests.a.settings.dead-letters=kafka", "ingests.a.settings.dead-letter-topic"),
            (KAFKA, "ingests.a.settings.dead-letters=file", "ingests.a.settings.dead-letter-file"),
            (HTTP, "ingests.a.allowPlaintext=false", "ingests.a.allowPlaintext is false"),
            (KAFKA, "ingests.a.setting.x=1", "setting"),
            (KAFKA, "ingests.a.settings.server=x:1", "server"),
            (KAFKA, "ingests.a.settings.tls-ca-file=/x", "tls-ca-file"),
            (KAFKA, "ingests.a.settings.allow-http-beyond-loopback=true", "allow-http-beyond-loopback"),
            (KAFKA, "ingests.a.settings.kafka-properties-file=/x", "kafka-properties-file"),
            (KAFKA, "ingests.a.settings.metrics-listen=1:1", "metrics-listen"),
            (KAFKA, "ingests.a.settings.workers=0", "workers"),
            (KAFKA, "ingests.a.settings.source=disk", "source"),
            (KAFKA, "ingests.a.replicas=-1", "replicas"),
            (KAFKA, "ingests.A.replicas=1", "ingests"),
            (KAFKA, "ingestDefaults.replica=1", "replica"),
            ([*KAFKA, "ingests.a.settings.kafka-instance=one"], "ingests.a.replicas=2", "kafka-instance"),
            (KAFKA, "identity.tokensSecretName=t", "ingests.a.tokenSecretName"),
            (KAFKA, "ingests.a.clientCertificateSecretName=c", "ingests.a.clientCertificateSecretName is of no use"),
            ([*KAFKA, "tls.secretName=t"], "tls.clientCertificates=required", "ingests.a.clientCertificateSecretName"),
            (KAFKA, f"fullnameOverride={'x' * 52}", None),
            ([one.replace(".a.", ".abcd.") for one in KAFKA], f"fullnameOverride={'x' * 52}", "more than 63 letters"),
        ))  # fmt: skip


if __name__ == "__main__":
    unittest.main()
