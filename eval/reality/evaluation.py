# SPDX-License-Identifier: Apache-2.0
"""Plays a stream of a made-up organisation to the real server and measures alerts."""

import datetime
import functools

import server
from reality import alerts
from reality import delays
from reality import record
from reality import stream


def evaluate(folder, spec, binaries, databases, settings, progress):
    """Makes, scores and measures one stream."""
    progress("making the records")
    facts = stream.write(spec, folder)
    progress(f"scoring {facts['lines']:,} records")
    labels = _labels(folder, facts)
    collected = alerts.Alerts(facts["judged_from"])
    calls = delays.Calls()
    scored = misplaced = 0
    with server.Server(binaries, databases, settings) as farcalld:
        for answer in farcalld.score(folder / "events.ndjson", repeats=True):
            label = labels[answer["event_id"]]
            scored += 1
            misplaced += bool(label.country) and label.country != answer["origin"]
            collected.add(seconds(answer["event_time"]), answer, label)
            calls.add(answer, label)
    if scored != facts["events"]:
        raise RuntimeError(f"{scored} answers to {facts['events']} events")
    progress("measures")
    facts.pop("labels")
    facts["misplaced"] = misplaced
    return {
        "facts": facts,
        **alerts.measured(collected.all(), facts["thefts"], facts["judged_days"]),
        "delays": delays.measured(calls, facts["thefts"]),
    }


def _labels(folder, facts):
    """Event id -> record.Label."""
    known = [record.Label(*fields) for fields in facts["labels"]]
    with (folder / "labels.tsv").open() as lines:
        return {
            event_id: known[int(number)]
            for event_id, number in (line.split("\t") for line in lines)
        }


@functools.lru_cache(maxsize=None)
def _midnight(day):
    return int(datetime.datetime.fromisoformat(day + "T00:00:00+00:00").timestamp())


def seconds(text):
    """Unix time of an answer's `event_time`."""
    hours, minutes, rest = text[11:19].split(":")
    return _midnight(text[:10]) + int(hours) * 3600 + int(minutes) * 60 + int(rest)
