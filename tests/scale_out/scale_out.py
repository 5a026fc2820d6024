# SPDX-License-Identifier: Apache-2.0
"""What tests of a cluster have in common."""

import sys

import brokers
import replicas as cluster
import harness


class ScaleOutTest(harness.EndToEndTest):
    """With the shared brokers; replicas get a topic of their own, and do not outlive the
    test."""

    def setUp(self):
        super().setUp()
        self.kafka = brokers.shared()

    def new_topic(self, partitions=cluster.SHARDS, **settings):
        topic = brokers.new_topic()
        self.kafka.create_topic(topic, partitions, **settings)
        return topic

    def new_replicas(self, *flags, topic=None, **options):
        """Not started."""
        topic = topic or self.new_topic()
        replicas = cluster.Replicas(
            self.folder / topic, self.kafka.addresses, topic, self.small_db, *flags, **options
        )
        self.addCleanup(replicas.kill)
        self.replicas = replicas
        return replicas

    def tell(self):
        """What helps to understand a failure."""
        for one in self.replicas:
            print(f"{one.name}:", *one.log().splitlines()[-20:], sep="\n", file=sys.stderr)
