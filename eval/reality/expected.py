# SPDX-License-Identifier: Apache-2.0
"""How many false alerts a day the risk levels stand for, and whether that is so.

The statement is that of docs/scoring.md, which has the same table.
"""

import dataclasses

from reality import markdown

LEVELS = {"CRITICAL": "CRITICAL", "HIGH": "HIGH or more"}
PERIODS = {"all": "any day", "day 0": "first day"}


@dataclasses.dataclass(frozen=True)
class Statement:
    """At most so many false alerts, in the mean over seeds and days."""

    who: str
    streams: tuple  # names of the streams that it is about
    period: str  # a key of PERIODS
    at_most: dict  # by level


STATEMENTS = (
    Statement(
        "20 people", ("20-warm", "20-cold"), "all", {"CRITICAL": 0.3, "HIGH": 1.5}
    ),
    Statement("20 people", ("20-cold",), "day 0", {"CRITICAL": 1, "HIGH": 4}),
    Statement(
        "450 people", ("450-warm", "450-cold"), "all", {"CRITICAL": 3, "HIGH": 20}
    ),
    Statement("450 people", ("450-cold",), "day 0", {"CRITICAL": 3, "HIGH": 30}),
)


def table():
    """The statement in Markdown."""
    rows = [
        (s.who, PERIODS[s.period], *(f"{s.at_most[level]:g}" for level in LEVELS))
        for s in STATEMENTS
    ]
    return markdown.table(("organisation", "false alerts on", *LEVELS.values()), rows)


def goals(groups):
    """What each statement says of each stream that was run, and whether it is so.

    `groups`: name of a stream -> its results, one per seed.
    """
    return [
        _goal(statement, name, level, groups[name])
        for statement in STATEMENTS
        for name in statement.streams
        if name in groups
        for level in LEVELS
    ]


def _goal(statement, name, level, members):
    rates = [member["false_a_day"][level][statement.period] for member in members]
    measured = sum(rates) / len(rates)
    at_most = statement.at_most[level]
    return {
        "what": f"{name}, {PERIODS[statement.period]}",
        "goal": f"at most {at_most:g} false alerts a day that are {LEVELS[level]}",
        "measured": f"{measured:.2f}",
        "met": measured <= at_most,
    }
