#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures how well Farcall finds stolen credentials, beside simpler detectors.

For each stream: makes the labelled records (eval/streams.py), starts the real
farcalld on an empty store, sends it the records through `farcall score -
--format=ndjson`, joins its answers with the labels, and computes the measures
(eval/measures.py) of the evaluation period for Farcall and for each baseline
(eval/baselines.py). Then plays the scenes of the checks (eval/checks.py), each with a
goal that is met or not. Needs what `make build` makes, python3-numpy and
python3-matplotlib.

  eval/run.py                                 everything: minutes, not hours
  eval/run.py --streams=plain --seeds=1 --checks=none     one stream, about a minute
  eval/run.py --streams=none --checks=hires_near,hires_far      these checks, seconds
  eval/run.py --report-only                   draws the report again
  eval/run.py --set-aside                     also the seed kept for the end
  eval/run.py --reality --help                streams with the structure of real trails

Written: build/eval/results.json, and the report with its plots: to
docs/evaluation.md after a run of all default streams, seeds and checks, else to
build/eval/evaluation.md.

Seeds 1, 2 and 3 are there to be tuned on. Seed 1009 is not: look at it when all
choices are made, and then report what it says.
"""

import argparse
import json
import shutil
import sys
import time

import checks
import evaluation
import report
import run_options
import streams
import tables
from reality import run as reality

SEEDS = (1, 2, 3)
SEED_SET_ASIDE = 1009
STREAMS = ("plain", "hard", "quiet", "loud")
ONE_SEED_ONLY = ("loud",)  # so many events that one is enough, and takes long enough


class Progress:
    """What is going on, on standard error: one line, rewritten on a terminal."""

    def __init__(self):
        self._start = time.monotonic()
        self._terminal = sys.stderr.isatty()

    def of(self, label):
        def show(text):
            seconds = time.monotonic() - self._start
            line = f"{seconds:5.0f} s  {label}  {text}"
            end = "" if self._terminal else "\n"
            print(
                f"\r\033[K{line}" if self._terminal else line, end=end, file=sys.stderr
            )
            sys.stderr.flush()

        return show

    def end(self):
        if self._terminal:
            print(file=sys.stderr)


def specs(options):
    """(label, spec) of every stream of this run."""
    chosen = [
        (f"{stream}-{seed}", streams.spec_of(stream, seed))
        for stream in options.streams
        for seed in options.seeds[: 1 if stream in ONE_SEED_ONLY else None]
    ]
    if options.set_aside:
        chosen += [
            (f"{stream}-{SEED_SET_ASIDE}", streams.spec_of(stream, SEED_SET_ASIDE))
            for stream in options.streams
        ]
    return chosen + [("repeated-1", streams.spec_of("repeated", 1))]


def _names(text):
    return () if text == "none" else run_options.names(text)


def parse_args(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--streams",
        type=_names,
        default=STREAMS,
        metavar="NAMES",
        help="of plain, hard, quiet (about 200 events a day) and loud (200,000 a day, "
        "the first seed only); default all; or none",
    )
    parser.add_argument(
        "--seeds",
        type=run_options.numbers,
        default=SEEDS,
        help="default 1,2,3",
    )
    parser.add_argument(
        "--checks",
        type=_names,
        default=checks.NAMES,
        metavar="NAMES",
        help=f"of {', '.join(checks.NAMES)}; default all; or none",
    )
    parser.add_argument(
        "--set-aside",
        action="store_true",
        help=f"also seed {SEED_SET_ASIDE}, in a table of its own: only at the very end",
    )
    run_options.add_to(parser, "results.json")
    options = parser.parse_args(arguments)
    for flag, chosen, known in (
        ("--streams", options.streams, streams.org.DIFFICULTIES),
        ("--checks", options.checks, checks.NAMES),
    ):
        run_options.refuse_unknown(parser, flag, chosen, known)
    if SEED_SET_ASIDE in options.seeds:
        parser.error(f"--seeds: {SEED_SET_ASIDE} is set aside; see --set-aside")
    run_options.check_files(parser, options)
    return options


def run(options):
    progress = Progress()
    results = {"settings": options.set, "set_aside_seed": SEED_SET_ASIDE, "streams": {}}
    chosen = specs(options)
    for number, (label, spec) in enumerate(chosen, 1):
        folder = options.work / label
        show = progress.of(f"{number}/{len(chosen)} {label}")
        try:
            result = evaluation.evaluate(folder, spec, options, show)
        finally:
            if not options.keep_streams:
                shutil.rmtree(folder, ignore_errors=True)
        if spec.stream == "repeated":
            results["repeated"] = result
        else:
            results["streams"][label] = result
    results["checks"] = run_checks(options, results["repeated"], progress)
    progress.end()
    return results


def run_checks(options, repeated, progress):
    folder = options.work / "checks"
    player = checks.Player(folder, options.binaries, options.databases, options.set)
    results = {}
    try:
        for number, name in enumerate(options.checks, 1):
            progress.of(f"check {number}/{len(options.checks)}")(name)
            results[name] = checks.run(name, player, repeated)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return results


def main():
    if "--reality" in sys.argv:
        return reality.main([flag for flag in sys.argv[1:] if flag != "--reality"])
    options = parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    file = options.work / "results.json"
    if options.report_only:
        results = json.loads(file.read_text())
    else:
        results = run(options)
        results["whole"] = (
            options.streams == STREAMS
            and options.seeds == SEEDS
            and options.checks == checks.NAMES
            and not options.set
        )
        file.write_text(json.dumps(results) + "\n")
    target = options.report
    if target is None:
        folder = run_options.ROOT / "docs" if results["whole"] else options.work
        target = folder / "evaluation.md"
    report.write(results, target)
    print(tables.summary(results))
    print(f"\n{target}\n{file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
