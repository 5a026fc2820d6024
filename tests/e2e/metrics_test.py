# SPDX-License-Identifier: Apache-2.0
"""/metrics: every series from the start, and counts that agree with the calls."""

import pathlib
import shutil
import subprocess

import events
import harness

PROMTOOL = shutil.which("promtool") or harness.ROOT / "build/tools/bin/promtool"


class MetricsTest(harness.EndToEndTest):
    def test_every_series_is_there_before_the_first_call(self):
        server = self.start_server()
        before = server.metrics()
        server.scoring().ScoreEvents(
            events.batch(
                [events.event(), events.event(address=events.IN_BRAZIL)]
                + [events.raw(b"no JSON"), events.raw(b"")]
            )
        )
        after = server.metrics()
        self.assertEqual(set(after) - set(before), set())

    def test_counts_agree_with_a_batch(self):
        server = self.start_server()
        known = events.event()
        inputs = [events.event(seconds_ago=60 * n) for n in range(1, 8)]
        inputs += [known, known, events.raw(b"no JSON"), events.raw(b"{}")]
        inputs += [
            events.raw(
                events.record_fields(
                    eventCategory="Insight",
                    eventType="AwsCloudTrailInsight",
                    insightDetails={"state": "Start"},
                )
            )
        ]
        before = server.metrics()
        server.scoring().ScoreEvents(events.batch(inputs))
        after = server.metrics()

        def grew(prefix):
            return {
                name: after[name] - before.get(name, 0)
                for name in after
                if name.startswith(prefix) and after[name] != before.get(name, 0)
            }

        outcomes = grew("farcall_events_total")
        self.assertEqual(sum(outcomes.values()), len(inputs), outcomes)
        self.assertEqual(self.of(outcomes, "scored"), 8)
        self.assertEqual(self.of(outcomes, "duplicate"), 1)
        self.assertEqual(self.of(outcomes, "error"), 2)
        self.assertEqual(self.of(outcomes, "skipped"), 1)

    def of(self, outcomes, outcome):
        return sum(value for name, value in outcomes.items() if f'"{outcome}"' in name)

    def test_the_text_passes_promtool(self):
        if not pathlib.Path(PROMTOOL).exists():
            self.skipTest("promtool is not installed")
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

    def test_other_paths_are_not_found(self):
        server = self.start_server()
        with self.assertRaises(Exception):
            harness.urllib.request.urlopen(
                f"http://127.0.0.1:{server.metrics_port}/other"
            )


if __name__ == "__main__":
    harness.main()
