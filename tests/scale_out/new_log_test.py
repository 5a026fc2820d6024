# SPDX-License-Identifier: Apache-2.0
"""All records of Kafka are lost, and a new log goes on from the copies of the replicas."""

import load as loads
import scale_out
import events  # isort: skip
import harness
from farcall.v1 import finding_service_pb2

BATCH_EVENTS = 20
TENANTS = [f"tenant-{number}" for number in range(6)]
DAY = 86400
FETCHED = "farcall_cluster_stores_fetched_total"


def theft():
    """Calls of ten days, and some from elsewhere."""
    past = [
        events.event("alice", seconds_ago=12 * DAY - hour * 6 * 3600) for hour in range(40)
    ]
    return [past, [events.event("alice", events.IN_BRAZIL) for _ in range(3)]]


class NewLogTest(scale_out.ScaleOutTest):
    def setUp(self):
        super().setUp()
        self.topic = self.new_topic()
        self.new_replicas(topic=self.topic).start()
        self.batches = []

    def send(self, inputs, tenant):
        batch = events.batch(inputs, tenant=tenant)
        door = self.replicas.running()[len(self.batches) % len(self.replicas.running())]
        loads.patiently(lambda: door.scoring().ScoreEvents(batch))
        self.batches.append((tenant, batch))

    def learn(self):
        for tenant in TENANTS:
            self.send([events.event(f"p{n}") for n in range(BATCH_EVENTS)], tenant)

    def findings_of(self, replica, tenant):
        request = finding_service_pb2.ListFindingsRequest(tenant=tenant)
        answer = loads.patiently(lambda: replica.findings().ListFindings(request))
        return {finding.id for finding in answer.findings}

    def check_counted_once(self):
        for tenant, batch in self.batches:
            door = self.replicas.all[0].scoring()
            results = loads.patiently(lambda: door.ScoreEvents(batch)).results
            self.assertTrue(all(result.duplicate for result in results), tenant)
        for tenant in TENANTS:
            request = events.get_request(events.TENANT, tenant=tenant)
            sent = sum(len(batch.events) for of, batch in self.batches if of == tenant)
            for one in self.replicas:
                known = loads.patiently(lambda: one.baselines().GetBaseline(request))
                self.assertEqual(known.baseline.calls, sent, (one.name, tenant))

    def lose_the_topic(self):
        self.replicas.kill()
        self.kafka.delete_topic(self.topic)

    def test_all_that_was_answered_is_still_counted_once(self):
        self.learn()
        for inputs in theft():
            self.send(inputs, TENANTS[0])
        away, *others = self.replicas.all
        away.kill()
        harness.wait_until(self.replicas.all_owned, "others to own all")
        self.learn()
        found = self.findings_of(others[0], TENANTS[0])
        self.assertTrue(found)
        self.lose_the_topic()
        self.replicas.begin_anew(self.new_topic(), log_life=2)
        # Nobody begins while one is missing that might have more.
        for one in others:
            one.start()
        for one in others:
            harness.wait_until(
                lambda: "yet to tell how far their copies are: a" in one.log(), "its reason"
            )
            one.await_ready()
        self.assertFalse(self.replicas.all_owned())
        away.start()
        harness.wait_until(self.replicas.all_owned, "an owner of each shard")
        self.check_counted_once()
        self.learn()
        self.check_counted_once()
        for one in self.replicas:
            one.await_ready()
            self.assertEqual(self.findings_of(one, TENANTS[0]), found)
        self.assertGreater(away.metrics()[FETCHED], 0)

    def test_a_new_topic_alone_begins_nothing(self):
        self.learn()
        self.lose_the_topic()
        self.replicas.begin_anew(self.new_topic(), log_life=1)
        for one in self.replicas:
            one.start()
        for one in self.replicas:
            harness.wait_until(
                lambda: "begins with cluster-log-life 2" in one.log(), "its reason"
            )
        self.assertEqual(self.replicas.sum_of('farcall_cluster_shards{role="owner"}'), 0)


if __name__ == "__main__":
    harness.main()
