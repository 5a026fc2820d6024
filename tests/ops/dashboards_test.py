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
