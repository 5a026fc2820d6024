# SPDX-License-Identifier: Apache-2.0
"""Goals in the report: of risk levels, scenes, and real trails with their judgements."""

import collections

import report_page
from reality import alerts
from reality import judgements
from reality import markdown
from reality import trails

TRAILS = "Real trails"


def lines(results):
    found = []
    if results.get("expected"):
        found += _expected(results["expected"])
    if "scenes" in results:
        found += _scenes(results["scenes"])
    if "trails" in results:
        found += _trails(results["trails"])
    return found


def _met(result):
    return "yes" if result["met"] else "**no**"


def _rows(goals):
    return [(g["what"], g["goal"], g["measured"], _met(g)) for g in goals]


def _expected(goals):
    return [
        "## What the risk levels stand for",
        "",
        "False alerts a day, in the mean over seeds and days, beside [the statement](scoring.md#what-a-level-stands-for).",
        "",
        *markdown.table(("stream", "statement", "measured", "met"), _rows(goals)),
        "",
    ]


def _scenes(scenes):
    return [
        "## Scenes",
        "",
        "Each is played on an empty store, with a goal. Arrows lead from the score without an attack to that after it.",
        "",
        *markdown.table(
            ("scene", "goal", "measured", "met"), _rows(scenes.values())
        ),
        "",
    ]


def _trails(results):
    head = [f"## {TRAILS}", ""]
    if results is None:
        return [*head, "**There were none where this was run.**", report_page.LEFT_OUT, ""]
    found = [
        *head,
        "Trails from public sources, each on an empty store. An alert is the best event of a principal, an origin and a day "
        "that is HIGH or more. `eval/reality/judgements.tsv` has the judgements; an intrusion from a new place "
        "counts as found if its principal has an alert on that day. No trail has labels of its own: what is an intrusion was read from the commands and from what the source "
        "says of them. Files of single records, one for each command or technique, are no trails; what belongs together in them "
        "can't be said, and so they are unclear.",
        "",
        *markdown.table(
            ("goal", "measured", "met"),
            [(g["goal"], g["measured"], _met(g)) for g in results["goals"]],
        ),
        "",
        *markdown.table(
            ("judgement", "principals' origins and days", "HIGH or more", "CRITICAL"),
            [
                (verdict, count["days"], count["HIGH"], count["CRITICAL"])
                for verdict, count in results["counts"].items()
            ],
        ),
        "",
        *markdown.table(
            ("trail", "records", "scored", "repeats", "skipped", "errors", "alerts"),
            [
                (
                    name,
                    *(
                        trail[key]
                        for key in ("records", "events", "repeats", "skipped")
                    ),
                    trail["errors"],
                    len(trails.alerts_of(trail)),
                )
                for name, trail in results["trails"].items()
            ],
        ),
        "",
    ]
    return found + _alerts(results["trails"]) + _missed(results["trails"])


def _alerts(all_trails):
    rows = [
        (
            name,
            f"`{day['principal'] or 'none'}`",
            day["origin"],
            day["day"],
            f"{day['risk']} {day['score']:.1f}, {day['state']}",
            f"`{day['command']}`",
            day["detector"],
            _verdict(day),
            day["reason"],
        )
        for name, trail in all_trails.items()
        for day in trails.alerts_of(trail)
    ]
    head = (
        "trail", "principal", "origin", "day", "best event", "command",
        "heaviest detector", "judgement", "why",
    )  # fmt: skip
    if not rows:
        return ["There is no alert.", ""]
    return ["Every alert:", "", *markdown.table(head, rows), ""]


def _verdict(day):
    verdict = day["verdict"]
    return f"**{verdict}**" if verdict == judgements.NOT_JUDGED else verdict


def _missed(all_trails):
    """Intrusions without an alert, and how many principals, origins and days they are."""
    silent = collections.defaultdict(list)
    for name, trail in all_trails.items():
        for day in trail["days"]:
            intrusion = day["verdict"] in (judgements.INTRUSION, judgements.NEW_PLACE)
            if intrusion and day["risk"] not in alerts.LEVELS:
                silent[name, day["verdict"], day["reason"]].append(day["score"])
    if not silent:
        return []
    rows = [
        (name, len(scores), f"{max(scores):.1f}", verdict, reason)
        for (name, verdict, reason), scores in silent.items()
    ]
    head = (
        "trail",
        "principals' origins and days",
        "highest score",
        "judgement",
        "why",
    )
    return ["Intrusions without an alert:", "", *markdown.table(head, rows), ""]
