# SPDX-License-Identifier: Apache-2.0
"""Findings reach real sinks: each change at least once, each known by its id."""

import collections
import hashlib
import hmac
import http.server
import json
import pathlib
import tempfile
import threading

import ingest_process
import harness  # isort: skip
import events
import kafka_broker
import opensearch_server

SECRET = "a-secret-of-the-webhook"
PEOPLE = 12


class Webhook:
    """Takes signed changes; refuses all while it is down."""

    def __init__(self):
        self.taken = []
        self.is_down = False
        self.refused = 0
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(hook.take(self.headers, body))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/farcall"

    def take(self, headers, body):
        if self.is_down:
            self.refused += 1
            return 503
        parts = dict(
            part.split("=", 1) for part in headers["X-Farcall-Signature"].split(",")
        )
        expected = hmac.new(
            SECRET.encode(), parts["t"].encode() + b"." + body, hashlib.sha256
        ).hexdigest()
        if not hmac.compare_digest(parts["v1"], expected):
            return 403
        self.taken.append((headers["Idempotency-Key"], json.loads(body)))
        return 204

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class FindingsTest(harness.EndToEndTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="farcall-sinks-")
        cls.addClassCleanup(folder.cleanup)
        cls.search = opensearch_server.OpenSearch()
        cls.addClassCleanup(cls.search.remove)
        cls.broker = kafka_broker.Broker(pathlib.Path(folder.name) / "kafka")
        cls.addClassCleanup(cls.broker.kill)
        cls.broker.start()
        cls.search.start()
        cls.broker.create_topic("farcall.findings", 3)

    def setUp(self):
        super().setUp()
        self.server = self.start_server("--alert-threshold=50")
        self.service = self.server.scoring()
        self.service.ScoreEvents(
            events.batch(
                [
                    events.event(principal=f"p{n}", seconds_ago=(40 * 24 - h) * 3600)
                    for n in range(PEOPLE)
                    for h in range(0, 30 * 24, 12)
                ],
                mode=events.LEARN_ONLY,
            )
        )
        self.hook = Webhook()
        self.addCleanup(self.hook.close)
        secret = self.folder / "secret"
        secret.write_text(SECRET + "\n")
        self.ingest = ingest_process.Ingest(
            self.folder,
            self.server.address,
            f"--findings-cursor-dir={self.folder}",
            f"--kafka-brokers={self.broker.address}",
            "--findings-kafka-topic=farcall.findings",
            f"--findings-elasticsearch-url={self.search.url}",
            f"--findings-webhook-url={self.hook.url}",
            f"--findings-webhook-secret-file={secret}",
            "--retry-seconds-max=1",
        )
        self.addCleanup(self.ingest.kill)

    def steal(self, number):
        """A finding of p`number`, and its id."""
        (result,) = self.service.ScoreEvents(
            events.batch(
                [
                    events.event(
                        principal=f"p{number}",
                        address=events.IN_BRAZIL,
                        seconds_ago=3600,
                        command="iam:CreateAccessKey",
                    )
                ]
            )
        ).results
        self.assertTrue(result.score.finding_opened, result)
        return result.score.finding_id

    def in_kafka(self):
        return {
            json.loads(message.value())["finding_id"]
            for message in self.broker.read("farcall.findings", 3)
        }

    def in_search(self):
        found = self.search.documents(
            "logs-farcall.alert-default", "event.kind:alert"
        )
        return collections.Counter(doc["event"]["id"] for doc in found.values())

    def in_hook(self):
        return {key.split("@")[0] for key, body in self.hook.taken}

    def test_every_finding_reaches_every_sink_whatever_dies(self):
        self.hook.is_down = True
        self.ingest.start()
        opened = set()
        for number in range(PEOPLE):
            opened.add(self.steal(number))
            if number % 3 == 2:
                self.ingest.kill()
                self.ingest.start()
        # A sink that is down holds back itself alone.
        harness.wait_until(lambda: self.in_kafka() >= opened, "all in Kafka")
        harness.wait_until(
            lambda: set(self.in_search()) >= opened, "all in OpenSearch"
        )
        self.assertEqual(self.hook.taken, [])
        self.assertGreater(self.hook.refused, 0)
        self.assertEqual(self.ingest.get("/readyz")[0], 200)
        self.hook.is_down = False
        harness.wait_until(lambda: self.in_hook() >= opened, "all in the webhook")
        # One alert for each, though it was handed on again after kills.
        self.assertEqual({n for i, n in self.in_search().items() if i in opened}, {1})
        key, document = self.hook.taken[0]
        self.assertEqual(document["class_uid"], 2004)
        self.assertEqual(document["finding_info"]["uid"], key.split("@")[0])
        # What came before is known by id and revision, and has one content.
        contents = collections.defaultdict(set)
        for key, document in self.hook.taken:
            document.pop("time", None)
            contents[key].add(json.dumps(document, sort_keys=True))
        self.assertEqual({len(each) for each in contents.values()}, {1})

    def test_a_search_finds_who_and_where(self):
        opened = self.steal(0)
        self.ingest.start()
        query = "source.geo.country_iso_code:BR AND user.name:p0"
        harness.wait_until(
            lambda: any(
                doc["event"]["id"] == opened
                for doc in self.search.documents(
                    "logs-farcall.alert-*", query.replace(" ", "%20")
                ).values()
            ),
            "the finding to be found",
        )
        self.assertEqual(self.ingest.stop(), 0)


if __name__ == "__main__":
    harness.main()
