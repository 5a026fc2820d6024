# SPDX-License-Identifier: Apache-2.0
"""Whole requests that are refused, with errors that programs can read; and the
calls of BaselineService."""

import threading

import events
import grpc
import harness
from farcall.v1 import baseline_service_pb2 as baseline_pb2
from google.rpc import error_details_pb2, status_pb2


class ApiTest(harness.EndToEndTest):
    def assert_refused(self, call, request, code):
        """The details of the status, by the name of their message."""
        with self.assertRaises(grpc.RpcError) as caught:
            call(request)
        self.assertEqual(caught.exception.code(), code, caught.exception.details())
        self.assertTrue(caught.exception.details())
        metadata = dict(caught.exception.trailing_metadata())
        status = status_pb2.Status.FromString(metadata["grpc-status-details-bin"])
        self.assertEqual(status.code, code.value[0])
        details = {}
        for packed in status.details:
            name = packed.type_url.rpartition(".")[2]
            details[name] = getattr(error_details_pb2, name)()
            packed.Unpack(details[name])
        self.assertEqual(details["ErrorInfo"].domain, "farcall")
        self.assertRegex(details["ErrorInfo"].reason, "^[A-Z_]+$")
        return details

    def assert_invalid(self, call, request, *fields):
        details = self.assert_refused(call, request, grpc.StatusCode.INVALID_ARGUMENT)
        violations = details["BadRequest"].field_violations
        self.assertEqual([violation.field for violation in violations], list(fields))
        return violations


class LimitsTest(ApiTest):
    def test_too_many_events_are_refused_with_the_limit(self):
        server = self.start_server("--batch-events-max=10")
        violations = self.assert_invalid(
            server.scoring().ScoreEvents,
            events.batch([events.event() for _ in range(11)]),
            "events",
        )
        self.assertIn("11", violations[0].description)
        self.assertIn("10", violations[0].description)
        self.assertEqual(events.everything_known(server), {})

    def test_bad_batches_are_refused(self):
        server = self.start_server()
        score = server.scoring().ScoreEvents
        one = [events.event()]
        self.assert_invalid(score, events.batch([]), "events")
        self.assert_invalid(score, events.batch(one, tenant="no spaces"), "tenant")
        self.assert_invalid(score, events.batch(one, tenant="t" * 65), "tenant")
        self.assert_invalid(score, events.batch(one, mode=99), "mode")
        self.assertEqual(events.everything_known(server), {})

    def test_a_bad_batch_ends_its_stream_and_the_answers_before_it_stand(self):
        server = self.start_server("--batch-events-max=10")
        requests = [
            events.stream_request(events.batch([events.event() for _ in range(count)]))
            for count in (3, 11, 3)
        ]
        answers = server.scoring().StreamScoreEvents(iter(requests))
        self.assertEqual(len(next(answers).batch.results), 3)
        with self.assertRaises(grpc.RpcError) as caught:
            next(answers)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
        tenant = server.baselines().GetBaseline(events.get_request(events.TENANT))
        self.assertEqual(tenant.baseline.calls, 3)

    def test_one_stream_too_many_is_told_to_wait(self):
        server = self.start_server("--streams-max=1")
        service = server.scoring()
        request = events.stream_request(events.batch([events.event()]))
        ended = threading.Event()

        def held_open():
            yield request
            ended.wait(harness.DEADLINE_SECONDS)

        first = service.StreamScoreEvents(held_open())
        next(first)
        details = self.assert_refused(
            lambda requests: next(service.StreamScoreEvents(requests)),
            iter([request]),
            grpc.StatusCode.RESOURCE_EXHAUSTED,
        )
        self.assertGreater(details["RetryInfo"].retry_delay.seconds, 0)
        ended.set()
        self.assertEqual(list(first), [])
        self.assertEqual(len(list(service.StreamScoreEvents(iter([request])))), 1)

    def test_a_request_of_too_many_bytes_is_refused(self):
        server = self.start_server("--request-bytes-max=1048576")
        big = events.batch([events.raw(b"x" * 2_000_000)])
        with self.assertRaises(grpc.RpcError) as caught:
            server.scoring().ScoreEvents(big)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)

    def test_answers_come_in_the_order_of_the_stream(self):
        server = self.start_server()
        batches = [
            events.batch([events.event() for _ in range(1 + number % 7)])
            for number in range(60)
        ]
        answers = server.scoring().StreamScoreEvents(
            map(events.stream_request, batches)
        )
        for request, answer in zip(batches, answers, strict=True):
            self.assertEqual(
                [result.event_id for result in answer.batch.results],
                [made.event.event_id for made in request.events],
            )


class BaselineServiceTest(ApiTest):
    def learn(self, server, names, tenant=""):
        server.scoring().ScoreEvents(
            events.batch(
                [events.event(principal=name) for name in names], tenant=tenant
            )
        )

    def test_what_is_not_known_is_not_found(self):
        server = self.start_server()
        self.assert_refused(
            server.baselines().GetBaseline,
            events.get_request(events.PRINCIPAL, events.user("nobody")),
            grpc.StatusCode.NOT_FOUND,
        )

    def test_a_baseline_tells_its_counts(self):
        server = self.start_server()
        inputs = [events.event(seconds_ago=7200 + n * 3600) for n in range(5)]
        inputs += [events.event(address=events.IN_FRANCE, seconds_ago=7200)]
        server.scoring().ScoreEvents(events.batch(inputs))
        request = events.get_request(events.PRINCIPAL, events.user("alice"))
        baseline = server.baselines().GetBaseline(request).baseline
        self.assertEqual(baseline.calls, 6)
        times = [made.event.event_time.seconds for made in inputs]
        self.assertEqual(baseline.first_seen.seconds, min(times))
        self.assertEqual(baseline.last_seen.seconds, max(times))
        (histogram,) = [h for h in baseline.histograms if h.attribute == "country"]
        values = [(v.value, v.calls, v.observations) for v in histogram.values]
        self.assertEqual(values, [("DE", 5, 5), ("FR", 1, 1)])
        self.assertAlmostEqual(sum(value.share for value in histogram.values), 1.0)

    def test_pages_hold_every_baseline_once(self):
        server = self.start_server()
        names = [f"p{number:03}" for number in range(25)]
        self.learn(server, names)
        for size in (1, 7, 25, 1000):
            listed = events.list_baselines(
                server.baselines(), events.PRINCIPAL, page_size=size
            )
            self.assertEqual(
                [baseline.entity.name for baseline in listed],
                [events.user(name) for name in names],
            )

    def test_lists_keep_to_prefix_and_tenant(self):
        server = self.start_server()
        self.learn(server, ["anna", "anton", "bert"])
        self.learn(server, ["anja"], tenant="other")
        listed = events.list_baselines(
            server.baselines(), events.PRINCIPAL, prefix=events.user("an")
        )
        self.assertEqual(
            [baseline.entity.name for baseline in listed],
            [events.user("anna"), events.user("anton")],
        )

    def test_bad_requests_are_refused(self):
        server = self.start_server()
        service = server.baselines()
        self.assert_invalid(
            service.GetBaseline, events.get_request(events.PRINCIPAL), "entity.name"
        )
        self.assert_invalid(
            service.GetBaseline, events.get_request(77, "x"), "entity.kind"
        )
        self.assert_invalid(
            service.ListBaselines, baseline_pb2.ListBaselinesRequest(), "kind"
        )
        for size in (-1, 1001):
            request = baseline_pb2.ListBaselinesRequest(
                kind=events.PRINCIPAL, page_size=size
            )
            self.assert_invalid(service.ListBaselines, request, "page_size")
        request = baseline_pb2.ListBaselinesRequest(
            kind=events.PRINCIPAL, name_prefix="arn:", page_token="other"
        )
        self.assert_invalid(service.ListBaselines, request, "page_token")

    def test_a_page_token_that_this_list_did_not_issue_is_refused(self):
        server = self.start_server()
        self.learn(server, ["anna", "anton", "bert"])
        listing = server.baselines().ListBaselines

        def request(token, **fields):
            fields = {"kind": events.PRINCIPAL, "page_size": 1} | fields
            return baseline_pb2.ListBaselinesRequest(page_token=token, **fields)

        token = listing(request("")).next_page_token
        with self.subTest("it shows no name"):
            self.assertNotIn(events.user("anna"), token)
        for other in ("zzz", "a", events.user("anna"), "\0", token + "A"):
            with self.subTest(token=other):
                self.assert_invalid(listing, request(other), "page_token")
        for fields in (
            {"kind": events.COMMAND},
            {"tenant": "other"},
            {"name_prefix": "arn:"},
        ):
            with self.subTest(**fields):
                self.assert_invalid(listing, request(token, **fields), "page_token")
        self.assertEqual(
            listing(request(token)).baselines[0].entity.name, events.user("anton")
        )

    def test_accounts_have_no_baseline_and_none_is_offered(self):
        server = self.start_server()
        failed = events.event(error_code="AccessDenied")
        server.scoring().ScoreEvents(events.batch([failed]))
        for command in ("baseline", "baselines"):
            with self.subTest(command):
                offered = self.run_cli(command, "--help")
                self.assertNotIn("account|", offered)
                self.assertNotIn(f"baseline {events.ACCOUNT}", offered)
        service = server.baselines()
        self.assert_invalid(
            service.GetBaseline,
            events.get_request(events.ACCOUNT_KIND, events.ACCOUNT),
            "entity.kind",
        )
        request = baseline_pb2.ListBaselinesRequest(kind=events.ACCOUNT_KIND)
        self.assert_invalid(service.ListBaselines, request, "kind")
        at = f"--server={server.address}"
        self.run_cli("baselines", "--kind=account", at, code=2)

    def delete_request(self, kind, name):
        entity = baseline_pb2.Entity(kind=kind, name=name)
        return baseline_pb2.DeleteBaselineRequest(entity=entity)

    def test_delete_forgets_one_principal_and_keeps_the_counts_of_others(self):
        server = self.start_server()
        self.learn(server, ["alice", "alice", "bob"])
        service = server.baselines()
        request = self.delete_request(events.PRINCIPAL, events.user("alice"))
        # Countries, commands, networks, and what the database said of these.
        self.assertEqual(service.DeleteBaseline(request).histograms_deleted, 4)
        with self.assertRaises(grpc.RpcError) as caught:
            service.DeleteBaseline(request)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.NOT_FOUND)
        self.assertIn(f"principal {events.user('alice')}", caught.exception.details())
        known = events.everything_known(server)
        self.assertNotIn((events.PRINCIPAL, events.user("alice")), known)
        self.assertIn((events.PRINCIPAL, events.user("bob")), known)
        tenant = service.GetBaseline(events.get_request(events.TENANT)).baseline
        self.assertEqual(tenant.calls, 3)

        self.assertEqual(server.stop(), 0)
        for path in (self.folder / "data").rglob("*"):
            if path.is_file():
                self.assertNotIn(b"user/alice", path.read_bytes(), path.name)
        again = self.start_server()
        self.assertEqual(events.everything_known(again), known)

    def test_peers_accounts_and_tenants_cannot_be_deleted(self):
        server = self.start_server()
        self.learn(server, ["alice"])
        for kind, name in (
            (events.PEERS_KIND, events.PEERS),
            (events.ACCOUNT_KIND, events.ACCOUNT),
            (events.TENANT, ""),
        ):
            self.assert_invalid(
                server.baselines().DeleteBaseline,
                self.delete_request(kind, name),
                "entity.kind",
            )

    def test_the_cli_lists_draws_and_forgets(self):
        server = self.start_server()
        self.learn(server, ["alice", "bob"])
        at = f"--server={server.address}"
        listed = self.run_cli("baselines", "--kind=principal", at)
        self.assertIn(events.user("alice"), listed)
        self.assertIn(events.user("bob"), listed)
        drawn = self.run_cli("baseline", events.user("alice"), at)
        self.assertIn("DE", drawn)
        self.run_cli("forget", events.user("alice"), "--yes", at)
        self.assertNotIn(
            events.user("alice"), self.run_cli("baselines", "--kind=principal", at)
        )
        self.run_cli("baseline", events.user("alice"), at, code=5)

    def test_forgetting_what_is_not_known_says_what_was_looked_for(self):
        server = self.start_server()
        self.learn(server, ["alice"])
        known = events.everything_known(server)
        for kind, name in (
            ("command", "iam:CreateUser"),
            ("principal", events.user("alcie")),
        ):
            done = harness.run_cli("forget", "--yes", name, "--server", server.address)
            self.assertEqual(done.returncode, 5, done.stdout.decode())
            self.assertIn(
                f"nothing is kept of {kind} {name} of tenant default",
                done.stderr.decode(),
            )
        self.assertEqual(events.everything_known(server), known)

    def test_forgetting_from_a_script_without_yes_deletes_nothing(self):
        server = self.start_server()
        self.learn(server, ["alice"])
        known = events.everything_known(server)
        at = f"--server={server.address}"
        done = harness.run_cli("forget", events.user("alice"), at)
        self.assertEqual(done.returncode, 2, done.stdout.decode())
        self.assertIn("add --yes", done.stderr.decode())
        self.assertEqual(events.everything_known(server), known)


if __name__ == "__main__":
    harness.main()
