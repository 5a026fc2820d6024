# SPDX-License-Identifier: Apache-2.0
"""Brokers that all tests of one run share, and topics of their own for each."""

import atexit
import itertools
import shutil
import tempfile

import kafka_cluster

_numbers = itertools.count()
_shared = []


def shared():
    """Started when they are first asked for, and ended with the process."""
    if not _shared:
        folder = tempfile.mkdtemp(prefix="farcall-brokers-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        cluster = kafka_cluster.KafkaCluster(folder)
        atexit.register(cluster.kill)
        _shared.append(cluster)
    return _shared[0].start()


def new_topic():
    return f"farcall-{next(_numbers)}"
