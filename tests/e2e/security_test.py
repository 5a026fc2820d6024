# SPDX-License-Identifier: Apache-2.0
"""Attacks from outside: whatever comes, to whichever port, the server goes on, tells
nobody what is not theirs, and writes a log that machines can read.
docs/security.md says which attack is met by what."""

import contextlib
import itertools
import json
import re
import socket
import threading
import time
import urllib.error
import urllib.request

import events
import grpc
import harness
import http2
import identity_test
from farcall.v1 import (
    admin_service_pb2,
    admin_service_pb2_grpc,
    backtest_pb2,
    baseline_service_pb2,
    baseline_service_pb2_grpc,
    exemption_pb2,
    finding_pb2,
    finding_service_pb2,
    score_pb2,
    scoring_service_pb2,
    scoring_service_pb2_grpc,
    triage_report_pb2,
)
from http2 import PREFACE, SETTINGS, frame, literal

ACME = "0123456789abcdef0123456789abcdef"
VICTIM = "fedcba9876543210fedcba9876543210"
OPERATOR = "0f1e2d3c4b5a69780f1e2d3c4b5a6978"
GARBAGE_BYTES_MAX = 1 << 20
SCORE_EVENTS = "/farcall.v1.ScoringService/ScoreEvents"
STREAM_SCORE_EVENTS = "/farcall.v1.ScoringService/StreamScoreEvents"
PAGE_BYTES_MAX = 3 << 20


def shown(token):
    return (("authorization", f"Bearer {token}"),)


def first_answer_of(call):
    """Ends a stream of answers after its first one."""

    def first(*arguments, **options):
        stream = call(*arguments, **options)
        answer = next(stream)
        stream.cancel()
        return answer

    return first


def odd_headers(name, value):
    """More headers than a call may have, after one that is not as it should be."""
    rest = b"".join(literal(b"x-%d" % number, b"v" * 900) for number in range(12))
    return literal(name, value) + literal(b":path", b"/x/y") + rest


# What is sent, to every port, before the connection is dropped.
GARBAGE = {
    "nothing": b"",
    "noise": bytes((index * 131 + 17) % 256 for index in range(65536)),
    "zeros": bytes(GARBAGE_BYTES_MAX),
    "the hello of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(508),
    "HTTP/1": b"GET / HTTP/1.1\r\nHost: farcall\r\n\r\n",
    "a path out": b"GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "an endless header": b"GET /metrics HTTP/1.1\r\nX: " + b"x" * GARBAGE_BYTES_MAX,
    "an endless line": b"GET /" + b"a" * GARBAGE_BYTES_MAX,
    "a body that is not there": (
        b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"
    ),
    "half a preface": PREFACE[:10],
    "a frame of 16 MiB": PREFACE + SETTINGS + frame(0, 0, 1, bytes(9999), 0xFFFFFF),
    "headers that are no HPACK": PREFACE + SETTINGS + frame(1, 4, 1, b"\xff" * 4000),
    "headers without end": (
        PREFACE + SETTINGS + frame(1, 0, 1, b"\x00\x01a") + frame(9, 0, 1, bytes(16384)) * 60
    ),
    "a window of zero": PREFACE + http2.WINDOW_OF_ZERO,
    "pings": PREFACE + SETTINGS + frame(6, 0, 0, bytes(8)) * 20000,
    "frames of streams that are not open": (
        PREFACE + SETTINGS + b"".join(frame(3, 0, n, bytes(4)) for n in range(1, 2000, 2))
    ),
    "frames of no known kind": PREFACE + SETTINGS + frame(99, 255, 7, b"x" * 100) * 100,
    # CVE-2023-1428: an abort where one of these is followed by more than 8 KiB.
    "an odd te": PREFACE + SETTINGS + frame(1, 5, 1, odd_headers(b"te", b"x")),
    "an odd scheme": PREFACE + SETTINGS + frame(1, 5, 1, odd_headers(b":scheme", b"x")),
    "odd statistics": PREFACE + SETTINGS + frame(1, 5, 1, odd_headers(b"grpclb_client_stats", b"x")),
    "odd base64": PREFACE + SETTINGS + frame(1, 5, 1, odd_headers(b"x-bin", b"!")),
}  # fmt: skip


def throw(port, garbage):
    """Sends it and takes what comes back, as long as the server listens."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(garbage)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(1)
            while connection.recv(65536):
                pass


def address_of_this_machine():
    """One that is not loopback's; nothing if there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            return None
        address = probe.getsockname()[0]
    return None if address.startswith("127.") else address


class SecurityTest(harness.EndToEndTest):
    def assert_code(self, code, call, *arguments, **options):
        with self.assertRaises(grpc.RpcError) as caught:
            answer = call(*arguments, timeout=harness.DEADLINE_SECONDS, **options)
            if not hasattr(answer, "DESCRIPTOR"):
                list(answer)  # of a stream
        self.assertEqual(caught.exception.code(), code, caught.exception.details())
        return caught.exception

    def assert_serves(self, server, metadata=()):
        self.assertIsNone(server.process.poll(), server.log()[-2000:])
        answer = server.scoring().ScoreEvents(
            events.batch([events.event()], tenant="acme"), metadata=metadata
        )
        self.assertEqual(answer.results[0].WhichOneof("outcome"), "score")
        self.assertEqual(server.health("", server.admin_address), harness.SERVING)
        self.assertIn("farcall_ready", server.metrics_text())

    def assert_log_is_whole(self, server):
        """Every line is one object of the server's own making."""
        lines = server.log_path.read_bytes().splitlines()
        for line in lines:
            self.assertTrue(all(0x20 <= byte < 0x7F for byte in line), line)
            self.assertEqual(list(json.loads(line))[:3], ["time", "level", "message"])
        return [json.loads(line) for line in lines]


class GarbageTest(SecurityTest):
    def test_garbage_on_any_port_harms_nobody(self):
        server = self.start_server()
        ports = (server.port, server.admin_port, server.metrics_port)
        for what, garbage in GARBAGE.items():
            with self.subTest(what):
                for port in ports:
                    throw(port, garbage)
                self.assert_serves(server)
        self.assert_log_is_whole(server)
        self.assertEqual(server.stop(), 0)

    def test_garbage_on_the_port_with_tls_harms_nobody(self):
        authority = identity_test.Authority(self.folder / "pki", "authority")
        key, certificate = authority.issue("server", "IP:127.0.0.1")
        server = self.start_server(
            f"--tls-cert-file={certificate}", f"--tls-key-file={key}"
        )
        for garbage in GARBAGE.values():
            throw(server.port, garbage)
        self.assertIsNone(server.process.poll())
        self.assertEqual(server.health("", server.admin_address), harness.SERVING)
        self.assert_log_is_whole(server)

    def test_the_port_of_metrics_has_nothing_else(self):
        server = self.start_server()
        for path in ("/etc/passwd", "/../data/CURRENT", "/metrics/../../etc/passwd"):
            url = f"http://127.0.0.1:{server.metrics_port}{path}"
            with self.assertRaises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(url, timeout=harness.DEADLINE_SECONDS)
            self.assertEqual(caught.exception.code, 404)

    def test_metadata_that_is_too_large_is_refused(self):
        server = self.start_server()
        calls = (
            (server.scoring().ScoreEvents, events.batch([events.event()])),
            (server.admin().GetStatistics, admin_service_pb2.GetStatisticsRequest()),
        )
        for call, request in calls:
            for metadata in (
                [("x-large", "x" * 1_000_000)],
                [("authorization", "Bearer " + "x" * 100_000)],
                [(f"x-{number}", "x" * 100) for number in range(2000)],
            ):
                # As gRPC will: the call alone, or with its connection.
                with self.assertRaises(grpc.RpcError) as caught:
                    call(request, metadata=metadata, timeout=harness.DEADLINE_SECONDS)
                self.assertIn(
                    caught.exception.code(),
                    (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE),
                )
        self.assert_serves(server)

    def test_a_request_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(self):
        server = self.start_server("--request-bytes-max=1048576")
        bomb = events.batch([events.raw(bytes(400 << 20))])
        before = server.status("VmHWM")
        self.assert_code(
            grpc.StatusCode.UNIMPLEMENTED,
            *(server.scoring().ScoreEvents, bomb),
            compression=grpc.Compression.Gzip,
        )
        self.assertLess(server.status("VmHWM") - before, 100 << 20)
        self.assert_serves(server)


class FloodTest(SecurityTest):
    """What one caller does with the calls that it may open, beside an honest one."""

    def start(self, *flags):
        tokens, policy = self.folder / "tokens", self.folder / "policy"
        tokens.write_text(f"acme {ACME}\nvictim {VICTIM}\noperator {OPERATOR}\n")
        policy.write_text(
            "token:acme score,read acme\ntoken:victim * victim\ntoken:operator admin *\n"
        )
        return self.start_server(
            f"--tokens-file={tokens}", f"--policy-file={policy}", *flags
        )

    def attack(self, port, calls, settings=SETTINGS):
        connection = http2.connect(port, PREFACE + settings)
        self.addCleanup(connection.close)
        connection.sendall(calls)
        return connection

    def assert_victim_is_answered(self, server, calls=20):
        stub = server.scoring()
        for _ in range(calls):
            answer = stub.ScoreEvents(
                events.batch([events.event() for _ in range(10)], tenant="victim"),
                metadata=shown(VICTIM),
                timeout=harness.DEADLINE_SECONDS,
            )
            self.assertEqual(len(answer.results), 10)

    def wait_for(self, server, series, meanwhile=lambda: time.sleep(0.05)):
        """Until `series` counts something."""

        def seen():
            value = re.search(
                rf"^{re.escape(series)} (\S+)$", server.metrics_text(), re.MULTILINE
            )
            return value and float(value[1]) > 0

        deadline = time.monotonic() + harness.DEADLINE_SECONDS
        while not seen():
            self.assertLess(time.monotonic(), deadline, series)
            meanwhile()

    def test_silent_streams_without_a_token_hold_nothing(self):
        server = self.start()
        before = server.status("Threads")
        for method in (STREAM_SCORE_EVENTS, SCORE_EVENTS):
            self.attack(server.port, http2.silent_streams(method, 400))
        self.assert_victim_is_answered(server)
        self.assertLess(server.status("Threads"), before + 40)
        self.wait_for(server, 'farcall_calls_refused_total{reason="no_credentials"}')
        self.assertIn("calls refused", server.log())

    def test_silent_streams_with_a_token_are_cut_off(self):
        server = self.start("--first-message-seconds=1")
        self.attack(server.port, http2.silent_streams(STREAM_SCORE_EVENTS, 90, ACME))
        self.assert_victim_is_answered(server)
        self.wait_for(server, 'farcall_calls_cut_off_total{reason="silent_call"}')
        self.assertIn("calls cut off", server.log())

    def test_answers_that_nobody_reads_hold_nobody_else(self):
        server = self.start("--send-seconds=1")
        message = events.batch([events.event()], tenant="acme").SerializeToString()
        calls = http2.calls(http2.request(SCORE_EVENTS, ACME), 90, message)
        self.attack(server.port, calls, http2.WINDOW_OF_ZERO)
        self.assert_victim_is_answered(server)
        self.wait_for(server, 'farcall_calls_cut_off_total{reason="unread_answer"}')
        self.assertIn("calls cut off", server.log())
        self.assert_victim_is_answered(server)

    def test_one_tenants_large_batches_shut_out_no_other(self):
        server = self.start()
        over = threading.Event()
        # Made beforehand: the server answers a batch sooner than one is made here.
        batches = [
            events.stream_request(
                events.batch(
                    [events.event(principal=f"p{n}") for n in range(1200)],
                    tenant="acme",
                )
            )
            for _ in range(8)
        ]

        def flood():
            def requests():
                for batch in itertools.cycle(batches):
                    if over.is_set():
                        return
                    yield batch

            for _ in server.scoring().StreamScoreEvents(
                requests(), metadata=shown(ACME)
            ):
                pass

        floods = [threading.Thread(target=flood) for _ in range(8)]
        for thread in floods:
            thread.start()
        try:
            # Batches are held back only while another tenant is there.
            self.wait_for(
                server,
                "farcall_batches_held_back_total",
                meanwhile=lambda: self.assert_victim_is_answered(server),
            )
            self.assert_victim_is_answered(server)
        finally:
            over.set()
            for thread in floods:
                thread.join()
        self.assertIn("calls held back", server.log())

    def test_strangers_on_the_admin_port_stop_neither_operators_nor_tenants(self):
        server = self.start()
        before = server.status("Threads")
        service = admin_service_pb2.DESCRIPTOR.services_by_name["AdminService"]
        methods = [f"/{service.full_name}/{method.name}" for method in service.methods]
        for method in methods:
            self.attack(server.admin_port, http2.silent_streams(method, 400))
        self.assert_victim_is_answered(server)
        calls = 90
        for method in methods:
            flood = http2.calls(http2.request(method), calls, message=b"")
            connection = self.attack(server.admin_port, flood)
            ended, answers = 0, http2.EndedCalls()
            while ended < calls:
                got = http2.received(connection, harness.DEADLINE_SECONDS)
                self.assertTrue(got, f"{method}: closed after {ended} calls")
                ended += answers.take(got)
            server.admin().GetStatistics(
                admin_service_pb2.GetStatisticsRequest(),
                metadata=shown(OPERATOR),
                timeout=harness.DEADLINE_SECONDS,
            )
        refused = server.metrics()['farcall_calls_refused_total{reason="no_credentials"}']
        self.assertGreaterEqual(refused, calls * len(methods))
        self.assert_victim_is_answered(server)
        self.assertLess(server.status("Threads"), before + 40)
        self.assertEqual(server.health("", server.admin_address), harness.SERVING)

    def test_large_answers_that_nobody_reads_are_held_up_to_the_share_of_their_tenant(self):
        in_flight_bytes_max, share = 32 << 20, 0.5
        server = self.start(
            f"--in-flight-bytes-max={in_flight_bytes_max}", "--send-seconds=3600"
        )
        known, asked = (
            [events.event_with_long_names(number) for number in numbers]
            for numbers in (range(1000, 2000), range(1000))
        )
        score = server.scoring().ScoreEvents
        score(events.batch(known, tenant="acme"), metadata=shown(ACME))
        explained = score_pb2.RISK_LEVEL_NONE
        batch = events.batch(asked, events.SCORE_ONLY, "acme", factors_from=explained)
        answer_bytes = score(batch, metadata=shown(ACME)).ByteSize()
        self.assertGreater(answer_bytes, 6 << 20)
        held_max = int(in_flight_bytes_max * share / answer_bytes)

        # To gRPC a stream, to HTTP/2 the same bytes; what is not asked for is not read.
        unread = server.channel().stream_stream(SCORE_EVENTS)
        calls = [
            unread(iter([batch.SerializeToString()]), metadata=shown(ACME))
            for _ in range(24)
        ]
        harness.wait_until(
            lambda: sum(not call.is_active() for call in calls) >= 24 - held_max,
            f"all calls but {held_max} to be refused",
        )
        refused = [call.code() for call in calls if not call.is_active()]
        self.assertEqual(set(refused), {grpc.StatusCode.RESOURCE_EXHAUSTED})
        self.assertLess(len(refused), 24, "no answer is held")
        self.assert_victim_is_answered(server)
        for call in calls:
            call.cancel()
        harness.wait_until(
            lambda: server.metrics()["farcall_batches_in_flight"] == 0, "all calls to end"
        )
        self.assertEqual(len(score(batch, metadata=shown(ACME)).results), 1000)

    def test_lists_at_once_have_pages_of_3_mib_that_lead_to_all_names(self):
        server = self.start()
        score = server.scoring().ScoreEvents
        names = [events.user(f"p{number:02d}") for number in range(24)]
        for number in range(24):
            inputs = [
                events.event(f"p{number:02d}", command=f"s3:{one:06d}".ljust(256, "c"))
                for one in range(500)
            ]
            score(events.batch(inputs, events.LEARN_ONLY, "acme"), metadata=shown(ACME))
        found, sizes = [], []

        def list_all():
            service, token, mine = server.baselines(), "", []
            while True:
                page = service.ListBaselines(
                    baseline_service_pb2.ListBaselinesRequest(
                        tenant="acme",
                        kind=events.PRINCIPAL,
                        page_size=1000,
                        page_token=token,
                    ),
                    metadata=shown(ACME),
                    timeout=harness.DEADLINE_SECONDS,
                )
                sizes.append(page.ByteSize())
                mine += [one.entity.name for one in page.baselines]
                token = page.next_page_token
                if not token:
                    return found.append(mine)

        lists = [threading.Thread(target=list_all) for _ in range(8)]
        for thread in lists:
            thread.start()
        self.assert_victim_is_answered(server)
        for thread in lists:
            thread.join()
        self.assertEqual(found, [names] * 8)
        self.assertGreater(len(sizes), 8)
        self.assertLess(max(sizes), PAGE_BYTES_MAX + 4096)  # with lengths and token


class TenantTest(SecurityTest):
    """A token for one tenant, and all that can be asked of another one."""

    def setUp(self):
        super().setUp()
        tokens, policy = self.folder / "tokens", self.folder / "policy"
        tokens.write_text(f"acme {ACME}\nvictim {VICTIM}\n")
        policy.write_text("token:acme * acme\ntoken:victim * victim\n")
        self.server = self.start_server(
            f"--tokens-file={tokens}", f"--policy-file={policy}"
        )
        batch = events.batch([events.event() for _ in range(5)], tenant="victim")
        self.server.scoring().ScoreEvents(batch, metadata=shown(VICTIM))
        for name in ("first", "second"):
            self.server.baselines().MarkBenign(
                self.benign("victim", feedback_id=name), metadata=shown(VICTIM)
            )

    @staticmethod
    def benign(tenant, **fields):
        request = baseline_service_pb2.MarkBenignRequest(
            tenant=tenant, actor="soc", **fields
        )
        request.place.principal, request.place.origin = events.user("alice"), "FR"
        return request

    def requests(self, tenant):
        """One for each method of the API, all of which would be answered."""
        alice = events.user("alice")
        entity = baseline_service_pb2.Entity(
            tenant=tenant, kind=events.PRINCIPAL, name=alice
        )
        place = baseline_service_pb2.Place(principal=alice, origin="DE")
        forget = baseline_service_pb2.ForgetRequest(
            tenant=tenant, principal=alice, feedback_id="f", actor="a"
        )
        getattr(forget, "from").seconds = 1_700_000_000
        forget.to.seconds = 1_800_000_000
        batch = events.batch([events.event()], tenant=tenant)
        return {
            "ScoreEvents": batch,
            "StreamScoreEvents": iter([events.stream_request(batch)]),
            "GetBaseline": baseline_service_pb2.GetBaselineRequest(entity=entity),
            "ListBaselines": baseline_service_pb2.ListBaselinesRequest(
                tenant=tenant, kind=events.PRINCIPAL
            ),
            "DeleteBaseline": baseline_service_pb2.DeleteBaselineRequest(entity=entity),
            "MarkBenign": baseline_service_pb2.MarkBenignRequest(
                tenant=tenant, place=place, feedback_id="b", actor="a"
            ),
            "ClearVerdict": baseline_service_pb2.ClearVerdictRequest(
                tenant=tenant, place=place, feedback_id="c", actor="a"
            ),
            "MarkMalicious": baseline_service_pb2.MarkMaliciousRequest(
                tenant=tenant, place=place, feedback_id="m", actor="a"
            ),
            "Forget": forget,
            "ListFeedback": baseline_service_pb2.ListFeedbackRequest(tenant=tenant),
            "ListFindings": finding_service_pb2.ListFindingsRequest(tenant=tenant),
            "GetFinding": finding_service_pb2.GetFindingRequest(
                tenant=tenant, finding_id="a" * 16
            ),
            "GetCard": finding_service_pb2.GetCardRequest(
                tenant=tenant, finding_id="a" * 16
            ),
            "ListEvents": finding_service_pb2.ListEventsRequest(
                tenant=tenant, principal=events.user("alice")
            ),
            "Backtest": backtest_pb2.BacktestRequest(tenant=tenant, alert_threshold=60),
            "GetTriageReport": triage_report_pb2.GetTriageReportRequest(tenant=tenant),
            "WatchFindings": finding_service_pb2.WatchFindingsRequest(tenant=tenant),
            "AcknowledgeFinding": finding_service_pb2.AcknowledgeFindingRequest(
                tenant=tenant, finding_id="a" * 16, request_id="r1", actor="a"
            ),
            "CloseFindings": finding_service_pb2.CloseFindingsRequest(
                tenant=tenant,
                findings=[finding_service_pb2.FindingRevision(finding_id="a" * 16)],
                verdict=finding_pb2.Finding.STATE_BENIGN,
                reason=finding_pb2.CLOSE_REASON_TRAVEL,
                request_id="r2",
                actor="a",
            ),
            "ReopenFinding": finding_service_pb2.ReopenFindingRequest(
                tenant=tenant, finding_id="a" * 16, request_id="r3", actor="a", note="n"
            ),
            "AddNote": finding_service_pb2.AddNoteRequest(
                tenant=tenant, finding_id="a" * 16, request_id="r4", actor="a", text="t"
            ),
            "CreateExemption": finding_service_pb2.CreateExemptionRequest(
                tenant=tenant,
                exemption=exemption_pb2.Exemption(
                    accounts=[events.ACCOUNT],
                    places=["DE"],
                    to={"seconds": int(time.time()) + 3600},
                    reason="r",
                    actor="a",
                ),
                request_id="r5",
            ),
            "ListExemptions": finding_service_pb2.ListExemptionsRequest(tenant=tenant),
            "RevokeExemption": finding_service_pb2.RevokeExemptionRequest(
                tenant=tenant, exemption_id="a" * 16, actor="a"
            ),
        }

    def calls(self, tenant):
        requests = self.requests(tenant)
        for module, stub in (
            (scoring_service_pb2, self.server.scoring()),
            (baseline_service_pb2, self.server.baselines()),
            (finding_service_pb2, self.server.findings()),
        ):
            for service in module.DESCRIPTOR.services_by_name.values():
                for method in service.methods:
                    # A method without a request here is one nobody has tried.
                    call = getattr(stub, method.name)
                    if method.name == "WhoAmI":
                        continue  # of no tenant
                    if method.name == "WatchFindings":
                        call = first_answer_of(call)  # it goes on without end
                    yield method.name, call, requests.pop(method.name)
        self.assertEqual(requests, {})

    def all_of_the_victim(self):
        def listed(method, request):
            answer = method(request, metadata=shown(VICTIM))
            return answer.SerializeToString(deterministic=True)

        service = self.server.baselines()
        return [
            listed(
                service.ListBaselines,
                baseline_service_pb2.ListBaselinesRequest(tenant="victim", kind=kind),
            )
            for kind in (events.PRINCIPAL, events.PEERS_KIND, events.COMMAND)
        ] + [
            listed(
                service.ListFeedback,
                baseline_service_pb2.ListFeedbackRequest(tenant="victim"),
            )
        ]

    def test_no_method_of_the_api_reaches_another_tenant(self):
        before = self.all_of_the_victim()
        tried = 0
        for name, call, request in self.calls("victim"):
            with self.subTest(name):
                refused = self.assert_code(
                    grpc.StatusCode.PERMISSION_DENIED,
                    *(call, request),
                    metadata=shown(ACME),
                )
                self.assertNotIn("alice", refused.details())
                tried += 1
        self.assertEqual(tried, 24)
        self.assertEqual(self.all_of_the_victim(), before)

    def test_without_a_token_no_method_of_the_api_answers(self):
        for name, call, request in self.calls("victim"):
            with self.subTest(name):
                self.assert_code(grpc.StatusCode.UNAUTHENTICATED, call, request)
        self.assert_code(
            grpc.StatusCode.UNAUTHENTICATED,
            self.server.findings().WhoAmI,
            finding_service_pb2.WhoAmIRequest(),
        )

    def test_nothing_of_a_strangers_request_is_read(self):
        """Each call is refused by its headers: nothing more of it has been sent."""
        services = {
            self.server.port: (
                scoring_service_pb2,
                baseline_service_pb2,
                finding_service_pb2,
            ),
            self.server.admin_port: (admin_service_pb2,),
        }
        for port, modules in services.items():
            for path in harness.paths_of(*modules):
                with self.subTest(path), http2.connect(port) as connection:
                    connection.sendall(http2.silent_streams(path, 1))
                    got = b""
                    while b"grpc-status\x0216" not in got:  # UNAUTHENTICATED
                        more = http2.received(connection, harness.DEADLINE_SECONDS)
                        self.assertTrue(more, got)
                        got += more

    def test_with_its_own_token_each_method_is_let_through(self):
        """Else the two tests above would prove nothing."""
        for name, call, request in self.calls("acme"):
            with self.subTest(name):
                try:
                    answer = call(request, metadata=shown(ACME))
                    if not hasattr(answer, "DESCRIPTOR"):
                        list(answer)
                except grpc.RpcError as error:
                    # Deleted, or not there yet.
                    self.assertEqual(error.code(), grpc.StatusCode.NOT_FOUND, error)

    def test_a_page_of_another_tenant_leads_nowhere(self):
        service = self.server.baselines()
        page = service.ListFeedback(
            baseline_service_pb2.ListFeedbackRequest(tenant="victim", page_size=1),
            metadata=shown(VICTIM),
        )
        self.assertTrue(page.next_page_token)
        request = baseline_service_pb2.ListFeedbackRequest(
            tenant="acme", page_token=page.next_page_token
        )
        self.assert_code(
            grpc.StatusCode.INVALID_ARGUMENT,
            service.ListFeedback,
            request,
            metadata=shown(ACME),
        )

    def test_who_is_admin_of_one_tenant_does_not_operate_the_server(self):
        stub = admin_service_pb2_grpc.AdminServiceStub(
            self.server.channel(address=self.server.admin_address)
        )
        service = admin_service_pb2.DESCRIPTOR.services_by_name["AdminService"]
        self.assertGreaterEqual(len(service.methods), 7)
        for method in service.methods:
            request = getattr(admin_service_pb2, method.input_type.name)()
            for metadata, code in (
                (shown(ACME), grpc.StatusCode.PERMISSION_DENIED),
                ((), grpc.StatusCode.UNAUTHENTICATED),
            ):
                with self.subTest(method.name, code=code):
                    call = getattr(stub, method.name)
                    self.assert_code(code, call, request, metadata=metadata)

    def test_no_admin_call_takes_a_path(self):
        """Nor any other text: backups are numbers, directories are settings."""
        service = admin_service_pb2.DESCRIPTOR.services_by_name["AdminService"]
        for method in service.methods:
            for field in method.input_type.fields:
                self.assertNotIn(
                    field.type, (field.TYPE_STRING, field.TYPE_BYTES, field.TYPE_MESSAGE)
                )

    def test_without_tokens_admin_is_for_this_machine_alone(self):
        outside = address_of_this_machine()
        if not outside:
            self.skipTest("this machine has no address but loopback's")
        server = self.start_server("--admin-listen=0.0.0.0:0", data="open")
        ask = admin_service_pb2.GetStatisticsRequest()
        server.admin().GetStatistics(ask)
        from_outside = admin_service_pb2_grpc.AdminServiceStub(
            server.channel(address=f"{outside}:{server.admin_port}")
        )
        self.assert_code(
            grpc.StatusCode.PERMISSION_DENIED, from_outside.GetStatistics, ask
        )

    def test_services_keep_to_their_ports(self):
        """AdminService is not on the port that clients reach, nor theirs on its."""
        admin = admin_service_pb2_grpc.AdminServiceStub(self.server.channel())
        self.assert_code(
            grpc.StatusCode.UNIMPLEMENTED,
            *(admin.GetStatistics, admin_service_pb2.GetStatisticsRequest()),
            metadata=shown(ACME),
        )
        there = self.server.channel(address=self.server.admin_address)
        for call, name in (
            (scoring_service_pb2_grpc.ScoringServiceStub(there), "ScoreEvents"),
            (baseline_service_pb2_grpc.BaselineServiceStub(there), "ListFeedback"),
        ):
            self.assert_code(
                grpc.StatusCode.UNIMPLEMENTED,
                *(getattr(call, name), self.requests("acme")[name]),
                metadata=shown(ACME),
            )


# What would end a line, a string or an object, or steer a terminal.
FORGED = '"}\n{"time":"0","level":"error","message":"forged"}\n\x1b[2J\x1b]0;x\x07'
ODD = '"},{"message":"forged"}\u2028\u2029\u202e\x85\ufeff\U0001f4a9'


class LogTest(SecurityTest):
    def start(self):
        tokens = self.folder / "tokens"
        tokens.write_text(f"acme {ACME}\n")
        return self.start_server(f"--tokens-file={tokens}", "--log-level=debug")

    def try_to_call(self, call, request, metadata):
        with contextlib.suppress(grpc.RpcError):
            call(request, metadata=metadata, timeout=harness.DEADLINE_SECONDS)

    def test_nothing_that_is_sent_makes_a_line_of_its_own(self):
        server = self.start()
        baselines, scoring = server.baselines(), server.scoring()
        for text in (FORGED, ODD):
            inputs = [
                events.event(principal=text),
                events.event(command=text),
                events.event(event_id=text),
                events.event(error_code=text, user_agent=text),
                events.event(address=text),
                events.raw(events.record_fields(principal=text, eventName=text)),
                events.raw(text.encode()),
            ]
            self.try_to_call(scoring.ScoreEvents, events.batch(inputs), shown(ACME))
            self.try_to_call(
                *(scoring.ScoreEvents, events.batch(inputs, tenant=text)), shown(ACME)
            )
            said = TenantTest.benign("", feedback_id="f")
            for field in ("actor", "reason", "feedback_id", "tenant"):
                request = baseline_service_pb2.MarkBenignRequest()
                request.CopyFrom(said)
                setattr(request, field, text)
                self.try_to_call(baselines.MarkBenign, request, shown(ACME))
            for field in ("principal", "origin"):
                request = baseline_service_pb2.MarkBenignRequest()
                request.CopyFrom(said)
                setattr(request.place, field, text)
                self.try_to_call(baselines.MarkBenign, request, shown(ACME))
            self.try_to_call(
                baselines.DeleteBaseline,
                baseline_service_pb2.DeleteBaselineRequest(
                    entity=baseline_service_pb2.Entity(kind=events.COMMAND, name=text)
                ),
                shown(ACME),
            )
        printable = ODD.encode("ascii", "replace").decode()
        for name in ("traceparent", "tracestate", "user-agent", "x-request-id"):
            self.try_to_call(
                scoring.ScoreEvents,
                events.batch([events.event()]),
                (*shown(ACME), (name, printable)),
            )
        self.try_to_call(
            *(scoring.ScoreEvents, events.batch([events.event()])), shown(printable)
        )
        with contextlib.closing(server.channel()) as channel:
            method = channel.unary_unary("/farcall.v1.ScoringService/" + printable)
            self.try_to_call(method, b"", shown(ACME))
        self.assertEqual(server.stop(), 0)
        lines = self.assert_log_is_whole(server)
        messages = {line["message"] for line in lines}
        self.assertNotIn("forged", messages)
        self.assertLessEqual({"starting", "serving", "feedback", "call"}, messages)
        # What is logged of it is told to the letter.
        self.assertIn(ODD, [line.get("actor") for line in lines])


if __name__ == "__main__":
    harness.main()
