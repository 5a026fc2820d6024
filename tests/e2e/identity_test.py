# SPDX-License-Identifier: Apache-2.0
"""Who may call: TLS, client certificates, bearer tokens, the policy; all of them
replaced while the server runs."""

import threading
import time

import events
import grpc
import harness
from authority import Authority, replace
from farcall.v1 import baseline_service_pb2, scoring_service_pb2_grpc

PIPELINE = "0123456789abcdef0123456789abcdef"
SOC = "fedcba9876543210fedcba9876543210"


class IdentityTest(harness.EndToEndTest):
    def one(self):
        return events.batch([events.event()])

    def assert_code(self, code, call, *arguments, **options):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, timeout=harness.DEADLINE_SECONDS, **options)
        self.assertEqual(caught.exception.code(), code, caught.exception.details())
        return caught.exception.details()


class TokenTest(IdentityTest):
    def setUp(self):
        super().setUp()
        self.tokens = self.folder / "tokens"
        self.policy = self.folder / "policy"
        self.tokens.write_text(f"pipeline {PIPELINE}\nsoc {SOC}\n")
        self.policy.write_text(
            "token:pipeline score *\ntoken:soc read,feedback,admin default\n"
        )

    def start(self):
        return self.start_server(
            f"--tokens-file={self.tokens}", f"--policy-file={self.policy}"
        )

    @staticmethod
    def shown(token):
        return (("authorization", f"Bearer {token}"),)

    def assert_feedback_names_its_giver(self, server):
        service = server.baselines()
        said = baseline_service_pb2.MarkBenignRequest(feedback_id="f1", actor="root")
        said.place.principal = events.user("alice")
        said.place.origin = "FR"
        service.MarkBenign(said, metadata=self.shown(SOC))
        (entry,) = service.ListFeedback(
            baseline_service_pb2.ListFeedbackRequest(), metadata=self.shown(SOC)
        ).entries
        self.assertEqual((entry.actor, entry.identity), ("root", "token:soc"))

    def test_a_token_opens_what_the_policy_says(self):
        server = self.start()
        score = server.scoring().ScoreEvents
        self.assertEqual(
            len(score(self.one(), metadata=self.shown(PIPELINE)).results), 1
        )
        self.assert_code(grpc.StatusCode.UNAUTHENTICATED, score, self.one())
        for wrong in (PIPELINE[:-1], PIPELINE + "0", "", "x"):
            self.assert_code(
                grpc.StatusCode.UNAUTHENTICATED,
                *(score, self.one()),
                metadata=self.shown(wrong),
            )
        told = self.assert_code(
            grpc.StatusCode.PERMISSION_DENIED,
            *(score, self.one()),
            metadata=self.shown(SOC),
        )
        self.assertIn("token:soc", told)
        get = server.baselines().GetBaseline
        alice = events.get_request(events.PRINCIPAL, events.user("alice"))
        self.assertEqual(get(alice, metadata=self.shown(SOC)).baseline.calls, 1)
        self.assert_code(
            grpc.StatusCode.PERMISSION_DENIED,
            *(get, alice),
            metadata=self.shown(PIPELINE),
        )
        self.assert_feedback_names_its_giver(server)
        alice.entity.tenant = "other"
        self.assert_code(
            grpc.StatusCode.PERMISSION_DENIED, get, alice, metadata=self.shown(SOC)
        )
        self.assertEqual(server.health("farcall.v1.ScoringService"), harness.SERVING)
        refused = server.metrics()
        self.assertEqual(
            refused['farcall_calls_refused_total{reason="no_credentials"}'], 1
        )
        self.assertEqual(
            refused['farcall_calls_refused_total{reason="bad_credentials"}'], 4
        )
        self.assertNotIn(PIPELINE, server.log())
        self.assertNotIn(SOC, server.log())

    def test_tokens_are_replaced_while_a_stream_runs(self):
        server = self.start()
        service = server.scoring()
        sent, more = threading.Semaphore(0), threading.Semaphore(1)

        def batches():
            for _ in range(4):
                more.acquire()
                yield events.stream_request(self.one())
                sent.release()

        answers = service.StreamScoreEvents(
            batches(), metadata=self.shown(PIPELINE), timeout=harness.DEADLINE_SECONDS
        )
        next(answers)
        new = PIPELINE.upper()
        replace(
            self.tokens, f"pipeline {PIPELINE}\npipeline {new}\nsoc {SOC}\n".encode()
        )
        harness.wait_until(
            lambda: "read anew" in server.log(), "the server to read the tokens"
        )
        service.ScoreEvents(self.one(), metadata=self.shown(new))
        more.release()
        next(answers)

        replace(self.tokens, b"pipeline short\n")
        harness.wait_until(
            lambda: "reload failed" in server.log(), "the server to refuse the file"
        )
        more.release()
        next(answers)

        replace(self.tokens, f"pipeline {new}\n".encode())
        harness.wait_until(
            lambda: server.log().count("read anew") == 2, "the server to read again"
        )
        more.release()
        with self.assertRaises(grpc.RpcError) as caught:
            next(answers)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.UNAUTHENTICATED)

    def test_the_cli_shows_a_token(self):
        server = self.start()
        token = self.folder / "token"
        token.write_text(SOC + "\n")
        at = f"--server={server.address}"
        server.scoring().ScoreEvents(self.one(), metadata=self.shown(PIPELINE))
        self.run_cli("baseline", events.user("alice"), at, code=5)
        drawn = self.run_cli(
            "baseline", events.user("alice"), at, f"--token-file={token}"
        )
        self.assertIn("DE", drawn)

    def test_a_bad_file_stops_the_start_and_is_named(self):
        self.tokens.write_text(f"pipeline {PIPELINE}\nsoc tiny\n")
        server = harness.Server(
            self.folder / "data",
            f"--tokens-file={self.tokens}",
            geoip_db=self.small_db,
        )
        done = server.run()
        self.assertEqual(done.returncode, 1)
        self.assertIn("line 2", done.stderr)
        self.assertNotIn("tiny", done.stderr)


class TlsTest(IdentityTest):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.folder / "pki", "authority")
        self.key, self.certificate = self.authority.issue(
            "server", "IP:127.0.0.1,DNS:localhost"
        )

    def start(self, *flags):
        return self.start_server(
            f"--tls-cert-file={self.certificate}",
            f"--tls-key-file={self.key}",
            "--tls-reload-seconds=1",
            *flags,
        )

    def stub(self, server, authority=None, client=None):
        """A client that trusts an authority and shows (key, certificate)."""
        key, certificate = client or (None, None)
        credentials = grpc.ssl_channel_credentials(
            (authority or self.authority).certificate.read_bytes(),
            key and key.read_bytes(),
            certificate and certificate.read_bytes(),
        )
        return scoring_service_pb2_grpc.ScoringServiceStub(server.channel(credentials))

    def test_only_who_trusts_the_server_speaks_to_it(self):
        server = self.start()
        self.assertEqual(len(self.stub(server).ScoreEvents(self.one()).results), 1)
        stranger = Authority(self.folder / "other", "stranger")
        for call in (
            self.stub(server, stranger).ScoreEvents,
            server.scoring().ScoreEvents,  # plaintext
        ):
            self.assert_code(grpc.StatusCode.UNAVAILABLE, call, self.one())
        # Probes need no certificate.
        self.assertEqual(server.health("", server.admin_address), harness.SERVING)
        self.run_cli(
            *("baselines", f"--server={server.address}"),
            f"--tls-ca-file={self.authority.certificate}",
        )

    def test_client_certificates_are_identities(self):
        clients = Authority(self.folder / "clients", "clients")
        policy = self.folder / "policy"
        policy.write_text("cert:pipeline.example.com score *\n")
        server = self.start(
            "--tls-client-certificates=required",
            f"--tls-client-ca-file={clients.certificate}",
            f"--policy-file={policy}",
        )
        pipeline = clients.issue("p", "DNS:pipeline.example.com")
        other = clients.issue("o", "DNS:other.example.com")
        forged = Authority(self.folder / "forgers", "clients").issue(
            "p", "DNS:pipeline.example.com"
        )
        expired = clients.issue("e", "DNS:pipeline.example.com", days=-1)
        score = self.stub(server, client=pipeline).ScoreEvents
        self.assertEqual(len(score(self.one()).results), 1)
        told = self.assert_code(
            grpc.StatusCode.PERMISSION_DENIED,
            self.stub(server, client=other).ScoreEvents,
            self.one(),
        )
        self.assertIn("other.example.com", told)
        for refused in (None, forged, expired):
            self.assert_code(
                grpc.StatusCode.UNAVAILABLE,
                self.stub(server, client=refused).ScoreEvents,
                self.one(),
            )

    def test_certificates_are_replaced_while_a_stream_runs(self):
        server = self.start()
        more = threading.Semaphore(1)

        def batches():
            for _ in range(2):
                more.acquire()
                yield events.stream_request(self.one())

        answers = self.stub(server).StreamScoreEvents(
            batches(), timeout=harness.DEADLINE_SECONDS
        )
        next(answers)
        successor = Authority(self.folder / "successor", "successor")
        key, certificate = successor.issue("server", "IP:127.0.0.1")
        replace(self.key, key.read_bytes())
        replace(self.certificate, certificate.read_bytes())

        def speaks_anew():
            try:
                return self.stub(server, successor).ScoreEvents(self.one(), timeout=5)
            except grpc.RpcError:
                return None

        harness.wait_until(speaks_anew, "the new certificate to be in use")
        more.release()
        self.assertEqual(len(next(answers).batch.results), 1)

    def test_a_client_may_expect_another_name_than_the_address_has(self):
        self.key, self.certificate = self.authority.issue("inside", "DNS:farcall.soc")
        server = self.start()
        command = (
            *("baselines", f"--server={server.address}"),
            f"--tls-ca-file={self.authority.certificate}",
        )
        self.run_cli(*command, "--tls-server-name=farcall.soc")
        self.run_cli(*command, code=3)
        self.run_cli(*command, "--tls-server-name=farcall.other", code=3)

    def test_metrics_tell_when_the_certificate_expires(self):
        server = self.start()
        name = "farcall_tls_certificate_not_after_timestamp_seconds"
        two_days = server.metrics()[name]
        self.assertAlmostEqual(two_days, time.time() + 2 * 86400, delta=600)
        _, renewed = self.authority.issue("server", "IP:127.0.0.1", days=9)
        harness.wait_until(
            lambda: server.metrics()[name] > two_days, "the renewed one to be told"
        )
        replace(renewed, b"no certificate")
        harness.wait_until(lambda: "reload failed" in server.log(), "a complaint")
        self.assertGreater(server.metrics()[name], two_days)

    def test_plaintext_for_other_machines_must_be_meant(self):
        data = self.folder / "data"
        server = harness.Server(data, "--listen=0.0.0.0:0", geoip_db=self.small_db)
        done = server.run()
        self.assertEqual(done.returncode, 2)
        self.assertIn("allow-plaintext-beyond-loopback", done.stderr)
        self.start_server(
            "--listen=0.0.0.0:0", "--allow-plaintext-beyond-loopback=true"
        )


if __name__ == "__main__":
    harness.main()
