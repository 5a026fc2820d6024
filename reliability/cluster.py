# SPDX-License-Identifier: Apache-2.0
"""A cluster under load for long: random faults of replicas and brokers, one kind after the
other in an order of its own each time. What a fault is, and what must hold, is in
tests/scale_out."""

import collections
import random
import resource
import statistics
import time

import brokers
import faults
import harness
import kafka_cluster
import mmdb_writer
import replicas
import scene
import stores
import watch

STEP_SECONDS = 0.05

# Each has the name of its phase.
KINDS = {
    "an owner is killed": lambda act: [act.killed(act.owner())],
    "an owner is killed, and loses its disk": lambda act: [act.disk_lost(act.owner())],
    "an owner stands still, and wakes up": lambda act: [act.paused(act.owner())],
    "an owner is drained": lambda act: [act.drained(act.owner())],
    "a broker is killed": lambda act: [act.broker_killed()],
    "a broker and an owner are killed": lambda act: [
        act.broker_killed(),
        act.killed(act.owner()),
    ],
    "an owner stands still, and a broker is killed": lambda act: [
        act.paused(act.owner()),
        act.broker_killed(),
    ],
    "an owner is drained, and a broker is killed": lambda act: [
        act.drained(act.owner()),
        act.broker_killed(),
    ],
}
WHOLE = (
    faults.Faults.upgrade_all,
    faults.Faults.lose_two_brokers,
    faults.Faults.lose_two_replicas,
)


class ClusterRun:
    def __init__(self, folder, minutes, seed, say):
        self.minutes = minutes
        self.seed = seed
        self.say = say
        self.rng = random.Random(seed)
        geoip_db = folder / "small.mmdb"
        mmdb_writer.write_country_db(geoip_db, harness.SMALL_DB)
        self.kafka = kafka_cluster.KafkaCluster(folder)
        self.topic = brokers.new_topic()
        self.replicas = replicas.Replicas(
            folder / "replicas", self.kafka.addresses, self.topic, geoip_db
        )
        # Days of the tenants' time for hours of load.
        self.scene = scene.Scene(self.replicas, seed, step_seconds=STEP_SECONDS)
        self.faults = faults.Faults(self.kafka, self.topic, self.scene, self.rng)

    def run(self):
        try:
            self.kafka.start()
            self.kafka.create_topic(self.topic, replicas.SHARDS)
            self.replicas.start()
            return self.fail_and_count()
        except BaseException:
            print(f"seed {self.seed}\n{self.scene.load.summary()}")
            print("logs: build/reliability/scratch/cluster")
            raise
        finally:
            self.scene.close()
            self.replicas.kill()
            self.kafka.kill()

    def fail_and_count(self):
        self.scene.start()
        begun, other_work = time.monotonic(), OtherWork(self.pids)
        while time.monotonic() - begun < self.minutes * 60:
            self.fail_in_each_way(begun + self.minutes * 60)
        minutes = (time.monotonic() - begun) / 60
        processors_of_others = other_work.processors()
        self.scene.load.end()
        sent = self.scene.sent()
        miscounted = self.miscounted(sent)
        self.scene.check_findings()
        findings = len(self.scene.list_findings(self.scene.any_replica()))
        self.replicas.stop()
        stores.check_copies(self.replicas)
        return {
            "seed": self.seed,
            "minutes": minutes,
            "events": sum(sum(by_command.values()) for by_command in sent.values()),
            "redelivered_batches": self.scene.redelivered(),
            "faults": self.told_of_faults(),
            "findings": findings,
            "processors_of_others": round(processors_of_others, 2),
            **miscounted,
        }

    def fail_in_each_way(self, end):
        ways = [*KINDS.items(), *((whole, None) for whole in WHOLE)]
        self.rng.shuffle(ways)
        for name, faults_of in ways:
            if time.monotonic() > end:
                return
            if faults_of is None:
                self.say(name.__name__)
                name(self.faults)
            else:
                self.say(name)
                self.faults.strike(name, *faults_of(self.faults))

    def miscounted(self, sent):
        counted = self.scene.counted(sent)
        differences = [
            counted[tenant][command] - events
            for tenant, by_command in sent.items()
            for command, events in by_command.items()
        ]
        return {
            "lost": -sum(number for number in differences if number < 0),
            "doubled": sum(number for number in differences if number > 0),
        }

    def told_of_faults(self):
        """By phase; what comes after a fault belongs to a phase of its own."""
        by_name = collections.defaultdict(list)
        for phase in self.faults.seen:
            by_name[phase["phase"]].append(phase)
        return {
            name: {
                "times": len(phases),
                "wait_median": statistics.median(one["longest_wait"] for one in phases),
                "wait_max": max(one["longest_wait"] for one in phases),
                "refused": sum(one["refused"] for one in phases),
            }
            for name, phases in by_name.items()
        }

    def pids(self):
        return [
            one.process.pid
            for one in [*self.kafka.brokers, *self.replicas]
            if one.process is not None and one.process.poll() is None
        ]


class OtherWork:
    """How many processors were busy with neither this process nor its children."""

    def __init__(self, pids):
        self.pids = pids  # gives those that run
        self.start, self.others = time.monotonic(), self._others()

    def _others(self):
        ours = sum(map(watch.processor_seconds, self.pids()))
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
            used = resource.getrusage(who)
            ours += used.ru_utime + used.ru_stime
        return watch.busy_seconds() - ours

    def processors(self):
        return (self._others() - self.others) / (time.monotonic() - self.start)


def complaints(seen):
    for what in ("lost", "doubled"):
        if seen[what]:
            yield f"cluster: {seen[what]} events {what} (seed {seen['seed']})"
