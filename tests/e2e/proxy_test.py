# SPDX-License-Identifier: Apache-2.0
"""Attacks on HTTP/2 that gRPC 1.51 does not bound, sent to the front proxy of
helm/farcall/proxy: a real Envoy before a real server. Beside each of them an honest
caller is answered, and the server's memory stays as it was."""

import contextlib
import itertools
import os
import pathlib
import shutil
import socket
import subprocess
import threading
import time
import unittest
import urllib.request

import events
import grpc
import harness
import http2
from farcall.v1 import admin_service_pb2, admin_service_pb2_grpc, scoring_service_pb2_grpc

ENVOY = shutil.which("envoy") or harness.ROOT / "build/tools/bin/envoy"
CONFIG = harness.ROOT / "helm/farcall/proxy/envoy.yaml"
SCORE_EVENTS = "/farcall.v1.ScoringService/ScoreEvents"
ATTACK_SECONDS = 2
# More than calls of that time need, sanitizers included; an attack on memory holds 700 MiB
# and more without a proxy.
SERVER_BYTES_MORE_MAX = 256 << 20
PROXY_BYTES_MAX = 512 << 20
FRAME_BYTES = 16384
CANCEL = (8).to_bytes(4, "big")


def resident_bytes(process, what):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith(what)]
    return int(line.split()[1]) * 1024


# What is sent on one connection after another; each piece is a call of sendall.


def endless_headers():
    """R4 a: small headers in CONTINUATION frames, and never the last of them."""
    yield http2.frame(http2.HEADERS, 0, 1, b"")
    block = b"".join(http2.literal(b"x-%06d" % n, b"v" * 8) for n in range(900))
    while True:
        yield http2.frame(http2.CONTINUATION, 0, 1, block[:FRAME_BYTES])


def huge_literal():
    """R4 b: one header that is to have 1 GiB."""
    yield http2.frame(http2.HEADERS, 0, 1, b"\0" + http2.integer(1 << 30, 7))
    while True:
        yield http2.frame(http2.CONTINUATION, 0, 1, b"a" * FRAME_BYTES)


def bytes_one_by_one():
    """R4 c: one header of 1 MiB, a byte in each frame."""
    yield http2.frame(http2.HEADERS, 0, 1, b"\0" + http2.integer(1 << 20, 7))
    while True:
        yield http2.frame(http2.CONTINUATION, 0, 1, b"a") * 1000


def rapid_resets():
    """CVE-2023-44487: calls that are reset at once."""
    headers = http2.request(SCORE_EVENTS)
    stream = 1
    while True:
        calls = b""
        for _ in range(200):
            calls += http2.frame(http2.HEADERS, http2.END_HEADERS, stream, headers)
            calls += http2.frame(http2.RESET, 0, stream, CANCEL)
            stream += 2
        yield calls


def pings():
    while True:
        yield http2.frame(http2.PING, 0, 0, bytes(8)) * 1000


def empty_frames():
    yield http2.silent_streams(SCORE_EVENTS, 1)
    while True:
        yield http2.frame(http2.DATA, 0, 1, b"") * 1000


def with_header(name, value):
    """Calls with a header that gRPC 1.51 closes its connection for, or once did."""
    headers = http2.request(SCORE_EVENTS) + http2.literal(name, value)

    def pieces():
        for stream in itertools.count(1, 2):
            time.sleep(0.001)
            yield http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, stream, headers)

    return pieces


def with_trailer(name, value):
    trailers = http2.literal(name, value)

    def pieces():
        for stream in itertools.count(1, 2):
            time.sleep(0.001)
            yield http2.frame(
                http2.HEADERS, http2.END_HEADERS, stream, http2.request(SCORE_EVENTS)
            ) + http2.frame(
                http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, stream, trailers
            )

    return pieces


def headers_at_the_bound():
    """8 KiB as HTTP counts them, more as gRPC does."""
    many = b"".join(http2.literal(b"x-%02d" % n, b"v" * 125) for n in range(55))
    headers = http2.request(SCORE_EVENTS) + many
    for stream in itertools.count(1, 2):
        time.sleep(0.001)
        yield http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, stream, headers)


class Caller(threading.Thread):
    """An honest caller: what became of its calls, one after another."""

    def __init__(self, stub):
        super().__init__()
        self.stub, self.ended = stub, threading.Event()
        self.answered, self.failed = 0, []

    def run(self):
        while not self.ended.is_set():
            try:
                self.stub.ScoreEvents(
                    events.batch([events.event()]), timeout=harness.DEADLINE_SECONDS
                )
                self.answered += 1
            except grpc.RpcError as error:
                self.failed.append(error)
            time.sleep(0.01)


@unittest.skipUnless(
    os.path.exists(ENVOY) or os.environ.get("CI"), "Envoy is not here: scripts/setup.sh test"
)
class ProxyTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.server = self.start_server()
        self.start_proxy()
        self.scoring = scoring_service_pb2_grpc.ScoringServiceStub(self.channel())

    def start_proxy(self):
        text = CONFIG.read_text()
        self.port, self.admin_port, self.stats_port = (harness.free_port() for _ in range(3))
        for named, ours in (
            ("50051", self.port), ("9465", self.admin_port), ("9901", self.stats_port),
            ("50052", self.server.port), ("9466", self.server.admin_port),
        ):  # fmt: skip
            self.assertEqual(text.count(f"port_value: {named}}}"), 1)
            text = text.replace(f"port_value: {named}}}", f"port_value: {ours}}}")
        config = self.folder / "envoy.yaml"
        config.write_text(text)
        self.proxy_log = self.folder / "envoy.log"
        with open(self.proxy_log, "wb") as log:
            self.proxy = subprocess.Popen(
                [ENVOY, "-c", config, "--disable-hot-restart", "--concurrency", "2"],
                stdout=log, stderr=log, env=harness.ENVIRONMENT,
            )  # fmt: skip
        self.addCleanup(self.proxy.wait)
        self.addCleanup(self.proxy.kill)
        harness.wait_until(self.proxy_listens, "the proxy to listen")

    def proxy_listens(self):
        self.assertIsNone(self.proxy.poll(), self.proxy_log.read_text())
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()
            return True
        return False

    def channel(self, port=None):
        return self.server.channel(address=f"127.0.0.1:{port or self.port}")

    def attack(self, pieces):
        """How often the proxy closed a connection with the attack on it."""
        closed = 0
        end = time.monotonic() + ATTACK_SECONDS
        while time.monotonic() < end:
            with http2.connect(self.port) as connection:
                connection.settimeout(1)
                try:
                    for piece in pieces():
                        connection.sendall(piece)
                        if time.monotonic() > end:
                            break
                except OSError:
                    closed += 1
        return closed

    def assert_harmless(self, pieces):
        """Of an attack that the proxy cuts off."""
        self.assertGreater(self.attack_beside_a_caller(pieces), 0, "the attack went on")

    def attack_beside_a_caller(self, pieces):
        self.scoring.ScoreEvents(events.batch([events.event()]))
        before = resident_bytes(self.server.process, "VmRSS")
        caller = Caller(self.scoring)
        caller.start()
        closed = self.attack(pieces)
        caller.ended.set()
        caller.join()
        self.assertEqual(caller.failed, [])
        self.assertGreater(caller.answered, 0)
        peak = resident_bytes(self.server.process, "VmHWM")
        self.assertLess(peak - before, SERVER_BYTES_MORE_MAX)
        self.assertLess(resident_bytes(self.proxy, "VmHWM"), PROXY_BYTES_MAX)
        return closed

    def test_odd_headers_do_not_close_the_connection_that_callers_share(self):
        for pieces in (
            with_header(b"x-bin", b"!!!!!"),
            with_header(b"grpc-timeout", b"soon"),
            with_header(b"grpc-encoding", b"none"),
            with_header(b"te", b"none"),
            with_trailer(b"x-bin", b"!!!!!"),
            headers_at_the_bound,
        ):
            self.attack_beside_a_caller(pieces)

    def test_a_block_of_headers_without_end_is_cut_off(self):
        self.assert_harmless(endless_headers)
        refused = self.proxy_log.read_text()
        self.assertIn('"flags":"DPE"', refused)

    def test_a_header_that_is_to_have_a_gibibyte_is_cut_off(self):
        self.assert_harmless(huge_literal)

    def test_a_header_in_frames_of_a_byte_is_cut_off(self):
        self.assert_harmless(bytes_one_by_one)

    def test_calls_that_are_reset_at_once_are_cut_off(self):
        self.assert_harmless(rapid_resets)

    def test_pings_without_end_are_cut_off(self):
        self.assert_harmless(pings)

    def test_empty_frames_without_end_are_cut_off(self):
        self.assert_harmless(empty_frames)

    def test_streams_of_who_does_not_acknowledge_the_settings_are_bounded(self):
        with http2.connect(self.port) as connection:
            connection.sendall(http2.silent_streams(SCORE_EVENTS, 400))
            got = b""
            while http2.kinds(got).count(http2.RESET) < 300:
                got += http2.received(connection, harness.DEADLINE_SECONDS)
        self.scoring.ScoreEvents(events.batch([events.event()]))

    def test_connections_beyond_the_bound_are_closed_and_others_go_on(self):
        self.scoring.ScoreEvents(events.batch([events.event()]))
        with contextlib.ExitStack() as held:
            closed = 0
            for _ in range(600):
                one = socket.create_connection(("127.0.0.1", self.port), timeout=10)
                held.enter_context(one)
                one.setblocking(False)
                with contextlib.suppress(BlockingIOError, ConnectionResetError):
                    closed += one.recv(1) == b""
            refused = harness.wait_until(
                lambda: self.stat("downstream_global_cx_overflow"), "refusals"
            )
            self.assertGreaterEqual(refused, 100)
            self.scoring.ScoreEvents(events.batch([events.event()]))
            self.assertLess(len(os.listdir(f"/proc/{self.server.process.pid}/fd")), 200)
        self.channel_answers()

    def channel_answers(self):
        """On a new connection."""
        stub = scoring_service_pb2_grpc.ScoringServiceStub(self.channel())
        stub.ScoreEvents(
            events.batch([events.event()]),
            timeout=harness.DEADLINE_SECONDS,
            wait_for_ready=True,
        )

    def stat(self, name):
        url = f"http://127.0.0.1:{self.stats_port}/stats?filter={name}"
        with urllib.request.urlopen(url, timeout=harness.DEADLINE_SECONDS) as answer:
            lines = answer.read().decode().splitlines()
        return sum(int(line.rpartition(" ")[2]) for line in lines if line.startswith("listener."))

    def test_honest_calls_and_streams_pass(self):
        batches = [events.batch([events.event() for _ in range(1000)]) for _ in range(20)]
        answers = list(self.scoring.StreamScoreEvents(map(events.stream_request, batches)))
        self.assertEqual([len(a.batch.results) for a in answers], [1000] * 20)
        large = events.batch([events.raw(b"{" + b" " * 900_000) for _ in range(20)])
        self.assertEqual(len(self.scoring.ScoreEvents(large).results), 20)

    def test_the_admin_port_passes_health_alone(self):
        health = self.server.health("", f"127.0.0.1:{self.admin_port}")
        self.assertEqual(health, harness.SERVING)
        admin = admin_service_pb2_grpc.AdminServiceStub(self.channel(self.admin_port))
        with self.assertRaises(grpc.RpcError) as caught:
            admin.GetStatistics(admin_service_pb2.GetStatisticsRequest())
        self.assertEqual(caught.exception.code(), grpc.StatusCode.PERMISSION_DENIED)
        self.server.admin().GetStatistics(admin_service_pb2.GetStatisticsRequest())
        # As `helm test` asks whether it answers.
        address = f"--admin-server=127.0.0.1:{self.admin_port}"
        self.run_cli("admin", address, "statistics", code=5)


if __name__ == "__main__":
    harness.main()
