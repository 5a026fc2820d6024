# SPDX-License-Identifier: Apache-2.0

import pathlib
import tempfile
import unittest

from reality import alerts
from reality import delays
from reality import record
from reality import report

THEFTS = [{"theft": "T0", "client": "script", "route": "home"}]


def result(name, seed, score):
    collected = alerts.Alerts(0)
    calls = delays.Calls()
    label = record.Label("console", "page", "home")
    for principal, points, made in (
        ("a", score, label),
        ("b", 99, label._replace(theft="T0")),
    ):
        answer = {
            "principal": principal,
            "origin": "DE",
            "score": points,
            "risk": "CRITICAL" if points >= 90 else "HIGH",
            "state": "READY",
            "factors": [],
        }
        collected.add(1, answer, made)
        calls.add(answer, made)
    facts = {
        "name": name,
        "seed": seed,
        "events": 100,
        "lines": 110,
        "learn_days": 3,
        "judged_days": 2,
        "thefts": THEFTS,
        "misplaced": 0,
    }
    return {
        "facts": facts,
        **alerts.measured(collected.all(), THEFTS, 2),
        "delays": delays.measured(calls, THEFTS),
    }


class Report(unittest.TestCase):
    def setUp(self):
        self.results = {
            "settings": [],
            "streams": {
                "20-warm-1": result("20-warm", 1, 95),
                "20-warm-2": result("20-warm", 2, 75),
                "450-cold-1": result("450-cold", 1, 75),
            },
            "variants": {"without a detector": {"20-warm-1": result("20-warm", 1, 1)}},
        }

    def test_figures_are_means_over_seeds(self):
        groups = report.by_stream(self.results["streams"])
        self.assertEqual([len(members) for members in groups.values()], [2, 1])
        line = report.headline(groups)[2]
        self.assertIn("| 20 people, a month learned | 1.00 | 1.00 (1.00) |", line)
        # One false CRITICAL in two days of one of two seeds.
        self.assertIn("| 0.2 | 0.5 | 1.00 |", line)

    def test_a_cause_that_one_seed_lacks_counts_as_none_there(self):
        members = [{"a": {"b": 1.0}}, {"a": {}}]
        self.assertEqual(report.mean(members, "a", "b"), 0.5)
        self.assertIsNone(report.mean(members, "a", "c"))

    def test_tables_are_even_and_plots_are_there(self):
        with tempfile.TemporaryDirectory() as name:
            target = pathlib.Path(name) / "page.md"
            report.write(self.results, target)
            text = target.read_text()
            self.assertIn("The same without a detector:", text)
            self.assertIn("| script | 0: 1.00, 1.00, 1.00 |", text)
            for plot in ("reliability", "precision_recall", "trade"):
                self.assertIn(f"page/{plot}.svg", text)
                self.assertTrue((target.with_suffix("") / f"{plot}.svg").exists())
        for table in text.split("\n\n"):
            if table.startswith("|"):
                widths = {line.count("|") for line in table.strip().splitlines()}
                self.assertEqual(len(widths), 1, table)

    def test_goals_stand_in_the_report_without_streams(self):
        scene = {"what": "a theft", "goal": "HIGH", "measured": "LOW 20", "met": False}
        results = {"settings": [], "streams": {}, "scenes": {"theft": scene}}
        with tempfile.TemporaryDirectory() as name:
            target = pathlib.Path(name) / "page.md"
            report.write(results, target)
            self.assertIn("| a theft | HIGH | LOW 20 | **no** |", target.read_text())


if __name__ == "__main__":
    unittest.main()
