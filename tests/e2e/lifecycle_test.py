# SPDX-License-Identifier: Apache-2.0
"""Start and stop: readiness, drain, and clear errors for what cannot start."""

import contextlib
import json
import socket
import subprocess
import threading

import events
import grpc
import harness

SERVICES = (
    "farcall.v1.ScoringService",
    "farcall.v1.BaselineService",
    "farcall.v1.FindingService",
)


class StreamingClient(threading.Thread):
    """Streams batches, each when the one before it is answered, until cut off."""

    def __init__(self, server, principal):
        super().__init__()
        self.stub = server.scoring()
        self.principal = principal
        self.answered = 0
        self.error = None
        self.may_send = threading.Semaphore()
        self.has_answer = threading.Event()

    def requests(self):
        while self.may_send.acquire() and self.error is None:
            inputs = [events.event(principal=self.principal)]
            yield events.stream_request(events.batch(inputs))

    def run(self):
        try:
            for _ in self.stub.StreamScoreEvents(self.requests()):
                self.answered += 1
                self.has_answer.set()
                self.may_send.release()
        except grpc.RpcError as error:
            self.error = error
        self.may_send.release()


class DrainTest(harness.EndToEndTest):
    def test_sigterm_during_streams_loses_nothing_that_was_answered(self):
        server = self.start_server()
        clients = [StreamingClient(server, f"p{number}") for number in range(3)]
        for client in clients:
            client.start()
        for client in clients:
            self.assertTrue(client.has_answer.wait(harness.DEADLINE_SECONDS))
        server.terminate()
        for client in clients:
            client.join(harness.DEADLINE_SECONDS)
            self.assertFalse(client.is_alive())
            self.assertEqual(client.error.code(), grpc.StatusCode.UNAVAILABLE)
        self.assertEqual(server.process.wait(harness.DEADLINE_SECONDS), 0)

        again = self.start_server()
        for client in clients:
            request = events.get_request(
                events.PRINCIPAL, events.user(client.principal)
            )
            calls = again.baselines().GetBaseline(request).baseline.calls
            # The last batch may have been counted and its answer lost.
            self.assertIn(calls, (client.answered, client.answered + 1))

    def test_a_client_streams_through_rolling_restarts(self):
        """No answer is lost, and nothing is counted twice."""
        records, restarts = 2000, 3
        server = self.start_server()
        score = subprocess.Popen(
            [
                str(harness.BIN_DIR / "farcall"),
                *("score", "-", "--format=ndjson", "--batch-events=20"),
                f"--server={server.address}",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=harness.ENVIRONMENT,
        )
        self.addCleanup(score.wait)
        self.addCleanup(score.kill)
        sent = [events.record_fields(seconds_ago=7200) for _ in range(records)]

        def feed():
            with score.stdin:
                for record in sent:
                    score.stdin.write(json.dumps(record).encode() + b"\n")

        feeder = threading.Thread(target=feed)
        feeder.start()
        answers = []
        with score.stdout:
            for line in score.stdout:
                answers.append(json.loads(line))
                if len(answers) % (records // (restarts + 1)) == 0 and restarts:
                    restarts -= 1
                    self.assertEqual(server.stop(), 0)
                    server.start()
        feeder.join()
        self.assertEqual(score.wait(harness.DEADLINE_SECONDS), 0)
        self.assertEqual(restarts, 0)
        self.assertEqual(
            [answer["event_id"] for answer in answers],
            [record["eventID"] for record in sent],
        )
        self.assertTrue(all(answer["score"] is not None for answer in answers))
        request = events.get_request(events.PRINCIPAL, events.user("alice"))
        baseline = server.baselines().GetBaseline(request).baseline
        self.assertEqual(baseline.calls, records)

    def test_readiness_ends_before_the_service_does(self):
        server = self.start_server("--readiness-delay-seconds=2")
        watched = []
        with contextlib.closing(server.channel()) as channel:
            watch = channel.unary_stream("/grpc.health.v1.Health/Watch")
            states = watch(harness.health_request(SERVICES[0]))
            watched.append(next(states))
            server.terminate()
            watched.append(next(states))
            states.cancel()
        self.assertEqual(watched, [harness.SERVING, harness.NOT_SERVING])
        # Still there for clients that have not looked yet.
        answer = server.scoring().ScoreEvents(events.batch([events.event()]))
        self.assertEqual(answer.results[0].WhichOneof("outcome"), "score")
        for service in ("", *SERVICES):
            self.assertEqual(server.health(service), harness.NOT_SERVING)
        self.assertEqual(server.process.wait(harness.DEADLINE_SECONDS), 0)

    def test_a_call_in_flight_finishes(self):
        # With no delay the drain may find the request half way in, not in flight.
        server = self.start_server("--readiness-delay-seconds=1")
        inputs = [events.event(principal=f"p{n % 100}") for n in range(5000)]
        stub = server.scoring()
        stub.ScoreEvents(events.batch([events.event(principal="first")]))
        call = stub.ScoreEvents.future(events.batch(inputs))
        server.terminate()
        try:
            answered = len(call.result().results)
        except grpc.RpcError as error:
            self.assertEqual(error.code(), grpc.StatusCode.UNAVAILABLE)
            answered = 0
        self.assertEqual(server.process.wait(harness.DEADLINE_SECONDS), 0)
        again = self.start_server()
        tenant = again.baselines().GetBaseline(events.get_request(events.TENANT))
        self.assertIn(tenant.baseline.calls, {1 + answered, 1 + len(inputs)})

    def test_a_restart_knows_everything(self):
        server = self.start_server()
        inputs = [events.event(principal=f"p{n % 9}") for n in range(300)]
        first = server.scoring().ScoreEvents(events.batch(inputs))
        known = events.everything_known(server)
        self.assertEqual(server.stop(), 0)

        again = self.start_server()
        self.assertEqual(events.everything_known(again), known)
        second = again.scoring().ScoreEvents(events.batch(inputs))
        self.assertTrue(all(result.duplicate for result in second.results))
        self.assertEqual(
            [result.score.score for result in second.results],
            [result.score.score for result in first.results],
        )
        self.assertEqual(events.everything_known(again), known)

    def test_the_log_is_json_and_tells_start_and_stop(self):
        server = self.start_server()
        server.stop()
        lines = [json.loads(line) for line in server.log().splitlines()]
        self.assertGreaterEqual(len(lines), 2)
        for line in lines:
            self.assertIsInstance(line, dict)


class HealthTest(harness.EndToEndTest):
    def test_each_service_is_serving(self):
        server = self.start_server()
        for service in ("", *SERVICES):
            self.assertEqual(server.health(service), harness.SERVING)

    def test_a_service_that_is_not_there_is_not_found(self):
        server = self.start_server()
        with self.assertRaises(grpc.RpcError) as caught:
            server.health("farcall.v1.NoService")
        self.assertEqual(caught.exception.code(), grpc.StatusCode.NOT_FOUND)

    def test_reflection_lists_the_services(self):
        server = self.start_server()
        with contextlib.closing(server.channel()) as channel:
            reflect = channel.stream_stream(
                "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"
            )
            list_services = b"\x3a\x01*"  # field 7, a string
            answer = next(reflect(iter([list_services])))
        for service in (*SERVICES, "grpc.health.v1.Health"):
            self.assertIn(service.encode(), answer)


class StartTest(harness.EndToEndTest):
    def assert_cannot_start(self, server, *words):
        result = server.run()
        self.assertGreater(result.returncode, 0, result.stderr)
        self.assertLess(result.returncode, 126, result.stderr)
        for word in words:
            self.assertIn(str(word), result.stderr)

    def test_a_port_that_is_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            server = self.new_server()
            server.port = taken.getsockname()[1]
            self.assert_cannot_start(server, server.address)

    def test_a_metrics_port_that_is_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            server = self.new_server()
            server.metrics_port = taken.getsockname()[1]
            self.assert_cannot_start(server, server.metrics_port)

    def test_a_folder_that_another_server_has(self):
        first = self.start_server()
        self.assert_cannot_start(self.new_server(), first.data_dir)
        self.assertEqual(first.health(SERVICES[0]), harness.SERVING)

    def test_a_folder_that_cannot_be_made(self):
        (self.folder / "file").write_text("")
        server = self.new_server(data="file/data")
        self.assert_cannot_start(server, server.data_dir)

    def test_a_country_database_that_is_not_there(self):
        server = self.new_server(geoip_db=self.folder / "none.mmdb")
        self.assert_cannot_start(server, server.geoip_db)

    def test_a_country_database_that_is_none(self):
        path = self.folder / "bad.mmdb"
        path.write_bytes(b"this is no database" * 100)
        self.assert_cannot_start(self.new_server(geoip_db=path), path)

    def test_a_country_database_cut_short(self):
        path = self.folder / "short.mmdb"
        whole = self.small_db.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        self.assert_cannot_start(self.new_server(geoip_db=path), path)

    def test_a_setting_that_is_not_there(self):
        self.assert_cannot_start(self.new_server("--dta-dir=x"), "dta-dir")

    def test_a_setting_out_of_range(self):
        self.assert_cannot_start(
            self.new_server("--batch-events-max=0"), "batch-events-max"
        )

    def test_check_config_starts_nothing(self):
        server = self.new_server("--check-config")
        result = server.run()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertFalse(server.data_dir.exists())

    def test_print_config_tells_every_value(self):
        result = self.new_server("--print-config", "--batch-events-max=77").run()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stdout, r"batch-events-max\W+77")
        self.assertIn(str(self.small_db), result.stdout)


if __name__ == "__main__":
    harness.main()
