# SPDX-License-Identifier: Apache-2.0
"""Dashboards are what helm/dashboards.py writes, and ask questions."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import monitoring


class DashboardsTest(unittest.TestCase):
    def test_they_are_what_the_generator_writes(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, "-B", monitoring.ROOT / "helm/dashboards.py", folder],
                check=True,
            )
            for path in pathlib.Path(folder).iterdir():
                kept = monitoring.CHART / "dashboards" / path.name
                self.assertEqual(kept.read_text(), path.read_text(), path.name)

    def test_no_panel_needs_the_recording_rules(self):
        # The chart can have dashboards without them.
        for one in monitoring.dashboards().values():
            for panel in one["panels"]:
                for target in panel["targets"]:
                    self.assertNotIn("farcall:", target["expr"], panel["title"])

    def expression(self, dashboard, title):
        panels = monitoring.dashboards()[dashboard]["panels"]
        (target,) = next(p for p in panels if p["title"] == title)["targets"]
        return target["expr"].replace("$job", ".*").replace("$instance", ".*")

    def test_the_first_alert_from_a_new_country_is_shown(self):
        for title, name in (
            ("Where do alerts come from? (last day)", "farcall_origin_alerts_total"),
            ("Where do calls come from? (last day)", "farcall_origin_events_total"),
        ):
            labels = 'job="farcall", instance="a", origin='
            found = monitoring.evaluate(
                self.expression("anomalies", title),
                {
                    f'{name}{{{labels}"VN"}}': "_x60 1x60",
                    f'{name}{{{labels}"DE"}}': "0x60 1x60",
                },
                "110m",
            )
            self.assertEqual(
                {labels: round(value) for labels, value in found.items()},
                {'{origin="VN"}': 1, '{origin="DE"}': 1},
            )

    def test_a_country_of_the_day_before_counts_by_what_it_grew(self):
        title = "Where do alerts come from? (last day)"
        labels = 'job="farcall", instance="a", origin='
        name = "farcall_origin_alerts_total"
        found = monitoring.evaluate(
            self.expression("anomalies", title),
            {
                f'{name}{{{labels}"VN"}}': "_x2800 1x100",
                # The first scrape sees it alone.
                f'{name}{{{labels}"BR"}}': "_x2880 2x10",
                f'{name}{{{labels}"FR"}}': "7x2800 9x100",
                f'{name}{{{labels}"JP"}}': "5x3000",
            },
            "48h",
        )
        self.assertEqual(
            {labels: round(value) for labels, value in found.items()},
            {'{origin="VN"}': 1, '{origin="BR"}': 2, '{origin="FR"}': 2, '{origin="JP"}': 0},
        )

    def test_a_server_that_is_gone_is_shown_as_not_serving(self):
        asked = self.expression("operate", "Is it serving?")
        labels = 'job="farcall", instance='
        gone = {f'farcall_ready{{{labels}"a"}}': "1x30 _x200"}
        self.assertEqual(monitoring.evaluate(asked, gone, "30m"), {'{job="farcall"}': 1})
        self.assertEqual(monitoring.evaluate(asked, gone, "60m"), {'{job="farcall"}': 0})
        back = gone | {f'farcall_ready{{{labels}"b"}}': "_x50 1x100"}
        self.assertEqual(monitoring.evaluate(asked, back, "60m"), {'{job="farcall"}': 1})

    def test_they_are_small_and_their_panels_do_not_overlap(self):
        for name, one in monitoring.dashboards().items():
            self.assertLessEqual(len(one["panels"]), 15, name)
            taken = set()
            for panel in one["panels"]:
                place = panel["gridPos"]
                cells = {
                    (x, y)
                    for x in range(place["x"], place["x"] + place["w"])
                    for y in range(place["y"], place["y"] + place["h"])
                }
                self.assertFalse(taken & cells, panel["title"])
                self.assertLessEqual(place["x"] + place["w"], 24, panel["title"])
                taken |= cells


if __name__ == "__main__":
    unittest.main()
