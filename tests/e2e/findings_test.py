# SPDX-License-Identifier: Apache-2.0
"""Findings through kill -9, lost answers, redelivery, restore and erasure.

FARCALL_FINDING_ROUNDS: rounds of kill -9, default 5.
"""

import json
import os
import random
import subprocess
import threading

import events
import grpc
import harness
from farcall.v1 import baseline_service_pb2, finding_service_pb2

ROUNDS = int(os.environ.get("FARCALL_FINDING_ROUNDS", "5"))
THEFTS_A_ROUND = 4
DAY = 86400


def past(principal):
    """Calls from Germany of ten days."""
    return [
        events.event(principal=principal, seconds_ago=12 * DAY - hour * 3600 * 6)
        for hour in range(40)
    ]


def theft(principal, calls=3):
    return [
        events.event(
            principal=principal, address=events.IN_BRAZIL, seconds_ago=3600 - number
        )
        for number in range(calls)
    ]


class Watcher:
    """`farcall watch` with a cursor file, started again wherever it is killed."""

    def __init__(self, folder):
        self.cursor = folder / "cursor"
        self.output = folder / "watch.ndjson"
        self.process = None

    def start(self, server):
        command = [harness.BIN_DIR / "farcall", "watch", "--from-start"]
        command += [f"--server={server.address}", f"--cursor-file={self.cursor}"]
        with open(self.output, "ab") as output:
            self.process = subprocess.Popen(
                command,
                stdout=output,
                stderr=subprocess.DEVNULL,
                env=harness.ENVIRONMENT,
            )

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def changes(self):
        """A line that a kill cut off is not one: it comes again."""
        if not self.output.exists():
            return []
        found = []
        for line in self.output.read_bytes().split(b"\n"):
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
        return found

    def ids(self):
        return {change["finding_id"] for change in self.changes()}


class FindingsTest(harness.EndToEndTest):
    def list_findings(self, server, **fields):
        request = finding_service_pb2.ListFindingsRequest(page_size=1000, **fields)
        return server.findings().ListFindings(request).findings

    def learn(self, server, *principals):
        for principal in principals:
            server.scoring().ScoreEvents(events.batch(past(principal)))

    def test_an_alert_whose_answer_is_lost_is_there(self):
        server = self.start_server()
        self.learn(server, "alice")
        batch = events.batch(theft("alice"))
        first = server.scoring().ScoreEvents(batch)
        self.assertTrue(first.results[0].score.alert)
        self.assertTrue(first.results[0].score.finding_opened)
        server.kill()  # and nobody kept the answer
        server.start()
        again = server.scoring().ScoreEvents(batch)
        self.assertTrue(again.results[0].duplicate)
        self.assertTrue(again.results[0].score.alert)
        found = self.list_findings(server)
        self.assertEqual(len(found), 1)
        self.assertEqual(found[0].calls, 3)
        for result in [*first.results, *again.results]:
            self.assertEqual(result.score.finding_id, found[0].id)
        self.assertIn('"finding opened"', self.log_of_first_start(server, batch))

    def log_of_first_start(self, server, batch):
        """The log of a server that opens the finding of the same batch."""
        other = self.start_server(data="other")
        self.learn(other, "alice")
        other.scoring().ScoreEvents(batch)
        harness.wait_until(lambda: '"finding opened"' in other.log(), "the line")
        self.assertNotIn("user/alice", other.log())
        return other.log()

    def test_the_command_line_lists_and_watches(self):
        server = self.start_server()
        watcher = Watcher(self.folder)
        watcher.start(server)
        self.addCleanup(watcher.kill)
        self.learn(server, "alice", "bob")
        server.scoring().ScoreEvents(events.batch(theft("alice") + theft("bob")))
        listed = harness.run_cli(
            "findings", f"--server={server.address}", "--format=ndjson"
        )
        self.assertEqual(listed.returncode, 0, listed.stderr)
        rows = [json.loads(line) for line in listed.stdout.splitlines()]
        self.assertEqual(len(rows), 2)
        names = "finding_id principal origin state risk peak_score first_event_time last_event_time calls"
        for row in rows:
            self.assertLessEqual(set(names.split()), set(row))
            self.assertEqual(row["origin"], "BR")
            self.assertEqual(row["calls"], 3)
        expected = {row["finding_id"] for row in rows}
        harness.wait_until(lambda: watcher.ids() >= expected, "both findings")
        for change in watcher.changes():
            self.assertLessEqual({"finding_id", "revision", "change"}, set(change))

    def test_a_new_network_of_three_principals_is_most_urgent(self):
        server = self.start_server()
        self.learn(server, "alice", "bob", "carol")
        server.scoring().ScoreEvents(events.batch(theft("alice") + theft("bob")))
        self.assertTrue(all(one.priority > 1 for one in self.list_findings(server)))
        server.scoring().ScoreEvents(events.batch(theft("carol")))
        found = self.list_findings(server)
        self.assertEqual([one.priority for one in found], [1, 1, 1])
        for one in found:
            request = finding_service_pb2.GetFindingRequest(finding_id=one.id)
            self.assertEqual(server.findings().GetFinding(request).finding.priority, 1)
            request = finding_service_pb2.GetCardRequest(finding_id=one.id)
            card = server.findings().GetCard(request).card
            self.assertEqual(card.finding.priority, 1)
        self.triage(server, "close", found[0].id, "--benign", "--reason=travel")
        self.assertTrue(all(one.priority > 1 for one in self.list_findings(server)))

    def triage(self, server, *arguments, code=0):
        """What the command printed of each finding, as objects."""
        done = harness.run_cli(
            *arguments, f"--server={server.address}", "--format=json"
        )
        self.assertEqual(done.returncode, code, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()], str(done.stderr)

    def notes_of(self, server, finding_id):
        request = finding_service_pb2.GetFindingRequest(finding_id=finding_id)
        return server.findings().GetFinding(request).notes

    def test_decisions_of_people_survive_kills_and_teach(self):
        server = self.start_server()
        self.learn(server, "alice", "bob")
        server.scoring().ScoreEvents(events.batch(theft("alice") + theft("bob")))
        alice, bob = (
            finding.id
            for finding in sorted(
                self.list_findings(server), key=lambda finding: finding.principal
            )
        )
        rows, _ = self.triage(server, "ack", alice, "--assignee=erin")
        self.assertEqual(rows[0]["state"], "ACKNOWLEDGED")
        self.assertEqual(rows[0]["assignee"], "erin")
        revision = f"--revision={rows[0]['revision'] + 7}"
        benign = ("--benign", "--reason=travel", "--request-id=close-1")
        _, told = self.triage(server, "close", alice, *benign, revision, code=5)
        self.assertIn("has changed", told)
        close = ("close", alice, *benign, "--note=asked her")
        rows, _ = self.triage(server, *close)
        self.assertEqual(rows[0]["state"], "BENIGN")
        self.triage(server, "close", bob, "--malicious", "--reason=stolen-credential")
        server.kill()
        server.start()
        again, _ = self.triage(server, *close)
        self.assertEqual(again, rows, "the same request changes nothing")
        notes = self.notes_of(server, alice)
        self.assertEqual([note.text for note in notes], ["asked her"])
        audit = server.baselines().ListFeedback(
            baseline_service_pb2.ListFeedbackRequest()
        )
        self.assertEqual(len(audit.entries), 2)
        later = events.batch(theft("alice", calls=1) + theft("bob", calls=1))
        results = server.scoring().ScoreEvents(later).results
        self.assertEqual([one.score.finding_id for one in results], [alice, bob])
        self.assertLess(results[0].score.score, 40, "benign by what was said")
        self.assertGreater(results[1].score.score, 70)
        self.assertEqual(len(self.list_findings(server)), 0, "all are decided")
        self.triage(server, "reopen", alice, "--note=she is at home")
        rows, _ = self.triage(server, "note", alice, "called her again")
        self.assertEqual(rows[0]["state"], "ACKNOWLEDGED")

    def test_a_watcher_sees_every_finding_through_kills(self):
        seed = random.randrange(1 << 32)
        rng = random.Random(seed)
        server = self.new_server()
        watcher = Watcher(self.folder)
        self.addCleanup(watcher.kill)
        sent = []
        for number in range(ROUNDS):
            with self.subTest(round=number, seed=seed):
                self.one_round(server, watcher, rng, number, sent)
        server.start()
        for batch in sent:  # what a pipeline does that got no answer
            server.scoring().ScoreEvents(batch)
        found = {finding.id: finding for finding in self.list_findings(server)}
        self.assertEqual(len(found), ROUNDS * THEFTS_A_ROUND)
        self.assertEqual({finding.calls for finding in found.values()}, {3})
        watcher.start(server)
        harness.wait_until(lambda: watcher.ids() >= set(found), "every finding")
        self.assertEqual(watcher.ids(), set(found))
        contents = {}
        for change in watcher.changes():
            key = change["finding_id"], change["revision"]
            content = {k: v for k, v in change.items() if k != "change"}
            self.assertEqual(contents.setdefault(key, content), content)

    def one_round(self, server, watcher, rng, number, sent):
        server.start()
        names = [f"victim{number}-{n}" for n in range(THEFTS_A_ROUND)]
        self.learn(server, *names)
        if rng.random() < 0.5:
            watcher.kill()
        if watcher.process is None or watcher.process.poll() is not None:
            watcher.start(server)
        batches = [events.batch(theft(name)) for name in names]
        sent.extend(batches)
        killer = threading.Timer(rng.uniform(0.0, 0.05), server.process.kill)
        killer.start()
        stub = server.scoring()
        # Nobody reads the answers.
        calls = [stub.ScoreEvents.future(batch) for batch in batches]
        killer.join()
        server.kill()
        for call in calls:
            call.cancel()

    def test_the_same_trail_in_other_batches_and_often_makes_the_same_findings(self):
        names = [f"p{n}" for n in range(6)]
        inputs = [one for name in names for one in past(name)]
        inputs += [one for name in names for one in theft(name, calls=9)]
        contents = []
        for data, size, often in (("a", 1000, 1), ("b", 7, 1), ("c", 50, 3)):
            server = self.start_server(data=data)
            for start in range(0, len(inputs), size):
                for _ in range(often):
                    batch = events.batch(inputs[start : start + size])
                    server.scoring().ScoreEvents(batch)
            contents.append(sorted(map(self.content_of, self.list_findings(server))))
            server.stop()
        self.assertEqual(len(contents[0]), len(names))
        self.assertEqual(contents[0], contents[1])
        self.assertEqual(contents[0], contents[2])

    def content_of(self, finding):
        """All but what is of the store: its key and its clock."""
        for field in ("id", "revision", "create_time", "update_time", "previous_id"):
            finding.ClearField(field)
        return finding.SerializeToString(deterministic=True)

    def test_a_restored_backup_fed_again_makes_the_same_findings(self):
        backups = self.folder / "backups"
        server = self.start_server(f"--backup-dir={backups}")
        self.learn(server, "alice", "bob")
        made = harness.run_cli(
            "admin", f"--admin-server={server.admin_address}", "backup"
        )
        self.assertEqual(made.returncode, 0, made.stderr)
        batch = events.batch(theft("alice") + theft("bob"))
        server.scoring().ScoreEvents(batch)
        before = {finding.id for finding in self.list_findings(server)}
        request = finding_service_pb2.ListFindingsRequest()
        token = server.findings().ListFindings(request).resume_token
        server.stop()
        restored = self.new_server(f"--backup-dir={backups}", data="restored")
        restored.flags = (*restored.flags, "--restore-backup=newest")
        self.assertEqual(restored.run().returncode, 0)
        restored.flags = restored.flags[:-1]
        restored.start()
        self.assertEqual(len(self.list_findings(restored)), 0)
        restored.scoring().ScoreEvents(batch)
        after = {finding.id for finding in self.list_findings(restored)}
        self.assertEqual(before, after)
        watch = restored.findings().WatchFindings(
            finding_service_pb2.WatchFindingsRequest(resume_token=token)
        )
        with self.assertRaises(grpc.RpcError) as refused:
            next(watch)
        self.assertEqual(refused.exception.code(), grpc.StatusCode.OUT_OF_RANGE)

    def test_no_file_names_anybody_after_erasure_nor_with_pseudonyms(self):
        secret = self.folder / "secret"
        secret.write_text("0123456789abcdef" * 4)
        agent = "Very-Telling-Agent/1.0"
        for data, flags in (("plain", []), ("hidden", [f"--pseudonym-key-file={secret}"])):
            with self.subTest(data=data):
                server = self.start_server(*flags, data=data)
                self.learn(server, "unmistakable-name")
                inputs = theft("unmistakable-name")
                for one in inputs:
                    one.event.user_agent = agent
                server.scoring().ScoreEvents(events.batch(inputs))
                found = self.list_findings(server)
                self.triage(server, "note", found[0].id, f"{agent} of unmistakable-name")
                self.assertEqual(found[0].principal, events.user("unmistakable-name"))
                if flags:
                    server.stop()
                    self.assertEqual(self.files_with(server, agent), [])
                    server.start()
                server.baselines().DeleteBaseline(
                    baseline_service_pb2.DeleteBaselineRequest(
                        entity=baseline_service_pb2.Entity(
                            kind=events.PRINCIPAL,
                            name=events.user("unmistakable-name"),
                        )
                    )
                )
                self.assertEqual(len(self.list_findings(server)), 0)
                self.assertEqual(self.files_with(server, agent), [])
                server.stop()

    def files_with(self, server, agent):
        needles = [b"unmistakable-name", agent.encode(), events.IN_BRAZIL.encode()]
        return [
            path.name
            for path in server.data_dir.rglob("*")
            if path.is_file() and any(n in path.read_bytes() for n in needles)
        ]


if __name__ == "__main__":
    harness.main()
