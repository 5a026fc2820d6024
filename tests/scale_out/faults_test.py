# SPDX-License-Identifier: Apache-2.0
"""Three replicas and three brokers under load, while one after the other is killed, stands
still or is upgraded: each event is counted once, and all copies know the same."""

import random
import sys

import faults
import scale_out
import scene
import stores
import harness  # isort: skip

PAUSES = 2


class FaultsTest(scale_out.ScaleOutTest):
    def setUp(self):
        super().setUp()
        topic = self.new_topic()
        self.new_replicas(topic=topic)
        self.seed = random.randrange(1 << 32)
        self.scene = scene.Scene(self.replicas, self.seed, keeps_batches=True)
        self.addCleanup(self.scene.close)
        self.faults = faults.Faults(
            self.kafka, topic, self.scene, random.Random(self.seed)
        )

    def test_each_event_is_counted_once_whatever_fails(self):
        try:
            self.fail_and_check()
        except BaseException:
            self.tell()
            raise

    def tell(self):
        """What helps to understand a failure."""
        print(f"seed {self.seed}\n{self.scene.load.summary()}", file=sys.stderr)
        super().tell()

    def fail_and_check(self):
        self.replicas.start()
        self.scene.start()
        with self.faults.phase("nothing fails"):
            pass
        self.fail_all()
        self.scene.load.end()
        print(self.scene.load.summary(), file=sys.stderr)
        self.check_counts()
        self.assertGreater(self.scene.redelivered(), 10)
        self.scene.check_findings()
        self.check_answers_of_copies()
        self.replicas.stop()
        stores.check_copies(self.replicas)
        self.scene.check_same_as_one_server(self.start_server(data="alone"))

    def fail_all(self):
        act, owner = self.faults, self.replicas.an_owner
        act.strike("an owner is killed", act.killed(owner()))
        act.strike("an owner is killed, and loses its disk", act.disk_lost(owner()))
        act.strike("a broker is killed", act.broker_killed())
        for _ in range(PAUSES):
            act.strike("an owner stands still", act.paused(owner()))
        act.upgrade_all()

    def check_counts(self):
        sent = self.scene.sent()
        counted = self.scene.counted(sent)
        for tenant, by_command in sent.items():
            with self.subTest(tenant=tenant, seed=self.seed):
                self.assertEqual(counted[tenant], by_command)
                self.assertEqual(
                    self.scene.counted_in_all(tenant), sum(by_command.values())
                )

    def check_answers_of_copies(self):
        """Each copy, asked while the one that is preferred to it is away."""
        expected = self.scene.everything(self.scene.any_replica())
        for one in self.replicas:
            with self.subTest(without=one.name, seed=self.seed):
                self.assertEqual(one.stop(), 0, one.log())
                harness.wait_until(self.replicas.all_owned, "others to own all")
                others = self.replicas.running()
                self.assertEqual(self.scene.everything(random.choice(others)), expected)
                self.faults.bring_back(one)


if __name__ == "__main__":
    harness.main()
