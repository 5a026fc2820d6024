# SPDX-License-Identifier: Apache-2.0
"""A client that loses its answer and sends the batch again misses no alert."""

import random

import events
import grpc
import harness

LOST_ANSWERS = 200
BATCHES = 260
BATCH_EVENTS = 4
PRINCIPALS = [f"p{number}" for number in range(12)]
PLACES = [events.IN_GERMANY] * 6 + [events.IN_BRAZIL, events.IN_FRANCE]


def make_batches(rng):
    """A month of history, then a week in which some calls are unusual."""
    history = [
        events.event(principal=name, seconds_ago=(37 * 24 - 12 * turn) * 3600)
        for turn in range(60)
        for name in PRINCIPALS
    ]
    seconds = sorted(rng.sample(range(7 * 86400), BATCHES * BATCH_EVENTS))
    unusual = [
        events.event(
            principal=rng.choice(PRINCIPALS),
            address=rng.choice(PLACES),
            seconds_ago=8 * 86400 - second,
            command=f"iam:Do{rng.randrange(30)}",
        )
        for second in seconds
    ]
    return history, list(events.chunks(unusual, BATCH_EVENTS))


class RedeliveryTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.seed = random.randrange(1 << 32)
        self.rng = random.Random(self.seed)
        self.server = self.start_server("--alert-threshold=50")
        self.service = self.server.scoring()
        self.history, self.batches = make_batches(self.rng)

    def learn(self, tenant):
        self.service.ScoreEvents(
            events.batch(self.history, mode=events.LEARN_ONLY, tenant=tenant)
        )

    def lose_answer(self, request):
        """Sends a batch, and goes away before or after the server has counted it."""
        call = self.service.ScoreEvents.future(request)
        if self.rng.random() < 0.5:
            call.result()  # counted; nobody looks at the answer
            return
        try:
            call.result(timeout=self.rng.uniform(0, 0.01))
        except grpc.FutureTimeoutError:
            call.cancel()

    def score(self, tenant, lost=()):
        """Every answer that was read; those of `lost` batches only the second time."""
        self.learn(tenant)
        answers = []
        for number, inputs in enumerate(self.batches):
            request = events.batch(inputs, tenant=tenant)
            if number in lost:
                self.lose_answer(request)
            answers += self.service.ScoreEvents(request).results
        return answers

    def test_the_alerts_are_those_of_a_client_that_lost_no_answer(self):
        undisturbed = self.score("undisturbed")
        lost = set(self.rng.sample(range(BATCHES), LOST_ANSWERS))
        disturbed = self.score("disturbed", lost)

        def told(answers):
            return [(a.event_id, a.score.score, a.score.alert) for a in answers]

        with self.subTest(seed=self.seed):
            self.assertEqual(told(disturbed), told(undisturbed))
        alerts = [answer for answer in undisturbed if answer.score.alert]
        self.assertGreater(len(alerts), 10)
        again = [answer for answer in disturbed if answer.duplicate]
        self.assertGreater(len(again), BATCH_EVENTS * LOST_ANSWERS // 4)
        self.assertTrue(any(answer.score.alert for answer in again))
        for answer in again:
            self.assertEqual(
                answer.score.factors_made_again, bool(answer.score.factors)
            )
        with self.subTest("an alert counts once in the metrics"):
            self.assertEqual(
                self.server.metrics()["farcall_alerts_total"], 2 * len(alerts)
            )

    def test_answers_are_the_same_after_a_restart(self):
        first = self.score("restarted")
        self.assertEqual(self.server.stop(), 0)
        self.service = self.server.start().scoring()
        again = []
        for inputs in self.batches:
            request = events.batch(inputs, tenant="restarted")
            again += self.service.ScoreEvents(request).results
        self.assertTrue(all(answer.duplicate for answer in again))
        self.assertEqual(
            [answer.event_id for answer in again if answer.score.alert],
            [answer.event_id for answer in first if answer.score.alert],
        )

    def test_what_was_learned_only_raises_no_alert(self):
        self.learn("taught")
        alerts = []
        for inputs in self.batches:
            taught = self.service.ScoreEvents(
                events.batch(inputs, mode=events.LEARN_ONLY, tenant="taught")
            )
            again = self.service.ScoreEvents(events.batch(inputs, tenant="taught"))
            for answer in [*taught.results, *again.results]:
                if answer.score.alert:
                    alerts.append((answer.event_id, answer.duplicate))
            self.assertTrue(all(answer.duplicate for answer in again.results))
        with self.subTest("answers"):
            self.assertEqual(alerts, [])
        with self.subTest("metrics"):
            self.assertEqual(self.server.metrics()["farcall_alerts_total"], 0)


if __name__ == "__main__":
    harness.main()
