# SPDX-License-Identifier: Apache-2.0

import math
import unittest

import measures
import tables


def row(recall, delay):
    budgets = {str(budget): recall for budget in measures.BUDGETS}
    return {
        "roc_auc": 0.9,
        "average_precision": 0.5,
        "recall": budgets,
        "precision": budgets,
        "top_alert_true": 0.25,
        "delay_median": delay,
        "delay_from_detectable": delay,
    }


def result(seed, recall, delay, kind="warmed"):
    rows = {}
    for name in tables.ROWS:
        rows[name] = row(recall, delay)
        rows[name]["by_kind"] = {kind: {"thefts": 2, **row(recall, delay)}}
    facts = {
        "stream": "quiet",
        "seed": seed,
        "events": 200,
        "days": 20,
        "evaluation_days": 10,
        "days_with_theft": 5,
        "thefts": [{}, {}],
    }
    return {"facts": facts, "rows": rows}


class Tables(unittest.TestCase):
    def assert_even(self, lines):
        self.assertEqual(len({line.count("|") for line in lines}), 1, lines)

    def test_figures_are_means_over_seeds_and_those_without_an_alert_have_no_delay(
        self,
    ):
        lines = tables.table([result(1, 0.5, 3), result(2, 1.0, math.nan)])
        self.assert_even(lines)
        self.assertIn("| 75 % |", lines[2])
        self.assertTrue(lines[2].endswith("| 25 % | 3 | 3 |"), lines[2])
        lines = tables.table([result(2, 0.0, math.nan)])
        self.assertTrue(lines[2].endswith("| 25 % | – | – |"), lines[2])

    def test_kinds_have_a_line_each(self):
        lines = tables.kind_table(
            [result(1, 0.5, 3), result(2, 1.0, 5), result(3, 0.0, 1, "slow")]
        )
        self.assert_even(lines)
        self.assertEqual(len(lines), 4)
        warmed = next(line for line in lines if line.startswith("| warmed | 4 |"))
        self.assertIn("| 75 % | 4 | 4 |", warmed)

    def test_streams_say_on_how_many_days_there_is_a_theft(self):
        groups = {"quiet": [result(1, 0.5, 3), result(2, 1.0, 5)]}
        self.assertEqual(
            tables.stream_lines(groups),
            ["| quiet | 1, 2 | 400 | 10 | 10 + 10 | 4 | 50 % |"],
        )

    def test_checks_say_whether_they_are_met(self):
        check = {"what": "w", "goal": "g", "measured": "m"}
        lines = tables.checks_table(
            {"a": {**check, "met": True}, "b": {**check, "met": False}}
        )
        self.assert_even(lines)
        self.assertEqual(lines[2:], ["| w | g | m | yes |", "| w | g | m | **no** |"])

    def test_the_seed_set_aside_is_kept_apart(self):
        results = {
            "streams": {"quiet-1": result(1, 0.5, 3), "quiet-9": result(9, 0.5, 3)},
            "set_aside_seed": 9,
            "checks": {},
        }
        self.assertEqual(len(tables.by_stream(results, False)["quiet"]), 1)
        aside = tables.by_stream(results, True)["quiet"]
        self.assertEqual([member["facts"]["seed"] for member in aside], [9])


if __name__ == "__main__":
    unittest.main()
