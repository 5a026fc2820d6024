# SPDX-License-Identifier: Apache-2.0
"""One stream on the owner of a shard, beside a server alone in the same run: events a
second, and the processor time of an event in each process. Three replicas and three
brokers on this machine, two copies of the one shard."""

import contextlib
import os
import pathlib
import statistics
import sys
import time

import processes
import results

SCALE_OUT = pathlib.Path(__file__).resolve().parents[1] / "tests/scale_out"
TOPIC = "bench"
SETTINGS = ["--queue-wait-ms=10000"]
EVENTS = 200_000
# Batches of a stream that wait for their answers at once.
IN_FLIGHT = (4, 16)
SEEN = "farcall_seen_events"
LEVEL_SECONDS_MAX = 60


def measure(bench):
    with processes.folder(bench.programs.scratch) as place, bench.programs.farcalld(
        SETTINGS
    ) as (server, alone), _cluster(bench.programs, place) as cluster:
        sides = {
            "alone": (alone, {"server": [server.pid]}, None),
            "on the owner": (cluster.owner.address, cluster.pids(), cluster),
            "through another replica": (cluster.other.address, cluster.pids(), cluster),
        }
        measured = {}
        for in_flight in IN_FLIGHT:
            bench.say(f"a cluster beside a server alone, {in_flight} batches in flight")
            rounds = bench.alternate(
                {
                    f"{name}, {in_flight} in flight": lambda of=of, n=in_flight: _cost(
                        bench, n, *of
                    )
                    for name, of in sides.items()
                }
            )
            measured |= {name: _median_of(of) for name, of in rounds.items()}
        return measured


def _cost(bench, in_flight, address, pids, cluster):
    count = bench.events(EVENTS)
    before = {name: _cpu_seconds(of) for name, of in pids.items()}
    done = bench.load(address, count, connections=1, in_flight=in_flight)
    if cluster is not None:
        cluster.await_level()
    used = {name: _cpu_seconds(of) - before[name] for name, of in pids.items()}
    return done | {"us": {name: 1e6 * seconds / count for name, seconds in used.items()}}


def _cpu_seconds(pids):
    return sum(map(processes.cpu_seconds, pids))


def _median_of(rounds):
    return {
        **results.rate(rounds),
        "us": {
            name: statistics.median(one["us"][name] for one in rounds)
            for name in rounds[0]["us"]
        },
    }


@contextlib.contextmanager
def _cluster(programs, place):
    # What the modules of the tests start.
    os.environ["FARCALL_BIN_DIR"] = str(programs.binaries)
    sys.path.append(str(SCALE_OUT))
    import kafka_cluster
    import replicas

    kafka = kafka_cluster.KafkaCluster(place)
    of_shard = None
    try:
        kafka.start()
        kafka.create_topic(TOPIC, 1)
        of_shard = replicas.Replicas(
            place / "replicas", kafka.addresses, TOPIC, programs.geoip_db, shards=1
        )
        yield _Cluster(kafka, of_shard.start())
    finally:
        if of_shard is not None:
            of_shard.kill()
        kafka.kill()


class _Cluster:
    def __init__(self, kafka, replicas):
        self.kafka = kafka
        self.replicas = replicas
        by_role = {_role_of(one): one for one in replicas}
        self.owner = by_role["owner"]
        self.follower = by_role["follower"]
        self.other = by_role["other"]

    def pids(self):
        return {
            "owner": [self.owner.process.pid],
            "follower": [self.follower.process.pid],
            "other replica": [self.other.process.pid],
            "three brokers": [one.process.pid for one in self.kafka.brokers],
        }

    def await_level(self):
        """Until the follower has applied what was answered."""
        end = time.monotonic() + LEVEL_SECONDS_MAX
        while self.follower.metrics()[SEEN] < self.owner.metrics()[SEEN]:
            if time.monotonic() > end:
                raise RuntimeError("the follower does not follow")
            time.sleep(0.05)


def _role_of(replica):
    roles = ("owner", "follower")
    return next((role for role in roles if replica.shards(role) > 0), "other")
