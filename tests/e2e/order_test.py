# SPDX-License-Identifier: Apache-2.0
"""The same events in any order give the same baselines, to the last bit."""

import concurrent.futures
import random

import events
import harness

HOUR = 3600


def some_events(rng):
    """Events of a few people over two days, some of them delivered twice."""
    inputs = [
        events.event(
            principal=rng.choice(["alice", "bob", "carol", "dave"]),
            address=rng.choice(
                [events.IN_GERMANY] * 6
                + [events.IN_FRANCE, events.IN_BRAZIL, "AWS Internal", "10.0.0.8"]
            ),
            seconds_ago=rng.randint(60, 48 * HOUR),
            command=rng.choice(
                ["iam:ListUsers", "s3:ListBuckets", "sts:GetCallerIdentity"]
            ),
        )
        for _ in range(600)
    ]
    return inputs + rng.sample(inputs, 60)


class OrderTest(harness.EndToEndTest):
    def send(self, server, tenant, inputs, rng):
        service = server.scoring()
        while inputs:
            size = rng.randint(1, 60)
            service.ScoreEvents(events.batch(inputs[:size], tenant=tenant))
            inputs = inputs[size:]

    def test_any_order_gives_the_same_baselines(self):
        server = self.start_server()
        rng = random.Random(7)
        inputs = some_events(rng)
        self.send(server, "order-0", inputs, rng)
        expected = events.everything_known(server, "order-0")
        # One tenant, peers of one kind, three commands, four principals.
        self.assertEqual(len(expected), 9)
        for origin in (b"DE", b"FR", b"BR", b"@private"):
            self.assertIn(origin, expected[events.TENANT, ""])
        self.assertNotIn(b"@internal", expected[events.TENANT, ""])
        for turn in range(1, 6):
            tenant = f"order-{turn}"
            rng.shuffle(inputs)
            self.send(server, tenant, inputs, rng)
            with self.subTest(turn=turn):
                self.assertEqual(events.everything_known(server, tenant), expected)

    def test_clients_at_once_give_the_same_baselines(self):
        server = self.start_server()
        rng = random.Random(11)
        inputs = some_events(rng)
        self.send(server, "one", inputs, rng)
        rng.shuffle(inputs)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            turns = [
                pool.submit(self.send, server, "four", inputs[i::4], random.Random(i))
                for i in range(4)
            ]
        for turn in turns:
            turn.result()
        self.assertEqual(
            events.everything_known(server, "four"),
            events.everything_known(server, "one"),
        )


if __name__ == "__main__":
    harness.main()
