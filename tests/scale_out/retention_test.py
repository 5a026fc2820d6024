# SPDX-License-Identifier: Apache-2.0
"""A copy that needs records which Kafka has removed begins with another replica's store."""

import load as loads
import scale_out
import stores
import trimming
import events  # isort: skip
import harness

BATCH_EVENTS = 50
FETCHED = "farcall_cluster_stores_fetched_total"
TENANTS = [f"tenant-{number}" for number in range(10)]


class RetentionTest(scale_out.ScaleOutTest):
    def setUp(self):
        super().setUp()
        self.topic = self.new_topic()
        self.new_replicas(topic=self.topic).start()
        self.sent = 0

    def learn(self):
        for number, tenant in enumerate(TENANTS):
            batch = events.batch(
                [events.event(f"p{n}") for n in range(BATCH_EVENTS)], tenant=tenant
            )
            door = self.replicas.running()[number % 2].scoring()
            loads.patiently(lambda: door.ScoreEvents(batch))
        self.sent += BATCH_EVENTS

    def check_copies(self, replica):
        """It took stores, and what is in them is what the other copies have."""
        self.assertGreater(replica.metrics()[FETCHED], 0)
        self.check_counts()
        self.replicas.stop()
        stores.check_copies(self.replicas)

    def check_counts(self):
        for tenant in TENANTS:
            request = events.get_request(events.TENANT, tenant=tenant)
            for one in self.replicas.running():
                known = loads.patiently(lambda: one.baselines().GetBaseline(request))
                self.assertEqual(known.baseline.calls, self.sent, tenant)

    def test_a_replica_that_lost_its_disk(self):
        self.learn()
        victim = self.replicas.an_owner()
        victim.kill()
        trimming.trim(self.kafka, self.topic)
        victim.lose_disk()
        victim.start().await_ready()
        self.learn()
        self.check_copies(victim)

    def test_a_replica_that_was_away_for_too_long(self):
        self.learn()
        victim = self.replicas.an_owner()
        self.assertEqual(victim.stop(), 0)
        self.learn()
        trimming.trim(self.kafka, self.topic)
        victim.start().await_ready()
        self.learn()
        self.check_copies(victim)


if __name__ == "__main__":
    harness.main()
