# SPDX-License-Identifier: Apache-2.0
"""How good scores are at finding thefts.

An alert is the best score of one (principal, origin, day), if that is above 0. It is
true if an event of a theft is among its events. A budget of N means: somebody looks at
the N highest alerts of each day. Where alerts tie for the last places of a day, all
ways to choose among them are equally likely, and what is given is the expected value.
"""

import collections
import math

import numpy

DAY_SECONDS = 86400
BUDGETS = (1, 2, 5, 10, 20)
DELAY_BUDGET = 5  # alerts a day that the delay of a theft is measured at

Alert = collections.namedtuple("Alert", "day score thefts risk")


def roc_auc(scores, truths):
    """Chance of a true event to score above another one; a tie is worth a half."""
    truths = numpy.asarray(truths, bool)
    true_count = int(truths.sum())
    false_count = len(truths) - true_count
    if not true_count or not false_count:
        return math.nan
    _, where, counts = numpy.unique(scores, return_inverse=True, return_counts=True)
    ranks = (numpy.cumsum(counts) - (counts - 1) / 2)[where]
    rank_sum = ranks[truths].sum()
    return float(
        (rank_sum - true_count * (true_count + 1) / 2) / (true_count * false_count)
    )


def precision_recall(scores, truths):
    """Precision and recall at each distinct score, from the highest down."""
    scores, truths = numpy.asarray(scores, float), numpy.asarray(truths, bool)
    order = numpy.argsort(-scores, kind="stable")
    hits = numpy.cumsum(truths[order])
    last = numpy.flatnonzero(numpy.append(numpy.diff(scores[order]) != 0, True))
    return hits[last] / (last + 1), hits[last] / max(1, hits[-1])


def average_precision(scores, truths):
    """Mean of precision over steps of recall; events of one score are one step."""
    if not numpy.any(truths):
        return math.nan
    precision, recall = precision_recall(scores, truths)
    return float(numpy.sum(precision * numpy.diff(recall, prepend=0.0)))


def alerts_of(days, principals, origins, scores, thefts, risks):
    """Alerts of events. `thefts` has -1 for honest events, else the theft's number."""
    best = {}
    found = collections.defaultdict(set)
    for key, score, theft, risk in zip(
        zip(days.tolist(), principals.tolist(), origins.tolist()),
        scores.tolist(),
        thefts.tolist(),
        risks.tolist(),
    ):
        if theft >= 0:
            found[key].add(theft)
        if score > 0 and score > best.get(key, (0.0, 0))[0]:
            best[key] = (score, risk)
    return [
        Alert(key[0], score, frozenset(found.get(key, ())), risk)
        for key, (score, risk) in best.items()
    ]


def chances(alerts, budget):
    """(alert, chance to be looked at) of those with a chance, and what each day's cut is.

    The cut of a day is the lowest score that is looked at.
    """
    by_day = collections.defaultdict(list)
    for alert in alerts:
        by_day[alert.day].append(alert)
    looked_at = []
    cuts = {}
    ties = {}
    for day, of_day in by_day.items():
        of_day.sort(key=lambda alert: -alert.score)
        cut = of_day[min(budget, len(of_day)) - 1].score
        above = sum(alert.score > cut for alert in of_day)
        tied = sum(alert.score == cut for alert in of_day)
        places = min(budget - above, tied)
        cuts[day] = cut
        ties[day] = (tied, places)
        looked_at += [(alert, 1.0) for alert in of_day[:above]]
        looked_at += [(a, places / tied) for a in of_day[above : above + tied]]
    return looked_at, cuts, ties


def incidents_at(alerts, budget, theft_count):
    """Chance of each theft to be found, and the precision of the alerts looked at."""
    looked_at, cuts, ties = chances(alerts, budget)
    true_alerts = sum(chance for alert, chance in looked_at if alert.thefts)
    all_alerts = sum(chance for _, chance in looked_at)
    missed = numpy.ones(theft_count)
    tied_alerts = collections.Counter()
    for alert, _ in looked_at:
        for theft in alert.thefts:
            if alert.score > cuts[alert.day]:
                missed[theft] = 0.0
            else:
                tied_alerts[theft, alert.day] += 1
    for (theft, day), own in tied_alerts.items():
        tied, places = ties[day]
        missed[theft] *= math.comb(tied - own, places) / math.comb(tied, places)
    return 1 - missed, (true_alerts / all_alerts if all_alerts else math.nan)


def delays(alerts, budget, days, scores, thefts, theft_count):
    """Events of each theft before the first one in an alert; infinite if there is none.

    An event is in an alert if it reaches the cut of its day; ties are let in.
    """
    _, cuts, _ = chances(alerts, budget)
    passed = numpy.zeros(theft_count, int)
    result = numpy.full(theft_count, math.inf)
    for index in numpy.flatnonzero(thefts >= 0):
        theft = thefts[index]
        if math.isinf(result[theft]):
            if scores[index] > 0 and scores[index] >= cuts[days[index]]:
                result[theft] = passed[theft]
            passed[theft] += 1
    return result


def delays_from_detectable(delays, detectable):
    """The same, counted from the first event after warming up.

    `detectable` has how many events of each theft come before that one. A theft that
    is found among them has no delay.
    """
    return numpy.maximum(delays - detectable, 0)


def top_alert_true(alerts, day_count):
    """Share of the days whose single best alert is true; ties are decided by lot."""
    looked_at, _, _ = chances(alerts, 1)
    return sum(chance for alert, chance in looked_at if alert.thefts) / day_count


def alerts_by_risk(alerts, day_count, levels):
    """Alerts a day whose best event has each risk level: all, and true ones."""
    total = collections.Counter(alert.risk for alert in alerts)
    true = collections.Counter(alert.risk for alert in alerts if alert.thefts)
    return {
        name: {"alerts": total[risk] / day_count, "true": true[risk] / day_count}
        for risk, name in enumerate(levels)
    }


def mean_finite(values):
    values = [value for value in values if not math.isnan(value)]
    return sum(values) / len(values) if values else math.nan


def median(values):
    return float(numpy.median(values)) if len(values) else math.nan
