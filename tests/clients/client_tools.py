# SPDX-License-Identifier: Apache-2.0
"""What tests of clients share: tools of build/tools, and records with a server to send them to."""

import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

import events  # noqa: E402
import harness  # noqa: E402
from authority import Authority  # noqa: E402

CLIENTS = harness.ROOT / "clients"
TOOLS = harness.ROOT / "build/tools"
BAD_TIME = "yesterday"
TOKEN = "0123456789abcdef0123456789abcdef"


def version():
    """That of the project."""
    text = (harness.ROOT / "CMakeLists.txt").read_text()
    return re.search(r"project\(farcall VERSION ([\d.]+)", text).group(1)


def require(path):
    """Of build/tools; where it is missing the test is skipped, and fails in CI."""
    found = TOOLS / path
    if not found.exists():
        message = f"{path} is not here: scripts/setup.sh test installs it"
        if os.environ.get("CI") == "true":
            raise AssertionError(message)
        raise unittest.SkipTest(message)
    return found


def run(*command, **options):
    """Its standard output as text; fails with all that it says."""
    result = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=harness.DEADLINE_SECONDS * 2,
        **options,
    )
    if result.returncode != 0:
        raise AssertionError(f"{command}: {result.stdout}{result.stderr}")
    return result.stdout


def ndjson(records):
    return "".join(json.dumps(record) + "\n" for record in records)


def stolen_key(principal="alice", calls=3):
    """Ten days of calls from Germany, then some from Brazil that alert."""
    day = 86400
    past = [
        events.record_fields(principal, seconds_ago=12 * day - number * 6 * 3600)
        for number in range(40)
    ]
    theft = [
        events.record_fields(
            principal, events.IN_BRAZIL, 3600 - number, eventName="CreateVolume"
        )
        for number in range(calls)
    ]
    return past + theft


def calls_of(server, principal):
    """Events that the server counted for a principal."""
    request = events.get_request(events.PRINCIPAL, events.user(principal))
    return server.baselines().GetBaseline(request).baseline.calls


def events_since_start(server):
    return sum(
        value
        for name, value in server.metrics().items()
        if name.startswith("farcall_events_total")
    )


class Lines:
    """A program that runs beside the test, and the lines that it prints."""

    def __init__(self, command, environment, stdin=None):
        self.process = subprocess.Popen(
            [str(part) for part in command],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines = []
        self.errors = []
        self._threads = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.lines)),
            threading.Thread(target=self._read, args=(self.process.stderr, self.errors)),
            threading.Thread(target=self._feed, args=(stdin or "",)),
        ]
        for thread in self._threads:
            thread.start()

    @staticmethod
    def _read(stream, lines):
        for line in stream:
            lines.append(line.rstrip("\n"))

    def _feed(self, text):
        try:
            with self.process.stdin as stdin:
                stdin.write(text)
        except BrokenPipeError:
            pass

    def wait_for_lines(self, number):
        harness.wait_until(
            lambda: len(self.lines) >= number or self.process.poll() is not None,
            f"{number} lines",
        )
        if len(self.lines) < number:
            raise AssertionError(f"only {len(self.lines)} lines: {self.errors}")

    def wait(self):
        self.process.wait(harness.DEADLINE_SECONDS)
        return self.end()

    def end(self):
        """Kills it if it runs; its exit code."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for thread in self._threads:
            thread.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return self.process.returncode


class ScoreExample:
    """What an example that scores lines must do, in any language. With `harness.EndToEndTest`.

    `score_command(address)` starts it, in the environment `environment`.
    """

    kill_records = 20000

    def score(self, server, text):
        return run(
            *self.score_command(server.address), input=text, env=self.environment
        ).splitlines()

    def test_it_scores_records_in_order(self):
        server = self.start_server()
        records = stolen_key()
        lines = self.score(server, ndjson(records))
        self.assertEqual(
            [line.split()[0] for line in lines],
            [record["eventID"] for record in records],
        )
        self.assertIn("ec2:CreateVolume BR duplicate=false alert=true", lines[40])
        self.assertIn("ec2:DescribeInstances DE", lines[0])

    def test_what_is_sent_again_is_a_duplicate_with_its_first_alert(self):
        server = self.start_server()
        text = ndjson(stolen_key())
        self.score(server, text)
        again = self.score(server, text)
        self.assertEqual(sum("duplicate=true" in line for line in again), 43)
        self.assertIn("duplicate=true alert=true", again[40])
        self.assertEqual(calls_of(server, "alice"), 43)

    def test_a_bad_record_is_a_result_and_spoils_no_other(self):
        server = self.start_server()
        good = events.record_fields()
        bad = events.record_fields(eventTime=BAD_TIME)
        lines = self.score(server, ndjson([bad, good]) + '{"no JSON\n')
        self.assertIn(f"{bad['eventID']} error eventTime:", lines[0])
        self.assertTrue(lines[1].startswith(good["eventID"]), lines[1])
        self.assertIn(" error ", lines[2])
        self.assertEqual(len(lines), 3)

    def test_it_shows_its_token_over_tls_and_says_when_that_is_refused(self):
        authority = Authority(self.folder / "ca", "authority")
        key, certificate = authority.issue("server", "IP:127.0.0.1")
        token = self.folder / "token"
        (self.folder / "tokens").write_text(f"pipeline {TOKEN}\n")
        (self.folder / "policy").write_text("token:pipeline score *\n")
        server = self.start_server(
            f"--tls-cert-file={certificate}",
            f"--tls-key-file={key}",
            f"--tokens-file={self.folder / 'tokens'}",
            f"--policy-file={self.folder / 'policy'}",
        )
        self.environment = {
            **self.environment,
            "FARCALL_TLS_CA_FILE": str(authority.certificate),
            "FARCALL_TOKEN_FILE": str(token),
        }
        token.write_text(TOKEN + "\n")
        lines = self.score(server, ndjson([events.record_fields()]))
        self.assertIn("ec2:DescribeInstances DE", lines[0])
        token.write_text("wrong\n")
        with self.assertRaisesRegex(AssertionError, "(?i)unauthenticated"):
            self.score(server, ndjson([events.record_fields()]))

    def test_each_record_is_answered_once_when_the_server_is_killed(self):
        server = self.start_server()
        records = [
            events.record_fields("bob", seconds_ago=self.kill_records - number)
            for number in range(self.kill_records)
        ]
        example = Lines(
            self.score_command(server.address), self.environment, ndjson(records)
        )
        self.addCleanup(example.end)
        for part in (8, 4):
            example.wait_for_lines(self.kill_records // part)
            server.kill()
            server.start()
        self.assertEqual(example.wait(), 0, example.errors)
        self.assertEqual(
            [line.split()[0] for line in example.lines],
            [record["eventID"] for record in records],
        )
        self.assertEqual(calls_of(server, "bob"), self.kill_records)
        # The last of the three servers had a part of them.
        self.assertGreater(events_since_start(server), 0)


class WatchExample:
    """What an example that watches findings must do: `watch_command(address, cursor_file)` starts it."""

    def watch(self, server, cursor):
        example = Lines(self.watch_command(server.address, cursor), self.environment)
        self.addCleanup(example.end)
        return example

    def test_it_watches_and_goes_on_behind_what_it_told(self):
        server = self.start_server()
        cursor = self.folder / "cursor"
        first = self.watch(server, cursor)
        self.theft(server, "alice")
        first.wait_for_lines(1)
        server.kill()
        server.start()
        self.theft(server, "carol")  # told after a reconnect
        harness.wait_until(lambda: self.told(first, "carol"), "the watch to reconnect")
        first.end()
        self.theft(server, "dave")  # told after a restart of the watch
        second = self.watch(server, cursor)
        harness.wait_until(lambda: self.told(second, "dave"), "the watch to go on")
        self.assertFalse(self.told(second, "alice"))
        second.end()

    def theft(self, server, principal):
        inputs = [events.raw(record) for record in stolen_key(principal)]
        server.scoring().ScoreEvents(events.batch(inputs))

    @staticmethod
    def told(example, principal):
        return any(events.user(principal) in line for line in list(example.lines))
