# SPDX-License-Identifier: Apache-2.0

import pathlib
import tempfile
import unittest

from reality import judgements
from reality import report_goals
from reality import trails

KNOWN = judgements.read(
    "lab\tbob\t*\t*\thonest\tlooks at his own buckets\n"
    "lab\teve\tVN\t*\tintrusion from a new place\ta stolen key\n"
)


def answer(principal="bob", origin="DE", score=0.0, risk="NONE", **more):
    return {
        "principal": principal,
        "origin": origin,
        "command": "s3:ListBuckets",
        "score": score,
        "risk": risk,
        "state": "READY",
        "event_time": "2025-03-03T10:00:00Z",
        "factors": [],
        "error": None,
        "skipped": None,
        "duplicate": False,
        **more,
    }


def results(*answers):
    found = {"lab": trails.collect("lab", answers, KNOWN)}
    return {"trails": found, **trails.summary(found)}


def met(found):
    return [goal["met"] for goal in found["goals"]]


class Trails(unittest.TestCase):
    def test_every_record_is_counted_once(self):
        found = results(
            answer(),
            answer(duplicate=True),
            answer(skipped="DIGEST"),
            answer(error="json: no object"),
        )["trails"]["lab"]
        counts = [found[key] for key in ("records", "events", "repeats", "skipped")]
        self.assertEqual((counts, found["errors"]), ([4, 1, 1, 1], 1))

    def test_alerts_are_best_events_of_high_or_more_with_a_judgement(self):
        found = results(
            answer(score=30, risk="LOW"),
            answer(score=75, risk="HIGH", command="iam:ListUsers"),
            answer("eve", "VN", 95, "CRITICAL"),
            answer("eve", "DE", 60, "MEDIUM"),
        )
        told = [
            (a["principal"], a["day"], a["command"], a["verdict"])
            for a in trails.alerts_of(found["trails"]["lab"])
        ]
        self.assertEqual(
            told,
            [
                ("eve", "2025-03-03", "s3:ListBuckets", "intrusion from a new place"),
                ("bob", "2025-03-03", "iam:ListUsers", "honest"),
            ],
        )
        self.assertEqual(found["counts"]["honest"]["HIGH"], 1)
        self.assertEqual(met(found), [True, True, True, True])

    def test_an_honest_critical_alert_and_a_silent_intrusion_miss_their_goals(self):
        found = results(
            answer(score=95, risk="CRITICAL"), answer("eve", "VN", 60, "MEDIUM")
        )
        self.assertEqual(met(found), [False, True, False, True])
        self.assertEqual(found["honest_principals"], {"HIGH": 1, "CRITICAL": 1})

    def test_four_honest_alerts_are_one_too_many(self):
        high = [
            answer(score=75, risk="HIGH", event_time=f"2025-03-0{day}T10:00:00Z")
            for day in range(1, 5)
        ]
        self.assertTrue(met(results(*high[:3]))[1])
        self.assertFalse(met(results(*high))[1])

    def test_an_alert_without_a_judgement_is_told_aloud(self):
        found = results(answer("who", score=75, risk="HIGH"), answer("else", score=1))
        self.assertFalse(met(found)[3])
        said = trails.headline(found)
        self.assertEqual(len(said), 1)
        self.assertIn("NOT JUDGED: lab, who, DE, 2025-03-03: HIGH 75.00", said[0])
        self.assertIn(
            "**not judged**", "\n".join(report_goals.lines({"trails": found}))
        )

    def test_an_intrusion_without_an_alert_stands_in_the_report(self):
        found = results(answer("eve", "VN", 60, "MEDIUM"))
        text = "\n".join(report_goals.lines({"trails": found}))
        self.assertIn("Intrusions without an alert", text)
        self.assertIn("a stolen key", text)

    def test_where_there_are_no_trails_the_run_says_so_and_goes_on(self):
        with tempfile.TemporaryDirectory() as name:
            for folder in (pathlib.Path(name), pathlib.Path(name) / "missing"):
                found = trails.evaluate(folder, None, None, (), None)
                self.assertIsNone(found)
        self.assertIn("none are there", trails.headline(None)[0])
        text = "\n".join(report_goals.lines({"trails": None}))
        self.assertIn("There were none", text)


if __name__ == "__main__":
    unittest.main()
