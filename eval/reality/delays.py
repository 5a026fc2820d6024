# SPDX-License-Identifier: Apache-2.0
"""Calls that a theft makes before one of them reaches a level of risk."""

import collections

import measures

LEVELS = ("HIGH", "CRITICAL")
WITHIN_CALLS = (1, 3, 10)


class Calls:
    """The risk of each call of each theft."""

    def __init__(self):
        self._by_theft = collections.defaultdict(list)

    def add(self, at, answer, label):
        if label.theft:
            self._by_theft[label.theft].append((at, answer["risk"]))

    def before(self, level):
        """Theft -> its earlier calls by event time, None where no call has the level."""
        wanted = LEVELS[LEVELS.index(level) :]
        found = {}
        for theft, calls in self._by_theft.items():
            first = min((at for at, risk in calls if risk in wanted), default=None)
            found[theft] = None if first is None else sum(at < first for at, _ in calls)
        return found


def measured(calls, thefts):
    """Client -> level -> how soon its thefts reach the level; "all" for all clients."""
    before = {level: calls.before(level) for level in LEVELS}
    groups = collections.defaultdict(list)
    for theft in thefts:
        groups["all"].append(theft["theft"])
        groups[theft["client"]].append(theft["theft"])
    return {
        client: {
            level: _summary([before[level].get(name) for name in names])
            for level in LEVELS
        }
        for client, names in sorted(groups.items())
    }


def _summary(delays):
    reached = [delay for delay in delays if delay is not None]
    return {
        "thefts": len(delays),
        "median": measures.median(reached) if reached else None,
        "within": {
            str(calls): sum(delay < calls for delay in reached) / len(delays)
            for calls in WITHIN_CALLS
        },
    }
