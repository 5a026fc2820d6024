# SPDX-License-Identifier: Apache-2.0

import unittest

from reality import delays
from reality import record

THEFTS = [
    {"theft": "T0", "client": "script"},
    {"theft": "T1", "client": "script"},
    {"theft": "T2", "client": "brief"},
]


def calls_of(*calls):
    made = delays.Calls()
    for theft, risk in calls:
        made.add({"risk": risk}, record.Label("script", "secrets", "home", theft))
    return made


class Delays(unittest.TestCase):
    def test_calls_count_in_the_order_in_which_they_arrive(self):
        made = calls_of(("T0", "LOW"), ("T0", "NONE"), ("T0", "HIGH"), ("T0", "LOW"))
        self.assertEqual(made.before("HIGH"), {"T0": 2})

    def test_critical_is_high_too_but_high_is_not_critical(self):
        made = calls_of(("T0", "CRITICAL"), ("T1", "LOW"), ("T1", "HIGH"))
        self.assertEqual(made.before("HIGH"), {"T0": 0, "T1": 1})
        self.assertEqual(made.before("CRITICAL"), {"T0": 0, "T1": None})

    def test_honest_calls_do_not_count(self):
        self.assertEqual(calls_of(("", "CRITICAL")).before("HIGH"), {})

    def test_shares_are_of_all_thefts_and_the_median_of_those_that_reach_it(self):
        made = calls_of(("T0", "LOW"), ("T0", "HIGH"), ("T1", "LOW"))
        found = delays.measured(made, THEFTS)
        script = found["script"]["HIGH"]
        self.assertEqual((script["thefts"], script["median"]), (2, 1))
        self.assertEqual(script["within"], {"1": 0, "3": 0.5, "10": 0.5})
        self.assertEqual(found["all"]["HIGH"]["within"]["3"], 1 / 3)
        self.assertIsNone(found["brief"]["HIGH"]["median"])


if __name__ == "__main__":
    unittest.main()
