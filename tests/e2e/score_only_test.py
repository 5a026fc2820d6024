# SPDX-License-Identifier: Apache-2.0
"""Asking "what if" changes nothing, and tells nothing that came after the event."""

import re
import time

import events
import harness
from farcall.v1 import event_pb2, score_pb2


def home_life():
    """Two months of calls from Germany, up to yesterday; one in 50 fails."""
    return [
        events.event(
            seconds_ago=3600 * hour, error_code="" if hour % 50 else "AccessDenied"
        )
        for hour in range(1500, 30, -1)
    ]


def theft():
    """Calls from Brazil that all fail within a quarter of an hour: a command each, by
    number."""
    since_quarter = int(time.time()) % 900
    return [
        events.event(
            address=events.IN_BRAZIL,
            command=f"iam:Steal{number}",
            seconds_ago=3600 + since_quarter - 60 * number,
            error_code="AccessDenied",
        )
        for number in range(12)
    ]


class ScoreOnlyTest(harness.EndToEndTest):
    def test_score_only_leaves_every_baseline_and_the_seen_events_alone(self):
        server = self.start_server()
        service = server.scoring()
        learned = [events.event(seconds_ago=60 * minute) for minute in range(200)]
        first = service.ScoreEvents(events.batch(learned))
        before = events.everything_known(server)

        strangers = [
            events.event(principal="mallory", address=events.IN_BRAZIL),
            events.event(address=events.IN_BRAZIL, command="iam:CreateUser"),
        ]
        for inputs in (strangers, learned):
            service.ScoreEvents(events.batch(inputs, mode=events.SCORE_ONLY))

        self.assertEqual(events.everything_known(server), before)
        again = service.ScoreEvents(events.batch(learned))
        self.assertTrue(all(result.duplicate for result in again.results))
        self.assertEqual(
            [result.score.score for result in again.results],
            [result.score.score for result in first.results],
        )
        # Had they been remembered as seen, they would be duplicates now.
        answers = service.ScoreEvents(events.batch(strangers))
        self.assertFalse(any(result.duplicate for result in answers.results))

    def test_score_only_answers_as_scoring_would(self):
        server = self.start_server()
        service = server.scoring()
        service.ScoreEvents(
            events.batch([events.event(seconds_ago=900 * n) for n in range(1, 200)])
        )
        asked = [events.event(address=events.IN_BRAZIL)]
        what_if = service.ScoreEvents(events.batch(asked, mode=events.SCORE_ONLY))
        scored = service.ScoreEvents(events.batch(asked))
        # A question opens no finding.
        self.assertTrue(scored.results[0].score.finding_opened)
        scored.results[0].score.ClearField("finding_id")
        scored.results[0].score.ClearField("finding_opened")
        self.assertEqual(what_if, scored)

    def test_a_known_event_tells_its_first_score(self):
        server = self.start_server()
        service = server.scoring()
        asked = [events.event()]
        first = service.ScoreEvents(events.batch(asked)).results[0]
        again = service.ScoreEvents(
            events.batch(
                asked, mode=events.SCORE_ONLY, factors_from=score_pb2.RISK_LEVEL_NONE
            )
        ).results[0]
        self.assertTrue(again.duplicate)
        self.assertEqual(again.first_score, first.score.score)
        self.assertTrue(again.score.factors)

    def test_an_explanation_cites_nothing_later_than_its_event(self):
        server = self.start_server()
        service = server.scoring()
        service.ScoreEvents(events.batch(home_life()))
        stolen = theft()
        first = [service.ScoreEvents(events.batch([one])).results[0] for one in stolen]
        asked = events.batch(stolen, mode=events.SCORE_ONLY)
        for number, again in enumerate(service.ScoreEvents(asked).results):
            with self.subTest(command=stolen[number].event.command):
                told = set(re.findall(r"iam:Steal(\d+)", str(again.score.factors)))
                self.assertEqual({n for n in map(int, told) if n > number}, set())
                then = first[number].score.score
                self.assertLessEqual(again.score.score, then + 0.01)

    def test_the_usual_place_scores_what_it_would_have_scored_then(self):
        server = self.start_server()
        service = server.scoring()
        service.ScoreEvents(events.batch(home_life()))
        stolen = theft()

        def from_home():
            what_if = event_pb2.EventInput()
            what_if.CopyFrom(stolen[0])
            what_if.event.source_address = events.IN_GERMANY
            request = events.batch([what_if], mode=events.SCORE_ONLY)
            return service.ScoreEvents(request).results[0].score.score

        then = from_home()
        for one in stolen:
            service.ScoreEvents(events.batch([one]))
        self.assertAlmostEqual(from_home(), then, delta=1)

    def test_nothing_survives_a_restart_that_only_asked(self):
        server = self.start_server()
        server.scoring().ScoreEvents(
            events.batch([events.event()], mode=events.SCORE_ONLY)
        )
        self.assertEqual(server.stop(), 0)
        again = self.start_server()
        self.assertEqual(events.everything_known(again), {})


if __name__ == "__main__":
    harness.main()
