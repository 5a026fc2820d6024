# SPDX-License-Identifier: Apache-2.0
"""A connection has bounds on both ports: its streams, its age, its idle time, its pings,
and the time until it speaks. Clients go on with another one."""

import contextlib
import json
import subprocess
import time

import events
import harness
import http2

# Settings of HTTP/2, as the server tells them first.
MAX_CONCURRENT_STREAMS, MAX_HEADER_LIST_BYTES = 3, 6
WATCH = "/grpc.health.v1.Health/Watch"
STREAMS_MAX = 5


def read_until(connection, kind):
    """All that comes, up to a frame of this kind or the end of the connection."""
    got = b""
    while kind not in http2.kinds(got):
        more = http2.received(connection, harness.DEADLINE_SECONDS)
        if not more:
            break
        got += more
    return got


def settings(got):
    """What the first frame, the server's SETTINGS, says."""
    assert got[3] == http2.SETTINGS_KIND
    body = got[9 : 9 + int.from_bytes(got[:3], "big")]
    return {
        int.from_bytes(body[at : at + 2], "big"): int.from_bytes(body[at + 2 : at + 6], "big")
        for at in range(0, len(body), 6)
    }


class ConnectionsTest(harness.EndToEndTest):
    def assert_serves(self, server):
        answer = server.scoring().ScoreEvents(events.batch([events.event()]))
        self.assertEqual(answer.results[0].WhichOneof("outcome"), "score")
        self.assertEqual(server.health("", server.admin_address), harness.SERVING)

    def test_both_ports_tell_their_bounds_and_close_a_connection_with_more_streams(self):
        server = self.start_server(f"--connection-streams-max={STREAMS_MAX}")
        for port in (server.port, server.admin_port):
            with http2.connect(port) as connection:
                got = read_until(connection, http2.SETTINGS_KIND)
                told = settings(got)
                self.assertEqual(told[MAX_CONCURRENT_STREAMS], STREAMS_MAX)
                self.assertEqual(told[MAX_HEADER_LIST_BYTES], 16384)
                acknowledged = http2.frame(http2.SETTINGS_KIND, 1, 0, b"")
                connection.sendall(acknowledged)
                connection.sendall(http2.silent_streams(WATCH, STREAMS_MAX + 1))
                while http2.received(connection, harness.DEADLINE_SECONDS):
                    pass  # until it closes
        self.assert_serves(server)

    def test_an_idle_connection_is_closed(self):
        server = self.start_server("--connection-idle-seconds=1")
        for port in (server.port, server.admin_port):
            with http2.connect(port) as connection:
                got = read_until(connection, http2.GOAWAY)
                self.assertIn(http2.GOAWAY, http2.kinds(got))
        self.assert_serves(server)

    def test_a_connection_that_never_speaks_is_closed(self):
        server = self.start_server()
        for port in (server.port, server.admin_port):
            with http2.connect(port, said=b"") as connection:
                while http2.received(connection, harness.DEADLINE_SECONDS):
                    pass
        self.assert_serves(server)

    def test_pings_without_end_close_the_connection(self):
        server = self.start_server()
        for port in (server.port, server.admin_port):
            with http2.connect(port) as connection:
                connection.sendall(http2.frame(http2.PING, 0, 0, bytes(8)) * 100)
                got = read_until(connection, http2.GOAWAY)
                self.assertIn(b"too_many_pings", got)
        self.assert_serves(server)

    def test_an_old_connection_is_closed_though_a_stream_of_it_is_open(self):
        server = self.start_server(
            "--connection-age-seconds=1", "--connection-grace-seconds=1"
        )
        with http2.connect(server.port) as connection:
            connection.sendall(http2.silent_streams(WATCH, 1))
            self.assertIn(
                http2.GOAWAY, http2.kinds(read_until(connection, http2.GOAWAY))
            )
            while http2.received(connection, harness.DEADLINE_SECONDS):
                pass
        self.assert_serves(server)

    def test_more_connections_than_the_soft_limit_of_files_pass(self):
        server = self.new_server()
        command = server.command()
        server.command = lambda: ["prlimit", "--nofile=256:4096", *command]
        server.start()
        self.assertEqual(server.metrics()["process_max_fds"], 4096)
        with contextlib.ExitStack() as held:
            for _ in range(600):
                held.enter_context(http2.connect(server.port))
            self.assert_serves(server)
        self.assert_serves(server)

    def start_scorer(self, server, *flags):
        scorer = subprocess.Popen(
            [harness.BIN_DIR / "farcall", "score", "-", "--format=ndjson",
             f"--server={server.address}", *flags],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=harness.ENVIRONMENT,
        )  # fmt: skip
        self.addCleanup(scorer.kill)
        return scorer

    @staticmethod
    def feed(scorer):
        scorer.stdin.write(json.dumps(events.record_fields()).encode() + b"\n")
        scorer.stdin.flush()

    def test_the_command_line_waits_for_input_over_many_connections(self):
        server = self.start_server(
            "--connection-age-seconds=1", "--connection-grace-seconds=1"
        )
        scorer = self.start_scorer(server, "--retry-seconds=1")
        self.feed(scorer)
        time.sleep(12)  # far more ends of streams than a second of retries allows
        self.feed(scorer)
        output, errors = scorer.communicate(timeout=harness.DEADLINE_SECONDS)
        self.assertEqual(scorer.returncode, 0, errors.decode())
        self.assertEqual(len(output.splitlines()), 2)

    def test_calls_and_the_command_line_outlive_their_connections(self):
        server = self.start_server(
            "--connection-age-seconds=1", "--connection-grace-seconds=1"
        )
        scoring = server.scoring()
        scorer = self.start_scorer(server)
        count = 40
        for _ in range(count):
            self.feed(scorer)
            answer = scoring.ScoreEvents(events.batch([events.event()]))
            self.assertEqual(answer.results[0].WhichOneof("outcome"), "score")
            time.sleep(0.15)  # six seconds in all: six connections, one after another
        output, errors = scorer.communicate(timeout=harness.DEADLINE_SECONDS)
        self.assertEqual(scorer.returncode, 0, errors.decode())
        scored = [json.loads(line) for line in output.splitlines()]
        self.assertEqual(len(scored), count)
        metrics = server.metrics()
        self.assertEqual(metrics['farcall_events_total{outcome="scored"}'], 2 * count)


if __name__ == "__main__":
    harness.main()
