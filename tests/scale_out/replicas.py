# SPDX-License-Identifier: Apache-2.0
"""Several farcalld processes that are replicas of one cluster."""

import pathlib
import secrets
import shutil
import signal
import time

import kafka_cluster  # noqa: F401  finds the modules that are imported next
import harness  # isort: skip

SHARDS = 8
COPIES = 2
TAKEOVER_MS = 1500
# Where nobody fails: a busy machine is no silence, and shards stay where they are.
CALM_TAKEOVER_MS = 20000
ABOUT_THE_LOG = ("--cluster-topic=", "--cluster-log-life=")
FORWARDED = "farcall_forwarded_calls_total"
LAG = "farcall_cluster_lag_records"
LAG_SECONDS = 6  # between two looks of a replica at its own lag, and one to look


class Replica(harness.Server):
    def __init__(self, name, data_dir, *flags, geoip_db):
        super().__init__(data_dir, *flags, geoip_db=geoip_db)
        self.name = name
        self.port = harness.free_port()
        self.starts = 0

    def spawn(self):
        """Keeps the log of the start before."""
        if self.log_path.exists():
            self.log_path.rename(f"{self.log_path}.{self.starts}")
        self.starts += 1
        return super().spawn()

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def is_ready(self):
        if not self.is_running():
            raise AssertionError(f"{self.name} ended: {self.log()}")
        return self.health("", address=self.admin_address) == harness.SERVING

    def await_ready(self):
        harness.wait_until(self.is_ready, f"{self.name} to be ready")
        return self

    def lose_disk(self):
        shutil.rmtree(self.data_dir)

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def shards(self, role):
        return self.metrics()[f'farcall_cluster_shards{{role="{role}"}}']

    def forwarded(self, outcome="answered"):
        """Calls that it sent on to the owners of their shards."""
        return sum(
            value
            for series, value in self.metrics().items()
            if series.startswith(FORWARDED) and f'outcome="{outcome}"' in series
        )


class Replicas:
    """The cluster, with names a, b, c and so on for its replicas."""

    def __init__(
        self,
        folder,
        brokers,
        topic,
        geoip_db,
        *flags,
        count=3,
        shards=SHARDS,
        takeover_ms=TAKEOVER_MS,
    ):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.shards = shards
        token_file = self.folder / "token"
        token_file.write_text(secrets.token_hex(16) + "\n")
        self.all = [
            Replica(name, self.folder / name, geoip_db=geoip_db)
            for name in "abcdefgh"[:count]
        ]
        places = ",".join(f"{one.name}={one.address}" for one in self.all)
        for one in self.all:
            one.flags = (
                "--cluster-log=kafka",
                f"--cluster-brokers={brokers}",
                f"--cluster-topic={topic}",
                f"--cluster-shards={shards}",
                f"--cluster-replica={one.name}",
                f"--cluster-replicas={places}",
                f"--cluster-copies={min(COPIES, count)}",
                f"--cluster-takeover-ms={takeover_ms}",
                f"--cluster-token-file={token_file}",
                harness.PATIENT,
                *flags,
            )

    def __iter__(self):
        return iter(self.all)

    def start(self):
        for one in self.all:
            one.spawn()
        for one in self.all:
            one.await_serving().await_ready()
        harness.wait_until(self.all_owned, "an owner of each shard")
        return self

    def kill(self):
        for one in self.all:
            one.kill()

    def begin_anew(self, topic, log_life):
        """From their next start on the log is in another topic, and of another life."""
        for one in self.all:
            kept = [flag for flag in one.flags if not flag.startswith(ABOUT_THE_LOG)]
            one.flags = (*kept, f"--cluster-topic={topic}", f"--cluster-log-life={log_life}")

    def running(self, but=()):
        return [one for one in self.all if one.is_running() and one not in but]

    def all_owned(self, but=()):
        """Whether each shard is owned by one that runs, `but` some."""
        return sum(one.shards("owner") for one in self.running(but)) == self.shards

    def an_owner(self):
        """The one that owns most shards."""
        return max(self.running(), key=lambda one: one.shards("owner"))

    def await_shards(self, replica):
        """Until it has back what it is preferred for."""

        def has_some():
            owned = {one.name: one.shards("owner") for one in self.all}
            return owned[replica.name] and sum(owned.values()) == self.shards

        harness.wait_until(has_some, f"{replica.name} to own shards again")

    def stop(self):
        """Each when all copies have read the log: then each store has all of it."""
        # What a replica tells may be as old as that.
        time.sleep(LAG_SECONDS)
        harness.wait_until(lambda: self.sum_of(LAG) == 0, "copies to be level")
        for one in self.all:
            if one.stop() != 0:
                raise AssertionError(f"{one.name} ended: {one.log()}")

    def sum_of(self, series):
        return sum(one.metrics()[series] for one in self.running())
