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
import array
import datetime
import functools
import json
import shutil
import sys
import time

import numpy

import baselines
import checks
import measures
import report
import run_options
import server
import streams
import tables
from reality import run as reality

SEEDS = (1, 2, 3)
SEED_SET_ASIDE = 1009
STREAMS = ("plain", "hard", "quiet", "loud")
ONE_SEED_ONLY = ("loud",)  # so many events that one is enough, and takes long enough
CURVE_RECALLS = numpy.linspace(0, 1, 101)
HISTOGRAM_EDGES = numpy.linspace(0, 100, 41)


class Codes(dict):
    """Numbers values by first appearance."""

    def __missing__(self, value):
        self[value] = len(self)
        return self[value]


class Answers:
    """What Farcall said of each event of a stream, as columns, and who made it."""

    def __init__(self, folder, facts):
        self.facts = facts
        self.names = [theft["theft"] for theft in facts["thefts"]]
        self.kinds = [theft["kind"] for theft in facts["thefts"]]
        self.detectable = [theft["detectable"] for theft in facts["thefts"]]
        number = {name: index for index, name in enumerate(self.names)}
        with (folder / "labels.ndjson").open() as lines:
            labels = [json.loads(line) for line in lines]
        self._theft_of = {label["event_id"]: number[label["theft"]] for label in labels}
        self._codes = [Codes() for _ in range(3)]
        self._cells = array.array("d")  # row by row; a list would be ten times as large

    def add(self, answer):
        principal, command, origin = (
            codes[answer[key]]
            for codes, key in zip(self._codes, ("principal", "command", "origin"))
        )
        self._cells.extend(
            (
                _seconds(answer["event_time"]),
                principal,
                command,
                origin,
                answer["score"],
                server.LEVELS.index(answer["risk"]),
                self._theft_of.get(answer["event_id"], -1),
                bool(answer["principal"]),
                not answer["origin"].startswith("@"),
            )
        )

    def close(self):
        columns = numpy.frombuffer(self._cells).reshape(-1, 9).T
        whole = columns.astype(int)
        self.times, self.principals, self.commands, self.origins = whole[:4]
        self.scores = columns[4]
        self.risks, self.thefts = whole[5:7]
        self.has_principal, self.has_country = columns[7:9].astype(bool)
        self.days = (
            self.times - self.facts["evaluation_start"]
        ) // measures.DAY_SECONDS


@functools.lru_cache(maxsize=None)
def _midnight(day):
    moment = datetime.datetime.fromisoformat(day + "T00:00:00+00:00")
    return int(moment.timestamp())


def _seconds(text):
    hours, minutes, seconds = text[11:19].split(":")
    return _midnight(text[:10]) + int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def scores_of_all(answers):
    """Row of the table -> scores of all events, the training period included."""
    country = answers.has_country
    user = country & answers.has_principal
    by_time = numpy.argsort(answers.times, kind="stable")
    back = numpy.argsort(by_time, kind="stable")

    def rare(partitions, values):
        ordered = [column[by_time] for column in (answers.times, partitions, values)]
        return baselines.rare(*ordered, country[by_time])[back]

    origins, commands = answers.origins, answers.commands
    return {
        "farcall": answers.scores,
        "first_seen_user": baselines.first_seen(answers.principals, origins, user),
        "first_seen_command": baselines.first_seen(commands, origins, country),
        "rare_command_by_country": rare(origins, commands),
        "rare_country_by_command": rare(commands, origins),
    }


def measure(answers, scores, period):
    """All measures of one row, over the events that `period` marks."""
    scores, thefts, days = scores[period], answers.thefts[period], answers.days[period]
    truths = thefts >= 0
    kinds = numpy.array(answers.kinds)
    alerts = measures.alerts_of(
        days,
        answers.principals[period],
        answers.origins[period],
        scores,
        thefts,
        answers.risks[period],
    )
    found = {}
    precision = {}
    for budget in measures.BUDGETS:
        found[budget], precision[budget] = measures.incidents_at(
            alerts, budget, len(kinds)
        )
    delays = measures.delays(
        alerts, measures.DELAY_BUDGET, days, scores, thefts, len(kinds)
    )
    detectable = numpy.array(answers.detectable)
    by_kind = {}
    for kind in sorted(set(kinds.tolist())):
        own = kinds == kind
        counted = ~truths | own[thefts]
        by_kind[kind] = {
            "thefts": int(own.sum()),
            "roc_auc": measures.roc_auc(scores[counted], truths[counted]),
            "average_precision": measures.average_precision(
                scores[counted], truths[counted]
            ),
            "recall": {str(b): float(found[b][own].mean()) for b in measures.BUDGETS},
            **_delay(delays[own], detectable[own]),
        }
    return {
        "roc_auc": measures.roc_auc(scores, truths),
        "average_precision": measures.average_precision(scores, truths),
        "recall": {str(b): float(found[b].mean()) for b in measures.BUDGETS},
        "precision": {str(b): float(precision[b]) for b in measures.BUDGETS},
        "top_alert_true": measures.top_alert_true(
            alerts, answers.facts["evaluation_days"]
        ),
        **_delay(delays, detectable),
        "by_kind": by_kind,
        "curve": _curve(scores, truths),
        "alerts": alerts,
    }


def _delay(delays, detectable):
    alerted = numpy.isfinite(delays)
    from_detectable = measures.delays_from_detectable(delays, detectable)
    return {
        "delay_median": measures.median(delays[alerted]),
        "delay_from_detectable": measures.median(from_detectable[alerted]),
        "alerted": float(alerted.mean()),
    }


def _curve(scores, truths):
    """Precision at evenly spaced recalls, small enough to keep."""
    precision, recall = measures.precision_recall(scores, truths)
    at = numpy.searchsorted(recall, CURVE_RECALLS - 1e-12)
    return [
        round(float(value), 4)
        for value in precision[numpy.minimum(at, len(recall) - 1)]
    ]


def evaluate(folder, spec, options, progress):
    """Makes, scores and measures one stream."""
    progress("making the records")
    facts = streams.write(spec, folder)
    progress(f"scoring {facts['events']:,} events")
    answers = Answers(folder, facts)
    with server.Server(options.binaries, options.databases, options.set) as farcalld:
        for answer in farcalld.score(folder / "events.ndjson"):
            answers.add(answer)
    answers.close()
    if len(answers.times) != facts["events"]:
        raise RuntimeError(f"{len(answers.times)} answers to {facts['events']} events")
    if spec.stream == "repeated":
        return _repeated(answers)
    progress("baselines")
    period = answers.times >= facts["evaluation_start"]
    result = {"facts": facts, "rows": {}}
    for name, scores in scores_of_all(answers).items():
        progress(f"measures of {name}")
        row = measure(answers, scores, period)
        alerts = row.pop("alerts")
        if name == "farcall":
            result["alerts_by_risk"] = measures.alerts_by_risk(
                alerts, facts["evaluation_days"], server.LEVELS
            )
        result["rows"][name] = row
    result["distributions"] = _distributions(answers, period)
    return result


def _distributions(answers, period):
    """Shares of honest events and of each kind's theft events by score."""
    kinds = numpy.array(answers.kinds)
    groups = {"honest": period & (answers.thefts < 0)}
    for kind in sorted(set(answers.kinds)):
        own = numpy.append(kinds == kind, False)  # the last is for -1: no theft
        groups[kind] = period & own[answers.thefts]
    return {
        name: (
            numpy.histogram(answers.scores[chosen], HISTOGRAM_EDGES)[0]
            / max(1, int(chosen.sum()))
        ).tolist()
        for name, chosen in groups.items()
    }


def _repeated(answers):
    chosen = answers.thefts >= 0
    times = answers.times[chosen]
    return {
        "hours": ((times - times[0]) / 3600).tolist(),
        "scores": answers.scores[chosen].tolist(),
        "first_day_events": 100,
    }


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
            result = evaluate(folder, spec, options, show)
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
