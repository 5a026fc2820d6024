# SPDX-License-Identifier: Apache-2.0
"""Three replicas and three brokers under load, while one after the other is killed, stands
still or is upgraded: each event is counted once, and all copies know the same."""

import collections
import contextlib
import random
import sys
import time

import load as loads
import scale_out
import watch
import events  # isort: skip
import harness
from farcall.v1 import finding_service_pb2

UNARY_TENANTS = [f"unary-{number}" for number in range(5)]
STREAM_TENANTS = [f"stream-{number}" for number in range(3)]
SHARED_TENANT = "shared"  # of senders that know nothing of each other
ORDERED_TENANT = "ordered"
WATCHED_TENANT = "watched"
PAUSES = 2
# Of a call, while one replica says nothing.
IMPATIENT_SECONDS = 2


class FaultsTest(scale_out.ScaleOutTest):
    def setUp(self):
        super().setUp()
        self.topic = self.new_topic()
        self.new_replicas(topic=self.topic)
        self.seed = random.randrange(1 << 32)
        self.load = loads.Load(self.replicas, self.seed)
        self.addCleanup(self.load.close)
        for tenant in UNARY_TENANTS:
            self.load.add(loads.Sender(self.load, tenant))
        for tenant in STREAM_TENANTS:
            self.load.add(loads.StreamSender(self.load, tenant))
        self.load.add(loads.Sender(self.load, SHARED_TENANT))
        self.load.add(loads.StreamSender(self.load, SHARED_TENANT))
        self.ordered = self.load.add(loads.OrderedSender(self.load, ORDERED_TENANT))
        self.thief = self.load.add(watch.Thief(self.load, WATCHED_TENANT))
        self.watcher = watch.Watcher(self.load, WATCHED_TENANT)
        self.addCleanup(self.watcher.ended.set)
        self.others = []  # senders of a batch each

    @contextlib.contextmanager
    def phase(self, name):
        """All tenants go on at the end of it."""
        begun = time.monotonic()
        self.load.phase = name
        try:
            yield
            self.load.await_progress()
            seconds = time.monotonic() - begun
            print(f"{name}: {seconds:.1f} s", file=sys.stderr, flush=True)
        except BaseException:
            self.tell()
            raise

    def tell(self):
        """What helps to understand a failure."""
        print(f"seed {self.seed}\n{self.load.summary()}", file=sys.stderr)
        super().tell()

    def test_each_event_is_counted_once_whatever_fails(self):
        self.replicas.start()
        self.watcher.start()
        self.load.start()
        with self.phase("nothing fails"):
            pass
        self.kill_an_owner("an owner is killed")
        self.kill_an_owner("an owner is killed, and loses its disk", loses_disk=True)
        self.kill_a_broker()
        for _ in range(PAUSES):
            self.pause_an_owner()
        self.upgrade_all()
        self.load.end()
        print(self.load.summary(), file=sys.stderr)
        try:
            self.check_counts()
            self.check_redelivery()
            self.check_findings()
            self.check_same_as_one_server()
            self.check_copies()
        except BaseException:
            self.tell()
            raise

    def kill_an_owner(self, name, loses_disk=False):
        with self.phase(name):
            victim = self.replicas.an_owner()
            victim.kill()
            self.load.await_progress()
            if loses_disk:
                victim.lose_disk()
        with self.phase("it comes back"):
            victim.start().await_ready()
            self.await_shards(victim)

    def await_shards(self, replica):
        """Until it has back what it is preferred for."""

        def has_some():
            owned = {one.name: one.shards("owner") for one in self.replicas}
            return owned[replica.name] and sum(owned.values()) == self.replicas.shards

        harness.wait_until(has_some, f"{replica.name} to own shards again")

    def kill_a_broker(self):
        with self.phase("a broker is killed"):
            self.kafka.leader_of(self.topic, 0).kill()
        with self.phase("the broker comes back"):
            self.kafka.start()

    def pause_an_owner(self):
        """It wakes up with batches in hand, as if it owned its shards."""
        self.load.call_seconds = IMPATIENT_SECONDS
        with self.phase("an owner stands still"):
            self.load.await_progress(1)
            victim = self.replicas.an_owner()
            victim.pause()
            self.addCleanup(lambda: victim.is_running() and victim.resume())
            handed = self.hand_batches_to(victim)
            harness.wait_until(
                lambda: self.replicas.all_owned(but=[victim]), "others to take over"
            )
        with self.phase("it goes on"):
            victim.resume()
            self.load.call_seconds = loads.CALL_SECONDS
            for sender, batch, call in handed:
                self.settle_handed(sender, batch, call)
            self.await_shards(victim)

    def hand_batches_to(self, replica):
        """One of each tenant, for it to find when it wakes up."""
        door = self.load.doors.scoring[self.replicas.all.index(replica)]
        handed = []
        for tenant in self.tenants() - {ORDERED_TENANT, WATCHED_TENANT}:
            sender = loads.Sender(self.load, tenant, len(self.others))
            self.others.append(sender)
            batch = sender.next_batch()
            call = door.ScoreEvents.future(batch, timeout=harness.DEADLINE_SECONDS)
            handed.append((sender, batch, call))
        return handed

    def settle_handed(self, sender, batch, call):
        """Whatever became of it, it is counted once."""
        if call.exception() is None:
            sender.check_duplicate(batch, call.result(), sender.send(batch))
        else:
            self.assertIn(call.code(), loads.AGAIN)
            sender.settle(batch, sender.send(batch))

    def upgrade_all(self):
        name = "all are upgraded"
        for one in self.replicas:
            with self.phase(name):
                self.assertEqual(one.stop(), 0, one.log())
                self.load.await_progress()
                one.start().await_ready()
                self.await_shards(one)
        statuses = set(self.load.statuses[name])
        self.assertLessEqual(statuses, {"OK", "UNAVAILABLE", "CANCELLED"})

    def any_replica(self):
        return random.choice(self.replicas.all)

    def check_counts(self):
        sent = collections.defaultdict(collections.Counter)
        for sender in [*self.load.senders, *self.others]:
            sent[sender.tenant].update(sender.sent)
        for tenant, by_command in sent.items():
            with self.subTest(tenant=tenant, seed=self.seed):
                counted = {
                    name: self.calls(events.COMMAND, name, tenant) for name in by_command
                }
                self.assertEqual(counted, by_command)
                self.assertEqual(
                    self.calls(events.TENANT, "", tenant), sum(by_command.values())
                )

    def calls(self, kind, name, tenant):
        request = events.get_request(kind, name, tenant)
        asked = self.any_replica().baselines()
        return loads.patiently(lambda: asked.GetBaseline(request)).baseline.calls

    def tenants(self):
        return {sender.tenant for sender in self.load.senders}

    def check_redelivery(self):
        self.assertGreater(sum(one.redelivered for one in self.load.senders), 10)

    def list_findings(self, replica):
        request = finding_service_pb2.ListFindingsRequest(
            tenant=WATCHED_TENANT, page_size=1000
        )
        answer = loads.patiently(lambda: replica.findings().ListFindings(request))
        return {one.id: one for one in answer.findings}

    def check_findings(self):
        """One for each theft, and each of its revisions told once."""
        found = self.list_findings(self.any_replica())
        self.assertEqual({one.principal for one in found.values()}, self.thief.victims())
        harness.wait_until(
            lambda: self.newest_told() == revisions(found), "the watch to tell all"
        )
        self.watcher.ended.set()
        self.watcher.join()
        told = collections.Counter((one.id, one.revision) for one in self.watcher.changes)
        self.assertEqual({key: often for key, often in told.items() if often > 1}, {})
        for finding_id, finding in self.watcher.newest().items():
            finding.priority = found[finding_id].priority  # as it was then
            self.assertEqual(finding, found[finding_id])

    def newest_told(self):
        self.load.check()
        return revisions(self.watcher.newest())

    def check_same_as_one_server(self):
        """What was sent in order has the scores that a server alone gives."""
        alone = self.start_server(data="alone")
        scoring = alone.scoring()
        for batch, scores in self.ordered.history:
            self.assertEqual(loads.scores(scoring.ScoreEvents(batch)), scores)
        self.assertEqual(
            everything_known(self.any_replica(), ORDERED_TENANT),
            everything_known(alone, ORDERED_TENANT),
        )

    def everything(self, replica):
        known = {
            tenant: everything_known(replica, tenant) for tenant in sorted(self.tenants())
        }
        return known, self.list_findings(replica)

    def check_copies(self):
        """Each copy, asked while the one that is preferred to it is away."""
        expected = self.everything(self.any_replica())
        for one in self.replicas:
            with self.subTest(without=one.name, seed=self.seed):
                self.assertEqual(one.stop(), 0, one.log())
                harness.wait_until(self.replicas.all_owned, "others to own all")
                others = self.replicas.running()
                self.assertEqual(self.everything(random.choice(others)), expected)
                one.start().await_ready()
                self.await_shards(one)


def everything_known(server, tenant):
    return loads.patiently(lambda: events.everything_known(server, tenant))


def revisions(findings):
    return {finding_id: finding.revision for finding_id, finding in findings.items()}


if __name__ == "__main__":
    harness.main()
