# SPDX-License-Identifier: Apache-2.0
"""Farcall's answers to the events of a stream, joined with the labels."""

import array
import datetime
import functools
import json

import numpy

import measures
import server


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
