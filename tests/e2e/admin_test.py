# SPDX-License-Identifier: Apache-2.0
"""Operations: backups while events come, restore, statistics, log level, reload."""

import pathlib
import re
import threading

import events
import grpc
import harness
from farcall.v1 import admin_service_pb2 as admin_pb2


class AdminTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.backups = self.folder / "backups"

    def start(self, *flags):
        return self.start_server(f"--backup-dir={self.backups}", *flags)

    def admin_cli(self, server, *arguments, **options):
        return self.run_cli(
            "admin", f"--admin-server={server.admin_address}", *arguments, **options
        )

    def test_a_backup_made_while_events_come_restores_whole_batches(self):
        server = self.start()
        service = server.scoring()
        stop = threading.Event()
        answered = []

        def send():
            while not stop.is_set():
                batch = events.batch([events.event() for _ in range(7)])
                service.ScoreEvents(batch)
                answered.append(batch)

        sender = threading.Thread(target=send)
        sender.start()
        harness.wait_until(lambda: len(answered) >= 5, "events to be counted")
        before = len(answered)
        *_, last = server.admin().CreateBackup(admin_pb2.CreateBackupRequest())
        after = len(answered) + 1  # one may be counted and not yet answered
        stop.set()
        sender.join()
        self.assertEqual(last.backup.id, 1)
        self.assertGreater(last.backup.bytes, 0)
        self.assertEqual(server.stop(), 0)

        restored = harness.Server(
            self.folder / "restored",
            f"--backup-dir={self.backups}",
            geoip_db=self.small_db,
        )
        restored.flags += ("--restore-backup=newest",)
        done = restored.run()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Backup 1", done.stdout)
        restored.flags = restored.flags[:-1]
        self.addCleanup(restored.kill)
        restored.start()
        tenant = restored.baselines().GetBaseline(events.get_request(events.TENANT))
        self.assertEqual(tenant.baseline.calls % 7, 0)
        self.assertGreaterEqual(tenant.baseline.calls, before * 7)
        self.assertLessEqual(tenant.baseline.calls, after * 7)
        # What the backup has counted is seen; the rest is counted now, once.
        for batch in answered:
            restored.scoring().ScoreEvents(batch)
        tenant = restored.baselines().GetBaseline(events.get_request(events.TENANT))
        self.assertEqual(tenant.baseline.calls, len(answered) * 7)

    def test_the_cli_makes_lists_and_verifies_backups(self):
        server = self.start("--backups-kept=2")
        for _ in range(3):
            server.scoring().ScoreEvents(events.batch([events.event()]))
            self.admin_cli(server, "backup")
        listed = self.admin_cli(server, "backups")
        self.assertEqual(re.findall(r"^ *(\d+) +20", listed, re.M), ["2", "3"])
        self.assertIn("Backup 3 is sound", self.admin_cli(server, "verify"))
        self.admin_cli(server, "verify", "1", code=5)
        table = next(pathlib.Path(self.backups).rglob("*.sst"))
        content = bytearray(table.read_bytes())
        content[10] ^= 255
        table.write_bytes(content)
        self.admin_cli(server, "verify", "3", code=5)

    def test_restores_into_the_root_of_a_fresh_file_system(self):
        server = self.start()
        server.scoring().ScoreEvents(events.batch([events.event()]))
        self.admin_cli(server, "backup")
        known = events.everything_known(server)
        self.assertEqual(server.stop(), 0)
        (self.folder / "volume/lost+found").mkdir(parents=True)
        restored = self.new_server(f"--backup-dir={self.backups}", data="volume")
        restored.flags += ("--restore-backup=newest",)
        done = restored.run()
        self.assertEqual(done.returncode, 0, done.stderr)
        restored.flags = restored.flags[:-1]
        self.assertEqual(events.everything_known(restored.start()), known)

    def test_restore_fills_the_root_of_a_fresh_volume_and_keeps_a_store(self):
        server = self.start()
        batch = events.batch([events.event() for _ in range(3)])
        server.scoring().ScoreEvents(batch)
        self.admin_cli(server, "backup")
        self.assertEqual(server.stop(), 0)

        volume = self.folder / "volume"
        (volume / "lost+found").mkdir(parents=True)
        restored = self.new_server(f"--backup-dir={self.backups}", data="volume")
        serve = restored.flags

        def restore(flag):
            restored.flags = (*serve, flag)
            done = restored.run()
            restored.flags = serve
            return done

        # As the chart's init container does at each start of the pod.
        done = restore("--restore-backup-if-empty=newest")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Backup 1", done.stdout)
        restored.start()
        restored.scoring().ScoreEvents(events.batch([events.event()]))
        again = restored.scoring().ScoreEvents(batch)
        self.assertTrue(all(one.duplicate for one in again.results))
        self.assertEqual(restored.stop(), 0)

        done = restore("--restore-backup-if-empty=newest")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("nothing is restored", done.stdout)
        self.assertEqual(restore("--restore-backup=newest").returncode, 1)
        restored.start()
        tenant = restored.baselines().GetBaseline(events.get_request(events.TENANT))
        self.assertEqual(tenant.baseline.calls, 4)
        self.assertTrue((volume / "lost+found").is_dir())

    def test_the_time_of_the_newest_backup_is_a_metric_where_there_is_a_place(self):
        name = "farcall_backup_last_success_timestamp_seconds"
        server = self.start()
        self.assertEqual(server.metrics()[name], 0)
        *_, last = server.admin().CreateBackup(admin_pb2.CreateBackupRequest())
        made = last.backup.time.seconds
        self.assertEqual(server.metrics()[name], made)
        self.assertEqual(server.stop(), 0)
        server.start()
        self.assertEqual(server.metrics()[name], made)
        without = self.start_server(data="without")
        self.assertNotIn(name, without.metrics())

    def test_restore_wants_an_empty_place_and_a_backup(self):
        server = self.start()
        server.scoring().ScoreEvents(events.batch([events.event()]))
        self.admin_cli(server, "backup")
        self.assertEqual(server.stop(), 0)
        server.flags += ("--restore-backup=newest",)
        done = server.run()
        self.assertEqual(done.returncode, 1)
        self.assertIn("holds files", done.stderr)
        elsewhere = harness.Server(
            self.folder / "new",
            *(f"--backup-dir={self.backups}", "--restore-backup=7"),
            geoip_db=self.small_db,
        )
        done = elsewhere.run()
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no backup 7", done.stderr)

    def test_without_a_place_for_backups_there_are_none(self):
        server = self.start_server()
        with self.assertRaises(grpc.RpcError) as caught:
            server.admin().ListBackups(admin_pb2.ListBackupsRequest())
        self.assertEqual(caught.exception.code(), grpc.StatusCode.FAILED_PRECONDITION)
        self.assertIn("backup-dir", caught.exception.details())

    def test_statistics_compaction_log_level_and_reload(self):
        overrides = self.folder / "overrides.csv"
        overrides.write_text("203.0.113.0/24,DE,,,\n")
        server = self.start(
            f"--geoip-overrides={overrides}", "--geoip-reload-seconds=86400"
        )
        server.scoring().ScoreEvents(events.batch([events.event()]))
        statistics = self.admin_cli(server, "statistics")
        self.assertRegex(statistics, r"events seen +1\n")
        self.assertIn("takes writes", statistics)
        self.assertIn("before", self.admin_cli(server, "compact"))
        self.admin_cli(server, "log-level", "error")
        self.admin_cli(server, "log-level", "loud", code=2)
        self.assertIn("nothing has changed", self.admin_cli(server, "reload"))
        overrides.write_text("203.0.113.0/24,FR,,,\n")
        self.assertIn("geoip-overrides", self.admin_cli(server, "reload"))
        overrides.write_text("nonsense,,\n")
        self.admin_cli(server, "reload", code=5)

    def test_admin_asks_for_its_right(self):
        tokens, policy = self.folder / "tokens", self.folder / "policy"
        tokens.write_text("ops 0123456789abcdef0123\nsoc abcdef0123456789abcd\n")
        policy.write_text("token:ops admin *\ntoken:soc admin acme\n")
        server = self.start(f"--tokens-file={tokens}", f"--policy-file={policy}")
        get = server.admin().GetStatistics
        ask = admin_pb2.GetStatisticsRequest()
        get(ask, metadata=(("authorization", "Bearer 0123456789abcdef0123"),))
        for metadata, code in (
            ((), grpc.StatusCode.UNAUTHENTICATED),
            (
                (("authorization", "Bearer abcdef0123456789abcd"),),
                grpc.StatusCode.PERMISSION_DENIED,
            ),
        ):
            with self.assertRaises(grpc.RpcError) as caught:
                get(ask, metadata=metadata)
            self.assertEqual(caught.exception.code(), code)


if __name__ == "__main__":
    harness.main()
