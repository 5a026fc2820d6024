# SPDX-License-Identifier: Apache-2.0
"""Plays real trails to the real server, and sets a judgement beside each alert.

The trails are files `NAME.ndjson.gz` in a folder beside the checkout, if they are
there. Each is scored on an empty store. The judgements are judgements.tsv.
"""

import collections
import datetime

import server
from reality import alerts
from reality import evaluation
from reality import judgements
from reality import record

SUFFIX = ".ndjson.gz"
HONEST_HIGH_MAX = 3  # in all trails
REAL = record.Label("real", "", "")


def evaluate(folder, binaries, databases, settings, progress):
    """The results of all trails of the folder; None if there are none."""
    files = sorted(folder.glob("*" + SUFFIX)) if folder.is_dir() else []
    if not files:
        return None
    known = judgements.of_file()
    trails = {}
    for file in files:
        name = file.name.removesuffix(SUFFIX)
        progress(f"real trail {name}")
        with server.Server(binaries, databases, settings) as farcalld:
            trails[name] = collect(name, farcalld.score_trail(file), known)
    return {"trails": trails, **summary(trails)}


def collect(name, answers, known):
    """One trail's counts, and its days of each principal and origin, judged."""
    counts = collections.Counter()
    collected = alerts.Alerts(0)
    for answer in answers:
        counts["records"] += 1
        if answer["error"] or answer["skipped"]:
            counts["errors" if answer["error"] else "skipped"] += 1
        elif answer["duplicate"]:
            counts["repeats"] += 1
        else:
            counts["events"] += 1
            label = REAL._replace(activity=answer["command"])
            collected.add(evaluation.seconds(answer["event_time"]), answer, label)
    days = [_judged(name, alert, known) for alert in collected.all()]
    return {
        **{key: counts[key] for key in ("records", "events", "repeats", "skipped")},
        "errors": counts["errors"],
        "principals": len({day["principal"] for day in days}),
        "days": sorted(days, key=lambda day: -day["rank"]),
    }


def _judged(name, alert, known):
    day = str(datetime.date(1970, 1, 1) + datetime.timedelta(alert.day))
    verdict, reason = judgements.judged(known, name, alert.principal, alert.origin, day)
    return {
        "principal": alert.principal,
        "origin": alert.origin,
        "day": day,
        "rank": alert.rank,
        "score": alert.score,
        "risk": alert.risk,
        "state": alert.state,
        "command": alert.label.activity,
        "detector": alert.detector,
        "verdict": verdict,
        "reason": reason,
    }


def summary(trails):
    """Counts of alerts by verdict over all trails, and the goals."""
    days = [(name, day) for name, trail in trails.items() for day in trail["days"]]
    levels = {
        level: server.LEVELS[server.LEVELS.index(level) :] for level in alerts.LEVELS
    }
    counts = {
        verdict: {
            "days": sum(day["verdict"] == verdict for _, day in days),
            **{
                level: sum(
                    day["verdict"] == verdict and day["risk"] in at_least
                    for _, day in days
                )
                for level, at_least in levels.items()
            },
        }
        for verdict in (*judgements.VERDICTS, judgements.NOT_JUDGED)
    }
    honest = counts[judgements.HONEST]
    found, intrusions = _found_from_a_new_place(days)
    not_judged = counts[judgements.NOT_JUDGED]["HIGH"]
    principals = {
        level: len(
            {
                (name, day["principal"])
                for name, day in days
                if day["verdict"] == judgements.HONEST and day["risk"] in at_least
            }
        )
        for level, at_least in levels.items()
    }
    return {
        "counts": counts,
        "honest_principals": principals,
        "goals": [
            _goal(
                "no honest principal reaches CRITICAL",
                f"{principals['CRITICAL']} principals, {honest['CRITICAL']} alerts",
                honest["CRITICAL"] == 0,
            ),
            _goal(
                f"at most {HONEST_HIGH_MAX} honest alerts of HIGH or more",
                f"{honest['HIGH']} alerts of {principals['HIGH']} principals",
                honest["HIGH"] <= HONEST_HIGH_MAX,
            ),
            _goal(
                "intrusions from a new place, the stolen instance role among them, reach HIGH",
                f"{found} of {intrusions}",
                found == intrusions > 0,
            ),
            _goal("every alert is judged", f"{not_judged} are not", not_judged == 0),
        ],
    }


def _found_from_a_new_place(days):
    """(those with an alert, all) of the principals and days with such an intrusion.

    An alert at the principal's own place counts: who looks at it sees the principal.
    """
    wanted, alerted = set(), set()
    for name, day in days:
        key = (name, day["principal"], day["day"])
        if day["verdict"] == judgements.NEW_PLACE:
            wanted.add(key)
        if day["risk"] in alerts.LEVELS:
            alerted.add(key)
    return len(wanted & alerted), len(wanted)


def _goal(goal, measured, met):
    return {"goal": goal, "measured": measured, "met": bool(met)}


def headline(results):
    """Lines for whoever runs it: what was not there, not judged, not met."""
    if results is None:
        return ["REAL TRAILS: none are there, so none were scored."]
    lines = [
        f"NOT JUDGED: {name}, {day['principal'] or 'no principal'}, {day['origin']}, "
        f"{day['day']}: {day['risk']} {day['score']:.2f}"
        for name, trail in results["trails"].items()
        for day in alerts_of(trail)
        if day["verdict"] == judgements.NOT_JUDGED
    ]
    return lines


def alerts_of(trail):
    """The days that are alerts: their best event is HIGH or more."""
    return [day for day in trail["days"] if day["risk"] in alerts.LEVELS]
