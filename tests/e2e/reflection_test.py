# SPDX-License-Identifier: Apache-2.0
"""Reflection describes every service that it lists, takes no threads, and can be off."""

import contextlib
import json
import os
import shutil
import subprocess
import unittest

import events
import grpc
import harness
import http2

VERSIONS = ("v1", "v1alpha")
LIST_SERVICES = b"\x3a\x00"
SILENT_STREAMS = 400
# Far above what a server has for its own ends, far below a thread for each stream.
THREADS_MORE_MAX = 32
# Bound of the server on open streams of one port, and then some.
PLACES_MAX = 32
BUF = shutil.which("buf") or harness.ROOT / "build/tools/bin/buf"


def method(version):
    return f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo"


class ReflectionTest(harness.EndToEndTest):
    def listed(self, server, address, version):
        """What it answers to the question for all services."""
        with contextlib.closing(server.channel(address=address)) as channel:
            reflect = channel.stream_stream(method(version))
            return next(reflect(iter([LIST_SERVICES]), timeout=harness.DEADLINE_SECONDS))

    def keep_silent(self, port, version):
        """Streams of a stranger that say nothing, when the server has seen them all."""
        connection = http2.connect(port)
        self.addCleanup(connection.close)
        connection.sendall(http2.silent_streams(method(version), SILENT_STREAMS))
        got = b""
        while http2.kinds(got).count(http2.HEADERS) < SILENT_STREAMS - PLACES_MAX:
            more = http2.received(connection, harness.DEADLINE_SECONDS)
            self.assertTrue(more, "no more answers")
            got += more

    def test_on_it_answers_on_both_ports_in_both_versions(self):
        server = self.start_server("--reflection=true")
        for version in VERSIONS:
            api = self.listed(server, server.address, version)
            admin = self.listed(server, server.admin_address, version)
            self.assertIn(b"farcall.v1.ScoringService", api)
            self.assertNotIn(b"farcall.v1.AdminService", api)
            self.assertIn(b"farcall.v1.AdminService", admin)
            for answer in (api, admin):
                self.assertIn(b"grpc.health.v1.Health", answer)

    def test_off_it_is_on_neither_port(self):
        server = self.start_server("--reflection=false")
        for address in (server.address, server.admin_address):
            for version in VERSIONS:
                with self.subTest(address=address, version=version):
                    with self.assertRaises(grpc.RpcError) as caught:
                        self.listed(server, address, version)
                    self.assertEqual(
                        caught.exception.code(), grpc.StatusCode.UNIMPLEMENTED
                    )
        self.assertEqual(server.health("", server.admin_address), harness.SERVING)

    def test_silent_streams_of_a_stranger_take_no_threads_and_stop_nobody(self):
        for flag in ("--reflection=true", "--reflection=false"):
            server = self.start_server(flag, data=flag.strip("-"))
            scoring = server.scoring()
            scoring.ScoreEvents(events.batch([events.event()]))
            before = server.status("Threads")
            for version in VERSIONS:
                for port in (server.port, server.admin_port):
                    self.keep_silent(port, version)
            for _ in range(20):
                answer = scoring.ScoreEvents(
                    events.batch([events.event()]), timeout=harness.DEADLINE_SECONDS
                )
                self.assertEqual(answer.results[0].WhichOneof("outcome"), "score")
            self.assertEqual(server.health("", server.admin_address), harness.SERVING)
            self.assertLess(server.status("Threads") - before, THREADS_MORE_MAX)

    def test_refused_streams_are_counted_and_told_once(self):
        server = self.start_server()
        self.keep_silent(server.port, "v1")
        refused = (
            'grpc_server_handled_total{grpc_code="ResourceExhausted",'
            'grpc_method="ServerReflectionInfo",'
            'grpc_service="grpc.reflection.v1.ServerReflection",'
            'grpc_type="bidi_stream"}'
        )
        self.assertGreaterEqual(server.metrics()[refused], SILENT_STREAMS - PLACES_MAX)
        told = [line for line in server.log().splitlines() if "reflection" in line]
        self.assertEqual(len(told), 1, told)


@unittest.skipUnless(os.path.exists(BUF) or os.environ.get("CI"), "buf is not here")
class ReflectionClientTest(harness.EndToEndTest):
    def curl(self, *arguments):
        result = subprocess.run(
            [BUF, "curl", "--protocol", "grpc", "--http2-prior-knowledge", *arguments],
            env=harness.ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=harness.DEADLINE_SECONDS,
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_lists_the_methods_of_all_services(self):
        server = self.start_server()
        for address in (server.address, server.admin_address):
            services = self.curl("--list-services", f"http://{address}")
            methods = self.curl("--list-methods", f"http://{address}")
            for service in services.split():
                self.assertIn(f"{service}/", methods)

    def test_calls_a_health_check(self):
        server = self.start_server()
        url = f"http://{server.address}/grpc.health.v1.Health/Check"
        answer = self.curl(url, "-d", "{}")
        self.assertEqual(json.loads(answer), {"status": "SERVING"})


if __name__ == "__main__":
    harness.main()
