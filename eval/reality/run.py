# SPDX-License-Identifier: Apache-2.0
"""Measures Farcall on made-up organisations with the structure of real trails.

A run has three parts: streams, scenes with a goal each (eval/reality/scenes.py), and
real trails with a judgement beside each of their alerts (eval/reality/trails.py). It
has those that a flag names, else all of them.

For each stream and seed: makes the records (eval/reality/stream.py), starts the real
farcalld on an empty store, sends it the records in the order of delivery, joins its
answers with the labels, and measures alerts (eval/reality/alerts.py).

  eval/run.py --reality                                      all streams and seeds
  eval/run.py --reality --streams=20-warm --seeds=11         half a minute, no more
  eval/run.py --reality --scenes                             the scenes, a minute
  eval/run.py --reality --trails                             real trails, if there are some
  eval/run.py --reality --set=--detectors-off=recent_evidence    with other settings
  eval/run.py --reality --report-only                        draws the report again
  eval/run.py --reality --set-aside                          the seeds kept for the end

Written: build/eval/reality.json, and the report with its plots: to
docs/evaluation_reality.md after a run of all parts with the default seeds and
settings, else to build/eval/evaluation_reality.md. Goals that are not met are told;
with --strict they are an error.
"""

import argparse
import json
import pathlib
import shutil
import sys
import time

import run_options
from reality import evaluation
from reality import expected
from reality import report
from reality import scenes
from reality import stage
from reality import stream
from reality import trails

TRAILS = run_options.ROOT / "build/trails"
ONE_SEED_ONLY = ("450-warm", "450-cold")  # they take minutes each
# What the streams of VARIED are also scored with, in a run with default settings.
VARIANTS = {"without recent evidence": ("--detectors-off=recent_evidence",)}
VARIED = ("20-warm", "20-cold")
NAMES = {"streams": stream.NAMES, "scenes": scenes.NAMES}  # that these flags take


def parse_args(arguments=None):
    parser = argparse.ArgumentParser(
        prog="run.py --reality",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for flag, known in NAMES.items():
        parser.add_argument(
            f"--{flag}",
            type=run_options.names,
            nargs="?",
            const=known,
            metavar="NAMES",
            help=f"of {', '.join(known)}; default all",
        )
    parser.add_argument(
        "--trails",
        type=pathlib.Path,
        nargs="?",
        const=TRAILS,
        metavar="DIR",
        help="folder of NAME.ndjson.gz files; default build/trails",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="end with code 1 where a goal is not met",
    )
    parser.add_argument(
        "--seeds",
        type=run_options.numbers,
        default=stream.SEEDS,
        metavar="NUMBERS",
        help="default %(default)s; of 450 people the first alone",
    )
    parser.add_argument(
        "--set-aside",
        action="store_true",
        help=f"the seeds {stream.SEEDS_SET_ASIDE} in their place: only at the very end",
    )
    run_options.add_to(parser, "reality.json")
    options = parser.parse_args(arguments)
    options.whole = not (options.streams or options.scenes or options.trails)
    if options.whole:
        options.streams, options.scenes = stream.NAMES, scenes.NAMES
        options.trails = TRAILS
    for flag, known in NAMES.items():
        chosen = getattr(options, flag) or ()
        run_options.refuse_unknown(parser, f"--{flag}", chosen, known)
        setattr(options, flag, chosen)
    if set(options.seeds) & set(stream.SEEDS_SET_ASIDE):
        parser.error(
            f"--seeds: {stream.SEEDS_SET_ASIDE} are set aside; see --set-aside"
        )
    if options.set_aside:
        options.seeds = stream.SEEDS_SET_ASIDE
    run_options.check_files(parser, options)
    options.whole &= options.seeds == stream.SEEDS and not options.set
    return options


def specs(options):
    return [
        stream.spec_of(name, seed)
        for name in options.streams
        for seed in options.seeds[: 1 if name in ONE_SEED_ONLY else None]
    ]


def run(options):
    played = Player(options)
    results = {
        "settings": options.set,
        "streams": {
            f"{spec.name}-{spec.seed}": played.evaluate(spec, options.set)
            for spec in specs(options)
        },
        "variants": {},
    }
    for name, settings in VARIANTS.items() if not options.set else ():
        results["variants"][name] = {
            f"{spec.name}-{spec.seed}": played.evaluate(spec, settings, name)
            for spec in specs(options)
            if spec.name in VARIED
        }
    if not options.set:
        results["expected"] = expected.goals(report.by_stream(results["streams"]))
    if options.scenes:
        results["scenes"] = played.scenes()
    if options.trails:
        results["trails"] = played.trails()
    return results


class Player:
    """Evaluates streams, and tells on standard error what is going on."""

    def __init__(self, options):
        self._options = options
        self._start = time.monotonic()

    def evaluate(self, spec, settings, variant=""):
        options = self._options
        folder = options.work / f"reality-{spec.name}-{spec.seed}"

        label = f"{spec.name}-{spec.seed} {variant}".strip()

        def progress(text):
            self._tell(f"{label}  {text}")

        try:
            return evaluation.evaluate(
                folder, spec, options.binaries, options.databases, settings, progress
            )
        finally:
            if not options.keep_streams:
                shutil.rmtree(folder, ignore_errors=True)

    def scenes(self):
        options = self._options
        folder = options.work / "reality-scenes"
        theatre = stage.Theatre(folder, options.binaries, options.databases, options.set)
        results = {}
        try:
            for name in options.scenes:
                self._tell(f"scene {name}")
                results[name] = scenes.run(name, theatre)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return results

    def trails(self):
        options = self._options
        return trails.evaluate(
            options.trails, options.binaries, options.databases, options.set, self._tell
        )

    def _tell(self, text):
        seconds = time.monotonic() - self._start
        print(f"{seconds:5.0f} s  {text}", file=sys.stderr)


def goals_missed(results):
    """What is said of each goal of levels, scenes and trails that is not met."""
    scenes_played = results.get("scenes", {}).values()
    judged = (results.get("trails") or {}).get("goals", ())
    stated = results.get("expected", ())
    return [
        f"NOT MET: {result.get('what', 'real trails')}: {result['goal']}: {result['measured']}"
        for result in (*stated, *scenes_played, *judged)
        if not result["met"]
    ]


def main(arguments=None):
    options = parse_args(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    file = options.work / "reality.json"
    if options.report_only:
        results = json.loads(file.read_text())
    else:
        results = {"whole": options.whole, **run(options)}
        file.write_text(json.dumps(results) + "\n")
    target = options.report
    if target is None:
        folder = run_options.ROOT / "docs" if results["whole"] else options.work
        target = folder / "evaluation_reality.md"
    report.write(results, target)
    said = report.headline(report.by_stream(results["streams"]))
    if "trails" in results:
        said += trails.headline(results["trails"])
    missed = goals_missed(results)
    print("\n".join([*said, *missed]))
    print(f"\n{target}\n{file}")
    return 1 if options.strict and missed else 0
