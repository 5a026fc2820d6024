# SPDX-License-Identifier: Apache-2.0

import math
import unittest

import checks


def answer(risk, score=50.0, state="READY", day="2025-03-31", origin="VN", **more):
    return {
        "risk": risk,
        "score": score,
        "state": state,
        "event_time": f"{day}T10:00:00Z",
        "origin": origin,
        **more,
    }


class Goals(unittest.TestCase):
    def test_at_once_looks_at_the_first_event_of_each_actor(self):
        late = {"a": [answer("LOW"), answer("CRITICAL")], "b": [answer("CRITICAL")]}
        self.assertFalse(checks.at_once(late, "goal", "HIGH")["met"])
        early = {"a": [answer("HIGH"), answer("LOW")], "b": [answer("CRITICAL")]}
        self.assertTrue(checks.at_once(early, "goal", "HIGH")["met"])
        self.assertFalse(checks.at_once(early, "goal", "CRITICAL")["met"])

    def test_at_once_is_not_met_by_who_is_not_ready_or_never_came(self):
        result = checks.at_once({"a": [answer("HIGH", state="COLD")]}, "goal", "HIGH")
        self.assertFalse(result["met"])
        self.assertIn("COLD", result["measured"])
        self.assertFalse(checks.at_once({}, "goal", "HIGH")["met"])

    def test_at_most_low_looks_at_five_days(self):
        quiet = [answer("LOW", day=f"2025-03-{day}") for day in (26, 27, 30)]
        actors = {"a": [*quiet, answer("HIGH", day="2025-03-31")]}
        self.assertTrue(checks.at_most_low(actors)["met"])
        actors["a"].insert(3, answer("MEDIUM", 61.25, day="2025-03-30"))
        result = checks.at_most_low(actors)
        self.assertFalse(result["met"])
        self.assertEqual(
            result["measured"], "highest MEDIUM 61.2; 1 of 4 events above LOW"
        )

    def test_medium_on_first_day_takes_the_best_event_of_each(self):
        actors = {"a": [answer("LOW", 30), answer("MEDIUM", 50)]}
        self.assertTrue(checks.medium_on_first_day(actors)["met"])
        actors["b"] = [answer("LOW", 30), answer("HIGH", 80, day="2025-04-01")]
        self.assertFalse(checks.medium_on_first_day(actors)["met"])

    def test_alerts_kept_to_a_budget_counts_from_a_day_on(self):
        raised = {"2025-03-01": 90, "2025-03-10": 4, "2025-03-11": 6}
        result = checks.alerts_kept_to(raised, 5, "2025-03-10", 2)
        self.assertTrue(result["met"])
        self.assertIn("5.00 a day", result["measured"])
        self.assertFalse(checks.alerts_kept_to(raised, 10, "2025-03-10", 2)["met"])
        self.assertFalse(checks.alerts_kept_to(raised, 3, "2025-03-10", 2)["met"])

    def test_less_each_time_compares_the_first_score_of_the_first_and_the_last_trip(
        self,
    ):
        actors = {
            "a": [
                answer("HIGH", 80, origin="VN"),
                answer("HIGH", 70, origin="VN"),
                answer("LOW", 10, origin="DE"),
                answer("HIGH", 79, origin="PE"),
            ]
        }
        self.assertTrue(checks.less_each_time(actors, {"a": ["VN", "PE"]})["met"])
        self.assertFalse(checks.less_each_time(actors, {"a": ["PE", "VN"]})["met"])

    def test_not_worn_down_compares_the_hundredth_with_the_first(self):
        repeated = {"first_day_events": 3, "scores": [90.0, 10.0, 81.0, 5.0]}
        self.assertTrue(checks.not_worn_down(repeated)["met"])
        repeated["scores"][2] = 80.9
        self.assertFalse(checks.not_worn_down(repeated)["met"])
        repeated["scores"] = [0.0, 0.0, 0.0]
        self.assertFalse(checks.not_worn_down(repeated)["met"])


class AnyOrder(unittest.TestCase):
    def alerts(self, *scores, day="2025-03-31"):
        return {
            (day, f"p{n}", "DE"): -5 * math.log2(1 - score / 100)
            for n, score in enumerate(scores)
        }

    def test_the_highest_of_each_day_are_compared(self):
        one = self.alerts(90, 80, 70, 60, 50, 40)
        other = self.alerts(91, 80, 70, 60, 50, 49)
        self.assertEqual(checks.same_top(one, other), (1, 1))
        result = checks.same_in_any_order(one, other)
        self.assertTrue(result["met"])
        self.assertIn("of 3 HIGH alerts 0 in", result["measured"])
        result = checks.same_in_any_order(one, self.alerts(90, 80, 69, 60, 50, 40))
        self.assertIn("of 3 HIGH alerts 1 in", result["measured"])
        self.assertEqual(
            checks.same_top(one, self.alerts(90, 80, 70, 60, 50, 51)), (0, 1)
        )

    def test_ties_for_the_last_place_may_fall_either_way(self):
        one = self.alerts(90, 80, 70, 60, 50, 50)
        self.assertEqual(
            checks.same_top(one, self.alerts(90, 80, 70, 60, 50, 49)), (1, 1)
        )

    def test_alerts_that_are_nearly_equal_are_tied_if_asked(self):
        one = self.alerts(90, 80, 70, 60, 50, 49)
        near = self.alerts(90, 80, 70, 60, 49, 50)
        clear = self.alerts(90, 80, 70, 60, 50, 30)
        far = self.alerts(90, 80, 70, 60, 30, 50)
        self.assertEqual(checks.same_top(one, near), (0, 1))
        self.assertEqual(checks.same_top(one, near, tie_bits=1), (1, 1))
        self.assertEqual(checks.same_top(clear, far, tie_bits=1), (0, 1))
        result = checks.same_in_any_order(one, near)
        self.assertTrue(result["met"])
        self.assertIn("on 0 if only equal bits are ties", result["measured"])
        self.assertFalse(checks.same_in_any_order(clear, far)["met"])

    def test_an_alert_that_only_one_order_has_counts(self):
        one = self.alerts(90, 80)
        self.assertEqual(checks.same_top(one, self.alerts(90)), (0, 1))
        self.assertEqual(checks.same_top(one, self.alerts(90, 80, 0)), (1, 1))

    def test_each_day_counts(self):
        one = {**self.alerts(90), **self.alerts(90, day="2025-04-01")}
        self.assertEqual(checks.same_top(one, self.alerts(90)), (1, 2))


class PlayerOf(checks.Player):
    """Without a server: says of every line what it is given."""

    def __init__(self, answers):
        self._given = answers

    def answers(self, lines, settings=()):
        yield from (self._given[line] for line in lines)


class SceneOf:
    actors = ("hire-a",)

    def events(self):
        yield "id-1", None, "line 1"
        yield "id-2", "thief", "line 2"
        yield "id-3", None, "line 3"


class Players(unittest.TestCase):
    def test_actors_are_known_by_their_planned_calls_or_by_name(self):
        answers = {
            "line 1": answer("NONE", event_id="id-1", principal="user/hire-a"),
            "line 2": answer("HIGH", event_id="id-2", principal="user/bob"),
            "line 3": answer("LOW", event_id="id-3", principal="user/bob"),
        }
        self.assertEqual(
            PlayerOf(answers).actors(SceneOf()),
            {"hire-a": [answers["line 1"]], "thief": [answers["line 2"]]},
        )

    def test_alerts_are_the_most_bits_from_a_day_on(self):
        answers = {
            "1": answer("LOW", bits=3.0, day="2025-03-30", principal="p"),
            "2": answer("LOW", bits=2.0, principal="p"),
            "3": answer("LOW", bits=2.5, principal="p"),
        }
        self.assertEqual(
            PlayerOf(answers).alerts(["1", "2", "3"], "2025-03-31"),
            {("2025-03-31", "p", "VN"): 2.5},
        )


if __name__ == "__main__":
    unittest.main()
