# SPDX-License-Identifier: Apache-2.0
"""Has Kafka remove records before their time."""

import replicas as cluster
import harness

# Segments, which leave whole, are short, and leave as soon as may be.
SHORT = {"segment_ms": "300", "retention_ms": "300"}


def trim(kafka, topic):
    """Removes what the log has now."""

    def edges():
        return kafka.edges_of(topic, cluster.SHARDS)

    kafka.change_topic(topic, **SHORT)
    ends = [end for _, end in edges()]

    def is_gone():
        return all(begin >= end for (begin, _), end in zip(edges(), ends))

    harness.wait_until(is_gone, "Kafka to remove records")
    kafka.change_topic(topic)
