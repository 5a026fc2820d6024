# SPDX-License-Identifier: Apache-2.0
"""Runs real_broker_test.cc with a real broker, which is started again whenever
it is killed."""

import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS / "e2e"), str(TESTS / "pipelines")]

import harness  # noqa: E402
import kafka_broker  # noqa: E402

GOOD = {"unclean.leader.election.enable": "false", "cleanup.policy": "delete"}
# Name: what is wrong with the topic of this name, or nothing.
TOPICS = {
    "log": {},
    "unclean": {"unclean.leader.election.enable": "true"},
    "compact": {"cleanup.policy": "compact"},
    "small": {"max.message.bytes": "100000"},
    "short": {"retention.ms": "60000"},
    "safe-copies": {"min.insync.replicas": "2"},
}
PARTITIONS = 8


class Watched:
    """A broker that is started again when it has ended. Its process id is in a
    file while it runs."""

    def __init__(self, folder):
        self.broker = kafka_broker.Broker(folder / "broker")
        self.pid_path = folder / "pid"
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self._keep_up)

    def start(self):
        self._start()
        self.thread.start()
        return self

    def _start(self):
        self.broker.start()
        self.pid_path.write_text(str(self.broker.process.pid))

    def _keep_up(self):
        while not self.ending.wait(0.1):
            if self.broker.process.poll() is not None:
                self._start()

    def end(self):
        self.ending.set()
        self.thread.join()
        self.broker.kill()


class RealBrokerTest(unittest.TestCase):
    def test_a_log_on_a_real_broker(self):
        with tempfile.TemporaryDirectory(prefix="farcall-kafka-") as folder:
            watched = Watched(pathlib.Path(folder)).start()
            try:
                for name, fault in TOPICS.items():
                    watched.broker.create_topic(name, PARTITIONS, {**GOOD, **fault})
                ended = subprocess.run(
                    [os.environ["FARCALL_KAFKA_TEST"]],
                    env={
                        **harness.ENVIRONMENT,
                        "FARCALL_KAFKA_BROKER": watched.broker.address,
                        "FARCALL_KAFKA_PID_FILE": str(watched.pid_path),
                    },
                )
                self.assertEqual(ended.returncode, 0)
            finally:
                watched.end()


if __name__ == "__main__":
    harness.main()
