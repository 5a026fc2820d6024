# SPDX-License-Identifier: Apache-2.0
"""A real Prometheus scrapes the real server and its ingest under a small load: every panel's and
rule's expression is evaluated and has a result, or is listed below with the reason
why it may be empty."""

import json
import math
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import events
import harness
import mmdb_writer
import monitoring

sys.path += [str(monitoring.ROOT / "tests/helm"), str(monitoring.ROOT / "tests/pipelines")]

import chart
import ingest_process

# Of Debian 12's database in November 2026.
BUNDLED_DATABASE_DAYS = 155
# Reviewed: conditions that are not met on a healthy server; and there is no Kafka, no SQS and no cluster here.
KEPT = "How long does its source keep what waits, and what in its queue was no record?"
MAY_BE_EMPTY = {*monitoring.alerts(), "How many messages wait in Kafka? A", f"{KEPT} C"}
CONFIG = """
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [{rules}/*.rules.yaml]
scrape_configs:
  - job_name: farcall
    static_configs: [{{targets: ['127.0.0.1:{port}']}}]
  - job_name: farcall-ingest
    static_configs: [{{targets: ['127.0.0.1:{ingest_port}'], labels: {{ingest: live}}}}]
"""


class LiveMonitoringTest(harness.EndToEndTest):
    def start_ingest(self, server):
        """It takes requests for the server."""
        self.ingest = ingest_process.Ingest(
            self.folder,
            server.address,
            # Nobody is there: its series are, all the same.
            "--findings-webhook-url=http://127.0.0.1:1/",
            f"--findings-cursor-dir={self.folder}",
            "--source=http",
            "--dead-letters=discard",
        )
        self.addCleanup(self.ingest.kill)
        self.ingest.start()

    def start_prometheus(self, metrics_port):
        config = self.folder / "prometheus.yml"
        config.write_text(
            CONFIG.format(
                rules=monitoring.RULES, port=metrics_port, ingest_port=self.ingest.metrics_port
            )
        )
        self.port = harness.free_port()
        with (self.folder / "prometheus.log").open("wb") as log:
            process = subprocess.Popen(
                [
                    monitoring.tool("prometheus"),
                    f"--config.file={config}",
                    f"--storage.tsdb.path={self.folder / 'tsdb'}",
                    f"--web.listen-address=127.0.0.1:{self.port}",
                ],
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)

    def ask(self, expression):
        url = f"http://127.0.0.1:{self.port}/api/v1/query?" + urllib.parse.urlencode(
            {"query": expression}
        )
        with urllib.request.urlopen(url, timeout=harness.DEADLINE_SECONDS) as answer:
            return json.load(answer)["data"]["result"]

    def load(self, server):
        batch = [events.event() for _ in range(20)]
        batch += [events.event(address=events.IN_BRAZIL, event_id="")]
        batch += [events.event(address=events.IN_BRAZIL)]
        server.scoring().ScoreEvents(events.batch(batch))
        server.scoring().ScoreEvents(events.batch(batch))
        records = [events.record_fields() for _ in range(3)]
        status, _ = self.ingest.post("/v1/events", json.dumps({"Records": records}).encode())
        self.assertEqual(status, 200)

    def scraped(self, server):
        def ready():
            self.load(server)
            try:
                found = self.ask("sum_over_time(up[1m])")
            except OSError:
                return False
            return len(found) == 2 and all(float(job["value"][1]) >= 6 for job in found)

        harness.wait_until(ready, "Prometheus to scrape")

    def test_every_expression_has_a_result(self):
        asn_db = self.folder / "asn.mmdb"
        mmdb_writer.write_asn_db(asn_db, {"177.32.0.0/12": (28573, "Claro NXT")})
        city_db = self.folder / "city.mmdb"
        mmdb_writer.write_city_db(
            city_db, {"177.32.0.0/12": ("BR", "Recife", -8.05, -34.9)}
        )
        country_db = self.folder / "country.mmdb"
        mmdb_writer.write_country_db(country_db, harness.CANARIES_DB)
        server = self.start_server(
            "--alert-threshold=1",
            "--self-test-seconds=1",
            f"--geoip-asn-db={asn_db}",
            f"--geoip-city-db={city_db}",
            geoip_db=country_db,
        )
        self.start_ingest(server)
        self.start_prometheus(server.metrics_port)
        self.scraped(server)
        harness.wait_until(
            lambda: self.ask("farcall:events_unusual:ratio_rate3d"), "rules to be run"
        )
        harness.wait_until(
            lambda: self.ask("farcall:self_test_recall:ratio_rate1h"),
            "two rounds of the self-test",
        )
        asked = dict(monitoring.rule_expressions())
        boards = monitoring.dashboards()
        del boards["cluster"]
        for one in boards.values():
            for panel in one["panels"]:
                for target in panel["targets"]:
                    expression = (
                        target["expr"]
                        .replace("$__rate_interval", "1m")
                        .replace("$job", ".*")
                        .replace("$instance", ".*")
                    )
                    asked[f"{panel['title']} {target['refId']}"] = expression
        self.assertGreater(len(asked), 50)

        def unanswered():
            return [
                name for name, expression in asked.items()
                if name not in MAY_BE_EMPTY and not self.ask(expression)
            ]  # fmt: skip

        # On a busy machine a scrape may come too late, and its series are away until the next.
        deadline = time.monotonic() + harness.DEADLINE_SECONDS
        while unanswered() and time.monotonic() < deadline:
            self.load(server)
        self.assertEqual(unanswered(), [])
        firing = [found["metric"]["alertname"] for found in self.ask("ALERTS")
                  if found["metric"]["alertstate"] == "firing"]  # fmt: skip
        self.assertEqual(firing, [])

    def test_a_fresh_default_install_raises_no_alert(self):
        def series(server):
            """Its series as they are now, for ever, with the labels of a ServiceMonitor."""
            labels = 'job="release-farcall", namespace="farcall", pod="release-farcall-0", instance="10.0.0.1:9464"'
            values = {f"up{{{labels}}}": 1}
            for name, value in server.metrics().items():
                base, _, own = name.partition("{")
                # promtool's time begins at 0.
                if base.endswith("_timestamp_seconds") and value or base == "process_start_time_seconds":
                    value -= time.time()
                if base == "farcall_geo_database_build_timestamp_seconds":
                    value = -BUNDLED_DATABASE_DAYS * 86400
                values[f"{base}{{{labels}, {own or '}'}".replace(", }", "}")] = value
            # promtool takes no NaN, which the quantiles of nothing are.
            return {
                name: f"{value:.6f}x1600"
                for name, value in values.items()
                if math.isfinite(value)
            }

        fresh = series(self.start_server())
        self.assertGreater(len(fresh), 300)
        self.assertEqual(monitoring.firing(chart.rule_groups(), fresh, "26h"), set())
        # The first backup is made within a day.
        with_backups = series(self.start_server(f"--backup-dir={self.folder / 'backups'}", data="other"))
        self.assertEqual(monitoring.firing(chart.rule_groups(), with_backups, "23h"), set())

    def test_the_endpoint_passes_promtool(self):
        server = self.start_server()
        self.start_ingest(server)
        self.load(server)
        done = subprocess.run(
            [monitoring.tool("promtool"), "check", "metrics"],
            input=server.metrics_text(), capture_output=True, text=True,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_endpoint_of_the_ingest_passes_promtool(self):
        server = self.start_server()
        self.start_ingest(server)
        self.load(server)
        _, metrics = self.ingest.get("/metrics")
        done = subprocess.run(
            [monitoring.tool("promtool"), "check", "metrics"],
            input=metrics, capture_output=True, check=False, text=True,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    harness.main()
