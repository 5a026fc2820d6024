#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures how fast Farcall is, beside what it can be compared with in the same run.

Starts the real farcalld on empty stores, a bare echo server of the same API, and
Debian's redis-server; sends all of them the same made-up events; alternates between
what is compared, several rounds each, after one to warm up. Needs what `make bench`
makes.

  bench/run.py                       everything: about half an hour on two processors
  bench/run.py --quick               tiny sizes: whether all of it runs, not how fast
  bench/run.py --only=throughput,redis       these parts; the others keep their numbers
  bench/run.py --only=cluster                on three Kafka brokers (scripts/setup.sh cluster)
  bench/run.py --report-only         draws docs/performance.md again

Written: build/bench/results.json, and after a run that is not quick the results in
docs/performance.md with its plots.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys

import measurements
import processes
import report
import results

ROOT = pathlib.Path(__file__).resolve().parent.parent


def machine():
    model = next(
        (line.split(":", 1)[1].strip()
         for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")),
        platform.processor(),
    )  # fmt: skip
    commit = subprocess.run(
        ["git", "-c", "safe.directory=*", "rev-parse", "--short", "HEAD"],
        cwd=ROOT, check=False, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    return {
        "date": datetime.date.today().isoformat(),
        "commit": commit,
        "processors": os.cpu_count(),
        "model": model,
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
    }


def _arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--report-only", action="store_true")
    parser.add_argument(
        "--only",
        default=",".join(measurements.PARTS),
        metavar="PARTS",
        help=", ".join(measurements.PARTS),
    )
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "build/bench/results.json")  # fmt: skip
    arguments = parser.parse_args()
    arguments.only = arguments.only.split(",")
    unknown = set(arguments.only) - set(measurements.PARTS)
    if unknown:
        parser.error(
            f"--only: no part {', '.join(sorted(unknown))}: {', '.join(measurements.PARTS)}"
        )
    return arguments


def main():
    arguments = _arguments()
    target = arguments.output
    kept = json.loads(target.read_text()) if target.exists() else {}
    if not arguments.report_only:
        if kept.get("quick") is not arguments.quick:
            kept = {}
        programs = processes.Programs(
            ROOT / "build/release/bin",
            ROOT / "build/geoip/country.mmdb",
            target.parent,
        )
        bench = measurements.Bench(programs, arguments.quick)
        kept["quick"] = arguments.quick
        for part in arguments.only:
            kept["machine_of_cluster" if part == "cluster" else "machine"] = machine()
            kept.setdefault("measured", {})[part] = getattr(bench, part)()
            kept["ratios"] = results.ratios(kept["measured"])
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(kept, indent=1) + "\n")
    for cluster in (False, True):
        print("\n".join(report.ratio_lines(kept["ratios"], cluster)))
    if not kept["quick"]:
        report.write(kept, ROOT / "docs/performance.md")


if __name__ == "__main__":
    sys.exit(main())
