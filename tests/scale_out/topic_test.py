# SPDX-License-Identifier: Apache-2.0
"""A replica takes no topic that cannot keep what it promises, and says why."""

import replicas as cluster
import scale_out
import events  # isort: skip
import harness

# Name of what is wrong: how the topic is made, and what the replica must say.
UNSAFE = {
    "one copy": ({"copies": 1, "min_insync_replicas": "1"}, "replication factor of 1"),
    "one copy in sync": ({"min_insync_replicas": "1"}, "min.insync.replicas=1"),
    "unclean election": (
        {"unclean_leader_election_enable": "true"},
        "unclean.leader.election.enable=true",
    ),
    "other partitions": ({"partitions": 5}, "has 5 partitions"),
}
FEWER_COPIES = ("one copy", "one copy in sync")


class TopicTest(scale_out.ScaleOutTest):
    def assert_refused(self, replica, *words):
        result = replica.run()
        self.assertGreater(result.returncode, 0, result.stderr)
        self.assertLess(result.returncode, 126, result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)

    def test_an_unsafe_topic_is_refused(self):
        for name, (fault, words) in UNSAFE.items():
            with self.subTest(name):
                topic = self.new_topic(**fault)
                replicas = self.new_replicas(topic=topic, count=1)
                self.assert_refused(replicas.all[0], topic, words)

    def test_a_topic_that_is_not_there_is_refused(self):
        replicas = self.new_replicas(topic="not-there", count=1)
        self.assert_refused(replicas.all[0], "not-there")

    def test_fewer_copies_can_be_allowed(self):
        for name in FEWER_COPIES:
            with self.subTest(name):
                replicas = self.new_replicas(
                    "--cluster-allow-fewer-copies=true",
                    topic=self.new_topic(**UNSAFE[name][0]),
                    count=1,
                )
                answer = (
                    replicas.start().all[0].scoring().ScoreEvents(events.batch([events.event()]))
                )
                self.assertEqual(answer.results[0].WhichOneof("outcome"), "score")

    def test_replicas_with_other_shards_do_not_start(self):
        topic = self.new_topic()
        replicas = self.new_replicas(topic=topic, count=1, shards=cluster.SHARDS * 2)
        self.assert_refused(replicas.all[0], "cluster-shards is 16")


if __name__ == "__main__":
    harness.main()
