# SPDX-License-Identifier: Apache-2.0
"""What pipelines do: batches of several tenants through any replica, each again until it
is answered, and some once more. Counts what was sent and what was seen."""

import collections
import random
import threading
import time

import kafka_cluster  # noqa: F401  finds the modules that are imported next
import events  # isort: skip
import grpc
import harness
from farcall.v1 import (
    baseline_service_pb2_grpc,
    finding_service_pb2_grpc,
    scoring_service_pb2_grpc,
)

BATCH_EVENTS = 100
BATCHES_OF_A_STREAM = 6
REDELIVERED = 0.1  # of the answered batches
COMMANDS = [f"ec2:Describe{name}" for name in ("Images", "Instances", "Tags", "Vpcs")]
PLACES = [events.IN_GERMANY] * 20 + [events.IN_BRAZIL, events.IN_FRANCE]
# Of one call: longer than a broker that was lost is missed by the others.
CALL_SECONDS = 15
# Of one batch, until it is answered: longer than any fault.
BATCH_SECONDS = 150
# CANCELLED is gRPC's word for a call that comes while a server closes its port.
AGAIN = (
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.CANCELLED,
)


class Doors:
    """Stubs of each replica, with connections that outlive restarts."""

    def __init__(self, replicas):
        self.channels = [harness.open_channel(one.address) for one in replicas]
        self.scoring = self._stubs(scoring_service_pb2_grpc.ScoringServiceStub)
        self.baselines = self._stubs(baseline_service_pb2_grpc.BaselineServiceStub)
        self.findings = self._stubs(finding_service_pb2_grpc.FindingServiceStub)

    def _stubs(self, stub):
        return [stub(channel) for channel in self.channels]

    def close(self):
        for channel in self.channels:
            channel.close()


class Load:
    """Senders that run until the end, and what their calls met, by phase."""

    def __init__(self, replicas, seed, keeps_batches=False, step_seconds=1):
        """`step_seconds`: an event of a sender is so much later than the one before. Senders
        begin ten days ago, and must end before they reach now."""
        self.doors = Doors(replicas)
        self.seed = seed
        self.keeps_batches = keeps_batches
        self.step_seconds = step_seconds
        self.ended = threading.Event()
        self.lock = threading.Lock()
        self.phase = "start"
        self.call_seconds = CALL_SECONDS
        self.statuses = collections.defaultdict(collections.Counter)
        self.longest_wait = collections.defaultdict(float)
        self.visit_wait = 0.0  # the longest since the phase began
        self.errors = []
        self.senders = []

    def add(self, sender):
        self.senders.append(sender)
        return sender

    def start(self):
        for sender in self.senders:
            sender.start()
        return self

    def begin_phase(self, name):
        with self.lock:
            self.phase = name
            self.visit_wait = 0.0

    def refused(self, phase):
        """Calls of a phase that were not answered."""
        with self.lock:
            seen = self.statuses[phase]
            return sum(seen.values()) - seen["OK"]

    def saw(self, status):
        with self.lock:
            self.statuses[self.phase][status.name] += 1

    def waited(self, seconds):
        with self.lock:
            self.visit_wait = max(self.visit_wait, seconds)
            self.longest_wait[self.phase] = max(self.longest_wait[self.phase], seconds)

    def check(self):
        if self.errors:
            raise self.errors[0]

    def await_progress(self, batches=3):
        """Until each sender has so many more batches answered."""
        before = [sender.answered for sender in self.senders]

        def all_went_on():
            self.check()
            return all(
                sender.answered >= number + batches
                for sender, number in zip(self.senders, before)
            )

        harness.wait_until(all_went_on, "each tenant to go on", BATCH_SECONDS)

    def end(self):
        self.ended.set()
        for sender in self.senders:
            sender.join(BATCH_SECONDS)
            assert not sender.is_alive(), sender.name
        self.check()

    def close(self):
        self.ended.set()
        self.doors.close()

    def summary(self):
        return "\n".join(
            f"  {phase}: {dict(counts)}, longest wait {self.longest_wait[phase]:.1f} s"
            for phase, counts in self.statuses.items()
        )


class Sender(threading.Thread):
    """Sends batches of one tenant, each when the one before it is answered."""

    pause_seconds = 0.02

    def __init__(self, load, tenant, number=0):
        super().__init__(name=f"{type(self).__name__}-{tenant}-{number}", daemon=True)
        self.load = load
        self.tenant = tenant
        self.rng = random.Random(f"{load.seed}-{self.name}")
        self.answered = 0  # batches
        self.sent = collections.Counter()  # by command, of events that differ
        self.batches = []  # as bytes, where the load keeps them
        self.redelivered = 0
        self.door = number  # that answered last
        self.moment = 10 * 86400  # seconds ago

    def run(self):
        try:
            while not self.load.ended.is_set():
                self.step()
                time.sleep(self.pause_seconds)
        except Exception as error:  # pylint: disable=broad-except
            self.load.errors.append(error)

    def step(self):
        batch = self.next_batch()
        self.settle(batch, self.send(batch))

    def next_batch(self):
        inputs = []
        for _ in range(BATCH_EVENTS):
            self.moment -= self.load.step_seconds
            inputs.append(
                events.event(
                    principal=f"p{self.rng.randrange(8)}",
                    address=self.rng.choice(PLACES),
                    seconds_ago=int(self.moment),
                    command=self.rng.choice(COMMANDS),
                )
            )
        return self.batch_of(inputs)

    def batch_of(self, inputs):
        """Events that nobody sent before."""
        self.sent.update(one.event.command for one in inputs)
        batch = events.batch(inputs, tenant=self.tenant)
        if self.load.keeps_batches:
            self.batches.append(batch.SerializeToString())
        return batch

    def settle(self, batch, answer):
        """Takes an answer; now and then sends the batch once more."""
        self.check_answer(batch, answer)
        self.answered += 1
        if self.rng.random() < REDELIVERED:
            self.check_duplicate(batch, answer, self.send(batch))
            self.redelivered += 1

    def check_answer(self, batch, answer):
        """Each event has a score, and the batch was counted whole, now or before."""
        sent = [one.event.event_id for one in batch.events]
        if [result.event_id for result in answer.results] != sent:
            raise AssertionError(f"{self.name}: answers of other events")
        for result in answer.results:
            if result.WhichOneof("outcome") != "score":
                raise AssertionError(f"{self.name}: {result}")
        duplicates = sum(result.duplicate for result in answer.results)
        if duplicates not in (0, len(sent)):
            raise AssertionError(f"{self.name}: {duplicates} of {len(sent)} known")

    def check_duplicate(self, batch, first, second):
        self.check_answer(batch, second)
        if not second.results[0].duplicate:
            raise AssertionError(f"{self.name}: an answered batch was counted again")
        if scores(first) != scores(second):
            raise AssertionError(f"{self.name}: a duplicate has another score")

    def send(self, batch):
        """The answer, from whichever replica gives it at last."""
        return self.until_answered(
            lambda door, seconds: self.load.doors.scoring[door].ScoreEvents(
                batch, timeout=seconds
            )
        )

    def until_answered(self, call):
        """The next replica after each failure."""
        begun = time.monotonic()
        door = self.first_door()
        while True:
            self.load.check()
            try:
                answer = call(door, self.load.call_seconds)
            except grpc.RpcError as error:
                self.load.saw(error.code())
                if error.code() not in AGAIN:
                    raise
                if time.monotonic() - begun > BATCH_SECONDS:
                    raise AssertionError(f"{self.name}: no answer") from error
                door = (door + 1) % len(self.load.doors.scoring)
                time.sleep(self.pause_seconds)
                continue
            self.load.saw(grpc.StatusCode.OK)
            self.load.waited(time.monotonic() - begun)
            self.door = door
            return answer

    def first_door(self):
        """Any replica, whether it answered before or not."""
        return self.rng.randrange(len(self.load.doors.scoring))


def patiently(call):
    """What it gives in the end: shards may yet change hands."""

    def answer():
        try:
            return [call()]
        except grpc.RpcError as error:
            if error.code() not in AGAIN:
                raise
            return None

    return harness.wait_until(answer, "an answer")[0]


def scores(answer):
    return [result.score.score for result in answer.results]


class StreamSender(Sender):
    """Sends some batches at a time as a stream; what has no answer goes into another."""

    def step(self):
        batches = [self.next_batch() for _ in range(BATCHES_OF_A_STREAM)]
        while batches:
            batches = batches[self.stream_until_answered(batches) :]

    def stream_until_answered(self, batches):
        return self.until_answered(
            lambda door, seconds: self.stream(batches, door, seconds)
        )

    def stream(self, batches, door, seconds):
        """How many were answered; an error if none was."""
        requests = [events.stream_request(batch) for batch in batches]
        answers = self.load.doors.scoring[door].StreamScoreEvents(
            iter(requests), timeout=seconds
        )
        taken = []
        try:
            for answer in answers:
                taken.append(answer.batch)
        except grpc.RpcError as error:
            if not taken or error.code() not in AGAIN:
                raise
            self.load.saw(error.code())
        for batch, answer in zip(batches, taken):
            self.settle(batch, answer)
        return len(taken)


class OrderedSender(Sender):
    """Keeps the scores of what it sent, in the order in which it was counted."""

    def __init__(self, load, tenant):
        super().__init__(load, tenant)
        self.told = []

    def settle(self, batch, answer):
        if self.load.keeps_batches:
            self.told.append(scores(answer))
        super().settle(batch, answer)
