# SPDX-License-Identifier: Apache-2.0
"""One stream: made, scored by Farcall and by each baseline, and measured."""

import numpy

import baselines
import measures
import server
import streams
from answers import Answers

CURVE_RECALLS = numpy.linspace(0, 1, 101)
HISTOGRAM_EDGES = numpy.linspace(0, 100, 41)


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
