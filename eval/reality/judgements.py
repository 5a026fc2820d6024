# SPDX-License-Identifier: Apache-2.0
"""What somebody who read the real trails says of their alerts.

judgements.tsv has a line for each (trail, principal, origin, day), or for several: `*`
stands for any text, and `none` for the principal of an event that is nobody's. The
first line that fits is the judgement.
"""

import dataclasses
import fnmatch
import pathlib

FILE = pathlib.Path(__file__).with_name("judgements.tsv")
INTRUSION, HONEST, UNCLEAR = "intrusion", "honest", "unclear"
NEW_PLACE = "intrusion from a new place"
VERDICTS = (INTRUSION, NEW_PLACE, HONEST, UNCLEAR)
NOT_JUDGED = "not judged"
NOBODY = "none"


@dataclasses.dataclass(frozen=True)
class Judgement:
    trail: str
    principal: str
    origin: str
    day: str
    verdict: str
    reason: str

    def fits(self, *key):
        patterns = (self.trail, self.principal, self.origin, self.day)
        given = (part or NOBODY for part in key)
        return all(map(fnmatch.fnmatchcase, given, patterns))


def read(text):
    """The judgements of a table; lines that begin with `#` are remarks."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 6 or not all(fields):
            raise ValueError(f"line {number}: {len(fields)} fields, not six with text")
        judgement = Judgement(*fields)
        if judgement.verdict not in VERDICTS:
            raise ValueError(
                f"line {number}: {judgement.verdict!r} is none of {', '.join(VERDICTS)}"
            )
        found.append(judgement)
    return found


def of_file():
    return read(FILE.read_text())


def judged(judgements, trail, principal, origin, day):
    """(verdict, reason) of what happened there; `not judged` where no line fits."""
    for judgement in judgements:
        if judgement.fits(trail, principal, origin, day):
            return judgement.verdict, judgement.reason
    return NOT_JUDGED, ""
