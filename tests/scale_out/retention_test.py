# SPDX-License-Identifier: Apache-2.0
"""A copy that needs records which Kafka has removed begins with another replica's store."""

import load as loads
import scale_out
import stores
import trimming
import events  # isort: skip
import harness

BATCH_EVENTS = 50
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

    def trim(self):
        trimming.trim(self.kafka, self.topic)

    def check_known_without_the_others(self, replica):
        """Of what it holds a copy of it becomes the owner when others are away."""
        for other in self.replicas:
            if other is replica:
                continue
            with self.subTest(without=other.name):
                self.assertEqual(other.stop(), 0, other.log())
                harness.wait_until(self.replicas.all_owned, "others to own all")
                self.check_counts()
                other.start().await_ready()
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
        self.trim()
        victim.lose_disk()
        victim.start().await_ready()
        self.learn()
        self.check_known_without_the_others(victim)

    def test_a_replica_that_was_away_for_too_long(self):
        self.learn()
        victim = self.replicas.an_owner()
        self.assertEqual(victim.stop(), 0)
        self.learn()
        self.trim()
        victim.start().await_ready()
        self.learn()
        self.check_known_without_the_others(victim)


if __name__ == "__main__":
    harness.main()
