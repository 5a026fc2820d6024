# SPDX-License-Identifier: Apache-2.0
"""Cases small enough to be worked out by hand."""

import math
import unittest

import numpy

import measures
from measures import Alert


def alert(day, score, *thefts, risk=0):
    return Alert(day, score, frozenset(thefts), risk)


class Ranking(unittest.TestCase):
    def test_auc_of_perfect_reversed_and_tied_scores(self):
        self.assertEqual(measures.roc_auc([1, 2, 3], [0, 0, 1]), 1)
        self.assertEqual(measures.roc_auc([1, 2, 3], [1, 0, 0]), 0)
        self.assertEqual(measures.roc_auc([5, 5, 5, 5], [1, 0, 0, 1]), 0.5)

    def test_auc_counts_a_tie_as_a_half(self):
        # Pairs of true and false: (2,1) won, (2,2) tied, (3,1) won, (3,2) won.
        self.assertEqual(measures.roc_auc([1, 2, 2, 3], [0, 0, 1, 1]), 3.5 / 4)

    def test_auc_needs_both_classes(self):
        self.assertTrue(math.isnan(measures.roc_auc([1, 2], [0, 0])))

    def test_average_precision_without_ties(self):
        # Hits at ranks 1 and 3: (1/1 + 2/3) / 2.
        value = measures.average_precision([4, 3, 2, 1], [1, 0, 1, 0])
        self.assertAlmostEqual(value, (1 + 2 / 3) / 2)

    def test_average_precision_takes_ties_as_one_step(self):
        # Whatever their order, two true ones among four of the same score.
        self.assertEqual(measures.average_precision([7, 7, 7, 7], [1, 1, 0, 0]), 0.5)
        self.assertEqual(measures.average_precision([7, 7, 7, 7], [0, 0, 1, 1]), 0.5)


class Alerts(unittest.TestCase):
    def test_an_alert_is_the_best_score_of_principal_origin_and_day(self):
        alerts = measures.alerts_of(
            numpy.array([0, 0, 0, 1, 1]),
            numpy.array([1, 1, 2, 1, 1]),
            numpy.array([9, 9, 9, 9, 8]),
            numpy.array([3.0, 5.0, 4.0, 1.0, 0.0]),
            numpy.array([0, -1, -1, -1, -1]),
            numpy.array([2, 3, 1, 0, 0]),
        )
        self.assertEqual(
            alerts, [alert(0, 5.0, 0, risk=3), alert(0, 4.0, risk=1), alert(1, 1.0)]
        )

    def test_a_budget_is_of_each_day(self):
        alerts = [alert(0, 9), alert(0, 8, 0), alert(1, 1, 1), alert(1, 0.5)]
        found, precision = measures.incidents_at(alerts, 1, 2)
        self.assertEqual(found.tolist(), [0, 1])
        self.assertEqual(precision, 0.5)
        found, precision = measures.incidents_at(alerts, 2, 2)
        self.assertEqual(found.tolist(), [1, 1])
        self.assertEqual(precision, 0.5)

    def test_ties_share_the_last_places(self):
        # One place above, then one place for three: theft 0 has a third of a chance.
        alerts = [alert(0, 9), alert(0, 5, 0), alert(0, 5), alert(0, 5)]
        found, precision = measures.incidents_at(alerts, 2, 1)
        self.assertAlmostEqual(found[0], 1 / 3)
        self.assertAlmostEqual(precision, (1 / 3) / 2)

    def test_two_tied_alerts_of_a_theft_are_not_two_independent_chances(self):
        # Two places for three alerts, two of them the theft's: it cannot be missed.
        alerts = [alert(0, 5, 0), alert(0, 5, 0), alert(0, 5)]
        found, precision = measures.incidents_at(alerts, 2, 1)
        self.assertAlmostEqual(found[0], 1)
        self.assertAlmostEqual(precision, 2 / 3)

    def test_a_theft_of_two_days_has_two_chances(self):
        alerts = [alert(0, 5, 0), alert(0, 5), alert(1, 5, 0), alert(1, 5)]
        found, _ = measures.incidents_at(alerts, 1, 1)
        self.assertAlmostEqual(found[0], 0.75)

    def test_a_theft_without_an_alert_is_missed(self):
        found, precision = measures.incidents_at([], 5, 1)
        self.assertEqual(found.tolist(), [0])
        self.assertTrue(math.isnan(precision))

    def test_delay_counts_the_events_of_the_theft_before_its_first_alert(self):
        days = numpy.array([0, 0, 0, 0, 0])
        scores = numpy.array([1.0, 9.0, 2.0, 7.0, 8.0])
        thefts = numpy.array([0, -1, 0, 0, 1])
        alerts = [alert(0, 9.0), alert(0, 7.0, 0), alert(0, 8.0, 1)]
        delays = measures.delays(alerts, 3, days, scores, thefts, 2)
        self.assertEqual(delays.tolist(), [2, 0])
        delays = measures.delays(alerts, 2, days, scores, thefts, 2)
        self.assertEqual(delays.tolist(), [math.inf, 0])

    def test_delay_from_detectable_leaves_out_the_warm_up(self):
        delays = measures.delays_from_detectable(
            numpy.array([7, 2, 0, math.inf]), numpy.array([5, 5, 0, 3])
        )
        self.assertEqual(delays.tolist(), [2, 0, 0, math.inf])

    def test_top_alert_true_is_of_all_days_and_ties_count_by_lot(self):
        alerts = [
            *(alert(0, 9, 0), alert(0, 8)),
            *(alert(1, 9), alert(1, 8, 1)),
            *(alert(2, 5, 2), alert(2, 5), alert(2, 5), alert(2, 1, 2)),
        ]
        self.assertAlmostEqual(measures.top_alert_true(alerts, 4), (1 + 1 / 3) / 4)
        self.assertEqual(measures.top_alert_true([], 4), 0)

    def test_alerts_a_day_by_risk_level(self):
        alerts = [alert(0, 5, 0, risk=1), alert(0, 4, risk=1), alert(1, 1)]
        rates = measures.alerts_by_risk(alerts, 2, ("NONE", "LOW"))
        self.assertEqual(rates["NONE"], {"alerts": 0.5, "true": 0.0})
        self.assertEqual(rates["LOW"], {"alerts": 1.0, "true": 0.5})


if __name__ == "__main__":
    unittest.main()
