# SPDX-License-Identifier: Apache-2.0
"""Records of a real broker are counted once, whatever dies; poison is set aside."""

import itertools
import json
import pathlib
import tempfile

import ingest_process
import harness  # isort: skip
import events
import kafka_broker

PARTITIONS = 3
KILLS = 12


def records(count, **fields):
    for number in range(count):
        yield events.record_fields(
            principal=f"p{number % 7}", seconds_ago=86400 - number, **fields
        )


class KafkaTest(harness.EndToEndTest):
    topics = (f"trail-{number}" for number in itertools.count())

    @classmethod
    def setUpClass(cls):
        cls.broker_folder = tempfile.TemporaryDirectory(prefix="farcall-kafka-")
        cls.addClassCleanup(cls.broker_folder.cleanup)
        cls.broker = kafka_broker.Broker(pathlib.Path(cls.broker_folder.name) / "k")
        cls.broker.start()
        cls.addClassCleanup(cls.broker.kill)

    def setUp(self):
        super().setUp()
        self.server = self.start_server()
        self.topic = next(self.topics)
        self.broker.create_topic(self.topic, PARTITIONS)
        self.broker.create_topic(f"{self.topic}-dead", 1)

    def ingest(self, address=None, name="ingest"):
        ingest = ingest_process.Ingest(
            self.folder,
            address or self.server.address,
            "--source=kafka",
            f"--kafka-brokers={self.broker.address}",
            f"--kafka-topics={self.topic}",
            f"--kafka-group={self.topic}",
            f"--kafka-instance={name}",
            f"--kafka-properties-file={self.properties()}",
            "--dead-letters=kafka",
            f"--dead-letter-topic={self.topic}-dead",
            "--batch-events=50",
            # Only counts: they do not depend on the order.
            "--mode=learn-only",
            "--retry-seconds-max=1",
            name=name,
        )
        self.addCleanup(ingest.kill)
        return ingest

    def properties(self):
        path = self.folder / "kafka.properties"
        path.write_text("session.timeout.ms=6000\nreconnect.backoff.max.ms=500\n")
        return path

    def produce(self, all_records):
        self.broker.produce(
            self.topic,
            (
                (record["userIdentity"]["arn"], json.dumps(record))
                for record in all_records
            ),
        )

    def wait_for_no_lag(self):
        harness.wait_until(
            lambda: self.broker.lag(self.topic, self.topic, PARTITIONS) == 0,
            "the lag to be 0",
            120,
        )

    def assert_counted_once(self, all_records):
        """What is known is what one who sent each record once would have taught."""
        reference = self.start_server(data="reference")
        for chunk in events.chunks(all_records, 500):
            reference.scoring().ScoreEvents(
                events.batch(map(events.raw, chunk), mode=events.LEARN_ONLY)
            )
        self.assertEqual(
            events.everything_known(self.server), events.everything_known(reference)
        )

    def test_nothing_is_lost_or_counted_twice_by_kills_after_the_answer(self):
        all_records = list(records(1500))
        self.produce(all_records)
        self.broker.produce(self.topic, [("poison", "no JSON"), ("poison", "{]")])
        door = ingest_process.KillingDoor(self.server, chance=0.4, seed=20261130)
        self.addCleanup(door.close)
        ingest = self.ingest(door.address)
        door.victim = ingest
        while True:
            ingest.start()
            harness.wait_until(
                lambda: not ingest.is_running()
                or self.broker.lag(self.topic, self.topic, PARTITIONS) == 0,
                "the ingest to end or to be done",
            )
            if ingest.is_running():
                break
            if door.kills >= KILLS:
                door.chance = 0
        self.assertGreaterEqual(door.kills, 10)
        self.assert_counted_once(all_records)
        dead = {message.value() for message in self.broker.read(f"{self.topic}-dead")}
        self.assertEqual(dead, {b"no JSON", b"{]"})
        headers = dict(self.broker.read(f"{self.topic}-dead")[0].headers())
        self.assertRegex(headers["farcall-place"], rb"^trail-\d+\[\d\]@\d+$")
        self.assertTrue(headers["farcall-reason"])

    def test_a_broker_that_is_killed_and_a_server_that_is_killed_cost_nothing(self):
        all_records = list(records(2000))
        first, second, third = all_records[:700], all_records[700:1400], all_records[1400:]
        ingest = self.ingest().start()
        self.produce(first)
        self.broker.kill()
        self.broker.start()
        self.produce(second)
        self.server.kill()
        self.produce(third)
        self.server.start()
        self.wait_for_no_lag()
        self.assert_counted_once(all_records)
        harness.wait_until(
            lambda: ingest.get("/readyz")[0] == 200, "the ingest to be ready"
        )
        self.assertEqual(ingest.stop(), 0)

    def test_members_come_and_go_under_load(self):
        all_records = list(records(3000))
        parts = list(events.chunks(all_records, 1000))
        first = self.ingest(name="first").start()
        self.produce(parts[0])
        second = self.ingest(name="second").start()
        self.produce(parts[1])
        self.assertEqual(first.stop(), 0)
        self.produce(parts[2])
        self.wait_for_no_lag()
        self.assert_counted_once(all_records)
        self.assertEqual(second.stop(), 0)

    def test_the_lag_of_a_partition_is_told_by_the_member_that_has_it_alone(self):
        def told(ingest):
            return {
                name
                for name in ingest.metrics()
                if name.startswith("farcall_ingest_kafka_lag_messages")
            }

        first = self.ingest(name="first").start()
        self.produce(records(300))
        self.wait_for_no_lag()
        self.assertEqual(len(told(first)), PARTITIONS)
        second = self.ingest(name="second").start()

        def each_once():
            self.produce(records(30))
            both = [told(first), told(second)]
            return all(both) and not both[0] & both[1]

        harness.wait_until(each_once, "the members to share the partitions")

    def test_says_what_it_does_in_metrics(self):
        self.produce(records(100))
        ingest = self.ingest().start()
        self.wait_for_no_lag()
        metrics = ingest.metrics()
        self.assertEqual(
            metrics['farcall_ingest_records_total{outcome="scored",source="kafka"}'],
            100,
        )
        lags = [
            value
            for name, value in metrics.items()
            if name.startswith("farcall_ingest_kafka_lag_messages")
        ]
        self.assertTrue(lags)
        self.assertEqual(sum(lags), 0)
        self.assertEqual(metrics["farcall_ingest_ready"], 1)
        # A topic keeps records for 7 days, a server remembers events for 2.
        days = {"source_retention": 7 * 86400, "seen_window": 2 * 86400}
        for name, seconds in days.items():
            name = f"farcall_ingest_{name}_seconds"
            harness.wait_until(lambda: ingest.metrics().get(name) == seconds, name)


if __name__ == "__main__":
    harness.main()
