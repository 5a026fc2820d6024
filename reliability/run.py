#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Faults, load and time: what `make test` does in small, for long. Writes what was
seen to build/reliability/results.json and into the table of docs/reliability.md.

  make reliability                             all of it, some hours
  reliability/run.py --only=crash --rounds=100
  reliability/run.py --only=soak --minutes=60
  reliability/run.py --only=cluster --minutes=30
  reliability/run.py --only=floods --floods=R5,R7-unread
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
OUT = ROOT / "build/reliability"
RESULTS = OUT / "results.json"
os.environ.setdefault("FARCALL_BIN_DIR", str(ROOT / "build/release/bin"))
sys.path[:0] = [
    str(ROOT / folder) for folder in ("tests/e2e", "reliability", "tests/scale_out")
]

import attacks  # noqa: E402
import flood_table  # noqa: E402
import harness  # noqa: E402
import overload  # noqa: E402
import report  # noqa: E402
import soak  # noqa: E402


def say(text):
    line = f"    {text}"
    print(f"\r\033[K{line}" if sys.stdout.isatty() else line,
          end="" if sys.stdout.isatty() else "\n", flush=True)  # fmt: skip


def scratch(name):
    folder = OUT / "scratch" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def fail(complaints, seen):
    """Ends the run if there are any, with all that was seen."""
    complaints = list(complaints)
    if complaints:
        print(json.dumps(seen, indent=1))
        raise SystemExit("\n".join(complaints))


def run_test(name, **environment):
    """An end-to-end test with more rounds than in `make test`: (output, seconds)."""
    started = time.monotonic()
    done = subprocess.run(
        ["/usr/bin/python3", "-B", ROOT / f"tests/e2e/{name}_test.py"],
        env=os.environ
        | {k: str(v) for k, v in environment.items()}
        | {"FARCALL_TEST_SECONDS_MAX": "0"},
        capture_output=True,
        text=True,
    )
    output = done.stdout + done.stderr
    (OUT / f"{name}.log").write_text(output)
    if done.returncode != 0:
        raise SystemExit(f"{name} failed: see build/reliability/{name}.log")
    return output, time.monotonic() - started


def crash(options):
    """Rounds of kill -9 for each durability."""
    _, seconds = run_test("crash", FARCALL_CRASH_ROUNDS=options.rounds)
    return {"rounds": 2 * options.rounds, "seconds": seconds}


def damage(options):
    """Bytes flipped, files cut and gone, full and read-only disks."""
    output, seconds = run_test("damage", FARCALL_DAMAGE_ROUNDS=options.flips)
    flips = re.search(r"(\d+) flips: (\{.*\})", output)
    seen = json.loads(flips[2].replace("'", '"'))
    return {"flips": int(flips[1]), "seconds": seconds} | seen


def overloads(options):
    """Far more than it can do, and clients that behave badly."""
    flags = [f"--{name}={value}" for name, value in overload.SETTINGS.items()]
    server = harness.Server(
        scratch("overload") / "data", *flags, geoip_db=harness.GEOIP_DB
    ).start()
    one = overload.Overload(server, harness.BIN_DIR / "farcall_overload")
    seconds = options.minutes_of_overload * 60
    try:
        one.live_through_the_past(30)
        peak = one.peak(20)
        scenarios = {
            "far_too_much": lambda: one.far_too_much(seconds, peak),
            "deadlines": lambda: one.deadlines(30),
            "slow_readers": lambda: one.readers_that_are_slow(32, 30),
            "silent_readers": lambda: one.readers_that_do_not_read(64, 30),
            "giants": one.giants,
            "connections": lambda: one.connections(10_000),
            "slowloris": lambda: one.slowloris(100, 30),
        }
        results = {}
        for name, scenario in scenarios.items():
            say(name)
            results[name] = scenario()
        fail(overload.complaints(results), results)
        return results
    finally:
        if server.stop() != 0:
            raise SystemExit(f"the server failed: {server.log()[-2000:]}")


def flooding(options):
    """Attacks, each beside an honest caller of another tenant. All of them are kept, also
    where a bound does not hold: the table says so."""
    results, alone = {}, []
    for flood in flood_table.chosen(options.floods):
        for name, seen in attacks.run(flood, scratch("floods"), alone):
            say(f"{name}: {report.told_of_flood(seen)}")
            results[name] = seen
    if not options.floods:
        report.keep(RESULTS, "floods", results)
        report.write(RESULTS)
    fail(attacks.complaints(results), results)
    return results


def soaking(options):
    seen = soak.Soak(scratch("soak"), options.minutes or 60, say).run()
    fail(soak.complaints(seen), seen)
    return seen


def clustering(options):
    """Faults of replicas and brokers. Needs Kafka, which other parts do not."""
    import cluster

    seed = options.seed if options.seed is not None else random.randrange(1 << 32)
    run = cluster.ClusterRun(scratch("cluster"), options.minutes or 30, seed, say)
    seen = run.run()
    fail(cluster.complaints(seen), seen)
    return seen


PARTS = {
    "crash": crash,
    "damage": damage,
    "overload": overloads,
    "floods": flooding,
    "soak": soaking,
    "cluster": clustering,
}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=PARTS, help="one part; default: all")
    parser.add_argument(
        "--rounds", type=int, default=100, help="of crash, for each durability (100)"
    )
    parser.add_argument("--flips", type=int, default=400, help="of damage (400)")
    parser.add_argument("--minutes", type=float, help="of soak (60), of cluster (30)")
    parser.add_argument("--seed", type=int, help="of the order of faults in cluster")
    parser.add_argument(
        "--minutes-of-overload", type=float, default=10, help="at three times (10)"
    )
    parser.add_argument(
        "--floods", help=f"some of {', '.join(flood_table.NAMES)}; default: all"
    )
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    for name in [options.only] if options.only else PARTS:
        print(f"==> {name}", flush=True)
        seen = PARTS[name](options)
        print(json.dumps(seen, indent=1))
        if name != "floods":  # those are kept, and whole
            report.keep(RESULTS, name, seen)
            report.write(RESULTS)


if __name__ == "__main__":
    main()
