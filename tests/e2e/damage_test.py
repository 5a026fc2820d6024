# SPDX-License-Identifier: Apache-2.0
"""Files of the store that are damaged, cut or gone, disks that are full or cannot be
written: the server says what is wrong and the way out, or goes on; it never starts
anew over what is there, and never answers with counts that are not so.

FARCALL_DAMAGE_ROUNDS: bytes flipped at random, each in a fresh copy; default 12.
"""

import contextlib
import os
import random
import shutil
import subprocess
import unittest

import events
import grpc
import harness
from farcall.v1 import admin_service_pb2 as admin_pb2

ROUNDS = int(os.environ.get("FARCALL_DAMAGE_ROUNDS", "12"))
BATCH_EVENTS = 20
WAYS_OUT = ("restore", "--repair-log", "another directory", "newer binary")


def pieces(data, kind):
    return sorted(path for path in data.iterdir() if kind(path.name))


KINDS = {
    "table": lambda name: name.endswith(".sst"),
    "log": lambda name: name.endswith(".log"),
    "manifest": lambda name: name.startswith("MANIFEST-"),
    "current": lambda name: name == "CURRENT",
    "identity": lambda name: name == "IDENTITY",
    "options": lambda name: name.startswith("OPTIONS-"),
}


class DamageTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.expected = {}  # principal -> calls
        self.whole = self.make_store()

    def make_store(self):
        """A stopped store with table files, and batches that are in the log alone."""
        server = self.start_server(data="whole")
        self.count(server, 40)
        server.admin().Compact(admin_pb2.CompactRequest())
        self.count(server, 10)
        server.kill()  # so that nothing is flushed
        return server.data_dir

    def count(self, server, batches):
        for _ in range(batches):
            name = f"p{len(self.expected):03}"
            inputs = [events.event(principal=name) for _ in range(BATCH_EVENTS)]
            server.scoring().ScoreEvents(events.batch(inputs))
            self.expected[events.user(name)] = BATCH_EVENTS

    @contextlib.contextmanager
    def copy(self):
        data = self.folder / "copy"
        shutil.copytree(self.whole, data)
        try:
            yield data
        finally:
            shutil.rmtree(data)

    def outcome(self, data, *flags):
        """`refused`, `errors`, `behind` or `whole`: what a server makes of the store."""
        server = self.new_server(*flags, data=data.name)
        server.spawn()
        serves = harness.wait_until(server._serving_line_or_death, "a start or an end")
        if serves is True:
            self.assert_refused(server, data)
            return "refused"
        server.port, server.admin_port = serves["grpc_port"], serves["admin_port"]
        try:
            return self.read_all(server)
        finally:
            server.kill()

    def assert_refused(self, server, data):
        self.assertEqual(server.process.wait(), 1, server.log())
        last = server.log().splitlines()[-1]
        self.assertIn("cannot start", last)
        self.assertIn(str(data), last)
        self.assertTrue(any(way in last for way in WAYS_OUT), last)

    def read_all(self, server):
        """Each baseline has its calls, cannot be read, or is not there at all."""
        errors = missing = 0
        for principal, calls in self.expected.items():
            request = events.get_request(events.PRINCIPAL, principal)
            try:
                answer = server.baselines().GetBaseline(request)
                self.assertEqual(answer.baseline.calls, calls, principal)
            except grpc.RpcError as error:
                if error.code() == grpc.StatusCode.NOT_FOUND:
                    missing += 1
                    continue
                # The log names file and block; a client learns no paths.
                self.assertEqual(
                    error.code(), grpc.StatusCode.INTERNAL, error.details()
                )
                self.assertIn("Corruption", server.log())
                errors += 1
        return "errors" if errors else "behind" if missing else "whole"

    def test_files_that_are_gone_are_missed(self):
        gone = {
            "table": {"refused"},
            # The one that was being written is not in the manifest: nothing
            # tells it from one that was not made yet.
            "log": {"refused", "behind"},
            "manifest": {"refused"},
            "current": {"refused"},
            "identity": {"whole"},
            "options": {"whole"},
        }
        for kind, allowed in gone.items():
            for path in pieces(self.whole, KINDS[kind]):
                with self.subTest(kind=kind), self.copy() as data:
                    (data / path.name).unlink()
                    outcome = self.outcome(data)
                    self.assertIn(outcome, allowed, path.name)
                    if outcome == "refused":
                        # It touched nothing.
                        shutil.copy2(path, data)
                        self.assertEqual(self.outcome(data), "whole", path.name)

    def test_files_that_are_cut_are_noticed(self):
        for kind in ("table", "manifest", "current"):
            for path in pieces(self.whole, KINDS[kind]):
                with self.subTest(kind=kind), self.copy() as data:
                    os.truncate(data / path.name, path.stat().st_size // 2)
                    self.assertEqual(self.outcome(data), "refused", path.name)

    def test_bytes_that_flip_never_change_a_count(self):
        seed = random.randrange(1 << 32)
        rng = random.Random(seed)
        kinds = ("table", "log", "manifest", "current")
        seen = {"refused": 0, "errors": 0, "whole": 0}
        for number in range(ROUNDS):
            path = rng.choice(pieces(self.whole, KINDS[kinds[number % len(kinds)]]))
            where = rng.randrange(path.stat().st_size)
            about = {"file": path.name, "at": where, "seed": seed}
            with self.subTest(**about), self.copy() as data:
                content = bytearray(path.read_bytes())
                content[where] ^= rng.randrange(1, 256)
                (data / path.name).write_bytes(content)
                seen[self.outcome(data)] += 1
        print(f"{ROUNDS} flips: {seen}")
        self.assertGreater(seen["refused"], 0)

    def test_what_lies_before_damage_in_the_log_can_be_kept(self):
        with self.copy() as data:
            log = max(pieces(data, KINDS["log"]), key=lambda path: path.stat().st_size)
            content = bytearray(log.read_bytes())
            content[len(content) // 2] ^= 1
            log.write_bytes(content)
            self.assertEqual(self.outcome(data), "refused")
            server = self.new_server("--repair-log", data=data.name)
            done = server.run()
            self.assertEqual(done.returncode, 0, done.stderr)
            server.flags = ()
            server.start()
            calls = {
                one.entity.name: one.calls
                for one in events.list_baselines(server.baselines(), events.PRINCIPAL)
            }
            server.kill()
        self.assertEqual(set(calls.values()), {BATCH_EVENTS})
        # What was in table files, and some of the log.
        self.assertGreater(len(calls), 40)
        self.assertLess(len(calls), 50)
        self.assertLessEqual(calls.keys(), self.expected.keys())


@unittest.skipUnless(os.geteuid() == 0, "mounts, which takes root")
class DiskTest(harness.EndToEndTest):
    """On a small file system of its own."""

    def mount(self, options):
        disk = self.folder / "disk"
        disk.mkdir()
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk], check=True
        )
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        return disk

    def remount(self, disk, options):
        subprocess.run(["mount", "-o", f"remount,{options}", disk], check=True)

    def calls(self, server):
        request = events.get_request(events.TENANT)
        return server.baselines().GetBaseline(request).baseline.calls

    def test_a_full_disk_loses_nothing_that_was_answered(self):
        disk = self.mount("size=8m")
        server = self.start_server(data="disk/data")
        answered, refused = [], None
        for number in range(2000):
            inputs = [events.event(principal=f"p{number}-{i}") for i in range(100)]
            batch = events.batch(inputs)
            try:
                server.scoring().ScoreEvents(batch)
                answered.append(batch)
            except grpc.RpcError as error:
                refused = batch
                self.assertEqual(error.code(), grpc.StatusCode.UNAVAILABLE)
                break
        self.assertIsNotNone(refused, "the disk never filled")
        harness.wait_until(
            lambda: not server.metrics()["farcall_ready"], "readiness to go"
        )
        health = server.health("", server.admin_address)
        self.assertEqual(health, harness.NOT_SERVING)
        self.assertIn("not serving", server.log())
        self.assertIn("No space left", server.log())
        server.kill()

        self.remount(disk, "size=64m")
        server.start()
        counted = self.calls(server)
        self.assertIn(counted, (len(answered) * 100, len(answered) * 100 + 100))
        for batch in [*answered, refused]:
            server.scoring().ScoreEvents(batch)
        self.assertEqual(self.calls(server), (len(answered) + 1) * 100)
        self.assertEqual(server.stop(), 0)

    def test_a_disk_that_cannot_be_written_is_refused_by_name(self):
        disk = self.mount("size=64m")
        server = self.start_server(data="disk/data")
        server.scoring().ScoreEvents(events.batch([events.event()]))
        self.assertEqual(server.stop(), 0)
        self.remount(disk, "ro")
        done = self.new_server(data="disk/data").run()
        self.assertEqual(done.returncode, 1)
        self.assertIn(str(disk / "data"), done.stdout + done.stderr)
        self.assertIn("Read-only file system", done.stdout + done.stderr)
        self.remount(disk, "rw")
        server.start()
        self.assertEqual(self.calls(server), 1)


if __name__ == "__main__":
    harness.main()
