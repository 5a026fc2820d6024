# SPDX-License-Identifier: Apache-2.0
"""Malformed input of every kind: an error of its own, the rest is scored."""

import json
import time

import events
import harness
from farcall.v1 import event_pb2, score_pb2

MISSING = score_pb2.EVENT_ERROR_REASON_MISSING
MALFORMED = score_pb2.EVENT_ERROR_REASON_MALFORMED
WRONG_TYPE = score_pb2.EVENT_ERROR_REASON_WRONG_TYPE
TOO_LARGE = score_pb2.EVENT_ERROR_REASON_TOO_LARGE
OUT_OF_RANGE = score_pb2.EVENT_ERROR_REASON_OUT_OF_RANGE
INVALID = score_pb2.EVENT_ERROR_REASON_INVALID

YEAR = 365 * 24 * 3600


def record(**fields):
    return events.record_fields(**fields)


def body(**fields):
    return json.dumps(record(**fields)).encode()


# What is wrong, the record, the field that the error must name, and the reason.
BAD_RECORDS = [
    ("nothing", b"", "json", MISSING),
    ("blanks", b"  \n", None, MISSING),
    ("no JSON", b"hello", None, MALFORMED),
    ("truncated", body()[:-20], None, MALFORMED),
    ("cut within a string", body()[:40], None, MALFORMED),
    ("UTF-8 broken", body().replace(b"eu-central-1", b"eu-\xff\xfe"), None, MALFORMED),
    ("NUL bytes", bytes(64), None, MALFORMED),
    ("deep nesting", b"[" * 100_000, None, MALFORMED),
    (
        "deep nesting that is closed",
        body(requestParameters="@").replace(b'"@"', b"[" * 5000 + b"]" * 5000),
        None,
        TOO_LARGE,
    ),
    ("10 MB string", body(userAgent="a" * 10_000_000), "json", TOO_LARGE),
    ("a number", b"42", None, None),
    ("an empty array", b"[]", None, None),
    ("an empty object", b"{}", None, None),
    ("eventTime missing", record(eventTime=None), "eventTime", MISSING),
    ("eventTime empty", record(eventTime=""), "eventTime", None),
    ("eventTime a bool", record(eventTime=True), "eventTime", WRONG_TYPE),
    ("eventTime no time", record(eventTime="yesterday"), "eventTime", INVALID),
    (
        "eventTime in no month",
        record(eventTime="2026-13-41T25:61:61Z"),
        "eventTime",
        INVALID,
    ),
    (
        "eventTime 1970",
        record(eventTime="1970-01-01T00:00:00Z"),
        "eventTime",
        OUT_OF_RANGE,
    ),
    (
        "eventTime in the future",
        record(eventTime=events.utc_text(time.time() + YEAR)),
        "eventTime",
        OUT_OF_RANGE,
    ),
    ("eventID missing", record(eventID=None), "eventID", MISSING),
    ("eventID empty", record(eventID=""), "eventID", MISSING),
    ("eventID an object", record(eventID={"a": 1}), "eventID", WRONG_TYPE),
    ("eventID too long", record(eventID="e" * 5000), "eventID", TOO_LARGE),
    ("eventName missing", record(eventName=None), "eventName", MISSING),
    ("eventName an array", record(eventName=["a", "b"]), "eventName", WRONG_TYPE),
    ("eventName too long", record(eventName="N" * 70_000), "eventName", TOO_LARGE),
    ("eventSource missing", record(eventSource=None), "eventSource", MISSING),
    ("eventSource a bool", record(eventSource=True), "eventSource", WRONG_TYPE),
    (
        "sourceIPAddress an object",
        record(sourceIPAddress={"ip": "203.0.113.9"}),
        "sourceIPAddress",
        WRONG_TYPE,
    ),
    (
        "type of identity a number",
        record(userIdentity={"type": 5}),
        "userIdentity.type",
        WRONG_TYPE,
    ),
    (
        "ARN of identity an array",
        record(userIdentity={"type": "IAMUser", "arn": ["a", "b"]}),
        "userIdentity.arn",
        WRONG_TYPE,
    ),
]

# Odd, but no reason to refuse a record: it must be scored.
ODD_RECORDS = [
    ("unknown type of identity", record(userIdentity={"type": "Quux"})),
    ("identity as text", record(userIdentity="alice")),
    ("identity without a name", record(userIdentity={"type": "IAMUser"})),
    ("no address", record(sourceIPAddress=None)),
    ("address is free text", record(sourceIPAddress="the moon")),
    ("octet above 255", record(sourceIPAddress="203.0.113.999")),
    ("unknown fields", record(somethingNew={"a": [1, 2, {"b": None}]})),
    ("parameters as a string", record(requestParameters="{}")),
    ("half a megabyte of parameters", record(requestParameters={"a": "b" * 500_000})),
    ("user agent a number", record(userAgent=1)),
    ("time as Unix time", record(eventTime=int(time.time()) - 60)),
    ("user agent with escapes", record(userAgent='a\u0000b\\ud800 "c" \U0001f600')),
    (
        "fractions of a second",
        record(eventTime=events.utc_text(time.time() - 60)[:-1] + ".123Z"),
    ),
]


def structured(clear=None, **fields):
    made = events.event(**fields)
    if clear:
        made.event.ClearField(clear)
    return made


def at(seconds):
    made = events.event()
    made.event.event_time.seconds = seconds
    return made


BAD_EVENTS = [
    ("no input", event_pb2.EventInput(), "input", MISSING),
    ("event_id missing", structured(clear="event_id"), "event_id", MISSING),
    ("event_id too long", structured(event_id="e" * 129), "event_id", TOO_LARGE),
    ("event_time missing", structured(clear="event_time"), "event_time", MISSING),
    ("event_time 1970", at(0), "event_time", OUT_OF_RANGE),
    ("event_time before 1970", at(-(1 << 62)), "event_time", OUT_OF_RANGE),
    (
        "event_time in the future",
        at(int(time.time()) + YEAR),
        "event_time",
        OUT_OF_RANGE,
    ),
    ("event_time at the end of time", at((1 << 63) - 1), "event_time", OUT_OF_RANGE),
    ("command missing", structured(clear="command"), "command", MISSING),
    ("command without a service", structured(command="ListUsers"), "command", INVALID),
    ("command too long", structured(command="s:" + "N" * 255), "command", TOO_LARGE),
    ("account no digits", structured(account="production"), "account", INVALID),
    ("account too long", structured(account="1" * 5000), "account", None),
    ("country in small letters", structured(country="de"), "country", INVALID),
    ("country no code", structured(country="Germany"), "country", INVALID),
    ("principal too long", structured(principal="p" * 600), "principal", TOO_LARGE),
    ("address too long", structured(address="1" * 300), "source_address", TOO_LARGE),
    ("error too long", structured(error_code="e" * 300), "error_code", TOO_LARGE),
    ("agent too long", structured(user_agent="u" * 3000), "user_agent", TOO_LARGE),
    ("control character", structured(command="iam:\x00List"), "command", INVALID),
]


class MalformedTest(harness.EndToEndTest):
    def check_among_good_ones(self, cases):
        """Sends every bad input with a good one on each side, in one batch."""
        server = self.start_server()
        inputs = [events.event()]
        for _, bad, _, _ in cases:
            inputs += [bad, events.event()]
        results = server.scoring().ScoreEvents(events.batch(inputs)).results
        self.assertEqual(len(results), len(inputs))
        for good in results[::2]:
            self.assertEqual(good.WhichOneof("outcome"), "score")
        for (what, _, field, reason), result in zip(cases, results[1::2]):
            with self.subTest(what):
                self.check_error(result, field, reason)
        tenant = server.baselines().GetBaseline(events.get_request(events.TENANT))
        self.assertEqual(tenant.baseline.calls, len(cases) + 1)
        self.assertIsNone(server.process.poll())

    def check_error(self, result, field, reason):
        self.assertEqual(result.WhichOneof("outcome"), "error", str(result)[:500])
        error = result.error
        if field is not None:
            self.assertEqual(error.field, field, error)
        if reason is not None:
            self.assertEqual(error.reason, reason, error)
        self.assertTrue(error.field, error)
        self.assertTrue(error.reason, error)
        self.assertTrue(error.message)
        self.assertLess(len(error.message), 1025)

    def test_bad_records_have_errors_and_the_rest_is_scored(self):
        self.check_among_good_ones(
            [
                (what, events.raw(record), field, reason)
                for what, record, field, reason in BAD_RECORDS
            ]
        )

    def test_bad_events_have_errors_and_the_rest_is_scored(self):
        self.check_among_good_ones(BAD_EVENTS)

    def test_odd_records_are_scored(self):
        server = self.start_server()
        inputs = [events.raw(record) for _, record in ODD_RECORDS]
        results = server.scoring().ScoreEvents(events.batch(inputs)).results
        for (what, _), result in zip(ODD_RECORDS, results):
            with self.subTest(what):
                self.assertEqual(result.WhichOneof("outcome"), "score", result)

    def test_the_cli_tells_the_errors_and_scores_the_rest(self):
        server = self.start_server()
        lines = [body(), body()[:-9], body(eventID=None), b"", body()]
        path = self.folder / "calls.ndjson"
        path.write_bytes(b"\n".join(lines) + b"\n")
        output = self.run_cli(
            "score", path, "--format=ndjson", f"--server={server.address}", code=1
        )
        results = [json.loads(line) for line in output.splitlines()]
        self.assertEqual(len(results), 4)
        self.assertEqual([bool(result["error"]) for result in results], [0, 1, 1, 0])
        self.assertIn("eventID", json.dumps(results[2]["error"]))


if __name__ == "__main__":
    harness.main()
