# SPDX-License-Identifier: Apache-2.0
"""How good alerts are: the best event of each (principal, origin, day).

An alert is true if an event of a theft is among its events. What is said of a false
alert is said of its best event: which kind of life, what was done, from which place,
and which detector had most part in its score.
"""

import collections
import dataclasses

import measures

BUDGETS = (1, 2, 5, 10)
LEVELS = ("HIGH", "CRITICAL")
RELIABILITY_EDGES = (0, 20, 40, 55, 70, 80, 90, 95, 99, 99.9, 100)
PERIODS = {"day 0": (0, 1), "week 1": (1, 7), "later": (7, 1 << 30)}
CURVE_POINTS = 101
FALSE_A_DAY = (0.05, 0.1, 0.15, 0.3, 0.6, 1, 2, 4, 8, 16, 32, 64, 128)


@dataclasses.dataclass
class Alert:
    principal: str
    origin: str
    day: int
    rank: float
    score: float
    risk: str
    state: str
    label: tuple  # of its best event: record.Label's fields
    detector: str  # that had most part in the score
    thefts: set


def rank_of(answer):
    """What alerts are ordered by: bits where answers have them, since scores tie."""
    return answer.get("bits", answer["score"])


class Alerts:
    """Collects alerts from answers, each with the label of its event."""

    def __init__(self, judged_from):
        self._judged_from = judged_from
        self._by_key = {}

    def add(self, at, answer, label):
        day = (at - self._judged_from) // measures.DAY_SECONDS
        if day < 0:
            return
        key = (answer["principal"], answer["origin"], day)
        alert = self._by_key.get(key)
        if alert is None:
            alert = self._by_key[key] = Alert(*key, -1.0, 0.0, "", "", (), "", set())
        if label.theft:
            alert.thefts.add(label.theft)
        rank = rank_of(answer)
        if rank > alert.rank:
            alert.rank, alert.score, alert.risk = rank, answer["score"], answer["risk"]
            alert.state, alert.label = answer["state"], label
            factors = answer["factors"]
            alert.detector = factors[0]["detector"] if factors else ""

    def all(self):
        return list(self._by_key.values())


def measured(alerts, thefts, days):
    """All measures of the alerts. `thefts` has the facts of each theft."""
    names = [theft["theft"] for theft in thefts]
    number = {name: index for index, name in enumerate(names)}
    ranked = [
        measures.Alert(a.day, a.rank, frozenset(number[t] for t in a.thefts), a.risk)
        for a in alerts
    ]
    ranks = [a.rank for a in alerts]
    truths = [bool(a.thefts) for a in alerts]
    found, precision = {}, {}
    for budget in BUDGETS:
        found[budget], precision[budget] = measures.incidents_at(
            ranked, budget, len(names)
        )
    reached = {level: _reached(alerts, level) for level in LEVELS}
    false = [a for a in alerts if not a.thefts]
    return {
        "alerts": len(alerts),
        "average_precision": measures.average_precision(ranks, truths),
        "recall": {str(b): float(found[b].mean()) for b in BUDGETS},
        "ceiling": {str(b): _ceiling(alerts, b, len(names)) for b in BUDGETS},
        "precision": {str(b): float(precision[b]) for b in BUDGETS},
        "reached": {level: len(reached[level]) / len(names) for level in LEVELS},
        "false_a_day": {
            level: {"all": _rate(false, level, 0, days)}
            | {name: _rate(false, level, *span, days) for name, span in PERIODS.items()}
            for level in LEVELS
        },
        "false_by": {
            "kind of life": _by(false, lambda a: a.label.life, days),
            "what was done": _by(false, lambda a: a.label.activity, days),
            "place": _by(false, lambda a: a.label.place, days),
            "heaviest detector": _by(false, lambda a: a.detector, days),
            "state": _by(false, lambda a: a.state, days),
        },
        "thefts_by": {
            what: _thefts_by(thefts, what, reached, found[5], number)
            for what in ("client", "route")
        },
        "risk": {
            level: _counts(a for a in alerts if a.risk == level)
            for level in ("NONE", "LOW", "MEDIUM", *LEVELS)
        },
        "reliability": _reliability(alerts),
        "curve": _curve(ranks, truths),
        "trade": _trade(alerts, len(names), days),
        "tied_at_the_top": ranks.count(max(ranks)),
    }


def at_least(alert, level):
    return alert.risk == "CRITICAL" or alert.risk == level


def _reached(alerts, level):
    return {t for a in alerts if at_least(a, level) for t in a.thefts}


def _rate(alerts, level, first, end=1 << 30, days=None):
    """Alerts a day that have at least the level, from day `first` on; None if no day."""
    if days is None:
        end, days = 1 << 30, end
    span = min(end, days) - first
    if span <= 0:
        return None
    return sum(at_least(a, level) and first <= a.day < end for a in alerts) / span


def _by(alerts, what, days):
    groups = collections.defaultdict(list)
    for alert in alerts:
        groups[what(alert)].append(alert)
    rates = {
        name: {level: _rate(group, level, 0, days) for level in LEVELS}
        for name, group in groups.items()
    }
    ordered = sorted(rates.items(), key=lambda item: -item[1]["HIGH"])
    return {name: rate for name, rate in ordered if rate["HIGH"]}


def _thefts_by(thefts, what, reached, found, number):
    groups = collections.defaultdict(list)
    for theft in thefts:
        groups[theft[what]].append(theft["theft"])
    return {
        name: {
            "thefts": len(group),
            "recall": sum(float(found[number[t]]) for t in group) / len(group),
            **{
                level: sum(t in reached[level] for t in group) / len(group)
                for level in LEVELS
            },
        }
        for name, group in sorted(groups.items())
    }


def _counts(alerts):
    truths = [bool(alert.thefts) for alert in alerts]
    return {"alerts": len(truths), "true": sum(truths)}


def _reliability(alerts):
    bins = []
    for low, high in zip(RELIABILITY_EDGES, RELIABILITY_EDGES[1:]):
        last = high == RELIABILITY_EDGES[-1]
        inside = [
            a for a in alerts if low <= a.score < high or last and a.score == high
        ]
        bins.append({"from": low, "to": high, **_counts(inside)})
    return bins


def _trade(alerts, thefts, days):
    """Share of the thefts above the threshold that gives so many false alerts a day."""
    false = sorted((a.rank for a in alerts if not a.thefts), reverse=True)
    best = {}
    for alert in alerts:
        for theft in alert.thefts:
            best[theft] = max(best.get(theft, 0.0), alert.rank)
    shares = []
    for rate in FALSE_A_DAY:
        allowed = int(rate * days + 1e-9)
        threshold = false[allowed] if allowed < len(false) else 0.0
        found = sum(rank > threshold for rank in best.values())
        shares.append({"false_a_day": rate, "thefts": found / thefts})
    return shares


def _ceiling(alerts, budget, thefts):
    """The recall of somebody who knows which alerts are true."""
    found = set()
    by_day = collections.defaultdict(list)
    for alert in alerts:
        if alert.thefts:
            by_day[alert.day].append(alert)
    for day in sorted(by_day):
        for _ in range(budget):
            best = max(by_day[day], key=lambda alert: len(alert.thefts - found))
            found |= best.thefts
    return len(found) / thefts


def _curve(ranks, truths):
    precision, recall = measures.precision_recall(ranks, truths)
    points, index = [], 0
    for step in range(CURVE_POINTS):
        while (
            index < len(recall) - 1
            and recall[index] < step / (CURVE_POINTS - 1) - 1e-12
        ):
            index += 1
        points.append(round(float(precision[index]), 4))
    return points
