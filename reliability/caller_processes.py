# SPDX-License-Identifier: Apache-2.0
"""Callers of an attacked server as processes: those that attack it, and the honest one
beside them, whose calls tell what the attack does to it."""

import dataclasses
import json
import subprocess
import sys
import time

import callers
import harness

RECOVERY_SECONDS_MAX = 10
# So many of the honest caller's calls in a row tell that all is as before.
CALLS_OF_RECOVERY = 20
TOKENS = {"acme": "0123456789abcdef0123456789abcdef", "victim": "fedcba9876543210" * 2}

SCORE_EVENTS = "/farcall.v1.ScoringService/ScoreEvents"


class Caller:
    """A process of callers.py, until the end of `with`."""

    def __init__(self, role, **arguments):
        self.role = role
        self.process = subprocess.Popen(
            [sys.executable, "-B", callers.__file__, role, json.dumps(arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=harness.ENVIRONMENT,
        )  # fmt: skip

    def stop(self):
        """What became of its calls."""
        if self.process.poll() is not None:
            raise RuntimeError(f"caller {self.role} ended with {self.process.returncode}")
        told, _ = self.process.communicate(timeout=harness.DEADLINE_SECONDS)
        return json.loads(told)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


@dataclasses.dataclass(frozen=True)
class Call:
    began: float  # by time.monotonic()
    seconds: float
    code: str

    @property
    def ended(self):
        return self.began + self.seconds


class HonestCaller(Caller):
    def __init__(self, server, folder, batches):
        self.path = folder / "honest.calls"
        super().__init__(
            "honest", address=server.address, method=SCORE_EVENTS, token=TOKENS["victim"],
            batches=batches, path=str(self.path),
        )  # fmt: skip

    def calls(self, begin, end=float("inf")):
        """The calls that were under way then and have ended."""
        lines = self.path.read_text().split("\n")[:-1] if self.path.exists() else []
        parts = (line.split() for line in lines)
        calls = [Call(float(began), float(seconds), code) for began, seconds, code in parts]
        return [call for call in calls if call.ended > begin and call.began < end]

    def during(self, seconds):
        """All calls that are under way from now on for so long."""
        begin = time.monotonic()
        time.sleep(seconds)
        end = time.monotonic()
        harness.wait_until(
            lambda: self.calls(end) or self.process.poll() is not None,
            "the calls of the honest caller to end",
        )
        return self.calls(begin, end)


def measured(calls):
    """Of an honest caller's calls."""
    answered = sorted(1000 * call.seconds for call in calls if call.code == "OK")

    def part(share):
        return answered[int(len(answered) * share)] if answered else None

    failed = {}
    for call in calls:
        if call.code != "OK":
            failed[call.code] = failed.get(call.code, 0) + 1
    return {
        "calls": len(calls),
        "answered_share": len(answered) / len(calls) if calls else 0,
        "p50_ms": part(0.5),
        "p99_ms": part(0.99),
        "max_ms": answered[-1] if answered else None,
        "failed": failed,
    }


def recovery(caller, seconds_max):
    """Seconds from now until the honest caller's calls are as they were alone, each taking
    `seconds_max` at most; nothing if that is not soon."""
    end = time.monotonic()

    def recovered():
        in_a_row = []
        for call in caller.calls(end):
            in_a_row.append(call)
            if call.code != "OK" or call.seconds > seconds_max:
                in_a_row = []
            if len(in_a_row) == CALLS_OF_RECOVERY:
                return max(0.0, in_a_row[0].began - end)
        return None

    while time.monotonic() < end + RECOVERY_SECONDS_MAX:
        if (after := recovered()) is not None:
            return after
        time.sleep(0.1)
    return None
