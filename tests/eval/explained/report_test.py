# SPDX-License-Identifier: Apache-2.0
"""How results are counted and judged."""

import pathlib
import tempfile
import unittest

from explained import report
from explained import scenes


def result(kind, first, draws=1):
    reason = scenes.KINDS[kind].reason
    return {"kind": kind, "reason": reason, "first": first, "draws": draws}


def right(kind):
    return result(kind, scenes.KINDS[kind].reason)


class Report(unittest.TestCase):
    def test_all_right_meets_the_goals(self):
        results = [right(kind) for kind in scenes.KINDS]
        self.assertTrue(report.is_met(results))
        of = report.measured(results)
        self.assertEqual((of["scenes"], of["right"], of["thefts"]), (12, 12, 7))

    def test_a_fifth_that_is_wrong_is_allowed_and_no_more(self):
        results = [right("egress")] * 8 + [result("egress", "travel")] * 2
        self.assertTrue(report.is_met(results))
        self.assertFalse(report.is_met(results + [result("egress", "none")]))

    def test_thefts_are_hardly_ever_harmless(self):
        harmless = [result("key, careful", "travel")]
        self.assertTrue(report.is_met([right("key, careful")] * 33 + harmless))
        self.assertFalse(report.is_met([right("key, careful")] * 31 + harmless))
        other = [result("instance", "stolen-credential")]
        self.assertEqual(report.measured(other)["harmless"], 0)

    def test_a_scene_without_a_finding_is_no_success(self):
        results = [right(kind) for kind in scenes.KINDS]
        self.assertFalse(report.is_met([*results, result("travel", None, 40)]))

    def test_the_page_has_a_row_for_each_kind_and_a_plot(self):
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(folder) / "page.md"
            report.write({"one seed": [right(kind) for kind in scenes.KINDS]}, target)
            text = target.read_text()
            for kind in scenes.KINDS:
                self.assertEqual(text.count(f"\n| {kind} |"), 2)
            self.assertTrue((target.with_suffix("") / "kinds.svg").exists())


if __name__ == "__main__":
    unittest.main()
