# SPDX-License-Identifier: Apache-2.0
"""The rules that the chart makes watch the release's own series, whatever its name."""

import json
import re
import subprocess
import tempfile
import unittest

import chart
import monitoring

DAY = 86400
CLUSTER = ["cluster.enabled=true", "cluster.kafka.bootstrapServers=k:9092", "cluster.tokenSecretName=t"]


class RenderedRulesTest(unittest.TestCase):
    def test_they_are_sound(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            json.dump({"groups": chart.rule_groups(CLUSTER)}, file)
            file.flush()
            done = subprocess.run(
                [monitoring.tool("promtool"), "check", "rules", file.name],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_every_expression_asks_for_the_release_s_own_series(self):
        for group in chart.rule_groups(["fullnameOverride=scorer", *CLUSTER]):
            job = "scorer-ingest" if group["name"] == "farcall.ingest" else "scorer"
            for rule in group["rules"]:
                name = rule.get("alert") or rule["record"]
                own = rule["expr"].count(f'{{job="{job}", namespace="farcall"')
                asked = len(re.findall(r"\b(?:farcall|process)[_:]\w[\w:]*|\bup\{", rule["expr"]))
                self.assertEqual(own, asked, f"{name}: {rule['expr']}")

    def test_the_ingests_of_the_release_are_watched_and_no_others(self):
        up = "1x60"
        server = {'up{job="release-farcall", namespace="farcall", instance="s"}': up}
        for sets, job, found in (
            ((), "release-farcall-ingest", {"FarcallIngestNotReady"}),
            ((), "other-ingest", set()),
            (("prometheusRule.ingestJob=pipelines",), "pipelines", {"FarcallIngestNotReady"}),
            (("prometheusRule.ingestJob=pipelines",), "release-farcall-ingest", set()),
        ):
            labels = f'job="{job}", namespace="farcall", instance="a", ingest="trail"'
            series = server | {f"farcall_ingest_ready{{{labels}}}": "0x60"}
            with self.subTest(sets=sets, job=job):
                self.assertEqual(monitoring.firing(chart.rule_groups(sets), series, "20m"), found)

    def test_where_there_is_no_cluster_nothing_is_missed(self):
        labels = 'job="release-farcall", namespace="farcall", instance="s"'
        forwarded = f'farcall_forwarded_calls_total{{{labels}, method="ScoreEvents", outcome="no_owner"}}'
        server = {f"up{{{labels}}}": "1x300", forwarded: "0x300"}
        self.assertEqual(monitoring.firing(chart.rule_groups(CLUSTER), server, "4h"), set())

    def test_the_cluster_of_the_release_is_watched_and_no_other(self):
        for job, found in (("release-farcall", {"FarcallLogUnreachable"}), ("other", set())):
            labels = f'job="{job}", namespace="farcall", instance="a"'
            series = {
                'up{job="release-farcall", namespace="farcall", instance="a"}': "1x60",
                f"farcall_cluster_log_reachable{{{labels}}}": "0x60",
            }
            with self.subTest(job):
                self.assertEqual(monitoring.firing(chart.rule_groups(CLUSTER), series, "20m"), found)

    def test_without_ingests_nothing_is_missed(self):
        server = {'up{job="release-farcall", namespace="farcall", instance="s"}': "1x300"}
        self.assertEqual(monitoring.firing(chart.rule_groups(), server, "4h"), set())

    def test_another_name_of_the_release_loses_no_alert(self):
        rules = chart.rule_groups(["fullnameOverride=scorer"])
        labels = 'job="scorer", namespace="farcall", instance="10.0.0.1:9464"'
        scarce = {
            f"up{{{labels}}}": "1x60",
            f"process_open_fds{{{labels}}}": "900x60",
            f"process_max_fds{{{labels}}}": "1000x60",
        }
        for alert, series, at in (
            ("FarcallDown", {f"up{{{labels}}}": "0x60"}, "10m"),
            ("FarcallFileDescriptorsScarce", scarce, "30m"),
        ):
            with self.subTest(alert):
                self.assertEqual(monitoring.firing(rules, series, at), {alert})
        # Another release is none of its business.
        other = labels.replace('"farcall"', '"elsewhere"')
        both = {f"up{{{labels}}}": "1x60", f"up{{{other}}}": "0x60"}
        self.assertEqual(monitoring.firing(rules, both, "10m"), set())

    def test_a_job_that_others_name_is_watched(self):
        rules = chart.rule_groups(["prometheusRule.job=farcall/scrape"])
        up = 'up{job="farcall/scrape", namespace="farcall", instance="a"}'
        self.assertEqual(monitoring.firing(rules, {up: "0x60"}, "10m"), {"FarcallDown"})
        self.assertEqual(monitoring.firing(rules, {up: "1x60"}, "10m"), set())

    def test_a_server_that_discovery_never_finds_is_down(self):
        self.assertEqual(monitoring.firing(chart.rule_groups(), {}, "10m"), {"FarcallDown"})

    def test_a_country_database_is_old_by_where_it_comes_from(self):
        volume = ["geoip.source=volume", "geoip.volume.emptyDir.medium="]
        for sets, days, old in (
            ([], 155, False),
            ([], 360, False),
            ([], 367, True),
            (volume, 44, False),
            (volume, 46, True),
            (["prometheusRule.geoDatabaseAgeDaysMax=100"], 99, False),
            (["prometheusRule.geoDatabaseAgeDaysMax=100"], 102, True),
        ):
            labels = 'job="release-farcall", namespace="farcall", instance="a"'
            series = {
                f"up{{{labels}}}": "1x200",
                f"farcall_geo_database_build_timestamp_seconds{{{labels}}}": f"{-days * DAY}x200",
            }
            with self.subTest(sets=sets, days=days):
                found = monitoring.firing(chart.rule_groups(sets), series, "2h")
                self.assertEqual(found, {"FarcallGeoDatabaseOld"} if old else set())

    def test_thresholds_do_not_disturb_each_other(self):
        sets = ["prometheusRule.geoDatabaseAgeDaysMax=2", "prometheusRule.backupAgeDaysMax=45"]
        rules = {r["alert"]: r["expr"] for g in chart.rule_groups(sets) for r in g["rules"] if "alert" in r}
        self.assertIn("> 2 * 86400", rules["FarcallGeoDatabaseOld"])
        self.assertIn("> 45 * 24 * 3600", rules["FarcallBackupOld"])

    def test_each_alert_links_its_page(self):
        wiki = "https://wiki.example/runbooks"
        for sets, url in (
            ([], "docs/runbooks"),
            ([f"prometheusRule.runbooksUrl={wiki}/"], wiki),
        ):
            for group in chart.rule_groups([*sets, *CLUSTER]):
                for rule in group["rules"]:
                    if "alert" in rule:
                        self.assertEqual(
                            rule["annotations"].get("runbook_url"),
                            f"{url}/{rule['alert']}.md",
                        )


if __name__ == "__main__":
    unittest.main()
