# SPDX-License-Identifier: Apache-2.0
"""Runs farcall-ingest from outside, and a door before its server that kills it."""

import json
import pathlib
import random
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from concurrent import futures

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

import grpc  # noqa: E402
import harness  # noqa: E402

SCORE_EVENTS = "/farcall.v1.ScoringService/ScoreEvents"


class Ingest:
    """One farcall-ingest process on free ports."""

    def __init__(self, folder, server_address, *flags, name="ingest"):
        self.log_path = pathlib.Path(folder) / f"{name}.log"
        self.server_address = server_address
        self.flags = flags
        self.metrics_port = 0
        self.http_port = 0
        self.starts = 0
        self.process = None
        self.environment = {}

    def command(self):
        return [
            str(harness.BIN_DIR / "farcall-ingest"),
            f"--server={self.server_address}",
            f"--metrics-listen=127.0.0.1:{self.metrics_port}",
            f"--http-listen=127.0.0.1:{self.http_port}",
            *self.flags,
        ]

    def start(self):
        with open(self.log_path, "ab") as log:
            size = log.tell()
            self.process = subprocess.Popen(
                self.command(),
                stdout=log,
                stderr=log,
                env={**harness.ENVIRONMENT, **self.environment},
            )
        self.starts += 1
        harness.wait_until(lambda: self._working_or_dead(size), "the ingest to work")
        # A door may have killed it already.
        if self.process.poll() not in (None, -signal.SIGKILL):
            raise AssertionError(f"farcall-ingest ended: {self.log()}")
        return self

    def _working_or_dead(self, offset):
        for line in self.log()[offset:].splitlines(keepends=True):
            if not line.startswith("{") or not line.endswith("\n"):
                continue
            entry = json.loads(line)
            if entry["message"] == "listening for records":
                self.http_port = entry["port"]
            if entry["message"] == "serving metrics":
                self.metrics_port = entry["port"]
            if entry["message"] == "working":
                return True
        return self.process.poll() is not None

    def log(self):
        return self.log_path.read_text(errors="replace")

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(harness.DEADLINE_SECONDS)

    def is_running(self):
        return self.process.poll() is None

    def metrics(self):
        return harness.parse_metrics(self.get("/metrics")[1])

    def get(self, path):
        """Status and body of the status page."""
        url = f"http://127.0.0.1:{self.metrics_port}{path}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def post(self, path, body, **headers):
        """Status and body, as JSON where it is some."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.http_port}{path}",
            data=body,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())


class KillingDoor:
    """Stands before a server: hands each batch on, and after its durable answer
    kills, with some chance, whoever waits for it."""

    def __init__(self, server, chance, seed):
        self.rng = random.Random(seed)
        self.chance = chance
        self.kills = 0
        self.victim = None
        self._lock = threading.Lock()
        self._score = server.channel().unary_unary(SCORE_EVENTS)
        self._door = grpc.server(
            futures.ThreadPoolExecutor(8),
            options=[("grpc.max_receive_message_length", -1)],
        )
        self._door.add_generic_rpc_handlers([_Handler(self._answer)])
        self.port = self._door.add_insecure_port("127.0.0.1:0")
        self._door.start()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def _answer(self, request, context):
        try:
            answer = self._score(request, timeout=30)
        except grpc.RpcError as error:
            context.abort(error.code(), error.details())
        with self._lock:
            if self.victim and self.rng.random() < self.chance:
                self.kills += 1
                self.victim.kill()
        return answer

    def close(self):
        self._door.stop(0)


class _Handler(grpc.GenericRpcHandler):
    def __init__(self, answer):
        self._answer = answer

    def service(self, details):
        if details.method == SCORE_EVENTS:
            return grpc.unary_unary_rpc_method_handler(self._answer)
        return None
