# SPDX-License-Identifier: Apache-2.0
"""The statement of expected false alerts: told in the docs, and checked."""

import unittest

import run_options
from reality import expected
from reality import stream


def result(critical, high):
    rates = {
        level: {"all": rate, "day 0": rate}
        for level, rate in (("CRITICAL", critical), ("HIGH", high))
    }
    return {"false_a_day": rates}


class Expected(unittest.TestCase):
    def test_docs_have_the_statement(self):
        text = (run_options.ROOT / "docs" / "scoring.md").read_text()
        self.assertIn("\n".join(expected.table()), text)

    def test_every_stream_has_a_statement_for_each_level(self):
        quiet = {name: [result(0, 0)] for name in stream.NAMES}
        goals = expected.goals(quiet)
        self.assertTrue(all(goal["met"] for goal in goals))
        for name in stream.NAMES:
            mine = [g for g in goals if g["what"] == f"{name}, any day"]
            self.assertEqual(len(mine), 2)

    def test_more_false_alerts_than_stated_are_told(self):
        members = [result(0.2, 1.4), result(0.2, 2.0)]
        critical, high = expected.goals({"20-warm": members})
        self.assertTrue(critical["met"])
        self.assertFalse(high["met"])
        self.assertEqual(high["measured"], "1.70")

    def test_a_stream_that_was_not_run_has_no_goal(self):
        self.assertEqual(expected.goals({}), [])


if __name__ == "__main__":
    unittest.main()
