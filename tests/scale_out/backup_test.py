# SPDX-License-Identifier: Apache-2.0
"""Backups by shard: each replica makes those of the shards that it owns, and a copy that is
restored reads the log on from there."""

import re

import load as loads
import scale_out
import trimming
import events  # isort: skip
import harness

BATCH_EVENTS = 20
TENANTS = [f"tenant-{number}" for number in range(16)]
FETCHED = "farcall_cluster_stores_fetched_total"
NEWEST = "farcall_backup_last_success_timestamp_seconds"


class BackupTest(scale_out.ScaleOutTest):
    def setUp(self):
        super().setUp()
        self.topic = self.new_topic()
        # All replicas share it.
        self.backups = self.folder / "backups"
        self.new_replicas(f"--backup-dir={self.backups}", topic=self.topic).start()
        self.batches = []

    def learn(self):
        for tenant in TENANTS:
            batch = events.batch(
                [events.event(f"p{n}") for n in range(BATCH_EVENTS)], tenant=tenant
            )
            self.send(batch)
            self.batches.append(batch)

    def send(self, batch):
        door = self.replicas.running()[0].scoring()
        return loads.patiently(lambda: door.ScoreEvents(batch)).results

    def admin(self, replica, *arguments):
        return self.run_cli("admin", f"--admin-server={replica.admin_address}", *arguments)

    def back_up(self, replica, number=1):
        """The shards of which it made backup `number`."""
        made = self.admin(replica, "backup")
        return [int(shard) for shard in re.findall(rf"^ *(\d+) +{number} +20", made, re.M)]

    def check_backups(self):
        """Returns the shards of each replica."""
        made = {one.name: self.back_up(one) for one in self.replicas}
        every = list(range(self.replicas.shards))
        self.assertEqual(sorted(sum(made.values(), [])), every, made)
        for one in self.replicas:
            listed = self.admin(one, "backups")
            shards = re.findall(r"^ *(\d+) +1 +20", listed, re.M)
            self.assertEqual([int(shard) for shard in shards], every, listed)
        sound = self.admin(self.replicas.all[-1], "verify")
        self.assertEqual(len(re.findall(r"^Backup 1 of shard \d+ is sound", sound, re.M)), 8)
        # Each shard's newest one is known to who made it.
        for name, shards in made.items():
            (replica,) = (one for one in self.replicas if one.name == name)
            for shard in shards:
                self.assertGreater(replica.metrics()[f'{NEWEST}{{shard="{shard}"}}'], 0)
        return made

    def restore(self, replica, *flags, code=0):
        serve = replica.flags
        replica.flags = (*serve, *flags)
        done = replica.run()
        replica.flags = serve
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout + done.stderr

    def check_all_known(self):
        for batch in self.batches:
            self.assertTrue(all(one.duplicate for one in self.send(batch)))

    def test_what_is_restored_follows_the_log_from_its_backup(self):
        self.learn()
        # From here on no copy can begin with the log alone.
        trimming.trim(self.kafka, self.topic)
        trimming.await_kept(self.kafka, self.topic)
        made = self.check_backups()
        self.learn()
        self.restore_one_shard(made)
        self.learn()
        self.restore_all()
        self.replicas.start()
        self.assertEqual(self.replicas.sum_of(FETCHED), 0)
        self.check_all_known()
        self.go_back_in_time()

    def restore_one_shard(self, made):
        """Of a replica that lost its disk."""
        victim = self.replicas.an_owner()
        owned = victim.shards("owner")
        held = len(list(victim.data_dir.glob("shard-*")))
        victim.kill()
        victim.lose_disk()
        shard = made[victim.name][0]
        order = ("--restore-backup=newest", f"--restore-shard={shard}")
        self.assertIn("Backup 1 of ", self.restore(victim, *order))
        self.assertIn("holds files", self.restore(victim, *order, code=1))
        victim.start().await_ready()
        # It takes the others' stores for the rest.
        self.assertEqual(victim.metrics()[FETCHED], held - 1)
        harness.wait_until(
            lambda: victim.shards("owner") == owned, f"{victim.name} to own what it did"
        )
        self.check_all_known()

    def restore_all(self):
        """Nobody has a store left."""
        for one in self.replicas:
            one.kill()
            one.lose_disk()
            self.assertIn("is restored into", self.restore(one, "--restore-backup=newest"))

    def go_back_in_time(self):
        """What came after the backups is unknown in a new log that begins with them."""
        made = sum((self.back_up(one, number=2) for one in self.replicas), [])
        self.assertEqual(sorted(made), list(range(self.replicas.shards)))
        kept = list(self.batches)
        self.learn()
        undone, self.batches = self.batches[len(kept) :], kept
        self.restore_all()
        self.replicas.begin_anew(self.new_topic(), log_life=2)
        self.replicas.start()
        self.check_all_known()
        for batch in undone:
            self.assertFalse(any(one.duplicate for one in self.send(batch)))


if __name__ == "__main__":
    harness.main()
