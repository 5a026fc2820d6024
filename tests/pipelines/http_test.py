# SPDX-License-Identifier: Apache-2.0
"""Requests are answered once their records are counted; bad ones cost little."""

import base64
import gzip
import json
import socket
import subprocess

import ingest_process
import harness  # isort: skip
import events

TOKEN = "a-token-of-the-shipper"


def ndjson(records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


class HttpTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.server = self.start_server()

    def ingest(self, *flags, address=None):
        self.dead = self.folder / "dead.ndjson"
        ingest = ingest_process.Ingest(
            self.folder,
            address or self.server.address,
            "--source=http",
            "--dead-letters=file",
            f"--dead-letter-file={self.dead}",
            "--retry-seconds-max=1",
            *flags,
        )
        self.addCleanup(ingest.kill)
        return ingest

    def dead_letters(self):
        return [json.loads(line) for line in self.dead.read_text().splitlines()]

    def test_records_in_any_framing_are_scored_and_counted(self):
        ingest = self.ingest().start()
        records = [events.record_fields() for _ in range(3)]
        for body, headers in (
            (ndjson(records), {"Content_Type": "application/x-ndjson"}),
            (json.dumps({"Records": records}).encode(), {}),
            (gzip.compress(json.dumps(records).encode()), {}),
            (gzip.compress(ndjson(records)), {"Content_Encoding": "gzip"}),
        ):
            status, answer = ingest.post("/v1/events", body, **headers)
            self.assertEqual(status, 200, answer)
            self.assertEqual(answer["scored"] + answer["duplicates"], 3)
        # A request is counted a moment after its answer.
        harness.wait_until(
            lambda: self.outcomes(ingest) == {"scored": 3, "duplicate": 9},
            "all to be in the metrics",
        )

    @staticmethod
    def outcomes(ingest):
        metrics = ingest.metrics()
        name = 'farcall_ingest_records_total{{outcome="{}",source="http"}}'
        return {key: metrics[name.format(key)] for key in ("scored", "duplicate")}

    def test_a_bad_record_is_a_dead_letter_and_spoils_no_other(self):
        ingest = self.ingest().start()
        bad = events.record_fields(eventTime="yesterday")
        status, answer = ingest.post(
            "/v1/events", ndjson([events.record_fields(), bad])
        )
        self.assertEqual(status, 200)
        self.assertEqual((answer["scored"], answer["errors"]), (1, 1))
        (letter,) = self.dead_letters()
        self.assertEqual(letter["record"], 2)
        self.assertEqual(letter["field"], "eventTime")
        self.assertEqual(json.loads(letter["text"]), bad)

    def test_a_body_without_records_is_refused(self):
        ingest = self.ingest().start()
        for body in (b"no JSON at all", b'{"level":"info"}', b"PAR1" * 10):
            status, answer = ingest.post("/v1/events", body)
            self.assertEqual(status, 400, answer)
            self.assertIn("message", answer["error"])

    def test_firehose_gets_its_own_answer(self):
        ingest = self.ingest().start()
        record = json.dumps(events.record_fields()).encode()
        body = {
            "requestId": "ed4acda5-034f-9f42-bba1-f29aea6d7d8f",
            "timestamp": 1796000000000,
            "records": [
                {"data": base64.b64encode(data).decode()}
                for data in (record, gzip.compress(record), b"no JSON")
            ],
        }
        status, answer = ingest.post(
            "/v1/firehose",
            json.dumps(body).encode(),
            Content_Type="application/json",
            X_Amz_Firehose_Request_Id=body["requestId"],
        )
        self.assertEqual(status, 200, answer)
        self.assertEqual(set(answer), {"requestId", "timestamp"})
        self.assertEqual(answer["requestId"], body["requestId"])
        (letter,) = self.dead_letters()
        self.assertEqual(letter["code"], "UNREADABLE")
        self.assertEqual(letter["place"], f"firehose {body['requestId']}, record 3")

    def test_a_script_may_ask_for_scores(self):
        ingest = self.ingest().start()
        records = [events.record_fields(), events.record_fields(eventTime="no")]
        status, answer = ingest.post("/v1/score", ndjson(records))
        self.assertEqual(status, 200)
        good, bad = answer["results"]
        self.assertEqual(good["event_id"], records[0]["eventID"])
        self.assertEqual(good["score"]["risk_level"], "RISK_LEVEL_NONE")
        self.assertEqual(bad["error"]["field"], "eventTime")

    def test_only_who_shows_a_token_may_send(self):
        tokens = self.folder / "tokens"
        tokens.write_text(TOKEN + "\n")
        ingest = self.ingest(
            f"--http-tokens-file={tokens}", "--reload-seconds=1"
        ).start()
        body = ndjson([events.record_fields()])
        self.assertEqual(ingest.post("/v1/events", body)[0], 401)
        good = {"Authorization": f"Bearer {TOKEN}"}
        self.assertEqual(ingest.post("/v1/events", body, **good)[0], 200)
        # Tokens are replaced while it runs.
        tokens.write_text("another-token-of-it\n")
        harness.wait_until(
            lambda: ingest.post("/v1/events", body, **good)[0] == 401,
            "the old token to be refused",
        )

    def test_a_bomb_a_slow_sender_and_a_wrong_type_are_refused(self):
        ingest = self.ingest("--http-unpacked-bytes-max=1048576").start()
        before = harness.process_status(ingest.process.pid, "VmRSS")
        bomb = gzip.compress(bytes(200 << 20))
        status, answer = ingest.post("/v1/events", bomb, Content_Encoding="gzip")
        self.assertEqual(status, 413, answer)
        self.assertEqual(
            ingest.post("/v1/score", bomb, Content_Encoding="gzip")[0], 413
        )
        peak = harness.process_status(ingest.process.pid, "VmHWM")
        self.assertLess(peak - before, 64 << 20)
        self.assertEqual(
            ingest.post("/v1/events", b"<html>", Content_Type="text/html")[0], 415
        )
        with socket.create_connection(("127.0.0.1", ingest.http_port)) as slow:
            slow.sendall(b"POST /v1/events HTTP/1.1\r\nHost: h\r\n")
            self.assertTrue(slow.recv(100).startswith(b"HTTP/1.1 408"))

    def test_a_server_that_is_away_makes_it_wait_and_then_say_so(self):
        ingest = self.ingest("--http-answer-seconds=2").start()
        body = ndjson([events.record_fields()])
        self.server.kill()
        self.assertEqual(ingest.post("/v1/events", body)[0], 503)
        status, reasons = ingest.get("/readyz")
        self.assertEqual(status, 503)
        self.assertIn("score: UNAVAILABLE", reasons)
        self.assertEqual(ingest.get("/livez")[0], 200)
        self.server.start()
        harness.wait_until(
            lambda: ingest.post("/v1/events", body)[0] == 200, "an answer"
        )
        self.assertEqual(ingest.get("/readyz")[0], 200)

    def test_who_sends_again_what_was_not_answered_is_counted_once(self):
        batches = [
            [events.record_fields(principal=f"p{n % 5}") for n in range(40)]
            for _ in range(40)
        ]
        door = ingest_process.KillingDoor(self.server, chance=0.3, seed=7)
        self.addCleanup(door.close)
        ingest = self.ingest(address=door.address)
        door.victim = ingest
        ingest.start()
        for number, batch in enumerate(batches):
            while not self.was_taken(ingest, ndjson(batch)):
                if not ingest.is_running():
                    ingest.start()
            if number > 30 and door.kills >= 10:
                door.chance = 0
        self.assertGreaterEqual(door.kills, 10)
        metrics = self.server.metrics()
        self.assertEqual(
            metrics['farcall_events_total{outcome="scored"}'], 40 * 40
        )

    @staticmethod
    def was_taken(ingest, body):
        try:
            return ingest.post("/v1/events", body)[0] == 200
        except OSError:  # it was killed
            return False


class CommandLineTest(harness.EndToEndTest):
    def run_ingest(self, *flags, code=0):
        result = subprocess.run(
            [str(harness.BIN_DIR / "farcall-ingest"), *flags],
            capture_output=True,
            text=True,
            env=harness.ENVIRONMENT,
            timeout=30,
        )
        self.assertEqual(result.returncode, code, result.stderr)
        return result.stdout + result.stderr

    def test_help_teaches(self):
        text = self.run_ingest("--help")
        for word in ("Usage:", "--source", "--dead-letters", "FARCALL_INGEST_"):
            self.assertIn(word, text)

    def test_what_must_be_set_is_said(self):
        text = self.run_ingest(code=2)
        self.assertIn("source: must be set", text)
        self.assertIn("dead-letters: must be set", text)
        text = self.run_ingest("--source=kafka", "--dead-letters=file", code=2)
        for name in ("kafka-brokers", "kafka-topics", "dead-letter-file"):
            self.assertIn(f"{name}: is required by", text)

    def test_plain_http_beyond_this_machine_must_be_wanted(self):
        flags = ("--source=http", "--dead-letters=discard")
        text = self.run_ingest(*flags, "--http-listen=0.0.0.0:8080", code=2)
        self.assertIn("allow-http-beyond-loopback", text)

    def test_files_are_checked(self):
        flags = ("--source=http", "--dead-letters=discard", "--check-config")
        self.assertIn("good", self.run_ingest(*flags))
        text = self.run_ingest(*flags, "--http-tokens-file=/no/such", code=2)
        self.assertIn("/no/such", text)


if __name__ == "__main__":
    harness.main()
