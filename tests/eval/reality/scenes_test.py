# SPDX-License-Identifier: Apache-2.0
"""Scenes against a server that answers by a rule: what they play, and their goals."""

import json
import unittest

from reality import office
from reality import scenes
from reality import stage
from reality import wearing

LEVELS = ((90, "CRITICAL"), (70, "HIGH"), (40, "MEDIUM"), (20, "LOW"), (0, "NONE"))


class StageOf:
    """Answers by a rule of the record and of the records that were learned before."""

    def __init__(self, rule):
        self._rule, self._lines, self.learned = rule, office.Lines(), []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def play(self, calls, mode="score-and-learn"):
        answers = []
        for line in self._lines.of(calls):
            made = json.loads(line)
            answer = {"origin": "DE", "state": "READY", "alert": False}
            answer |= self._rule(made, self.learned)
            answer["principal"] = made["userIdentity"].get("arn", "")
            service = made["eventSource"].partition(".")[0]
            answer["command"] = f"{service}:{made['eventName']}"
            answer["risk"] = next(r for at, r in LEVELS if answer["score"] >= at)
            answers.append(answer)
            if mode != "score-only":
                self.learned.append(made)
        return answers

    def learn(self, calls):
        return self.play(calls, "learn-only")

    def probe(self, call):
        return self.play([call], "score-only")[0]


class TheatreOf:
    def __init__(self, rule):
        self._rule, self.stages, self.settings = rule, [], []

    def open(self, *settings):
        self.settings += settings
        self.stages.append(StageOf(self._rule))
        return self.stages[-1]


def abroad(made):
    return made["sourceIPAddress"].startswith("179.110.")


def by_place(made, _learned):
    return {
        "score": 95 if abroad(made) else 0,
        "origin": "BR" if abroad(made) else "DE",
    }


def met(play, rule):
    return play(TheatreOf(rule))[1]


class Office(unittest.TestCase):
    def test_everybody_works_every_day_from_an_own_network(self):
        calls = office.life(2)
        self.assertEqual(len(calls), 2 * 20 * 3)
        self.assertEqual([c.at for c in calls], sorted(c.at for c in calls))
        addresses = {call.source.actor: call.source.start for call in calls}
        self.assertEqual(len(set(addresses.values())), 20)

    def test_later_days_go_on_where_earlier_ones_end(self):
        self.assertEqual(office.life(1) + office.life(2, first_day=1), office.life(2))

    def test_no_two_records_have_the_same_id(self):
        lines = office.Lines()
        records = [*lines.of(office.life(1)), *lines.of(office.life(1))]
        self.assertEqual(len({json.loads(r)["eventID"] for r in records}), len(records))


class HonestScenes(unittest.TestCase):
    def test_root_asks_fifteen_commands_within_a_second(self):
        theatre = TheatreOf(lambda *_: {"score": 10})
        self.assertTrue(scenes.root_on_the_first_day(theatre)[1])
        first = theatre.stages[0].learned[1:16]
        self.assertEqual(len({r["eventName"] for r in first}), 15)
        self.assertEqual(len({r["eventTime"] for r in first}), 1)
        self.assertTrue(all(r["eventName"].startswith("Describe") for r in first))

    def test_root_may_not_reach_high_on_a_later_page_either(self):
        def late(_made, learned):
            return {"score": 75 if len(learned) > 100 else 0}

        self.assertFalse(met(scenes.root_on_the_first_day, late))

    def test_the_hundredth_call_counts(self):
        def fading(made, learned):
            if not abroad(made):
                return {"score": 0}
            return {"score": 90 - 0.05 * sum(map(abroad, learned))}

        self.assertTrue(met(scenes.hundredth, fading))
        self.assertFalse(met(scenes.hundredth, lambda made, _: {"score": 0}))

    def test_alerts_that_differ_and_share_a_rank_are_ties(self):
        def odd(bits, rank=100):
            return {"score": rank, "factors": [{"detector": "place", "bits": bits}]}

        def differing(_made, learned):
            return odd(len(learned))

        def differently(_made, learned):
            return odd(len(learned), len(learned) / 100)

        self.assertFalse(met(scenes.no_ties, differing))
        self.assertTrue(met(scenes.no_ties, differently))
        self.assertTrue(met(scenes.no_ties, lambda *_: odd(12)))

    def test_a_first_week_has_alerts_of_few_principals_but_for_critical_ones(self):
        def loud(score):
            return TheatreOf(lambda *_: {"score": score, "alert": True})

        theatre = loud(80)
        self.assertFalse(scenes.first_week(theatre)[1])
        self.assertEqual(theatre.settings, [f"--alert-budget={scenes.WEEK_BUDGET}"])
        self.assertTrue(scenes.first_week(loud(95))[1])

    def test_a_budget_is_kept_on_the_first_day_on_each_day_and_in_the_week(self):
        budget = scenes.WEEK_BUDGET
        self.assertTrue(scenes.keeps_budget([budget] * 7, budget))
        self.assertFalse(scenes.keeps_budget([budget + 1] + [0] * 6, budget))
        self.assertFalse(scenes.keeps_budget([0] * 6 + [2 * budget + 1], budget))
        self.assertFalse(scenes.keeps_budget([budget] * 6 + [budget + 1], budget))


class Wearing(unittest.TestCase):
    def test_a_sign_in_without_a_key_that_teaches_misses_its_goal(self):
        def taught(made, learned):
            if not abroad(made):
                return {"score": 0}
            return {"score": 40 if "errorMessage" in learned[-1] else 95}

        self.assertTrue(met(wearing.failed_sign_ins, by_place))
        self.assertFalse(met(wearing.failed_sign_ins, taught))

    def test_a_sign_in_that_is_not_scored_misses_its_goal_too(self):
        def unscored(made, learned):
            signs_in = made["eventName"] == "ConsoleLogin"
            return {"score": 0} if signs_in else by_place(made, learned)

        self.assertFalse(met(wearing.failed_sign_ins, unscored))

    def test_a_step_of_a_sign_in_that_teaches_misses_its_goal_too(self):
        def taught(made, learned):
            if not abroad(made):
                return {"score": 0}
            return {"score": 40 if learned[-1]["eventName"] == "CheckMfa" else 95}

        self.assertFalse(met(wearing.failed_sign_ins, taught))

    def test_failed_sign_ins_look_like_those_of_the_console(self):
        theatre = TheatreOf(by_place)
        wearing.failed_sign_ins(theatre)
        made = [r for r in theatre.stages[1].learned if "errorMessage" in r]
        self.assertEqual(len(made), 15 * 24)
        self.assertEqual({r["eventType"] for r in made}, {"AwsConsoleSignIn"})
        self.assertEqual(made[0]["responseElements"], {"ConsoleLogin": "Failure"})
        self.assertNotIn("arn", made[0]["userIdentity"])

    def test_a_theft_that_is_no_alert_without_the_attack_is_no_success(self):
        self.assertFalse(met(wearing.failed_sign_ins, lambda *_: {"score": 30}))

    def test_session_names_that_make_a_place_usual_miss_their_goal(self):
        def crowded(made, learned):
            if not abroad(made):
                return {"score": 0}
            known = {r["userIdentity"]["arn"] for r in learned if abroad(r)}
            return {"score": max(0, 95 - 2 * len(known))}

        self.assertTrue(met(wearing.made_up_sessions, by_place))
        self.assertFalse(met(wearing.made_up_sessions, crowded))

    def test_a_fresh_session_is_judged_and_its_usual_work_is_not(self):
        def by_tool(made, _learned):
            return {"score": 50 if made["userAgent"] == "evil/1" else 0}

        self.assertTrue(met(wearing.fresh_session, by_tool))
        self.assertFalse(met(wearing.fresh_session, lambda *_: {"score": 0}))
        self.assertFalse(met(wearing.fresh_session, lambda *_: {"score": 50}))

    def test_an_address_that_the_caller_chooses_may_not_be_home(self):
        def unknown(made, _learned):
            return {"score": 50, "origin": "@unknown"}

        self.assertTrue(met(wearing.chosen_address, unknown))
        self.assertFalse(met(wearing.chosen_address, lambda *_: {"score": 50}))

    def test_each_theft_after_the_flood_must_raise_an_alert(self):
        def alerting(made, _learned):
            return {"score": 95, "alert": abroad(made)}

        theatre = TheatreOf(alerting)
        self.assertTrue(wearing.flood_of_one_key(theatre)[1])
        self.assertEqual(theatre.settings, ["--alert-budget=1"])
        self.assertFalse(met(wearing.flood_of_one_key, by_place))

    def test_one_alert_a_day_is_what_many_odd_calls_raise(self):
        def first(made, learned):
            return {"score": 95, "alert": abroad(made) and not abroad(learned[-1])}

        self.assertTrue(met(wearing.many_odd_calls, first))
        self.assertFalse(
            met(wearing.many_odd_calls, lambda made, _: {"score": 95, "alert": True})
        )
        self.assertFalse(met(wearing.many_odd_calls, by_place))

    def test_an_agent_of_aws_is_as_odd_as_another_unknown_one(self):
        def believed(made, _learned):
            return {"score": 77 if made["userAgent"].startswith("Boto3") else 0}

        self.assertFalse(met(wearing.silencing_agent, believed))
        self.assertTrue(met(wearing.silencing_agent, lambda *_: {"score": 77}))


class Results(unittest.TestCase):
    def test_a_scene_says_what_it_is_its_goal_and_what_was_measured(self):
        result = scenes.run("hundredth", TheatreOf(by_place))
        self.assertEqual(set(result), {"what", "goal", "measured", "met"})
        self.assertTrue(result["met"])
        self.assertEqual(result["measured"], "95.0 → 95.0")

    def test_levels_are_ordered(self):
        self.assertTrue(stage.reaches({"risk": "CRITICAL"}, "HIGH"))
        self.assertFalse(stage.reaches({"risk": "MEDIUM"}, "HIGH"))


if __name__ == "__main__":
    unittest.main()
