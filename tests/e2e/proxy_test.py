# SPDX-License-Identifier: Apache-2.0
"""Attacks on HTTP/2 and on messages that gRPC 1.51 does not bound, sent to the front proxy
of helm/farcall/proxy: a real Envoy before a real server. Beside each of them an honest
caller is answered, and the server's memory stays as it was."""

import contextlib
import functools
import json
import os
import queue
import shutil
import socket
import subprocess
import threading
import time
import unittest
import urllib.request

import events
import floods
import grpc
import harness
import http2
import yaml
from farcall.v1 import (
    admin_service_pb2,
    admin_service_pb2_grpc,
    finding_service_pb2,
    finding_service_pb2_grpc,
    scoring_service_pb2_grpc,
)

ENVOY = shutil.which("envoy") or harness.ROOT / "build/tools/bin/envoy"
CONFIG = harness.ROOT / "helm/farcall/proxy/envoy.yaml"
ATTACK_SECONDS = 2
# More than calls of that time need: AddressSanitizer holds up to 256 MiB of freed memory
# back. An attack on memory holds 700 MiB and more without a proxy.
SERVER_BYTES_MORE_MAX = 448 << 20
PROXY_BYTES_MAX = 512 << 20
TOKEN = "0123456789abcdef0123456789abcdef"
STREAM_SCORE_EVENTS = "/farcall.v1.ScoringService/StreamScoreEvents"
REQUEST_BYTES_MAX = 1 << 20
# Of the proxy; and what all calls within them take, farcalld with sanitizers.
CONNECTIONS_MAX, STREAMS_MAX = 500, 32
SILENT_SERVER_BYTES_MAX, SILENT_PROXY_BYTES_MAX = 2 << 30, 1 << 30
PREFIX_BYTES = 5  # before each message of gRPC
# Declares 4 GiB and a little less; the most that is sent of it when nobody cuts it off.
ENDLESS_PREFIX = b"\0\xff\xff\xff\xf0"
ENDLESS_BYTES_MAX = 256 << 20
ENDLESS_CALLS = 10
ENDLESS_BYTES_MORE_MAX = 64 << 20
PIECE = bytes(65536)
ONE_EVENT = events.stream_request(events.batch([events.event()]))


def every(config, name):
    """Whatever has the name `name` in it, at any depth."""
    if isinstance(config, dict):
        yield from [config[name]] if name in config else []
    if isinstance(config, (dict, list)):
        for one in config.values() if isinstance(config, dict) else config:
            yield from every(one, name)


def framed(message):
    """As gRPC sends it."""
    text = message.SerializeToString()
    return b"\0" + len(text).to_bytes(4, "big") + text


def whole_messages(received):
    """How many messages of gRPC have come whole."""
    count, at = 0, PREFIX_BYTES
    while at <= len(received):
        at += int.from_bytes(received[at - 4 : at], "big")
        count += at <= len(received)
        at += PREFIX_BYTES
    return count


def of_bytes(size, message=lambda batch: batch):
    """`message` of a batch of two events that has `size` bytes."""

    def padded(blanks):
        return message(events.batch([events.raw(b"{" + b" " * n) for n in (size // 2, blanks)]))

    blanks = size // 2 - 100
    return padded(blanks + size - padded(blanks).ByteSize())


class Caller(threading.Thread):
    """An honest caller: what became of its calls, one after another."""

    def __init__(self, stub, metadata):
        super().__init__()
        self.stub, self.metadata, self.ended = stub, metadata, threading.Event()
        self.answered, self.failed = 0, []

    def run(self):
        while not self.ended.is_set():
            try:
                self.stub.ScoreEvents(
                    events.batch([events.event()]),
                    metadata=self.metadata,
                    timeout=harness.DEADLINE_SECONDS,
                )
                self.answered += 1
            except grpc.RpcError as error:
                self.failed.append(error)
            time.sleep(0.01)


@unittest.skipUnless(
    os.path.exists(ENVOY) or os.environ.get("CI"), "Envoy is not here: scripts/setup.sh test"
)
class ProxyTest(harness.EndToEndTest):
    metadata = ()  # of an honest caller

    def setUp(self):
        super().setUp()
        # A busy machine is no attack.
        self.server = self.start_server(*self.server_flags())
        self.start_proxy()
        self.scoring = scoring_service_pb2_grpc.ScoringServiceStub(self.channel())

    def server_flags(self):
        return ()

    def change(self, config):
        """Of the proxy, before it starts."""

    def start_proxy(self):
        config = yaml.safe_load(CONFIG.read_text())
        self.change(config)
        self.port, self.admin_port, self.stats_port = (harness.free_port() for _ in range(3))
        ports = {
            50051: self.port, 9465: self.admin_port, 9901: self.stats_port,
            50052: self.server.port, 9466: self.server.admin_port,
        }  # fmt: skip
        addresses = list(every(config, "socket_address"))
        self.assertEqual({one["port_value"] for one in addresses}, set(ports))
        for one in addresses:
            one["port_value"] = ports[one["port_value"]]
        path = self.folder / "envoy.yaml"
        path.write_text(yaml.safe_dump(config))
        self.proxy_log = self.folder / "envoy.log"
        # To append: Envoy opens its standard error once more for the lines about refusals.
        with open(self.proxy_log, "ab") as log:
            self.proxy = subprocess.Popen(
                [ENVOY, "-c", path, "--disable-hot-restart", "--concurrency", "2"],
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

    def attack_beside_a_caller(self, pieces):
        with self.honest_caller():
            return floods.closed_connections(
                lambda: http2.connect(self.port), pieces, ATTACK_SECONDS
            )

    def stat(self, beginning, name):
        """The sum of counters whose names begin and contain so."""
        url = f"http://127.0.0.1:{self.stats_port}/stats?filter={name}"
        with urllib.request.urlopen(url, timeout=harness.DEADLINE_SECONDS) as answer:
            lines = answer.read().decode().splitlines()
        return sum(int(line.rpartition(" ")[2]) for line in lines if line.startswith(beginning))

    @contextlib.contextmanager
    def honest_caller(
        self, server_bytes_more_max=SERVER_BYTES_MORE_MAX, proxy_bytes_max=PROXY_BYTES_MAX
    ):
        """Is answered meanwhile, and the processes' memory stays under its bounds."""
        caller = Caller(self.scoring, self.metadata)
        self.scoring.ScoreEvents(events.batch([events.event()]), metadata=self.metadata)
        before = self.server.status("VmRSS")
        caller.start()
        try:
            yield
        finally:
            caller.ended.set()
            caller.join()
        self.assertEqual(caller.failed, [])
        self.assertGreater(caller.answered, 0)
        peak = self.server.status("VmHWM")
        self.assertLess(peak - before, server_bytes_more_max)
        self.assertLess(harness.process_status(self.proxy.pid, "VmHWM"), proxy_bytes_max)


class FloodTest(ProxyTest):
    def assert_harmless(self, pieces):
        """Of an attack that the proxy cuts off."""
        self.assertGreater(self.attack_beside_a_caller(pieces), 0, "the attack went on")

    def test_odd_headers_do_not_close_the_connection_that_callers_share(self):
        for pieces in (
            floods.with_header(b"x-bin", b"!!!!!"),
            floods.with_header(b"grpc-timeout", b"soon"),
            floods.with_header(b"grpc-encoding", b"none"),
            floods.with_header(b"te", b"none"),
            floods.with_trailer(b"x-bin", b"!!!!!"),
            floods.headers_at_the_bound,
        ):
            self.attack_beside_a_caller(pieces)

    def test_a_block_of_headers_without_end_is_cut_off(self):
        self.assert_harmless(floods.endless_headers)
        # Envoy writes its lines some time later.
        harness.wait_until(
            lambda: '"flags":"DPE"' in self.proxy_log.read_text(), "a line about the refusal"
        )

    def test_a_header_that_is_to_have_a_gibibyte_is_cut_off(self):
        self.assert_harmless(floods.huge_literal)

    def test_a_header_in_frames_of_a_byte_is_cut_off(self):
        self.assert_harmless(floods.bytes_one_by_one)

    def test_calls_that_are_reset_at_once_are_cut_off(self):
        self.assert_harmless(floods.rapid_resets)

    def test_pings_without_end_are_cut_off(self):
        self.assert_harmless(floods.pings)

    def test_empty_frames_without_end_are_cut_off(self):
        self.assert_harmless(floods.empty_frames)

    def test_streams_of_who_does_not_acknowledge_the_settings_are_bounded(self):
        with http2.connect(self.port) as connection:
            connection.sendall(http2.silent_streams(floods.SCORE_EVENTS, 400))
            got = b""
            while http2.kinds(got).count(http2.RESET) < 300:
                got += http2.received(connection, harness.DEADLINE_SECONDS)
        self.scoring.ScoreEvents(events.batch([events.event()]))

    def test_as_many_silent_calls_as_are_let_through_stop_nobody(self):
        calls = http2.silent_streams(floods.SCORE_EVENTS, STREAMS_MAX)
        with self.honest_caller(SILENT_SERVER_BYTES_MAX, SILENT_PROXY_BYTES_MAX):
            with contextlib.ExitStack() as held:
                for _ in range(CONNECTIONS_MAX - 10):
                    held.enter_context(http2.connect(self.port)).sendall(calls)
                count = STREAMS_MAX * (CONNECTIONS_MAX - 10)
                harness.wait_until(lambda: self.active("api") >= count, "the calls")
                self.channel_answers()

    def test_silent_calls_on_the_admin_port_stop_nobody(self):
        calls = http2.silent_streams("/grpc.health.v1.Health/Check", STREAMS_MAX)
        with contextlib.ExitStack() as held:
            for _ in range(CONNECTIONS_MAX // 5):
                held.enter_context(http2.connect(self.admin_port)).sendall(calls)
            harness.wait_until(
                lambda: self.active("admin") >= STREAMS_MAX * CONNECTIONS_MAX // 5, "the calls"
            )
            address = f"127.0.0.1:{self.admin_port}"
            self.assertEqual(self.server.health("", address), harness.SERVING)

    def active(self, cluster):
        """Calls under way to a port of the server."""
        return self.stat(f"cluster.{cluster}.", "upstream_rq_active")

    def test_connections_beyond_the_bound_are_closed_and_others_go_on(self):
        self.scoring.ScoreEvents(events.batch([events.event()]))
        with contextlib.ExitStack() as held:
            for _ in range(CONNECTIONS_MAX + 100):
                one = socket.create_connection(("127.0.0.1", self.port), timeout=10)
                held.enter_context(one)
            harness.wait_until(
                lambda: self.stat("listener.", "downstream_global_cx_overflow") >= 100, "refusals"
            )
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


class HonestTest(ProxyTest):
    def server_flags(self):
        return ("--reflection=true",)

    def test_honest_calls_and_streams_pass(self):
        batches = [events.batch([events.event() for _ in range(1000)]) for _ in range(20)]
        answers = list(self.scoring.StreamScoreEvents(map(events.stream_request, batches)))
        self.assertEqual([len(a.batch.results) for a in answers], [1000] * 20)
        large = events.batch([events.raw(b"{" + b" " * 900_000) for _ in range(15)])
        self.assertEqual(len(self.scoring.ScoreEvents(large).results), 15)

    def test_health_can_be_watched(self):
        watch = self.channel().unary_stream("/grpc.health.v1.Health/Watch")
        answers = watch(harness.health_request("farcall.v1.ScoringService"))
        self.assertEqual(next(answers), harness.SERVING)
        self.server.terminate()
        self.assertEqual(next(answers), harness.NOT_SERVING)

    def test_reflection_answers_one_question_after_another(self):
        method = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
        list_services = b"\x3a\x00"
        answers = self.channel().stream_stream(method)(iter([list_services] * 100))
        self.assertEqual([b"farcall.v1.ScoringService" in one for one in answers], [True] * 100)

    def test_the_command_line_scores(self):
        records = [json.dumps(events.record_fields()) for _ in range(5000)]
        output = self.run_cli(
            "score", "-", f"--server=127.0.0.1:{self.port}", "--format=ndjson",
            stdin="\n".join(records).encode(),
        )  # fmt: skip
        self.assertEqual(len(output.splitlines()), 5000)

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


class MessageTest(ProxyTest):
    """Messages by their declared size. The bound is lower than the default: 1 MiB."""

    metadata = (("authorization", f"Bearer {TOKEN}"),)

    def server_flags(self):
        tokens, policy = self.folder / "tokens", self.folder / "policy"
        tokens.write_text(f"pipeline {TOKEN}\n")
        policy.write_text("token:pipeline score *\n")
        return (
            f"--request-bytes-max={REQUEST_BYTES_MAX}",
            f"--tokens-file={tokens}", f"--policy-file={policy}", "--reflection=true",
        )  # fmt: skip

    def change(self, config):
        """As the chart does for the setting request-bytes-max."""
        for filters in every(config, "http_filters"):
            by_name = {one["name"]: one["typed_config"] for one in filters}
            by_name["request_bytes"]["max_request_bytes"] = REQUEST_BYTES_MAX + PREFIX_BYTES
            by_name["message_bytes"]["filter_context"]["message_bytes_max"] = REQUEST_BYTES_MAX

    def assert_cut_off(self, method, token=None, first=b""):
        """An endless message after `first`, call after call."""
        with self.honest_caller(ENDLESS_BYTES_MORE_MAX):
            for _ in range(ENDLESS_CALLS):
                with http2.connect(self.port) as connection:
                    streams = http2.Streams(connection)
                    streams.open(1, http2.request(method, token))
                    with self.assertRaises(http2.StreamEnded, msg="the message went on"):
                        streams.send(1, first)
                        if first:
                            self.wait_for_answer(streams)
                        streams.send(1, ENDLESS_PREFIX)
                        for _ in range(ENDLESS_BYTES_MAX // len(PIECE)):
                            streams.send(1, PIECE)

    def wait_for_answer(self, streams):
        while len(streams.received[1]) < PREFIX_BYTES:
            streams.take_frames(wait=True)

    def test_an_endless_question_about_health_is_cut_off(self):
        self.assert_cut_off("/grpc.health.v1.Health/Check")
        self.assert_cut_off("/grpc.health.v1.Health/Watch")

    def test_an_endless_question_to_reflection_is_cut_off(self):
        for version in ("v1", "v1alpha"):
            self.assert_cut_off(f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo")

    def test_an_endless_request_is_cut_off(self):
        for token in (None, TOKEN):
            self.assert_cut_off(floods.SCORE_EVENTS, token)
            self.assert_cut_off("/farcall.v1.BaselineService/GetBaseline", token)

    def test_an_endless_message_of_a_stream_is_cut_off(self):
        for token in (None, TOKEN):
            self.assert_cut_off(STREAM_SCORE_EVENTS, token)

    def test_an_endless_message_after_an_honest_batch_is_cut_off(self):
        self.assert_cut_off(STREAM_SCORE_EVENTS, TOKEN, framed(ONE_EVENT))

    def test_a_request_passes_up_to_the_bound(self):
        score = functools.partial(self.scoring.ScoreEvents, metadata=self.metadata)
        self.assertEqual(len(score(of_bytes(REQUEST_BYTES_MAX)).results), 2)
        with self.assertRaises(grpc.RpcError) as caught:
            score(of_bytes(REQUEST_BYTES_MAX + 1))
        self.assertEqual(caught.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        self.assertIn("larger than the front proxy allows", caught.exception.details())

    def test_each_message_of_a_stream_passes_up_to_the_bound(self):
        largest = of_bytes(REQUEST_BYTES_MAX, events.stream_request)
        too_large = of_bytes(REQUEST_BYTES_MAX + 1, events.stream_request)
        answers = self.scoring.StreamScoreEvents(
            iter([largest] * 4 + [too_large, largest]), metadata=self.metadata
        )
        for _ in range(4):
            self.assertEqual(len(next(answers).batch.results), 2)
        with self.assertRaises(grpc.RpcError) as caught:
            next(answers)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        self.assertEqual(
            caught.exception.details(),
            f"message is larger than max ({REQUEST_BYTES_MAX + 1} vs. {REQUEST_BYTES_MAX})",
        )
        self.assertIn(caught.exception.details(), self.proxy_log.read_text())

    def test_messages_of_a_stream_pass_however_they_are_cut(self):
        """Prefixes in pieces, several messages in a piece, empty frames."""
        count = 5
        sent = framed(ONE_EVENT) * count
        for size in (1, 3, 4, 5, 6, 7, len(sent) // count + 2, len(sent)):
            with self.subTest(size=size), http2.connect(self.port) as connection:
                streams = http2.Streams(connection)
                streams.open(1, http2.request(STREAM_SCORE_EVENTS, TOKEN))
                for at in range(0, len(sent), size):
                    connection.sendall(http2.frame(http2.DATA, 0, 1, b""))
                    streams.send(1, sent[at : at + size])
                while whole_messages(streams.received[1]) < count:
                    streams.take_frames(wait=True)
                self.assertIn(1, streams.windows)

    def test_a_prefix_in_pieces_is_bounded_as_well(self):
        for size in (1, 2, 3, 4):
            with self.subTest(size=size), http2.connect(self.port) as connection:
                streams = http2.Streams(connection)
                streams.open(1, http2.request(STREAM_SCORE_EVENTS, TOKEN))
                sent = framed(ONE_EVENT) + ENDLESS_PREFIX + PIECE
                for at in range(0, len(sent) - len(PIECE), size):
                    streams.send(1, sent[at : at + size])
                with self.assertRaises(http2.StreamEnded):
                    while True:
                        streams.take_frames(wait=True)
                        streams.send(1, PIECE)


class TimeTest(ProxyTest):
    """A bound on the time of a call, shortened. The other one stays as it is."""

    short = {}

    def change(self, config):
        for route in every(config, "route"):
            if self.short.keys() <= route.keys():
                route |= self.short

    def assert_stream_outlives(self, end_a_call):
        batches = queue.SimpleQueue()
        answers = self.scoring.StreamScoreEvents(iter(batches.get, None))
        batches.put(ONE_EVENT)
        self.assertEqual(len(next(answers).batch.results), 1)
        end_a_call()
        batches.put(ONE_EVENT)
        self.assertEqual(len(next(answers).batch.results), 1)
        batches.put(None)
        self.assertEqual(list(answers), [])


class IdleTest(TimeTest):
    short = {"idle_timeout": "1s"}

    def test_a_call_without_a_byte_is_ended(self):
        watch = self.channel().unary_stream("/grpc.health.v1.Health/Watch")
        with self.assertRaises(grpc.RpcError):
            list(watch(harness.health_request("")))
        self.assertEqual(self.stat("http.api.", "downstream_rq_idle_timeout"), 1)

    def test_a_stream_without_a_byte_goes_on(self):
        self.assert_stream_outlives(self.test_a_call_without_a_byte_is_ended)


class TotalTimeTest(TimeTest):
    short = {"max_stream_duration": {"max_stream_duration": "2s"}}

    def test_a_call_that_takes_too_long_is_ended(self):
        """Although a byte comes now and then: by the proxy, or the server, which it tells."""
        with http2.connect(self.port) as connection:
            streams = http2.Streams(connection)
            streams.open(1, http2.request(floods.SCORE_EVENTS))
            with self.assertRaises(http2.StreamEnded):
                for byte in b"\0\0\0\x10\0" + bytes(300):
                    streams.send(1, bytes([byte]))
                    time.sleep(0.05)

    def test_a_watch_takes_as_long_as_it_likes(self):
        stub = finding_service_pb2_grpc.FindingServiceStub(self.channel())
        watch = stub.WatchFindings(finding_service_pb2.WatchFindingsRequest())
        self.assertTrue(next(watch).resume_token)
        self.test_a_call_that_takes_too_long_is_ended()
        self.assertTrue(next(watch).resume_token)
        watch.cancel()

    def test_a_stream_takes_as_long_as_it_likes(self):
        self.assert_stream_outlives(self.test_a_call_that_takes_too_long_is_ended)


if __name__ == "__main__":
    harness.main()
