# SPDX-License-Identifier: Apache-2.0
"""How the rows of docs/reliability.md tell what was seen of a cluster."""

import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "reliability"))

import report  # noqa: E402


def told(times, median, most, refused):
    return {"times": times, "wait_median": median, "wait_max": most, "refused": refused}


SEEN = {
    "seed": 7,
    "minutes": 12.1,
    "events": 1_234_567,
    "redelivered_batches": 1_200,
    "findings": 300,
    "processors_of_others": 0.84,
    "lost": 0,
    "doubled": 0,
    "faults": {
        "an owner is killed": told(3, 1.96, 2.04, 1_100),
        "after it: an owner is killed": told(3, 0.4, 0.6, 12),
        "all are upgraded": told(6, 0.5, 0.9, 20),
    },
}


class ReportTest(unittest.TestCase):
    def test_of_a_cluster_each_kind_of_fault_has_a_row(self):
        whole, killed, upgraded = report.of_cluster(SEEN)
        self.assertEqual(whole[1], "12 min, 1,234,567 events, 9 faults (seed 7)")
        self.assertIn("lost 0, doubled 0", whole[2])
        self.assertIn("other work took 0.8 processors", whole[2])
        self.assertEqual(killed[:2], ("of these: an owner is killed", "3 times"))
        self.assertEqual(
            killed[2],
            "the longest that a sender waited, median 2.0 s, at most 2.0 s; calls refused 1,100;"
            " while it comes back 0.4 s, at most 0.6 s, refused 12",
        )
        self.assertEqual(
            upgraded[2],
            "the longest that a sender waited, median 0.5 s, at most 0.9 s; calls refused 20",
        )


if __name__ == "__main__":
    unittest.main()
