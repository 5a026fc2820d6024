# SPDX-License-Identifier: Apache-2.0

import unittest

from reality import alerts
from reality import record

DAY = 86400
THEFTS = [
    {"theft": "T0", "client": "script", "route": "home"},
    {"theft": "T1", "client": "brief", "route": "VPN"},
]


def answer(principal="alice", origin="DE", score=0.0, risk="NONE", detector="place"):
    return {
        "principal": principal,
        "origin": origin,
        "score": score,
        "risk": risk,
        "state": "READY",
        "factors": [{"detector": detector}],
    }


def honest(activity="page"):
    return record.Label("console", activity, "home")


def theft(name):
    return record.Label("script", "secrets", "home", name)


class Alerts(unittest.TestCase):
    def setUp(self):
        self.alerts = alerts.Alerts(judged_from=0)

    def measured(self, days=10):
        return alerts.measured(self.alerts.all(), THEFTS, days)

    def test_the_best_event_of_principal_origin_and_day_is_the_alert(self):
        self.alerts.add(5, answer(score=30, risk="LOW"), honest("scan"))
        self.alerts.add(9, answer(score=75, risk="HIGH"), honest("page"))
        self.alerts.add(9, answer(score=20, risk="LOW", origin="FR"), honest())
        self.alerts.add(DAY, answer(score=20, risk="LOW"), honest())
        found = self.alerts.all()
        self.assertEqual([(a.day, a.score) for a in found], [(0, 75), (0, 20), (1, 20)])
        self.assertEqual(found[0].label.activity, "page")

    def test_days_before_the_judged_ones_are_left_out(self):
        self.alerts.add(-1, answer(score=99, risk="CRITICAL"), honest())
        self.assertEqual(self.alerts.all(), [])

    def test_a_theft_beneath_an_honest_best_event_makes_the_alert_true(self):
        self.alerts.add(1, answer(score=80, risk="HIGH"), honest())
        self.alerts.add(2, answer(score=10), theft("T0"))
        result = self.measured()
        self.assertEqual(result["average_precision"], 1)
        self.assertEqual(result["reached"], {"HIGH": 0.5, "CRITICAL": 0})
        self.assertEqual(result["false_a_day"]["HIGH"]["all"], 0)

    def test_false_alerts_are_counted_by_period_and_cause(self):
        self.alerts.add(1, answer(score=95, risk="CRITICAL"), honest("scan"))
        self.alerts.add(3 * DAY, answer(score=75, risk="HIGH"), honest())
        self.alerts.add(8 * DAY, answer(score=75, risk="HIGH"), honest())
        self.alerts.add(9 * DAY, answer(score=50, risk="MEDIUM"), honest())
        self.alerts.add(9 * DAY, answer("bob", score=99, risk="CRITICAL"), theft("T0"))
        self.alerts.add(9 * DAY, answer("eve", score=1), theft("T1"))
        result = self.measured()
        self.assertEqual(
            result["false_a_day"]["CRITICAL"],
            {"all": 0.1, "day 0": 1, "week 1": 0, "later": 0},
        )
        high = result["false_a_day"]["HIGH"]
        self.assertAlmostEqual(high["all"], 0.3)
        self.assertAlmostEqual(high["week 1"], 1 / 6)
        self.assertAlmostEqual(high["later"], 1 / 3)
        by = result["false_by"]["what was done"]
        self.assertEqual(by["scan"], {"HIGH": 0.1, "CRITICAL": 0.1})
        self.assertEqual(by["page"], {"HIGH": 0.2, "CRITICAL": 0})
        self.assertEqual(result["thefts_by"]["client"]["script"]["HIGH"], 1)
        self.assertEqual(result["risk"]["CRITICAL"], {"alerts": 2, "true": 1})

    def test_a_period_without_days_has_no_rate(self):
        self.alerts.add(1, answer("bob", score=99, risk="CRITICAL"), theft("T0"))
        rates = self.measured(days=3)["false_a_day"]["HIGH"]
        self.assertEqual((rates["week 1"], rates["later"]), (0, None))

    def test_the_ceiling_is_what_a_budget_allows(self):
        for name in ("T0", "T1"):
            self.alerts.add(1, answer(name, score=9), theft(name))
        result = self.measured()
        self.assertEqual((result["ceiling"]["1"], result["ceiling"]["2"]), (0.5, 1))

    def test_the_trade_says_which_thefts_a_rate_of_false_alerts_finds(self):
        self.alerts.add(1, answer("a", score=90), honest())
        self.alerts.add(1, answer("b", score=50), honest())
        self.alerts.add(1, answer("c", score=90), theft("T0"))
        self.alerts.add(1, answer("d", score=70), theft("T1"))
        trade = {t["false_a_day"]: t["thefts"] for t in self.measured()["trade"]}
        # In ten days: none allowed, one, all.
        self.assertEqual((trade[0.05], trade[0.1], trade[0.3]), (0, 1, 1))

    def test_scores_are_put_into_bins_with_the_highest_in_the_last(self):
        self.alerts.add(1, answer("a", score=100, risk="CRITICAL"), theft("T0"))
        self.alerts.add(1, answer("b", score=100, risk="CRITICAL"), honest())
        self.alerts.add(1, answer("c", score=70, risk="HIGH"), honest())
        result = self.measured()
        last = result["reliability"][-1]
        self.assertEqual((last["alerts"], last["true"]), (2, 1))
        self.assertEqual(sum(b["alerts"] for b in result["reliability"]), 3)
        self.assertEqual(result["tied_at_the_top"], 2)


if __name__ == "__main__":
    unittest.main()
