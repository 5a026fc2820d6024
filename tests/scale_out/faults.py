# SPDX-License-Identifier: Apache-2.0
"""Faults of replicas and brokers, while a scene goes on: each comes, all tenants go on, and
it goes."""

import contextlib
import sys
import time

import load as loads
import harness  # isort: skip
from scene import ORDERED_TENANT, WATCHED_TENANT

# Of a call, while one replica says nothing.
IMPATIENT_SECONDS = 2
# Names of phases.
AFTER = "after it: "
UPGRADE = "all are upgraded"
TWO_BROKERS = "two of three brokers are lost, and come back"
TWO_REPLICAS = "two of three replicas are killed, and come back"
# What callers may meet while replicas are drained.
OF_A_DRAIN = {"OK", "UNAVAILABLE", "CANCELLED"}


class Faults:
    def __init__(self, kafka, topic, scene, rng):
        self.kafka = kafka
        self.topic = topic
        self.scene = scene
        self.load = scene.load
        self.replicas = scene.replicas
        self.rng = rng
        self.seen = []  # of each phase: name, seconds, longest wait and refused calls

    @contextlib.contextmanager
    def phase(self, name):
        """All tenants go on at the end of it."""
        begun = time.monotonic()
        self.load.begin_phase(name)
        refused = self.load.refused(name)
        yield
        self.load.await_progress()
        seconds = time.monotonic() - begun
        print(f"{name}: {seconds:.1f} s", file=sys.stderr, flush=True)
        self.seen.append(
            {
                "phase": name,
                "seconds": round(seconds, 2),
                "longest_wait": round(self.load.visit_wait, 2),
                "refused": self.load.refused(name) - refused,
            }
        )

    def strike(self, name, *faults):
        """All of them come at once, and go one after the other."""
        with contextlib.ExitStack() as stack:
            with self.phase(name):
                for fault in faults:
                    stack.enter_context(fault)
            with self.phase(AFTER + name):
                stack.close()

    def owner(self):
        """Any replica that owns shards."""
        return self.rng.choice([one for one in self.replicas if one.shards("owner") > 0])

    @contextlib.contextmanager
    def killed(self, victim):
        victim.kill()
        yield
        self.bring_back(victim)

    @contextlib.contextmanager
    def disk_lost(self, victim):
        victim.kill()
        yield
        victim.lose_disk()
        self.bring_back(victim)

    @contextlib.contextmanager
    def drained(self, victim):
        if victim.stop() != 0:
            raise AssertionError(victim.log())
        yield
        self.bring_back(victim)

    @contextlib.contextmanager
    def broker_killed(self):
        """One that leads."""
        shard = self.rng.randrange(self.replicas.shards)
        self.kafka.leader_of(self.topic, shard).kill()
        yield
        self.bring_brokers_back()

    @contextlib.contextmanager
    def paused(self, victim):
        """It wakes up with batches in hand, as if it owned its shards."""
        self.load.call_seconds = IMPATIENT_SECONDS
        self.load.await_progress(1)
        victim.pause()
        handed = self.hand_batches_to(victim)
        harness.wait_until(lambda: self.replicas.all_owned(but=[victim]), "others to take over")
        yield
        victim.resume()
        self.load.call_seconds = loads.CALL_SECONDS
        for sender, batch, call in handed:
            settle_handed(sender, batch, call)
        self.replicas.await_shards(victim)

    def hand_batches_to(self, replica):
        """One of each tenant, for it to find when it wakes up."""
        door = self.load.doors.scoring[self.replicas.all.index(replica)]
        handed = []
        for tenant in self.scene.tenants():
            if tenant in (ORDERED_TENANT, WATCHED_TENANT):
                continue
            sender = self.scene.one_more_sender(tenant)
            batch = sender.next_batch()
            call = door.ScoreEvents.future(batch, timeout=harness.DEADLINE_SECONDS)
            handed.append((sender, batch, call))
        return handed

    def bring_brokers_back(self):
        self.kafka.start().await_in_sync(self.topic)

    def bring_back(self, replica):
        replica.start().await_ready()
        self.replicas.await_shards(replica)

    def upgrade_all(self):
        for one in self.replicas:
            with self.phase(UPGRADE):
                with self.drained(one):
                    self.load.await_progress()
        statuses = set(self.load.statuses[UPGRADE])
        if not statuses <= OF_A_DRAIN:
            raise AssertionError(f"{UPGRADE}: {statuses}")

    def lose(self, name, victims, come_back):
        """So many that callers are refused until they are back."""
        with self.phase(name):
            before = self.load.refused(name)
            for victim in victims:
                victim.kill()
            harness.wait_until(
                lambda: self.load.refused(name) > before, "a call to be refused"
            )
            come_back()

    def lose_two_brokers(self):
        two = self.rng.sample(self.kafka.brokers, 2)
        self.lose(TWO_BROKERS, two, self.bring_brokers_back)

    def lose_two_replicas(self):
        two = self.rng.sample(self.replicas.all, 2)

        def come_back():
            for one in two:
                one.spawn()
            for one in two:
                one.await_serving().await_ready()
            for one in two:
                self.replicas.await_shards(one)

        self.lose(TWO_REPLICAS, two, come_back)


def settle_handed(sender, batch, call):
    """Whether it was answered or not, it is sent again, and counted once."""
    if call.exception() is None:
        sender.check_duplicate(batch, call.result(), sender.send(batch))
    elif call.code() in loads.AGAIN:
        sender.settle(batch, sender.send(batch))
    else:
        raise AssertionError(f"{sender.name}: {call.exception()}")
