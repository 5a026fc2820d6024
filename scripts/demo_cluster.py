#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shows a cluster on this machine, on what `make build` built: three Kafka brokers, three
replicas of farcalld, and callers that know nothing of who owns what. An owner is killed
while they call; at the end each event was counted once. Leaves nothing behind.

Usage: scripts/demo_cluster.py
"""

import contextlib
import os
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BIN = pathlib.Path(os.environ.setdefault("FARCALL_BIN_DIR", str(ROOT / "build/release/bin")))
GEOIP = ROOT / "build/geoip"
SECONDS = 15  # of load before and after the kill
TENANTS = 9
BAR = 40
TOPIC = "farcall"


def fail(why):
    raise SystemExit(f"demo-cluster: {why}")


def heading(text):
    bold, plain = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")
    print(f"\n{bold}==> {text}{plain}", flush=True)


def show(part, text):
    """A bar on a terminal; elsewhere the end of it alone."""
    if sys.stdout.isatty():
        bar = "█" * int(BAR * part)
        print(f"\r{bar:<{BAR}} {text}\033[K", end="\n" if part >= 1 else "", flush=True)
    elif part >= 1:
        print(text, flush=True)


def require():
    for path in (BIN / "farcalld", GEOIP / "country.mmdb"):
        if not path.exists():
            fail(f"{path} is not there: run `make build` first")
    if not (ROOT / "build/tools/kafka").is_dir():
        fail("Kafka is not there: run `scripts/setup.sh cluster` first")


require()
sys.path.insert(0, str(ROOT / "tests/scale_out"))
import kafka_cluster  # noqa: E402
import load as loads  # noqa: E402
import replicas as cluster  # noqa: E402
import events  # noqa: E402 isort: skip


class Caller(loads.Sender):
    """Stays with a replica until it fails, as a client behind a load balancer does."""

    pause_seconds = 0.005

    def first_door(self):
        return self.door


def run_for(seconds, load):
    """Shows what is answered meanwhile."""
    begun = time.monotonic()
    first = answered_by(load)
    while (passed := time.monotonic() - begun) < seconds:
        load.check()
        done = (answered_by(load) - first) * loads.BATCH_EVENTS
        show(min(passed / seconds, 0.99), f"{done:,} events answered")
        time.sleep(0.2)
    show(1, f"{done:,} events answered in {seconds} s, all three replicas and brokers on this machine")


def answered_by(load):
    return sum(caller.answered for caller in load.senders)


def show_shards(replicas):
    for one in replicas.running():
        owned, followed = one.shards("owner"), one.shards("follower")
        print(f"replica {one.name} on {one.address}: shards owned: {owned:.0f}, followed: {followed:.0f}")


def start_brokers(work, stack):
    heading("Start three Kafka brokers, and make a topic: 8 partitions, 3 copies, 2 in sync")
    begun = time.monotonic()
    kafka = kafka_cluster.KafkaCluster(work)
    stack.callback(kafka.kill)
    kafka.start()
    kafka.create_topic(TOPIC, cluster.SHARDS)
    print(f"up after {time.monotonic() - begun:.0f} s: {kafka.addresses}")
    return kafka


def start_replicas(work, kafka, stack):
    heading("Start three replicas; each shard has an owner, and one that follows")
    replicas = cluster.Replicas(
        work / "replicas", kafka.addresses, TOPIC, GEOIP / "country.mmdb"
    )
    stack.callback(replicas.kill)
    print("$", *replicas.all[0].command(), "&", flush=True)
    replicas.start()
    show_shards(replicas)
    return replicas


def kill_an_owner(replicas, load):
    victim = replicas.an_owner()
    heading(f"kill -9 of replica {victim.name}, which owns {victim.shards('owner'):.0f} shards")
    load.phase = "killed"
    victim.kill()
    run_for(SECONDS, load)
    show_shards(replicas)
    print(f"The longest that a caller waited for an answer: {load.longest_wait['killed']:.1f} s")
    again = sum(load.statuses["killed"].values()) - load.statuses["killed"]["OK"]
    print(f"Calls that were sent again, as a pipeline does: {again}")
    heading(f"Replica {victim.name} comes back, reads what it missed, and gets its shards again")
    load.phase = "back"
    victim.start().await_ready()
    run_for(5, load)
    show_shards(replicas)


def show_counts(replicas, load):
    heading("What was sent, and what was counted")
    wrong = 0
    for number, caller in enumerate(load.senders):
        door = replicas.all[number % len(replicas.all)]
        asked = events.get_request(events.TENANT, tenant=caller.tenant)
        counted = door.baselines().GetBaseline(asked).baseline.calls
        sent = sum(caller.sent.values())
        wrong += counted != sent
        print(
            f"{caller.tenant}: {sent:>9,} events sent, {counted:>9,} counted;"
            f" {caller.redelivered * loads.BATCH_EVENTS:,} were sent twice on purpose"
        )
    if wrong:
        fail("not every event was counted once")
    print("Each event was counted once.")


def main():
    with tempfile.TemporaryDirectory(prefix="farcall-cluster-") as folder:
        work = pathlib.Path(folder)
        with contextlib.ExitStack() as stack:
            replicas = start_replicas(work, start_brokers(work, stack), stack)
            load = loads.Load(replicas, seed=1)
            stack.callback(load.close)
            for number in range(TENANTS):
                load.add(Caller(load, f"tenant-{number}", number % len(replicas.all)))
            heading(f"{TENANTS} tenants send batches of {loads.BATCH_EVENTS} events, each to any replica")
            load.phase = "calm"
            load.start()
            run_for(SECONDS, load)
            print(f"The longest that a caller waited: {load.longest_wait['calm']:.1f} s")
            kill_an_owner(replicas, load)
            load.end()
            show_counts(replicas, load)


if __name__ == "__main__":
    main()
