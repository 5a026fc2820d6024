# SPDX-License-Identifier: Apache-2.0
"""Kafka is away: at the start, and while replicas run."""

import kafka_cluster
import load as loads
import replicas as cluster
import scale_out
import events  # isort: skip
import grpc
import harness

REACHABLE = "farcall_cluster_log_reachable"
BATCH_EVENTS = 20
TENANTS = [f"tenant-{number}" for number in range(6)]


class OutageTest(scale_out.ScaleOutTest):
    def test_kafka_comes_after_the_replicas(self):
        replicas = self.new_replicas()
        self.kafka.kill()
        self.addCleanup(self.kafka.start)
        # Each waits for Kafka for a while.
        kafka_cluster.in_parallel([one.start for one in replicas])
        calls = []
        for one in replicas:
            self.assertFalse(one.is_ready())
            self.assertEqual(one.metrics()[REACHABLE], 0)
            calls.append(learn(batch(TENANTS[0]), one))
        self.assertEqual({call.code() for call in calls}, {grpc.StatusCode.UNAVAILABLE})
        self.kafka.start()
        for one in replicas:
            one.await_ready()
            harness.wait_until(lambda: one.metrics()[REACHABLE] == 1, "the metric")
        loads.patiently(
            lambda: replicas.all[0].scoring().ScoreEvents(events.batch([events.event()]))
        )

    def test_without_kafka_what_is_known_can_be_read_and_nothing_is_lost(self):
        replicas = self.new_replicas().start()
        for tenant in TENANTS:
            loads.patiently(lambda: replicas.all[0].scoring().ScoreEvents(batch(tenant)))
        known = self.everything()
        self.kafka.pause()
        self.addCleanup(self.kafka.start)
        self.addCleanup(self.kafka.resume)
        self.assertEqual(self.everything(), known)
        unanswered = [batch(tenant) for tenant in TENANTS]
        calls = [
            learn(one, replicas.all[number % 3]) for number, one in enumerate(unanswered)
        ]
        self.assertEqual({call.code() for call in calls}, {grpc.StatusCode.UNAVAILABLE})
        for one in replicas:
            harness.wait_until(lambda: one.metrics()[REACHABLE] == 0, "the metric")
        self.check_reads_of_copies()
        self.kafka.resume()
        for one in unanswered:
            loads.patiently(lambda: replicas.all[0].scoring().ScoreEvents(one))
        for one in replicas:
            one.await_ready()
        for tenant in TENANTS:
            asked = events.get_request(events.TENANT, tenant=tenant)
            for one in replicas:
                known = loads.patiently(lambda: one.baselines().GetBaseline(asked))
                self.assertEqual(known.baseline.calls, 2 * BATCH_EVENTS)

    def check_reads_of_copies(self):
        """Nobody owns a shard any more: who holds a copy answers."""
        calls = {
            tenant: [
                one.baselines().GetBaseline.future(
                    events.get_request(events.TENANT, tenant=tenant),
                    timeout=harness.DEADLINE_SECONDS,
                )
                for one in self.replicas
            ]
            for tenant in TENANTS
        }
        for tenant, asked in calls.items():
            told = [call.result().baseline.calls for call in asked if not call.exception()]
            self.assertEqual(told, [BATCH_EVENTS] * cluster.COPIES, tenant)
            for call in asked:
                self.assertIn(call.code(), (grpc.StatusCode.OK, grpc.StatusCode.UNAVAILABLE))

    def everything(self):
        """That each replica tells of each tenant."""
        return {
            (one.name, tenant): events.everything_known(one, tenant)
            for tenant in TENANTS
            for one in self.replicas
        }


def learn(one, replica):
    return replica.scoring().ScoreEvents.future(one, timeout=harness.DEADLINE_SECONDS)


def batch(tenant):
    return events.batch([events.event() for _ in range(BATCH_EVENTS)], tenant=tenant)


if __name__ == "__main__":
    harness.main()
