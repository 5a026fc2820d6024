# SPDX-License-Identifier: Apache-2.0
"""Three real Kafka brokers on this machine, each also a controller: one can be lost."""

import pathlib
import signal
import sys
import threading

sys.path[:0] = [
    str(pathlib.Path(__file__).resolve().parents[1] / folder)
    for folder in ("e2e", "pipelines")
]

import harness  # noqa: E402
from confluent_kafka import Consumer, TopicPartition  # noqa: E402
from confluent_kafka.admin import ConfigResource  # noqa: E402
import kafka_broker  # noqa: E402

COPIES = 3
# What a cluster asks of its topic.
SAFE = {
    "min.insync.replicas": "2",
    "unclean.leader.election.enable": "false",
    "cleanup.policy": "delete",
}


def in_parallel(jobs):
    """What each of `jobs` returns; the first error, once all have ended."""
    results, errors = [None] * len(jobs), []

    def run(place, job):
        try:
            results[place] = job()
        except BaseException as error:  # pylint: disable=broad-except
            errors.append(error)

    threads = [threading.Thread(target=run, args=one) for one in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def topic_settings(settings):
    return {**SAFE, **{key.replace("_", "."): value for key, value in settings.items()}}


def has_leaders(broker, topic, partitions):
    told = broker.admin().list_topics(topic, timeout=10).topics[topic]
    found = told.partitions.values()
    return len(found) == partitions and all(one.leader > 0 for one in found)


def is_in_sync(broker, topic, copies):
    partitions = broker.admin().list_topics(topic, timeout=10).topics[topic].partitions
    return all(len(one.isrs) == copies for one in partitions.values())


class KafkaCluster:
    def __init__(self, folder, brokers=3):
        folder = pathlib.Path(folder)
        cluster_id = kafka_broker.new_cluster_id()
        ids = range(1, brokers + 1)
        controllers = {node_id: harness.free_port() for node_id in ids}

        def broker(node_id):
            return kafka_broker.Broker(
                folder / f"broker-{node_id}", node_id, controllers, cluster_id
            )

        self.brokers = in_parallel([lambda n=n: broker(n) for n in ids])

    @property
    def addresses(self):
        return ",".join(broker.address for broker in self.brokers)

    def start(self):
        """A quorum of controllers must be there before any broker answers."""
        for broker in self.brokers:
            if broker.process is None or broker.process.poll() is not None:
                broker.spawn()
        for broker in self.brokers:
            broker.await_cluster(len(self.brokers))
        return self

    def await_in_sync(self, topic):
        """Until each partition is on all brokers, so that one may be lost again."""
        harness.wait_until(
            lambda: is_in_sync(self.brokers[0], topic, len(self.brokers)),
            f"brokers to be in sync on {topic}",
        )

    def kill(self):
        for broker in self.brokers:
            broker.kill()

    def create_topic(self, name, partitions, copies=COPIES, **settings):
        """Names of settings have _ for their dots."""
        broker = self.brokers[0]
        broker.create_topic(name, partitions, topic_settings(settings), copies)
        # Each broker hears of it by itself.
        for broker in self.brokers:
            harness.wait_until(
                lambda: has_leaders(broker, name, partitions), f"leaders of {name}"
            )

    def change_topic(self, name, **settings):
        """Those that are not given are as in a new topic."""
        resource = ConfigResource("topic", name, set_config=topic_settings(settings))
        admin = self.brokers[0].admin()  # its futures end with it
        for changed in admin.alter_configs([resource]).values():
            changed.result(30)

    def delete_topic(self, name):
        admin = self.brokers[0].admin()  # its futures end with it
        for deleted in admin.delete_topics([name]).values():
            deleted.result(30)

    def edges_of(self, topic, partitions):
        """Of each partition the offsets of the first record, and behind the last."""
        consumer = Consumer(
            {"bootstrap.servers": self.addresses, "group.id": "edges", "log_level": 0}
        )
        places = [TopicPartition(topic, partition) for partition in range(partitions)]
        edges = [consumer.get_watermark_offsets(place, timeout=30) for place in places]
        consumer.close()
        return edges

    def leader_of(self, topic, partition):
        """The broker that leads a partition now."""
        for broker in self.brokers:
            if broker.process.poll() is None:
                topics = broker.admin().list_topics(topic, timeout=10).topics
                leader = topics[topic].partitions[partition].leader
                return self.brokers[leader - 1] if leader > 0 else None
        return None

    def pause(self):
        for broker in self.brokers:
            broker.process.send_signal(signal.SIGSTOP)

    def resume(self):
        for broker in self.brokers:
            broker.process.send_signal(signal.SIGCONT)
