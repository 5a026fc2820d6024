# SPDX-License-Identifier: Apache-2.0
"""kill -9 while clients stream: what was answered is counted, once; the rest is
counted whole or not at all; sending everything again changes nothing twice.

FARCALL_CRASH_ROUNDS: rounds for each durability setting, default 5.
"""

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
BATCH_EVENTS = 20


class Client:
    """Streams batches, each with a principal of its own, so that the count of
    each batch can be asked."""

    def __init__(self, in_flight):
        self.name = uuid.uuid4().hex[:8]
        self.sent = {}  # principal -> batch
        self.answered = {}  # principal -> its answer
        self.window = threading.Semaphore(in_flight)
        self.cut = False

    def requests(self):
        while self.window.acquire() and not self.cut:
            principal = f"{self.name}-{len(self.sent)}"
            inputs = [events.event(principal=principal) for _ in range(BATCH_EVENTS)]
            self.sent[principal] = events.batch(inputs)
            yield events.stream_request(self.sent[principal])

    def stream_until_cut(self, server):
        try:
            answers = server.scoring().StreamScoreEvents(self.requests())
            for number, answer in enumerate(answers):
                self.answered[f"{self.name}-{number}"] = answer.batch
                self.window.release()
        except grpc.RpcError:
            pass
        self.cut = True
        self.window.release()

    def send_again(self, server):
        """Every batch again; the answers by principal."""
        requests = map(events.stream_request, self.sent.values())
        answers = server.scoring().StreamScoreEvents(requests)
        return {name: answer.batch for name, answer in zip(self.sent, answers)}


class CrashTest(harness.EndToEndTest):
    def test_killed_with_fsync(self):
        self.crash_again_and_again("fsync")

    def test_killed_with_wal(self):
        self.crash_again_and_again("wal")

    def crash_again_and_again(self, durability):
        self.server = self.new_server(f"--durability={durability}")
        self.total = 0
        seed = random.randrange(1 << 32)
        rng = random.Random(seed)
        answered = 0
        for number in range(ROUNDS):
            with self.subTest(durability=durability, round=number, seed=seed):
                clients = self.one_round(rng)
                answered += sum(len(client.answered) for client in clients)
        self.assertGreater(answered, 0)

    def one_round(self, rng):
        clients = [Client(rng.choice([1, 4, 16])) for _ in range(CLIENTS)]
        self.stream_and_kill(rng, clients)
        if rng.random() < 0.4:
            self.kill_while_starting(rng)
        self.server.start()
        self.check_after_crash(clients)
        self.check_sent_again(clients)
        self.assertEqual(self.server.stop(), 0)
        return clients

    def stream_and_kill(self, rng, clients):
        self.server.kill()  # where the round before broke off
        self.server.start()
        threads = [
            threading.Thread(target=client.stream_until_cut, args=[self.server])
            for client in clients
        ]
        for thread in threads:
            thread.start()
        killer = threading.Timer(rng.uniform(0.0, 0.6), self.server.process.kill)
        killer.start()
        for thread in [*threads, killer]:
            thread.join(harness.DEADLINE_SECONDS)
        self.server.kill()

    def kill_while_starting(self, rng):
        self.server.spawn()
        killer = threading.Timer(rng.uniform(0.0, 0.1), self.server.process.kill)
        killer.start()
        killer.join()
        self.server.kill()

    def calls_by_principal(self):
        listed = events.list_baselines(self.server.baselines(), events.PRINCIPAL)
        return {
            baseline.entity.name.rpartition("/")[2]: baseline.calls
            for baseline in listed
        }

    def check_after_crash(self, clients):
        """What was answered is counted once, the rest whole or not at all."""
        calls = self.calls_by_principal()
        for client in clients:
            for name in client.sent:
                if name in client.answered:
                    self.assertEqual(calls.get(name), BATCH_EVENTS, f"answered {name}")
                else:
                    self.assertIn(calls.get(name), (None, BATCH_EVENTS), name)

    def check_sent_again(self, clients):
        for client in clients:
            for name, answer in client.send_again(self.server).items():
                self.check_second_answer(name, client.answered.get(name), answer)
            self.total += len(client.sent) * BATCH_EVENTS
        calls = self.calls_by_principal()
        for client in clients:
            for name in client.sent:
                self.assertEqual(calls[name], BATCH_EVENTS, f"{name} after both")
        service = self.server.baselines()
        for kind, name in (
            (events.TENANT, ""),
            (events.PEERS_KIND, events.PEERS),
            (events.COMMAND, "ec2:DescribeInstances"),
        ):
            answer = service.GetBaseline(events.get_request(kind, name))
            self.assertEqual(answer.baseline.calls, self.total)

    def check_second_answer(self, name, first, second):
        duplicates = sum(result.duplicate for result in second.results)
        if first is None:
            self.assertIn(duplicates, (0, BATCH_EVENTS), name)
            return
        self.assertEqual(duplicates, BATCH_EVENTS, f"answered {name}")
        self.assertEqual(
            [result.score.score for result in second.results],
            [result.score.score for result in first.results],
        )


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
