# SPDX-License-Identifier: Apache-2.0
"""Objects that messages of a queue name are counted once, whatever dies; what is
no good is set aside. Against moto, which checks signatures and rights."""

import gzip
import json

import ingest_process
import harness  # isort: skip
import credentials_endpoint
import events
import moto_server

RIGHTS = (
    "s3:GetObject",
    "s3:ListBucket",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueAttributes",
    "sqs:SendMessage",
)
OBJECTS, RECORDS = 40, 25


def packed(records):
    return gzip.compress(json.dumps({"Records": records}).encode())


def make_records(count, first=0):
    return [
        events.record_fields(principal=f"p{n % 7}", seconds_ago=86400 - n)
        for n in range(first, first + count)
    ]


class SqsTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.server = self.start_server()
        self.moto = moto_server.Moto(receives_max=2)
        self.addCleanup(self.moto.stop)
        self.bad = self.moto.sqs.create_queue(QueueName="bad")["QueueUrl"]
        keys = self.moto.make_user(["s3:*", "sqs:*"])
        access = keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"]
        self.s3 = self.moto.client("s3", *access)
        self.sqs = self.moto.client("sqs", *access)
        self.reader = self.moto.make_user(RIGHTS)
        self.nobody = self.moto.make_user(["sqs:*"])
        self.next_reader = self.moto.make_user(RIGHTS)
        self.moto.enforce()

    def ingest(self, *flags, address=None, name="ingest"):
        ingest = ingest_process.Ingest(
            self.folder,
            address or self.server.address,
            "--source=sqs",
            f"--sqs-queue-url={self.moto.queue}",
            "--sqs-visibility-seconds=2",
            "--dead-letters=sqs",
            f"--dead-letter-queue-url={self.bad}",
            # Only counts: they do not depend on the order.
            "--mode=learn-only",
            "--batch-events=20",
            "--retry-seconds-max=1",
            *flags,
            name=name,
        )
        ingest.environment = {
            "AWS_REGION": moto_server.REGION,
            "AWS_ENDPOINT_URL": self.moto.url,
            **self.reader,
        }
        self.addCleanup(ingest.kill)
        return ingest

    def put(self, key, body):
        self.s3.put_object(Bucket="trail", Key=key, Body=body)

    def left(self, queue):
        """Messages of a queue, hidden ones too."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)
        return sum(int(found["Attributes"][name]) for name in names)

    def assert_counted_once(self, all_records):
        reference = self.start_server(data="reference")
        reference.scoring().ScoreEvents(
            events.batch(map(events.raw, all_records), mode=events.LEARN_ONLY)
        )
        self.assertEqual(
            events.everything_known(self.server), events.everything_known(reference)
        )

    def test_nothing_is_lost_or_counted_twice_by_kills_after_the_answer(self):
        all_records = make_records(OBJECTS * RECORDS)
        for number, records in enumerate(events.chunks(all_records, RECORDS)):
            self.put(f"AWSLogs/o=1/a:b {number}+.json.gz", packed(records))
        door = ingest_process.KillingDoor(self.server, chance=0.3, seed=11)
        self.addCleanup(door.close)
        ingest = self.ingest(address=door.address)
        door.victim = ingest
        while True:
            ingest.start()
            harness.wait_until(
                lambda: not ingest.is_running() or self.left(self.moto.queue) == 0,
                "the ingest to end or to be done",
            )
            if ingest.is_running():
                break
            if door.kills >= 11:
                door.chance = 0
        self.assertGreaterEqual(door.kills, 10)
        self.assert_counted_once(all_records)
        self.assertEqual(self.left(self.moto.dead_letters), 0)

    def test_what_is_no_good_is_set_aside_and_stops_nothing(self):
        good = make_records(3)
        bad = events.record_fields(eventTime="yesterday")
        self.put("broken.json.gz", packed(good)[:12])
        self.put("access.log", b"10.0.0.1 - - GET /\n")
        self.put("AWSLogs/1/CloudTrail-Digest/d.json.gz", packed([]))
        self.put("mixed.json.gz", packed([*good, bad]))
        self.sqs.send_message(QueueUrl=self.moto.queue, MessageBody="no notification")
        ingest = self.ingest("--workers=2").start()
        harness.wait_until(
            lambda: self.left(self.moto.queue) == 0, "the queue to be empty", 120
        )
        self.assertEqual(self.left(self.moto.dead_letters), 3)
        (message,) = self.sqs.receive_message(QueueUrl=self.bad)["Messages"]
        letter = json.loads(message["Body"])
        self.assertEqual(letter["place"], "s3://trail/mixed.json.gz")
        self.assertEqual(letter["record"], 4)
        self.assertEqual(letter["field"], "eventTime")
        self.assertEqual(json.loads(letter["text"]), bad)
        self.assert_counted_once(good)
        metrics = ingest.metrics()
        # The one that S3, and moto, send when notifications are set up.
        self.assertEqual(
            metrics['farcall_ingest_sqs_ignored_total{kind="test_event"}'], 1
        )
        self.assertEqual(metrics['farcall_ingest_sqs_ignored_total{kind="digest"}'], 1)

    def test_a_server_that_is_killed_costs_nothing_and_leases_are_kept(self):
        all_records = make_records(200)
        ingest = self.ingest("--sqs-visibility-seconds=6").start()
        self.server.kill()
        for number, records in enumerate(events.chunks(all_records, 50)):
            self.put(f"{number}.json.gz", packed(records))
        # Longer than the visibility: held all the same.
        harness.wait_until(
            lambda: "score: UNAVAILABLE" in ingest.get("/readyz")[1],
            "the ingest to say that it waits",
        )
        harness.wait_until(
            lambda: ingest.metrics()[
                'farcall_ingest_failures_total{source="sqs",step="score"}'
            ]
            > 40,
            "it to try for longer than the visibility lasts",
        )
        self.server.start()
        harness.wait_until(lambda: self.left(self.moto.queue) == 0, "all to be done")
        self.assert_counted_once(all_records)
        lost = 'farcall_ingest_deliveries_total{outcome="lost",source="sqs"}'
        self.assertEqual(ingest.metrics()[lost], 0)
        self.assertEqual(ingest.stop(), 0)

    def test_refused_rights_stop_it_and_lose_nothing(self):
        records = make_records(10)
        self.put("a.json.gz", packed(records))
        ingest = self.ingest()
        ingest.environment.update(self.nobody)
        ingest.start()
        harness.wait_until(
            lambda: "load: PERMISSION_DENIED" in ingest.get("/readyz")[1],
            "the ingest to say what it may not",
        )
        self.moto.set_up_again()
        harness.wait_until(lambda: self.left(self.moto.queue) == 0, "all to be done")
        self.assert_counted_once(records)
        self.assertEqual(self.left(self.moto.dead_letters), 0)

    def test_keys_that_rotate_while_it_runs_cost_nothing(self):
        endpoint = credentials_endpoint.CredentialsEndpoint(self.reader)
        self.addCleanup(endpoint.close)
        ingest = self.ingest()
        for variable in self.reader:
            ingest.environment.pop(variable)
        ingest.environment.update(endpoint.variables)
        ingest.start()
        all_records = make_records(60)
        parts = list(events.chunks(all_records, 20))

        def put_all_of(part):
            self.put(f"{part}.json.gz", packed(parts[part]))
            harness.wait_until(lambda: self.left(self.moto.queue) == 0, "all to be done")

        put_all_of(0)
        # They are renewed before they expire,
        harness.wait_until(lambda: len(endpoint.given) > 1, "a renewal in time")
        put_all_of(1)
        # and at once where they are refused.
        self.moto.set_up_again()
        self.moto.delete_keys_of(self.reader)
        endpoint.keys = self.next_reader
        self.moto.enforce()
        put_all_of(2)
        self.assertEqual(
            set(endpoint.given),
            {keys["AWS_ACCESS_KEY_ID"] for keys in (self.reader, self.next_reader)},
        )
        self.assert_counted_once(all_records)
        self.assertEqual(self.left(self.moto.dead_letters), 0)
        harness.wait_until(lambda: ingest.get("/readyz")[0] == 200, "it to be ready")

    def test_tells_that_the_queue_keeps_records_for_longer_than_the_server_remembers(self):
        def told(ingest):
            metrics = ingest.metrics()
            return [
                metrics.get(f"farcall_ingest_{name}_seconds")
                for name in ("source_retention", "seen_window")
            ]

        ingest = self.ingest().start()
        # A queue keeps messages for 4 days, a server remembers events for 2.
        days = [4 * 86400, 2 * 86400]
        harness.wait_until(lambda: told(ingest) == days, "both to be known")
        warned = "the source keeps records for longer than the server remembers events"
        harness.wait_until(lambda: warned in ingest.log(), "the warning")
        self.assertEqual(ingest.stop(), 0)

        server = self.start_server("--seen-window-seconds=400000", data="remembers")
        ingest = self.ingest(address=server.address, name="second").start()
        harness.wait_until(lambda: told(ingest) == [4 * 86400, 400000], "both to be known")
        self.assertNotIn(warned, ingest.log())

    def test_a_queue_without_a_dead_letter_queue_must_be_wanted(self):
        ingest = self.ingest()
        ingest.flags = (*ingest.flags, f"--sqs-queue-url={self.bad}")
        with self.assertRaisesRegex(AssertionError, "RedrivePolicy"):
            ingest.start()
        ingest.flags = (*ingest.flags, "--sqs-redrive-required=false")
        ingest.start()


if __name__ == "__main__":
    moto_server.require_moto()
    harness.main()
