# SPDX-License-Identifier: Apache-2.0
"""Attacks of strangers and of one tenant, each beside an honest caller of another one:
that caller goes on, memory stays within its bound, metrics and log tell of the attack,
and soon after it all is as before. docs/security.md says what meets which attack."""

import contextlib
import json
import os
import time

import caller_processes
import flood_table
import flood_target
import grpc
import harness
import watch

RESIDENT_BYTES_MAX = (128 + 256 + 2 * 64 + 2 * 256) * flood_target.MIB
ANSWERED_SHARE_MIN = 0.9
SLOWER_MAX = 5  # times, of the 99th percentile
WARM_UP_SECONDS = 1
ALONE_SECONDS = 4
# Attackers need so long to start.
RAMP_SECONDS = 1
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
        yield f"not as before {caller_processes.RECOVERY_SECONDS_MAX} s after it"
    if not seen["health"]:
        yield "health was not good"
    for answer in seen["reflection_answers"]:
        yield f"reflection is off, and answered at {answer}"


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
        for method in flood_target.REFLECTION:
            reflect = server.channel(address=address).stream_stream(method)
            try:
                next(reflect(iter([b"\x3a\x00"]), timeout=harness.DEADLINE_SECONDS))
                found.append(f"{address}{method}")
            except grpc.RpcError:
                pass
    return found


def run(flood, folder, alone):
    """(name, what was seen) of each of its attacks. `alone` has the calls of the honest
    caller without an attack, of this run so far; those of this flood are added."""
    target = flood_target.Target(folder, flood.flags)
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
    off = reflection_answers(server) if flood_table.REFLECTION_OFF in server.flags else []
    calls_alone += honest.during(ALONE_SECONDS)
    alone = caller_processes.measured(calls_alone)
    if alone["p99_ms"] is None:
        raise RuntimeError(f"the honest caller alone got no answer: {alone}")
    before, threads, log = server.metrics(), server.status("Threads"), server.log()
    with contextlib.ExitStack() as ended:
        watched = ended.enter_context(watch.Watch(server, 0.1))
        attackers = [ended.enter_context(one) for one in attack.attackers(target)]
        time.sleep(RAMP_SECONDS)
        ours = [one.process.pid for one in (server, honest, *attackers)]
        other_work = watch.OtherWork([os.getpid(), *ours])
        during = caller_processes.measured(honest.during(attack.seconds))
        processors_of_others = other_work.processors()
        metrics = told_by_metrics(before, server.metrics())
        health = watch.answers_health(server)
        outcomes = [one.stop() for one in attackers]
    recovered = caller_processes.recovery(honest, SLOWER_MAX * alone["p99_ms"] / 1000)
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
