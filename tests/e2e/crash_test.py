# SPDX-License-Identifier: Apache-2.0
"""kill -9 while clients stream: what was answered is counted, once; the rest is
counted whole or not at all; sending everything again changes nothing twice.

FARCALL_CRASH_ROUNDS: rounds for each durability setting, default 5.
"""

import concurrent.futures
import json
import os
import random
import subprocess
import threading
import uuid

import events
import grpc
import harness

ROUNDS = int(os.environ.get("FARCALL_CRASH_ROUNDS", "5"))
CLIENTS = 3
BATCHES = 400  # of each client and round; more than are answered before the kill
BATCH_EVENTS = 20


def make_batches(client, number_of_batches):
    """Batches with a principal each, so that each batch's count can be asked."""
    name = f"{client}-{uuid.uuid4().hex[:8]}"
    return {
        f"{name}-{i}": events.batch(
            [events.event(principal=f"{name}-{i}") for _ in range(BATCH_EVENTS)]
        )
        for i in range(number_of_batches)
    }


def stream_until_cut(server, batches, in_flight):
    """Streams batches until the server is gone; the answered ones by name."""
    answered = {}
    window = threading.Semaphore(in_flight)
    cut = threading.Event()

    def requests():
        for request in batches.values():
            window.acquire()
            if cut.is_set():
                return
            yield events.stream_request(request)

    try:
        answers = server.scoring().StreamScoreEvents(requests())
        for name, answer in zip(batches, answers):
            answered[name] = answer.batch
            window.release()
    except grpc.RpcError:
        pass
    finally:
        cut.set()
        window.release()
    return answered


class CrashTest(harness.EndToEndTest):
    def test_killed_with_fsync(self):
        self.crash_again_and_again("fsync")

    def test_killed_with_wal(self):
        self.crash_again_and_again("wal")

    def crash_again_and_again(self, durability):
        self.flags = [f"--durability={durability}"]
        self.total = 0
        seed = random.randrange(1 << 32)
        rng = random.Random(seed)
        for number in range(ROUNDS):
            with self.subTest(durability=durability, round=number, seed=seed):
                self.one_round(rng)

    def one_round(self, rng):
        batches = [make_batches(client, BATCHES) for client in range(CLIENTS)]
        answered = self.stream_and_kill(rng, batches)
        if rng.random() < 0.4:
            self.kill_while_starting(rng)
        server = self.start_server(*self.flags)
        for sent, got in zip(batches, answered):
            self.check_counts(server, sent, got)
        for sent, got in zip(batches, answered):
            self.send_again(server, sent, got)
        self.total += sum(BATCH_EVENTS * len(sent) for sent in batches)
        self.check_totals(server)
        self.assertEqual(server.stop(), 0)

    def stream_and_kill(self, rng, batches):
        server = self.start_server(*self.flags)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            clients = [
                pool.submit(stream_until_cut, server, sent, rng.choice([1, 4, 16]))
                for sent in batches
            ]
            killer = threading.Timer(rng.uniform(0.0, 0.6), server.process.kill)
            killer.start()
            answered = [client.result() for client in clients]
            killer.join()
        server.process.wait()
        server.kill()
        return answered

    def kill_while_starting(self, rng):
        server = self.new_server(*self.flags).spawn()
        killer = threading.Timer(rng.uniform(0.0, 0.1), server.process.kill)
        killer.start()
        server.process.wait(harness.DEADLINE_SECONDS)
        killer.join()

    def calls_of(self, service, kind, name):
        try:
            return service.GetBaseline(events.get_request(kind, name)).baseline.calls
        except grpc.RpcError as error:
            self.assertEqual(error.code(), grpc.StatusCode.NOT_FOUND)
            return 0

    def check_counts(self, server, sent, answered):
        """After the crash: answered is counted once, the rest whole or not at all."""
        service = server.baselines()
        # Batches go out in order: after the first that is not there, none is.
        may_be_there = len(answered) + 20
        for name in list(sent)[:may_be_there]:
            calls = self.calls_of(service, events.PRINCIPAL, events.user(name))
            if name in answered:
                self.assertEqual(calls, BATCH_EVENTS, f"answered batch {name}")
            else:
                self.assertIn(calls, (0, BATCH_EVENTS), f"batch {name} without answer")

    def send_again(self, server, sent, answered):
        service = server.scoring()
        requests = map(events.stream_request, sent.values())
        for name, answer in zip(sent, service.StreamScoreEvents(requests)):
            results = answer.batch.results
            duplicates = sum(result.duplicate for result in results)
            if name in answered:
                self.assertEqual(duplicates, BATCH_EVENTS, f"answered batch {name}")
                self.assertEqual(
                    [result.score.score for result in results],
                    [result.score.score for result in answered[name].results],
                )
            else:
                self.assertIn(duplicates, (0, BATCH_EVENTS), f"batch {name}")
        for name in sent:
            calls = self.calls_of(
                server.baselines(), events.PRINCIPAL, events.user(name)
            )
            self.assertEqual(calls, BATCH_EVENTS, f"batch {name} after both")

    def check_totals(self, server):
        service = server.baselines()
        for kind, name in (
            (events.TENANT, ""),
            (events.ACCOUNT_KIND, events.ACCOUNT),
            (events.COMMAND, "ec2:DescribeInstances"),
        ):
            self.assertEqual(self.calls_of(service, kind, name), self.total)


class CommandLineCrashTest(harness.EndToEndTest):
    def test_the_cli_goes_on_after_a_crash_and_each_call_is_counted_once(self):
        path = self.folder / "calls.ndjson"
        records = [events.record_fields(principal=f"p{n % 50}") for n in range(30000)]
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        server = self.start_server()
        client = subprocess.Popen(
            [harness.BIN_DIR / "farcall", "score", path, "--format=ndjson"]
            + [f"--server={server.address}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=harness.ENVIRONMENT,
        )
        self.addCleanup(client.kill)
        with client.stdout:
            lines = [client.stdout.readline()]
            server.kill()
            server.start()
            lines += client.stdout.readlines()
        self.assertEqual(client.wait(harness.DEADLINE_SECONDS), 0)
        self.assertEqual(
            sorted(json.loads(line)["event_id"] for line in lines),
            sorted(record["eventID"] for record in records),
        )
        tenant = server.baselines().GetBaseline(events.get_request(events.TENANT))
        self.assertEqual(tenant.baseline.calls, len(records))


if __name__ == "__main__":
    harness.main()
