# SPDX-License-Identifier: Apache-2.0
"""/metrics: every series from the start, and counts that agree with the calls."""

import pathlib
import re
import shutil
import subprocess
import unittest
import urllib.error
import urllib.request

import events
import harness

PROMTOOL = shutil.which("promtool") or harness.ROOT / "build/tools/bin/promtool"


def documented_series():
    """(metric, label, value) of docs/metrics.md; without labels ("", "")."""
    text = (harness.ROOT / "docs/metrics.md").read_text()
    for name, labels in re.findall(r"^\| `(\w+)` \| \w+ \| (.*?) \| ", text, re.M):
        pairs = re.findall(r"`(\w+)`: ([^;]+)", labels)
        if not pairs:
            yield name, "", ""
        for label, values in pairs:
            for value in values.split(", "):
                yield name, label, value.strip()


class MetricsTest(harness.EndToEndTest):
    def test_every_documented_series_is_there_before_the_first_call(self):
        lines = self.start_server().metrics_text().splitlines()
        documented = list(documented_series())
        self.assertGreater(len(documented), 50)
        for name, label, value in documented:
            found = any(
                re.match(rf"{name}(_bucket|_count)?[{{ ]", line)
                and (not label or f'{label}="{value}"' in line)
                for line in lines
            )
            with self.subTest(metric=name, label=label, value=value):
                self.assertTrue(found)

    def test_no_call_adds_a_series_but_for_its_country(self):
        server = self.start_server()
        before = set(server.metrics())
        server.scoring().ScoreEvents(
            events.batch([events.event(), events.raw(b"no JSON"), events.raw(b"")])
        )
        self.run_cli("baseline", "nobody", f"--server={server.address}", code=5)
        of_places = {
            f'farcall_origin_{what}_total{{origin="DE"}}'
            for what in ("events", "alerts")
        }
        self.assertEqual(set(server.metrics()), before | of_places)

    def test_counts_agree_with_a_batch(self):
        server = self.start_server()
        known = events.event()
        insight = events.record_fields(
            eventType="AwsCloudTrailInsight",
            eventCategory="Insight",
            insightDetails={"state": "Start"},
        )
        inputs = [events.event(seconds_ago=60 * n) for n in range(1, 8)]
        inputs += [known, known, events.raw(b"no JSON"), events.raw(b"{}")]
        inputs += [events.raw(insight)]
        server.scoring().ScoreEvents(events.batch(inputs))

        after = server.metrics()
        expected = {
            'farcall_events_total{outcome="scored"}': 8,
            'farcall_events_total{outcome="duplicate"}': 1,
            'farcall_events_total{outcome="error"}': 2,
            'farcall_events_total{outcome="skipped"}': 1,
            'farcall_events_skipped_total{reason="insights"}': 1,
            'farcall_event_errors_total{reason="malformed"}': 1,
            'farcall_event_errors_total{reason="invalid"}': 1,
            "farcall_event_score_count": 8,
            "farcall_batch_events_count": 1,
            "farcall_batch_events_sum": len(inputs),
            "farcall_batch_seconds_count": 1,
            "farcall_batches_in_flight": 0,
            "farcall_seen_events": 8,
            "farcall_ready": 1,
        }
        self.assertEqual({name: after[name] for name in expected}, expected)
        handled = {
            name: value
            for name, value in after.items()
            if name.startswith("grpc_server_handled_total") and value
        }
        self.assertEqual(list(handled.values()), [1])
        (name,) = handled
        for part in ('"OK"', '"ScoreEvents"', '"farcall.v1.ScoringService"'):
            self.assertIn(part, name)

    @unittest.skipUnless(pathlib.Path(PROMTOOL).exists(), "no promtool here")
    def test_the_text_passes_promtool(self):
        server = self.start_server()
        server.scoring().ScoreEvents(events.batch([events.event()]))
        result = subprocess.run(
            [PROMTOOL, "check", "metrics"],
            input=server.metrics_text(),
            capture_output=True,
            text=True,
            timeout=harness.DEADLINE_SECONDS,
        )
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_the_root_leads_to_the_metrics_and_head_is_answered(self):
        server = self.start_server()
        url = f"http://127.0.0.1:{server.metrics_port}"
        for path, method in (("/metrics", "HEAD"), ("/", "HEAD"), ("/", "GET")):
            with self.subTest(path=path, method=method):
                request = urllib.request.Request(url + path, method=method)
                with urllib.request.urlopen(
                    request, timeout=harness.DEADLINE_SECONDS
                ) as response:
                    self.assertEqual(response.status, 200)
                    body = response.read()
                if method == "HEAD":
                    self.assertEqual(body, b"")
                else:
                    self.assertIn(b'href="/metrics"', body)

    def test_other_paths_are_not_found(self):
        server = self.start_server()
        url = f"http://127.0.0.1:{server.metrics_port}/other"
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(url, timeout=harness.DEADLINE_SECONDS)
        self.assertEqual(caught.exception.code, 404)
        caught.exception.close()


if __name__ == "__main__":
    harness.main()
