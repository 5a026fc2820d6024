# SPDX-License-Identifier: Apache-2.0
"""Benthos with examples/pipelines/benthos.yaml: what it reads of files is counted
once and in order, whatever dies; poison is set aside and stops nothing."""

import json

import shippers
import harness  # isort: skip
import events

BENTHOS = "benthos/benthos"
REQUEST_LINES = 500  # of the example
TOKEN = "a-token-of-the-shipper"


class BenthosTest(shippers.ShipperTest):
    def setUp(self):
        super().setUp()
        tokens = self.folder / "tokens"
        tokens.write_text(TOKEN + "\n")
        self.refused = self.folder / "refused.ndjson"
        self.sink = self.ingest(
            "--source=http", f"--http-tokens-file={tokens}", "--http-answer-seconds=2"
        ).start()

    def benthos(self):
        """It ends by itself once all that it read is answered."""
        return self.shipper(
            shippers.TOOLS / BENTHOS,
            "run",
            shippers.EXAMPLES / "benthos.yaml",
            FARCALL_INGEST_URL=f"http://127.0.0.1:{self.sink.http_port}",
            FARCALL_TOKEN=TOKEN,
            REFUSED_FILE=str(self.refused),
            BENTHOS_ADDRESS="127.0.0.1:0",
        )

    def times_put_off(self):
        name = 'farcall_ingest_http_requests_total{code="503",path="/v1/events"}'
        return self.sink.metrics().get(name, 0)

    def test_records_of_files_are_counted_once_and_in_order(self):
        lines = shippers.make_lines(900)
        self.write_trail(lines[:300])
        self.write_trail(lines[300:], "2.json")
        self.benthos().start().wait()
        self.assertEqual(self.door.texts, lines)
        self.assert_counted_once(lines)
        self.assertEqual(self.dead_texts(), [])
        self.assertFalse(self.refused.exists())

    def test_a_killed_ingest_and_a_killed_server_cost_nothing(self):
        lines = shippers.make_lines(8 * REQUEST_LINES)
        self.write_trail(lines)
        self.door.victims = {3: self.sink, 6: self.server}
        benthos = self.benthos().start()
        harness.wait_until(lambda: not self.sink.is_running(), "the ingest to die")
        self.sink.start()  # on the same port
        harness.wait_until(self.server.process.poll, "the server to die")
        before = self.times_put_off()
        harness.wait_until(
            lambda: self.times_put_off() > before, "the shipper to be put off"
        )
        self.server.start()
        benthos.wait()
        self.assertGreater(len(self.door.texts), len(lines))
        self.assertEqual(self.door.first_texts(), lines)
        self.assert_counted_once(lines)

    def test_a_killed_shipper_sends_all_again_and_nothing_counts_twice(self):
        lines = shippers.make_lines(4 * REQUEST_LINES)
        self.write_trail(lines)
        killed = self.benthos()
        self.door.victims = {2: killed}
        killed.start().process.wait(harness.DEADLINE_SECONDS)
        self.benthos().start().wait()
        self.assertEqual(self.door.first_texts(), lines)
        self.assert_counted_once(lines)

    def test_poison_among_good_records_is_a_dead_letter_and_stops_nothing(self):
        lines = shippers.make_lines(REQUEST_LINES)
        bad = json.dumps(events.record_fields(eventTime="yesterday"))
        self.write_trail([*lines[:100], bad, *lines[100:200], "no JSON", *lines[200:]])
        self.benthos().start().wait()
        self.assertEqual(self.dead_texts(), [(101, bad), (202, "no JSON")])
        self.assert_counted_once(lines)
        self.assertFalse(self.refused.exists())

    def test_a_request_of_poison_alone_is_set_aside_and_the_next_goes_on(self):
        lines = shippers.make_lines(10)
        poison = [f"10.0.0.{n % 256} - - GET /{n}" for n in range(REQUEST_LINES)]
        self.write_trail([*poison, *lines])
        self.benthos().start().wait()
        self.assertEqual(self.refused.read_text().splitlines(), poison)
        self.assert_counted_once(lines)


if __name__ == "__main__":
    shippers.require(BENTHOS)
    harness.main()
