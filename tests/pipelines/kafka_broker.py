# SPDX-License-Identifier: Apache-2.0
"""A real Kafka broker, of the jars in build/tools/kafka, and clients of it: alone, or
one of several."""

import base64
import pathlib
import signal
import subprocess
import uuid

import harness
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

JARS = harness.ROOT / "build/tools/kafka"

PROPERTIES = """
process.roles=broker,controller
node.id={node_id}
controller.quorum.voters={voters}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={folder}/data
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.retention.check.interval.ms=500
log.initial.task.delay.ms=500
broker.session.timeout.ms=6000
broker.heartbeat.interval.ms=500
"""

LOG4J = """<?xml version="1.0" encoding="UTF-8"?>
<Configuration status="ERROR"><Appenders><Console name="out"><PatternLayout pattern="%p %c %m%n"/></Console></Appenders>
<Loggers><Root level="ERROR"><AppenderRef ref="out"/></Root></Loggers></Configuration>
"""


def new_cluster_id():
    """Without a dash at its beginning, which the tool would take for an option."""
    cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    return cluster_id if cluster_id[0] != "-" else new_cluster_id()


class Broker:
    """`controllers` are the ports by node id of all brokers of its cluster, each of which
    is a controller as well; none = it is alone."""

    def __init__(self, folder, node_id=1, controllers=None, cluster_id=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.port = harness.free_port()
        self.process = None
        controllers = controllers or {node_id: harness.free_port()}
        (self.folder / "server.properties").write_text(
            PROPERTIES.format(
                node_id=node_id,
                port=self.port,
                controller=controllers[node_id],
                voters=",".join(
                    f"{one}@127.0.0.1:{port}" for one, port in controllers.items()
                ),
                folder=self.folder,
            )
        )
        (self.folder / "log4j2.xml").write_text(LOG4J)
        self._run(
            *("kafka.tools.StorageTool", "format"),
            *("-t", cluster_id or new_cluster_id(), "-c"),
        )

    def _java(self, main, *arguments):
        return [
            "java",
            "-Xmx256m",
            "-Xms128m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            f"-Dlog4j2.configurationFile={self.folder}/log4j2.xml",
            "-cp",
            f"{JARS}/*",
            main,
            *arguments,
            str(self.folder / "server.properties"),
        ]

    def _run(self, main, *arguments):
        subprocess.run(
            self._java(main, *arguments), check=True, stdout=subprocess.DEVNULL
        )

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def spawn(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                self._java("kafka.Kafka"), stdout=log, stderr=log
            )

    def start(self):
        self.spawn()
        self.await_cluster(1)
        return self

    def await_cluster(self, brokers):
        """Until it answers, and knows of so many brokers."""
        harness.wait_until(
            lambda: len(self._brokers_that_it_knows()) >= brokers, "the broker"
        )

    def _brokers_that_it_knows(self):
        if self.process.poll() is not None:
            raise AssertionError((self.folder / "log").read_text())
        try:
            return self.admin().list_topics(timeout=1).brokers
        except Exception:  # pylint: disable=broad-except
            return {}

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def admin(self):
        return AdminClient({"bootstrap.servers": self.address, "log_level": 0})

    def create_topic(self, name, partitions, config=None, copies=1):
        topic = NewTopic(
            name,
            num_partitions=partitions,
            replication_factor=copies,
            config=config or {},
        )
        admin = self.admin()  # its futures end with it
        for made in admin.create_topics([topic]).values():
            made.result(30)

    def produce(self, topic, messages):
        """Each of `messages` is (key, value); all are on the broker at the end."""
        producer = Producer(
            {
                "bootstrap.servers": self.address,
                "enable.idempotence": True,
                "linger.ms": 5,
                "log_level": 0,
            }
        )
        for key, value in messages:
            producer.produce(topic, value, key)
            producer.poll(0)
        assert producer.flush(60) == 0

    def read(self, topic, partitions=1):
        """All messages that are in a topic."""
        consumer = Consumer(
            {
                "bootstrap.servers": self.address,
                "group.id": f"reader-{uuid.uuid4()}",
                "enable.partition.eof": True,
                "auto.offset.reset": "earliest",
                "log_level": 0,
            }
        )
        consumer.assign([TopicPartition(topic, p, 0) for p in range(partitions)])
        messages, ends = [], 0
        while ends < partitions:
            message = consumer.poll(10)
            if message is None:
                raise AssertionError(f"{topic} cannot be read")
            if message.error():
                assert message.error().code() == KafkaError._PARTITION_EOF
                ends += 1
            else:
                messages.append(message)
        consumer.close()
        return messages

    def lag(self, topic, group, partitions):
        """Messages that the group has not committed."""
        consumer = Consumer(
            {"bootstrap.servers": self.address, "group.id": group, "log_level": 0}
        )
        places = [TopicPartition(topic, p) for p in range(partitions)]
        lag = 0
        for place in consumer.committed(places, timeout=30):
            low, high = consumer.get_watermark_offsets(place, timeout=30)
            lag += high - max(place.offset, low)
        consumer.close()
        return lag
