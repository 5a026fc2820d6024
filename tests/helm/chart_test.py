# SPDX-License-Identifier: Apache-2.0
"""The chart renders what Kubernetes takes, refuses wrong values by name, and says what
farcalld's settings are as farcalld does."""

import json
import os
import subprocess
import sys
import unittest

import chart
import monitoring

sys.path.insert(0, str(monitoring.ROOT / "helm"))

import settings_schema
import values_table

EVERYTHING = chart.CHART / "ci/everything-values.yaml"
NOTHING = chart.CHART / "ci/nothing-values.yaml"
VOLUME = chart.CHART / "ci/volume-values.yaml"
NAME = "release-farcall"
# The oldest with the probes that the chart uses, and the newest known.
KUBERNETES = ("1.27.0", "1.37.0")


def pod(manifests):
    return manifests["StatefulSet", NAME]["spec"]["template"]["spec"]


def server(manifests):
    return pod(manifests)["containers"][0]


def environment(manifests):
    return {one["name"]: one.get("value") for one in server(manifests)["env"]}


class ChartTest(unittest.TestCase):
    def test_lint_is_silent_about_every_values_file(self):
        for values in chart.VALUE_FILES:
            done = chart.helm("lint", "--strict", str(chart.CHART), values=values)
            self.assertEqual(done.returncode, 0, f"{values}: {done.stdout}")
            self.assertNotIn("[WARNING]", done.stdout)

    def test_kubernetes_takes_every_manifest_of_every_values_file(self):
        for values in chart.VALUE_FILES:
            for (kind, name), manifest in chart.render(values).items():
                if kind in chart.CUSTOM_KINDS:
                    continue
                for version in KUBERNETES:
                    with self.subTest(
                        values=values, kind=kind, name=name, version=version
                    ):
                        self.assertEqual(chart.complaints(manifest, version), [])

    def test_what_kubernetes_would_refuse_is_found(self):
        manifest = chart.render()["StatefulSet", NAME]
        manifest["spec"]["replicas"] = "one"
        manifest["spec"]["template"]["spec"]["containers"][0]["prots"] = []
        found = " ".join(chart.complaints(manifest, KUBERNETES[-1]))
        self.assertIn("spec.replicas", found)
        self.assertIn("prots", found)

    def test_what_is_made(self):
        default = {
            ("PodDisruptionBudget", NAME), ("Pod", f"{NAME}-test"),
            ("Service", NAME), ("Service", f"{NAME}-headless"),
            ("ServiceAccount", NAME), ("StatefulSet", NAME),
        }  # fmt: skip
        self.assertEqual(set(chart.render()), default)
        self.assertEqual(
            set(chart.render(NOTHING)),
            default - {("PodDisruptionBudget", NAME), ("ServiceAccount", NAME)},
        )
        self.assertEqual(
            set(chart.render(EVERYTHING)),
            default | {
                ("ConfigMap", f"{NAME}-policy"), ("ConfigMap", f"{NAME}-operate"), ("ConfigMap", f"{NAME}-anomalies"),
                ("ConfigMap", f"{NAME}-pipeline"), ("CronJob", f"{NAME}-backup"), ("NetworkPolicy", NAME),
                ("PrometheusRule", NAME), ("ServiceMonitor", NAME), ("PodMonitor", f"{NAME}-ingest"),
                *((kind, f"{NAME}-ingest-records") for kind in (
                    "Deployment", "NetworkPolicy", "PodDisruptionBudget", "ServiceAccount")),
            },
        )  # fmt: skip

    def test_one_server_with_its_volume_is_probed_on_the_admin_port(self):
        manifests = chart.render()
        spec = manifests["StatefulSet", NAME]["spec"]
        self.assertEqual(spec["replicas"], 1)
        self.assertEqual(spec["serviceName"], f"{NAME}-headless")
        self.assertEqual(
            [v["metadata"]["name"] for v in spec["volumeClaimTemplates"]], ["data"]
        )
        for probe in ("startupProbe", "readinessProbe"):
            self.assertEqual(server(manifests)[probe]["grpc"]["port"], 9465)
        self.assertNotIn("volumes", pod(manifests))

    def test_settings_reach_the_server_as_they_were_written(self):
        got = environment(chart.render(NOTHING))
        self.assertEqual(got["FARCALL_READINESS_DELAY_SECONDS"], "0")
        self.assertEqual(got["FARCALL_BASELINE_CACHE_BYTES"], "0")
        self.assertEqual(got["FARCALL_REFLECTION"], "false")
        self.assertEqual(got["FARCALL_ALLOW_PLAINTEXT_BEYOND_LOOPBACK"], "true")
        self.assertEqual(pod(chart.render(NOTHING))["terminationGracePeriodSeconds"], 0)
        got = environment(chart.render(EVERYTHING))
        self.assertEqual(got["FARCALL_SEEN_EVENTS_MAX"], "5000000")
        self.assertEqual(got["GRPC_VERBOSITY"], "ERROR")

    def test_identity_comes_from_secrets_mounted_as_folders(self):
        manifests = chart.render(EVERYTHING)
        got = environment(manifests)
        self.assertNotIn("FARCALL_ALLOW_PLAINTEXT_BEYOND_LOOPBACK", got)
        self.assertEqual(got["FARCALL_TLS_CLIENT_CERTIFICATES"], "optional")
        mounts = {one["name"]: one for one in server(manifests)["volumeMounts"]}
        for name, variable in (
            ("tls", "FARCALL_TLS_CERT_FILE"),
            ("tls", "FARCALL_TLS_KEY_FILE"),
            ("tls", "FARCALL_TLS_CLIENT_CA_FILE"),
            ("tokens", "FARCALL_TOKENS_FILE"),
            ("policy", "FARCALL_POLICY_FILE"),
            ("pseudonyms", "FARCALL_PSEUDONYM_KEY_FILE"),
        ):
            self.assertTrue(got[variable].startswith(mounts[name]["mountPath"] + "/"))
            # A file mounted alone is never replaced.
            self.assertNotIn("subPath", mounts[name])
        self.assertEqual(
            manifests["ConfigMap", f"{NAME}-policy"]["data"]["policy"],
            "token:pipeline score *\ntoken:backup admin *\n",
        )

    def test_the_country_database_comes_from_where_it_was_said(self):
        bundled = chart.render()
        self.assertNotIn("FARCALL_GEOIP_DB", environment(bundled))
        self.assertNotIn("FARCALL_GEOIP_ASN_DB", environment(bundled))
        self.assertNotIn("FARCALL_GEOIP_CITY_DB", environment(bundled))

        none = environment(chart.render(NOTHING))
        self.assertEqual(none["FARCALL_GEOIP_DB"], "")
        self.assertEqual(none["FARCALL_GEOIP_REQUIRED"], "false")
        self.assertEqual(none["FARCALL_GEOIP_ASN_DB"], "")

        volume = chart.render(VOLUME)
        self.assertEqual(
            environment(volume)["FARCALL_GEOIP_DB"], "/usr/share/GeoIP/country.mmdb"
        )
        # The image's own.
        self.assertNotIn("FARCALL_GEOIP_ASN_DB", environment(volume))
        self.assertEqual(
            environment(volume)["FARCALL_GEOIP_CITY_DB"],
            "/usr/share/GeoIP/city-ipv4.mmdb,/usr/share/GeoIP/city-ipv6.mmdb",
        )
        self.assertIn(
            {
                "name": "geoip",
                "persistentVolumeClaim": {"claimName": "geoip", "readOnly": True},
            },
            pod(volume)["volumes"],
        )

        updated = chart.render(EVERYTHING)
        # Once before the server starts, then beside it.
        first, beside = pod(updated)["initContainers"][0], pod(updated)["containers"][1]
        for container, hours in ((first, "0"), (beside, "24")):
            variables = {one["name"]: one for one in container["env"]}
            self.assertEqual(variables["GEOIPUPDATE_FREQUENCY"]["value"], hours)
            self.assertEqual(
                variables["GEOIPUPDATE_LICENSE_KEY"]["valueFrom"]["secretKeyRef"],
                {"name": "farcall-maxmind", "key": "license-key"},
            )
        self.assertEqual(
            environment(updated)["FARCALL_GEOIP_DB"],
            "/usr/share/GeoIP/GeoLite2-City.mmdb",
        )
        self.assertEqual(
            environment(updated)["FARCALL_GEOIP_ASN_DB"],
            "/usr/share/GeoIP/GeoLite2-ASN.mmdb",
        )
        ports = updated["NetworkPolicy", NAME]["spec"]["egress"][0]["ports"]
        self.assertIn({"port": 443, "protocol": "TCP"}, ports)
        self.assertIn({"port": 4317, "protocol": "TCP"}, ports)

    def test_a_backup_is_restored_before_the_server_starts(self):
        self.assertNotIn("initContainers", pod(chart.render()))
        for backup in ("newest", "3"):
            manifests = chart.render(EVERYTHING, sets=[f"restore.backup={backup}"])
            # Before all others: a restore takes its time.
            restore = pod(manifests)["initContainers"][0]
            self.assertEqual(restore["image"], server(manifests)["image"])
            self.assertIn(f"--restore-backup-if-empty={backup}", restore["command"])
            got = environment(manifests)
            mounts = {one["name"]: one for one in server(manifests)["volumeMounts"]}
            for flag, name in (("data-dir", "data"), ("backup-dir", "backups")):
                path = got["FARCALL_" + flag.upper().replace("-", "_")]
                self.assertIn(f"--{flag}={path}", restore["command"])
                self.assertIn(mounts[name], restore["volumeMounts"])

    def test_what_a_cluster_asks_for_reaches_the_pod(self):
        manifests = chart.render(VOLUME)
        spec = pod(manifests)
        self.assertEqual(server(manifests)["image"], "farcall:1.2.3")
        self.assertEqual(spec["imagePullSecrets"], [{"name": "pull"}])
        self.assertEqual(spec["priorityClassName"], "high")
        self.assertEqual(spec["nodeSelector"], {"disk": "fast"})
        self.assertEqual(spec["serviceAccountName"], "farcall")
        meta = manifests["StatefulSet", NAME]["spec"]["template"]["metadata"]
        self.assertEqual(meta["labels"]["team"], "security")
        self.assertEqual(meta["annotations"], {"note": "yes"})
        claim = manifests["StatefulSet", NAME]["spec"]["volumeClaimTemplates"][0][
            "spec"
        ]
        self.assertEqual(claim["storageClassName"], "fast")
        self.assertEqual(claim["resources"]["requests"]["storage"], "100Gi")
        ports = {
            p["name"]: p["port"] for p in manifests["Service", NAME]["spec"]["ports"]
        }
        self.assertEqual(ports, {"grpc": 443, "metrics": 9000, "admin": 9001})

    def test_rules_and_dashboards_are_those_of_the_chart(self):
        manifests = chart.render(EVERYTHING)
        rules = manifests["PrometheusRule", NAME]["spec"]["groups"]
        alerts = [r["alert"] for g in rules for r in g["rules"] if "alert" in r]
        self.assertEqual(sorted(alerts), sorted(monitoring.alerts(cluster=False)))
        boards = monitoring.dashboards()
        del boards["cluster"]
        for name, board in boards.items():
            made = manifests["ConfigMap", f"{NAME}-{name}"]
            self.assertEqual(made["metadata"]["labels"]["grafana_dashboard"], "1")
            self.assertEqual(
                [json.loads(one) for one in made["data"].values()], [board]
            )

    def test_wrong_values_are_refused_by_name(self):
        for wrong, said in (
            ("replicaCount=2", "replicaCount"),
            ("service.port=0", "service.port"),
            ("service.metricsPort=70000", "service.metricsPort"),
            ("image.pullPolicy=Sometimes", "image.pullPolicy"),
            ("image.repository=", "image.repository"),
            ("tls.secret=x", "secret"),
            ("tls.clientCertificates=maybe", "tls.clientCertificates"),
            ("backup.kept=0", "backup.kept"),
            ("backup.schedule=daily", "backup.schedule"),
            ("persistence.size=ten", "persistence.size"),
            ("terminationGracePeriodSeconds=-1", "terminationGracePeriodSeconds"),
            ("serviceMonitor.interval=often", "serviceMonitor.interval"),
            ("settings.half-life-day=14", "half-life-day"),
            ("settings.half-life-days=0", "settings.half-life-days"),
            ("settings.half-life-days=1.5", "settings.half-life-days"),
            ("settings.durability=maybe", "settings.durability"),
            ("settings.reflection=1", "settings.reflection"),
            ("settings.listen=0.0.0.0:1", "listen"),
            ("allowPlaintext=false", "allowPlaintext"),
            ("backup.enabled=true", "backup.tokenSecretName"),
            ("geoip.source=web", "geoip.source"),
            ("geoip.file=../x.mmdb", "geoip.file"),
            ("geoip.asnFile=../x.mmdb", "geoip.asnFile"),
            ("geoip.cityFiles={../x.mmdb}", "geoip.cityFiles"),
            ("geoip.cityFiles={a.mmdb,b.mmdb,c.mmdb}", "geoip.cityFiles"),
            ("geoip.source=volume", "geoip.volume"),
            ("geoip.source=geoipupdate", "geoip.geoipupdate.secretName"),
            ("restore.backup=last", "restore.backup"),
            ("restore.backup=0", "restore.backup"),
            ("restore.backup=newest", "backup.enabled"),
            ("prometheusRule.backupAgeDaysMax=0", "prometheusRule.backupAgeDaysMax"),
            ("prometheusRule.geoDatabaseAgeDaysMax=-1", "prometheusRule.geoDatabaseAgeDaysMax"),
            ("geoip.geoipupdate.frequencyHours=0", "geoip.geoipupdate.frequencyHours"),
            ("settings.geoip-db=/x", "geoip-db"),
            ("settings.geoip-asn-db=/x", "geoip-asn-db"),
            ("settings.geoip-city-db=/x", "geoip-city-db"),
            ("settings.pseudonym-key-file=/x", "pseudonym-key-file"),
            ("settings.otlp-endpoint=otel:4317", "settings.otlp-endpoint"),
            ("settings.cluster-log=kafka", "cluster-log"),
            ("settings.cluster-replicas=a=b:1", "cluster-replicas"),
        ):
            with self.subTest(wrong):
                with self.assertRaises(AssertionError) as refused:
                    chart.render(sets=[wrong])
                self.assertIn(said, str(refused.exception))

    def test_every_range_of_a_setting_is_that_of_its_program(self):
        settings, ingest_settings = (
            json.loads(subprocess.run(
                [os.environ["FARCALL_PRINT_DOCS"], what], check=True, capture_output=True
            ).stdout)
            for what in ("settings", "ingest-settings")
        )  # fmt: skip
        kept = (chart.CHART / "values.schema.json").read_text()
        self.assertEqual(
            kept,
            settings_schema.schema(settings, ingest_settings),
            "run: farcall_print_docs settings | helm/settings_schema.py; "
            "farcall_print_docs ingest-settings | helm/settings_schema.py ingests",
        )

    def test_the_readme_has_the_values(self):
        kept = (chart.CHART / "README.md").read_text()
        self.assertEqual(kept, values_table.readme(), "run: helm/values_table.py")

    def test_a_dry_run_of_an_install_shows_all_and_says_how_to_make_the_first_call(
        self,
    ):
        notes = {}
        for values in chart.VALUE_FILES:
            manifests, notes[values] = chart.install(values)
            self.assertEqual(manifests, chart.render(values))
            self.assertIn(f"rollout status statefulset/{NAME}\n", notes[values])
            for kind, name in manifests:
                if kind == "Deployment":
                    self.assertIn(f"rollout status deployment/{name}\n", notes[values])
        call = "  farcall --server 127.0.0.1:50051"
        self.assertIn(f"{call} score FILE\n", notes[NOTHING])
        self.assertIn("It asks for no credentials", notes[NOTHING])
        self.assertIn(
            f"{call} --tls-ca-file CA --tls-server-name {NAME}.farcall"
            " --token-file TOKEN score FILE\n",
            notes[EVERYTHING],
        )


if __name__ == "__main__":
    unittest.main()
