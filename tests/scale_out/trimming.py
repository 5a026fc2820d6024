# SPDX-License-Identifier: Apache-2.0
"""Has Kafka remove records before their time."""

import replicas as cluster
import harness

# Segments, which leave whole, are short, and leave as soon as may be.
SHORT = {"segment_ms": "300", "retention_ms": "300"}


# Of idle owners, who beat every 375 ms: more than are ever there while Kafka removes them.
KEPT_RECORDS = 12


def trim(kafka, topic):
    """Removes what the log has now. Kafka may go on for a while (await_kept)."""
    kafka.change_topic(topic, **SHORT)
    ends = [end for _, end in kafka.edges_of(topic, cluster.SHARDS)]

    def is_gone():
        edges = kafka.edges_of(topic, cluster.SHARDS)
        return all(begin >= end for (begin, _), end in zip(edges, ends))

    harness.wait_until(is_gone, "Kafka to remove records")
    kafka.change_topic(topic)


def await_kept(kafka, topic):
    """Until all brokers have heard that they are to remove nothing more."""

    def is_kept():
        edges = kafka.edges_of(topic, cluster.SHARDS)
        return all(end - begin >= KEPT_RECORDS for begin, end in edges)

    harness.wait_until(is_kept, "Kafka to keep records")
