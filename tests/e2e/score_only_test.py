# SPDX-License-Identifier: Apache-2.0
"""Asking "what if" changes nothing."""

import events
import harness


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
        self.assertEqual(what_if, scored)

    def test_a_known_event_tells_its_first_score(self):
        server = self.start_server()
        service = server.scoring()
        asked = [events.event()]
        first = service.ScoreEvents(events.batch(asked)).results[0]
        again = service.ScoreEvents(
            events.batch(asked, mode=events.SCORE_ONLY)
        ).results[0]
        self.assertTrue(again.duplicate)
        self.assertEqual(again.first_score, first.score.score)
        self.assertTrue(again.score.factors)

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
