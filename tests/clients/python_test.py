# SPDX-License-Identifier: Apache-2.0
"""The wheel of the Python client: built, installed, imported from there, and run against a real server, under
Debian's protobuf and gRPC and under newer ones."""

import gzip
import json
import pathlib
import shutil
import sys
import tempfile
import unittest
import zipfile

import client_tools
import harness  # isort: skip
import events

HERE = pathlib.Path(__file__).resolve().parent / "python"
EXAMPLES = client_tools.CLIENTS / "python/examples"
SITE = pathlib.Path(tempfile.mkdtemp(prefix="farcall-wheel-"))


def sources():
    return {
        path: path.stat().st_mtime_ns
        for path in (client_tools.CLIENTS / "python").rglob("*")
    }


def setUpModule():
    unittest.addModuleCleanup(shutil.rmtree, SITE)
    before = sources()
    build = client_tools.CLIENTS / "python/build_wheel.py"
    client_tools.run(sys.executable, "-B", build, SITE / "dist")
    if sources() != before:
        raise AssertionError("building the wheel has changed clients/python")
    (wheel,) = (SITE / "dist").iterdir()
    client_tools.run(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
        *("--root-user-action=ignore", "--disable-pip-version-check"),
        *("--target", SITE / "site", wheel),
    )


def environment(*folders, **variables):
    path = ":".join(str(folder) for folder in (SITE / "site", *folders))
    return {**harness.ENVIRONMENT, "PYTHONPATH": path, **variables}


class WheelTest(unittest.TestCase):
    def test_it_has_the_version_of_the_project(self):
        (wheel,) = (SITE / "dist").iterdir()
        self.assertIn(f"farcall-{client_tools.version()}-py3-none-any", wheel.name)
        code = "import farcall; print(farcall.__version__)"
        text = client_tools.run(sys.executable, "-B", "-c", code, env=environment())
        self.assertEqual(text.strip(), client_tools.version())

    def test_it_is_typed_and_has_all_of_the_api(self):
        (wheel,) = (SITE / "dist").iterdir()
        names = set(zipfile.ZipFile(wheel).namelist())
        self.assertIn("farcall/py.typed", names)
        for proto in (harness.ROOT / "proto/farcall/v1").iterdir():
            for ending in (".py", ".pyi"):
                self.assertIn(f"farcall/v1/{proto.stem}_pb2{ending}", names)


class ClientTests(client_tools.ScoreExample, client_tools.WatchExample):
    """Once for each version of gRPC and protobuf."""

    newer = ()

    def setUp(self):
        super().setUp()
        self.environment = environment(HERE, EXAMPLES, *self.newer)

    def python(self, *arguments, text=None, **variables):
        return client_tools.run(
            *(sys.executable, "-B", *arguments),
            input=text,
            env={**self.environment, **variables},
        )

    def score_command(self, address):
        return sys.executable, "-B", EXAMPLES / "score.py", address

    def watch_command(self, address, cursor):
        return sys.executable, "-B", EXAMPLES / "watch.py", address, cursor

    def test_without_a_network(self):
        for name in ("batches_test", "retries_test", "client_test"):
            self.python("-m", "unittest", "-q", name)

    # The examples for Lambda.

    def put(self, key, document):
        """An object of the bucket `trail`."""
        path = self.folder / "s3/trail" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(json.dumps(document).encode()))
        return {"s3": {"bucket": {"name": "trail"}, "object": {"key": quoted(key)}}}

    def handle(self, server, module, event):
        text = self.python(
            *(HERE / "call_lambda.py", module),
            text=json.dumps(event),
            FAKE_S3=str(self.folder / "s3"),
            FARCALL_SERVER=server.address,
            FARCALL_GIVE_UP="1",
        )
        *told, answer = map(json.loads, text.splitlines())
        return told, answer

    def test_lambda_scores_objects_that_s3_announces(self):
        server = self.start_server()
        records = client_tools.stolen_key(calls=1)
        bad = events.record_fields(eventTime=client_tools.BAD_TIME)
        digest = {"awsAccountId": "111122223333", "digestStartTime": "x", "digestS3Object": "x"}
        event = {
            "Records": [
                self.put("AWSLogs/a trail+1.json.gz", {"Records": [*records, bad]}),
                self.put("CloudTrail-Digest/1.json.gz", digest),
            ]
        }
        told, counted = self.handle(server, "lambda_s3", event)
        self.assertEqual(
            counted,
            {"scored": 41, "duplicates": 0, "skipped": 1, "errors": 1, "alerts": 1},
        )
        self.assertEqual(
            [(line["event_id"], "alert" in line) for line in told],
            [(records[-1]["eventID"], True), (bad["eventID"], False)],
        )
        told, counted = self.handle(server, "lambda_s3", event)
        self.assertEqual((counted["duplicates"], counted["alerts"]), (41, 1))

    def test_lambda_names_the_messages_that_failed(self):
        server = self.start_server()
        direct = {"Records": [self.put("1.json.gz", {"Records": [events.record_fields()]})]}
        other = {"Records": [self.put("2.json.gz", {"Records": [events.record_fields()]})]}
        self.put("a b+3.json.gz", {"Records": [events.record_fields()]})
        detail = {"bucket": {"name": "trail"}, "object": {"key": "a b+3.json.gz"}}
        lost = {"s3": {"bucket": {"name": "trail"}, "object": {"key": "gone.json.gz"}}}
        bodies = {
            "direct": direct,
            "sns": {"Type": "Notification", "Message": json.dumps(other)},
            "bridge": {"detail-type": "Object Created", "detail": detail},
            "test": {"Event": "s3:TestEvent", "Bucket": "trail"},
            "lost": {"Records": [lost]},
            "strange": {"hello": "there"},
        }
        event = {
            "Records": [
                {"messageId": name, "body": json.dumps(body)}
                for name, body in bodies.items()
            ]
        }
        _, answer = self.handle(server, "lambda_sqs", event)
        self.assertEqual(
            answer,
            {"batchItemFailures": [{"itemIdentifier": "lost"}, {"itemIdentifier": "strange"}]},
        )
        self.assertEqual(calls_of_alice(server), 3)

    def test_lambda_fails_every_message_while_there_is_no_server(self):
        server = self.new_server()
        server.port = harness.free_port()
        body = {"Records": [self.put("1.json.gz", {"Records": [events.record_fields()]})]}
        event = {"Records": [{"messageId": "1", "body": json.dumps(body)}]}
        (told,), answer = self.handle(server, "lambda_sqs", event)
        self.assertEqual(answer, {"batchItemFailures": [{"itemIdentifier": "1"}]})
        self.assertIn("UNAVAILABLE", told["failed"])


def quoted(key):
    """As S3 writes keys in notifications."""
    return key.replace("+", "%2B").replace(" ", "+")


def calls_of_alice(server):
    return client_tools.calls_of(server, "alice")


class DebianTest(ClientTests, harness.EndToEndTest):
    pass


class NewerTest(ClientTests, harness.EndToEndTest):
    def setUp(self):
        self.newer = (client_tools.require("python-grpc"),)
        super().setUp()

    def test_it_is_newer(self):
        code = "import google.protobuf as p, grpc; print(p.__version__, grpc.__version__)"
        listed = (HERE / "requirements.txt").read_text()
        protobuf, grpc = self.python("-c", code).split()
        self.assertIn(f"protobuf=={protobuf} ", listed)
        self.assertIn(f"grpcio=={grpc} ", listed)


if __name__ == "__main__":
    harness.main()
