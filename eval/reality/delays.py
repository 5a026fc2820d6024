# SPDX-License-Identifier: Apache-2.0
"""Calls of a theft that are scored before one of them reaches a level of risk.

They count in the order in which they arrive: nobody sees a call before it is delivered,
and a late one is scored with what is known by then.
"""

import collections

import measures

LEVELS = ("HIGH", "CRITICAL")
WITHIN_CALLS = (1, 3, 10)


class Calls:
    """The risk of each call of each theft."""

    def __init__(self):
        self._by_theft = collections.defaultdict(list)

    def add(self, answer, label):
        if label.theft:
            self._by_theft[label.theft].append(answer["risk"])

    def before(self, level):
        """Theft -> calls before the first with the level; None where none has it."""
        wanted = LEVELS[LEVELS.index(level) :]
        return {
            theft: next((n for n, risk in enumerate(risks) if risk in wanted), None)
            for theft, risks in self._by_theft.items()
        }


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
