# SPDX-License-Identifier: Apache-2.0
"""Attacks of strangers and of one tenant, each beside an honest caller of another one:
that caller goes on, memory stays within its bound, metrics and log tell of the attack,
and soon after it all is as before. docs/security.md says what meets which attack."""

import contextlib
import dataclasses
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable

import callers
import events
import grpc
import harness
import watch
from farcall.v1 import (
    admin_service_pb2,
    baseline_service_pb2,
    score_pb2,
    scoring_service_pb2,
)

MIB = 1 << 20
# The defaults, said here so that the bound below is that of operations.md: caches, twice
# the write buffer, twice the calls in flight.
SETTINGS = {
    "baseline-cache-bytes": 128 * MIB,
    "rocksdb-cache-bytes": 256 * MIB,
    "rocksdb-write-buffer-bytes": 64 * MIB,
    "in-flight-bytes-max": 256 * MIB,
}
RESIDENT_BYTES_MAX = (128 + 256 + 2 * 64 + 2 * 256) * MIB
ANSWERED_SHARE_MIN = 0.9
SLOWER_MAX = 5  # times, of the 99th percentile
RECOVERY_SECONDS_MAX = 10
# So many of the honest caller's calls in a row tell that all is as before.
CALLS_OF_RECOVERY = 20
WARM_UP_SECONDS = 1
ALONE_SECONDS = 4
# Attackers need so long to start.
RAMP_SECONDS = 1
ATTACK_SECONDS = 7
# Beyond send-seconds, after which unread answers are cut off.
UNREAD_SECONDS = 24
TOKENS = {"acme": "0123456789abcdef0123456789abcdef", "victim": "fedcba9876543210" * 2}
TELLING = (
    "farcall_calls_refused_total",
    "farcall_calls_cut_off_total",
    "farcall_batches_shed_total",
    "farcall_batches_held_back_total",
    "grpc_server_handled_total",
)
IN_FLIGHT = "farcall_batches_in_flight"
# The honest caller alone has one.
IN_FLIGHT_TELLING = 4

SCORE_EVENTS = "/farcall.v1.ScoringService/ScoreEvents"
STREAM_SCORE_EVENTS = "/farcall.v1.ScoringService/StreamScoreEvents"
LIST_BASELINES = "/farcall.v1.BaselineService/ListBaselines"
REFLECTION = [
    f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo"
    for version in ("v1", "v1alpha")
]
REFLECTION_OFF = "--reflection=false"
HEALTH = ["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"]


API = harness.paths_of(scoring_service_pb2, baseline_service_pb2)
ADMIN = harness.paths_of(admin_service_pb2)


def complaints(results):
    """What a run must not show, of the results by attack."""
    for name, seen in results.items():
        for complaint in complaints_of(seen):
            yield f"{name}: {complaint}"


def complaints_of(seen):
    """The bounds that do not hold, of one attack."""
    during, p99_ms_max = seen["during"], SLOWER_MAX * seen["alone"]["p99_ms"]
    if during["answered_share"] < ANSWERED_SHARE_MIN:
        yield f"{during['answered_share']:.0%} of the honest calls were answered"
    elif during["p99_ms"] > p99_ms_max:
        yield f"p99 of the honest calls {during['p99_ms']:.1f} ms, at most {p99_ms_max:.1f} ms"
    if seen["resident_bytes_max"] > RESIDENT_BYTES_MAX:
        yield f"{seen['resident_bytes_max']:,} bytes resident, at most {RESIDENT_BYTES_MAX:,}"
    if not seen["metrics"]:
        yield "no metric told of it"
    if not seen["log"]:
        yield "no line of the log told of it"
    if seen["recovery_seconds"] is None:
        yield f"not as before {RECOVERY_SECONDS_MAX} s after it"
    if not seen["health"]:
        yield "health was not good"
    for answer in seen["reflection_answers"]:
        yield f"reflection is off, and answered at {answer}"


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


def told_by_metrics(before, during):
    """The series that moved and tell of an attack, and how far."""
    moved = {}
    for series, value in during.items():
        family = series.partition("{")[0]
        more = value - before.get(series, 0)
        if family in TELLING and 'grpc_code="OK"' not in series and more > 0:
            moved[series] = more
    if during[IN_FLIGHT] >= IN_FLIGHT_TELLING:
        moved[IN_FLIGHT] = during[IN_FLIGHT]
    return moved


def told_by_log(text):
    """The warnings and errors in these lines, each once."""
    lines = [json.loads(line) for line in text.splitlines()]
    return sorted(
        {
            ": ".join(line[field] for field in ("message", "reason") if line.get(field))
            for line in lines
            if line["level"] in ("warn", "error")
        }
    )


def reflection_answers(server):
    """Where reflection answers, of both ports and versions."""
    found = []
    for address in (server.address, server.admin_address):
        for method in REFLECTION:
            reflect = server.channel(address=address).stream_stream(method)
            try:
                next(reflect(iter([b"\x3a\x00"]), timeout=harness.DEADLINE_SECONDS))
                found.append(f"{address}{method}")
            except grpc.RpcError:
                pass
    return found


class Target:
    """A server with tokens of two tenants, and what attackers send to it."""

    def __init__(self, folder, flags):
        self.folder = folder
        tokens, policy = folder / "tokens", folder / "policy"
        tokens.write_text("".join(f"{name} {token}\n" for name, token in TOKENS.items()))
        policy.write_text("".join(f"token:{name} score,read {name}\n" for name in TOKENS))
        flags = [
            *(f"--{name}={value}" for name, value in SETTINGS.items()),
            f"--tokens-file={tokens}",
            f"--policy-file={policy}",
            *flags,
        ]
        self.server = harness.Server(folder / "data", *flags, geoip_db=harness.GEOIP_DB)
        self.server.start()
        self.random = random.Random(17)

    def batch(self, name, make, count, wrap=lambda batch: batch, tenant="acme", **fields):
        """The path of a batch of `count` events that `make(number)` gives."""
        inputs = [make(number) for number in range(count)]
        for number, one in enumerate(inputs):
            one.event.event_id = f"{callers.MARK.decode()}-{number}"
        path = self.folder / name
        batch = events.batch(inputs, tenant=tenant, **fields)
        path.write_bytes(wrap(batch).SerializeToString())
        return str(path)

    def of_the_victim(self, _):
        return events.event(principal=f"v{self.random.randrange(20)}")

    def of_many(self, _):
        return events.event(
            principal=f"a{self.random.randrange(20_000)}",
            command=f"s3:C{self.random.randrange(20_000)}",
        )

    def honest(self):
        return HonestCaller(
            self.server,
            self.folder,
            [
                self.batch(f"honest-{n}", self.of_the_victim, 10, tenant="victim")
                for n in range(4)
            ],
        )

    def silent_streams(self, port, methods, count):
        return [Caller("raw", port=port, methods=methods, open_calls=count)]

    def silent_streams_at_the_api(self):
        methods = [*REFLECTION, *HEALTH, *API, "/no.such.Service/Method"]
        return self.silent_streams(self.server.port, methods, 400)

    def silent_streams_at_the_admin_port(self):
        methods = [*REFLECTION, *HEALTH, *ADMIN]
        return self.silent_streams(self.server.admin_port, methods, 1500)

    def calls_without_end(self, port, methods):
        return [
            Caller("raw", port=port, methods=methods, open_calls=200 // len(methods),
                   whole=True, again=True)
        ]  # fmt: skip

    def streams(self, count, size):
        def wrap(batch):
            return events.stream_request(batch)

        batches = [
            self.batch(f"batch-{n}", self.of_many, size, wrap,
                       factors_from=score_pb2.RISK_LEVEL_CRITICAL)
            for n in range(4)
        ]  # fmt: skip
        return [
            Caller("streams", address=self.server.address, method=STREAM_SCORE_EVENTS,
                   token=TOKENS["acme"], batches=batches, count=count)
        ]  # fmt: skip

    def unread_small_answers(self):
        batch = self.batch("small", self.of_many, 1)
        return [
            Caller("raw", port=self.server.port, methods=[SCORE_EVENTS], open_calls=500,
                   token=TOKENS["acme"], whole=True, batch=batch, reads=False, again=True)
        ]  # fmt: skip

    def large_calls(self, reads):
        one = events.event_with_long_names
        large = self.batch("large", one, 5000, mode=events.SCORE_ONLY,
                           factors_from=score_pb2.RISK_LEVEL_NONE)
        # Something is known of the principal, so that there are factors.
        self.score(self.batch("past", lambda number: one(5000 + number), 1000))
        return [
            Caller("calls", address=self.server.address, method=SCORE_EVENTS,
                   token=TOKENS["acme"], batches=[large], count=24, reads=reads)
        ]  # fmt: skip

    def score(self, path):
        batches = callers.FreshBatches([path])
        score = self.server.channel().unary_unary(SCORE_EVENTS)
        score(batches.next(), metadata=callers.shown(TOKENS["acme"]), timeout=60)

    def lists(self, count):
        path = self.folder / "list"
        request = baseline_service_pb2.ListBaselinesRequest(
            tenant="acme", kind=events.PRINCIPAL, page_size=1000
        )
        path.write_bytes(request.SerializeToString())
        return [
            Caller("calls", address=self.server.address, method=LIST_BASELINES,
                   token=TOKENS["acme"], batches=[str(path)], count=count)
        ]  # fmt: skip

    def know_full_baselines(self, principals=400, values=1024):
        """Of each principal as many commands, networks and tools as are kept."""
        number_of = "p%05d"
        path = self.batch(
            "full",
            lambda number: events.event(
                principal=number_of % 0,
                command=f"s3:C{number:04d}".ljust(100, "x"),
                address=f"20.{number >> 8}.{number & 255}.1",
                user_agent=f"t{number:04d}".ljust(50, "y"),
            ),
            values,
            mode=events.LEARN_ONLY,
        )
        batches = callers.FreshBatches([path])
        score = self.server.channel().unary_unary(SCORE_EVENTS)
        for principal in range(principals):
            batch = batches.next().replace(
                (number_of % 0).encode(), (number_of % principal).encode()
            )
            score(batch, metadata=callers.shown(TOKENS["acme"]), timeout=60)


@dataclasses.dataclass(frozen=True)
class Attack:
    what: str
    attackers: Callable[[Target], list[Caller]]
    seconds: float = ATTACK_SECONDS


@dataclasses.dataclass(frozen=True)
class Flood:
    """Attacks by their names, one after another on one server."""

    attacks: dict[str, Attack]
    flags: tuple[str, ...] = ()
    prepare: Callable[[Target], None] = lambda target: None


FLOODS = [
    Flood(
        {
            "R1": Attack(
                "400 silent streams of each method of the API's port, without a token",
                lambda target: target.silent_streams_at_the_api(),
            ),
            "R1-calls": Attack(
                "200 calls at once of the API, without a token and without end",
                lambda target: target.calls_without_end(target.server.port, API),
            ),
        }
    ),
    Flood(
        {
            "R2": Attack(
                "400 silent streams of each method with `reflection=false`",
                lambda target: target.silent_streams_at_the_api(),
            ),
        },
        flags=(REFLECTION_OFF,),
    ),
    Flood(
        {
            "R3": Attack(
                "1,500 silent streams of each method of the admin port, without a token",
                lambda target: target.silent_streams_at_the_admin_port(),
            ),
            "R3-calls": Attack(
                "200 calls at once of `AdminService`, without a token and without end",
                lambda target: target.calls_without_end(target.server.admin_port, ADMIN),
            ),
        }
    ),
    Flood(
        {
            f"R5-{count}x{size}": Attack(
                f"{count} streams of batches of {size:,} of one tenant",
                lambda target, count=count, size=size: target.streams(count, size),
            )
            for count, size in ((8, 5000), (40, 5000), (100, 1000))
        }
    ),
    Flood(
        {
            "R6": Attack(
                "500 calls of one event whose answers are not read",
                lambda target: target.unread_small_answers(),
                seconds=UNREAD_SECONDS,
            ),
        }
    ),
    Flood(
        {
            "R7": Attack(
                "24 calls at once of 5,000 events with names at their limits",
                lambda target: target.large_calls(reads=True),
            ),
            "R7-unread": Attack(
                "24 calls at once of 5,000 events, answers not read",
                lambda target: target.large_calls(reads=False),
                seconds=UNREAD_SECONDS,
            ),
        }
    ),
    Flood(
        {
            f"R8-{count}": Attack(
                f"{count} lists at once of 400 principals with 3 full histograms",
                lambda target, count=count: target.lists(count),
            )
            for count in (4, 16)
        },
        prepare=lambda target: target.know_full_baselines(),
    ),
]
NAMES = [name for flood in FLOODS for name in flood.attacks]


def chosen(text):
    """The floods with the attacks of a list such as `R5,R7-unread`; of a script, `R5`, all
    its attacks; without a list all."""
    wanted = text.split(",") if text else NAMES
    unknown = [
        one for one in wanted if not any(one in (name, name.partition("-")[0]) for name in NAMES)
    ]
    if unknown:
        raise SystemExit(f"there is no attack {', '.join(unknown)}, but {', '.join(NAMES)}")
    for flood in FLOODS:
        attacks = {
            name: attack
            for name, attack in flood.attacks.items()
            if name in wanted or name.partition("-")[0] in wanted
        }
        if attacks:
            yield dataclasses.replace(flood, attacks=attacks)


def run(flood, folder, alone):
    """(name, what was seen) of each of its attacks. `alone` has the calls of the honest
    caller without an attack, of this run so far; those of this flood are added."""
    target = Target(folder, flood.flags)
    try:
        flood.prepare(target)
        with target.honest() as honest:
            harness.wait_until(lambda: honest.calls(0), "the honest caller to begin")
            for name, attack in flood.attacks.items():
                time.sleep(WARM_UP_SECONDS)
                yield name, suffer(attack, target, honest, alone)
    finally:
        target.server.kill()


def suffer(attack, target, honest, calls_alone):
    """What was seen of one attack."""
    server = target.server
    off = reflection_answers(server) if REFLECTION_OFF in server.flags else []
    calls_alone += honest.during(ALONE_SECONDS)
    alone = measured(calls_alone)
    if alone["p99_ms"] is None:
        raise RuntimeError(f"the honest caller alone got no answer: {alone}")
    before, threads, log = server.metrics(), server.status("Threads"), server.log()
    with contextlib.ExitStack() as ended:
        watched = ended.enter_context(watch.Watch(server, 0.1))
        attackers = [ended.enter_context(one) for one in attack.attackers(target)]
        time.sleep(RAMP_SECONDS)
        ours = [one.process.pid for one in (server, honest, *attackers)]
        other_work = watch.OtherWork([os.getpid(), *ours])
        during = measured(honest.during(attack.seconds))
        processors_of_others = other_work.processors()
        metrics = told_by_metrics(before, server.metrics())
        health = watch.answers_health(server)
        outcomes = [one.stop() for one in attackers]
    recovered = recovery(honest, SLOWER_MAX * alone["p99_ms"] / 1000)
    seen = {
        "what": attack.what,
        "seconds": attack.seconds,
        "alone": alone,
        "during": during,
        "recovery_seconds": recovered,
        "resident_bytes_max": watched.resident_bytes_max,
        "processors_of_others": processors_of_others,
        "threads_before": threads,
        "threads_max": watched.threads_max,
        "metrics": metrics,
        "log": told_by_log(server.log().removeprefix(log)),
        "health": health and watch.answers_health(server),
        "reflection_answers": off,
        "attackers": outcomes,
    }
    return seen | {"complaints": list(complaints_of(seen))}
