# SPDX-License-Identifier: Apache-2.0
"""Runs shippers with the configurations of examples/pipelines, unchanged, and a door
before the server that knows what came and kills whom a test wants dead."""

import json
import os
import subprocess
import sys

import ingest_process
import harness  # isort: skip
import events
from farcall.v1 import scoring_service_pb2 as scoring_pb2

EXAMPLES = harness.ROOT / "examples/pipelines"
TOOLS = harness.ROOT / "build/tools"


def require(tool):
    """Ends the test as skipped where it is not in build/tools; fails in CI."""
    if (TOOLS / tool).exists():
        return
    if os.environ.get("CI"):
        raise SystemExit(f"{tool} is not there: scripts/setup.sh test")
    print(f"skipped: {tool} is not there; scripts/setup.sh test builds it")
    sys.exit(77)


def make_lines(count):
    return [
        json.dumps(events.record_fields(f"p{n % 7}", seconds_ago=86400 - n))
        for n in range(count)
    ]


class Shipper:
    """One process of `command`, and again after a kill."""

    def __init__(self, command, folder, environment):
        self.command = command
        self.log_path = folder / "shipper.log"
        self.environment = {**harness.ENVIRONMENT, **environment}
        self.process = None

    def start(self):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdout=log, stderr=log
            )
        return self

    def log(self):
        return self.log_path.read_text(errors="replace")

    def wait(self):
        """Until it has ended well, by itself."""
        try:
            code = self.process.wait(harness.DEADLINE_SECONDS)
        except subprocess.TimeoutExpired:
            code = "none: it runs"
        if code != 0:
            raise AssertionError(f"exit code {code}: {self.log()}")

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()


class RecordingDoor(ingest_process.KillingDoor):
    """Knows which records came, and after which of its answers it kills whom."""

    def __init__(self, server):
        super().__init__(server, chance=1, seed=0)
        self.texts = []
        self.answers = 0
        self.victims = {}  # number of the answer -> what is killed after it
        self.victim = self

    def _answer(self, request, context):
        for one in scoring_pb2.ScoreEventsRequest.FromString(request).events:
            self.texts.append(one.cloudtrail_record.json.decode())
        return super()._answer(request, context)

    def kill(self):
        """Is called after each answer of the server, before it is handed on."""
        self.answers += 1
        victim = self.victims.get(self.answers)
        if victim:
            victim.process.kill()
            victim.process.wait()

    def first_texts(self):
        """In the order in which they came first."""
        return list(dict.fromkeys(self.texts))


class ShipperTest(harness.EndToEndTest):
    """A server behind a door, and a folder that a shipper reads."""

    def setUp(self):
        super().setUp()
        self.server = self.start_server()
        self.door = RecordingDoor(self.server)
        self.addCleanup(self.door.close)
        self.dead = self.folder / "dead.ndjson"
        self.trail = self.folder / "trail"
        self.trail.mkdir()

    def ingest(self, *flags):
        ingest = ingest_process.Ingest(
            self.folder,
            self.door.address,
            "--dead-letters=file",
            f"--dead-letter-file={self.dead}",
            # Only counts: they do not depend on batches.
            "--mode=learn-only",
            "--retry-seconds-max=1",
            *flags,
        )
        self.addCleanup(ingest.kill)
        return ingest

    def shipper(self, *command, **environment):
        environment["CLOUDTRAIL_FILES"] = f"{self.trail}/*.json"
        shipper = Shipper(command, self.folder, environment)
        self.addCleanup(shipper.kill)
        return shipper

    def write_trail(self, lines, name="1.json"):
        """Adds lines to a file."""
        with open(self.trail / name, "a", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in lines))

    def dead_texts(self):
        """Places within their content, and texts."""
        letters = map(json.loads, self.dead.read_text().splitlines())
        return [(letter["record"], letter["text"]) for letter in letters]

    def assert_counted_once(self, lines):
        """What is known is what one who sent each record once would have taught."""
        reference = self.start_server(data="reference")
        for chunk in events.chunks([line.encode() for line in lines], 1000):
            reference.scoring().ScoreEvents(
                events.batch(map(events.raw, chunk), mode=events.LEARN_ONLY)
            )
        self.assertEqual(
            events.everything_known(self.server), events.everything_known(reference)
        )
