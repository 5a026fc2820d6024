# SPDX-License-Identifier: Apache-2.0
"""Everybody who uses a cluster while it is tried: senders of several kinds, and one who
watches findings. Afterwards it tells whether each event was counted once, and whether all
copies hold the same."""

import collections
import random

import load as loads
import stores
import finding_watch
import events  # isort: skip
import harness
from farcall.v1 import finding_service_pb2, scoring_service_pb2

UNARY_TENANTS = [f"unary-{number}" for number in range(5)]
STREAM_TENANTS = [f"stream-{number}" for number in range(3)]
SHARED_TENANT = "shared"  # of senders that know nothing of each other
ORDERED_TENANT = "ordered"
WATCHED_TENANT = "watched"
FINDINGS_OF_A_PAGE = 1000


class Scene:
    def __init__(self, replicas, seed, **options):
        """`options` are those of a load."""
        self.replicas = replicas
        self.load = loads.Load(replicas, seed, **options)
        for tenant in UNARY_TENANTS:
            self.load.add(loads.Sender(self.load, tenant))
        for tenant in STREAM_TENANTS:
            self.load.add(loads.StreamSender(self.load, tenant))
        self.load.add(loads.Sender(self.load, SHARED_TENANT))
        self.load.add(loads.StreamSender(self.load, SHARED_TENANT))
        self.ordered = self.load.add(loads.OrderedSender(self.load, ORDERED_TENANT))
        self.thief = self.load.add(finding_watch.Thief(self.load, WATCHED_TENANT))
        self.watcher = finding_watch.Watcher(self.load, WATCHED_TENANT)
        self.others = []  # senders of a batch each

    def start(self):
        self.watcher.start()
        self.load.start()

    def close(self):
        self.watcher.ended.set()
        self.load.close()

    def tenants(self):
        return sorted({sender.tenant for sender in self.load.senders})

    def any_replica(self):
        return random.choice(self.replicas.all)

    def one_more_sender(self, tenant):
        sender = loads.Sender(self.load, tenant, len(self.others))
        self.others.append(sender)
        return sender

    def sent(self):
        """tenant -> command -> events."""
        sent = collections.defaultdict(collections.Counter)
        for sender in [*self.load.senders, *self.others]:
            sent[sender.tenant].update(sender.sent)
        return sent

    def counted(self, sent):
        """The same, of what the cluster has counted."""
        return {
            tenant: {name: self.calls(events.COMMAND, name, tenant) for name in by_command}
            for tenant, by_command in sent.items()
        }

    def counted_in_all(self, tenant):
        return self.calls(events.TENANT, "", tenant)

    def calls(self, kind, name, tenant):
        request = events.get_request(kind, name, tenant)
        asked = self.any_replica().baselines()
        return int(loads.patiently(lambda: asked.GetBaseline(request)).baseline.calls)

    def redelivered(self):
        return sum(sender.redelivered for sender in self.load.senders)

    def list_findings(self, replica):
        found, token = {}, ""
        while True:
            request = finding_service_pb2.ListFindingsRequest(
                tenant=WATCHED_TENANT, page_size=FINDINGS_OF_A_PAGE, page_token=token
            )
            answer = loads.patiently(lambda: replica.findings().ListFindings(request))
            found.update((one.id, one) for one in answer.findings)
            token = answer.next_page_token
            if not token:
                return found

    def check_findings(self):
        """One for each theft, and each of its revisions told once."""
        found = self.list_findings(self.any_replica())
        check_equal({one.principal for one in found.values()}, self.thief.victims())

        def all_told():
            self.load.check()
            return revisions(self.watcher.newest()) == revisions(found)

        harness.wait_until(all_told, "the watch to tell all")
        self.watcher.ended.set()
        self.watcher.join()
        told = collections.Counter((one.id, one.revision) for one in self.watcher.changes)
        check_equal({key: often for key, often in told.items() if often > 1}, {})
        for finding_id, finding in self.watcher.newest().items():
            finding.priority = found[finding_id].priority  # as it was then
            check_equal(finding, found[finding_id])

    def everything(self, replica):
        known = {
            tenant: loads.patiently(lambda: events.everything_known(replica, tenant))
            for tenant in self.tenants()
        }
        return known, self.list_findings(replica)

    def check_same_as_one_server(self, alone):
        """Once all have stopped: a server that gets each tenant's batches in the order of
        the log, and nothing else, holds the same."""
        holders = self.holders()
        expected, seen = {}, {}
        for tenant in self.tenants():
            store = holders[tenant]
            batches = self.batches_of(tenant)
            ids = [one.event.event_id for batch in batches.values() for one in batch.events]
            expected[tenant] = stores.digest_of(store)["baselines", tenant]
            seen[tenant] = stores.seen_in(store, tenant, ids)
            in_order = [batches[event_id] for event_id, _ in seen[tenant] if event_id in batches]
            check_equal(len(in_order), len(batches))
            scores = feed(alone, in_order)
            if tenant == ORDERED_TENANT:
                check_equal(scores, self.ordered.told)
        check_equal(alone.stop(), 0)
        known = stores.digest_of(alone.data_dir)
        for tenant, events_seen in seen.items():
            ids = [event_id for event_id, _ in events_seen]
            check_equal(
                stores.seen_in(alone.data_dir, tenant, ids), events_seen, f"seen of {tenant}"
            )
            check_equal(
                known["baselines", tenant], expected[tenant], f"baselines of {tenant}"
            )

    def holders(self):
        """tenant -> the store of a copy that has it."""
        return {
            tenant: folders[0]
            for folders in stores.copies(self.replicas).values()
            for part, tenant in stores.digest_of(folders[0])
            if part == "baselines"
        }

    def batches_of(self, tenant):
        """id of the first event -> batch."""
        found = {}
        for sender in [*self.load.senders, *self.others]:
            if sender.tenant == tenant:
                for kept in sender.batches:
                    batch = scoring_service_pb2.ScoreEventsRequest.FromString(kept)
                    found[batch.events[0].event.event_id] = batch
        return found


def feed(server, batches):
    """The scores of each."""
    requests = (events.stream_request(batch) for batch in batches)
    return [
        loads.scores(answer.batch) for answer in server.scoring().StreamScoreEvents(requests)
    ]


def check_equal(what, expected, name="this"):
    if what != expected:
        raise AssertionError(f"{name} is {what}, not {expected}"[:4000])


def revisions(findings):
    return {finding_id: finding.revision for finding_id, finding in findings.items()}
