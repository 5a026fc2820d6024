# SPDX-License-Identifier: Apache-2.0
"""Writes a labelled stream of an organisation with the structure of real trails.

The same spec gives the same bytes. In the output folder:

  events.ndjson  raw CloudTrail records in the order of delivery, some of them again
  labels.tsv     event id, tab, number of its label
  facts.json     counts, the labels, the thefts, where the judged days begin
"""

import dataclasses
import json
import random

import records
from reality import delivery
from reality import incidents
from reality import machines
from reality import organisation
from reality import people
from reality import record
from reality import roots
from reality import thieves

DAY = 86400


@dataclasses.dataclass(frozen=True)
class Spec:
    """What makes a stream. Cold streams have no days to learn from."""

    name: str
    seed: int
    people: int
    learn_days: int
    judged_days: int
    thefts_a_day: float

    @property
    def days(self):
        return self.learn_days + self.judged_days


_SPECS = {
    "20-warm": (20, 30, 30, 1),
    "20-cold": (20, 0, 30, 1),
    "450-warm": (450, 30, 7, 4),
    "450-cold": (450, 0, 14, 4),
}
NAMES = tuple(_SPECS)
SEEDS = (11, 12, 13)  # to be tuned on
SEEDS_SET_ASIDE = (2003, 2011)  # to be looked at when all choices are made


def spec_of(name, seed):
    return Spec(name, seed, *_SPECS[name])


class Stream:
    def __init__(self, spec):
        self.spec = spec
        self.rng = random.Random(f"reality/{spec.name}/{spec.seed}")
        self.organisation = organisation.Organisation(self.rng, spec.people, spec.days)
        # Thefts have numbers of their own, so that they change nobody else's life.
        self.thefts = thieves.plan(
            random.Random(f"reality thefts/{spec.name}/{spec.seed}"),
            self.organisation,
            spec.learn_days,
            spec.days,
            spec.thefts_a_day,
        )

    def days(self):
        """The calls of each day, by time. What begins at its end may end on the next."""
        later = [call for theft in self.thefts for call in theft.calls]
        end = self.spec.days * DAY
        for day in range(self.spec.days):
            later += self._honest(day)
            later.sort(key=lambda call: call.at)
            # Somebody's morning may lie before midnight UTC.
            cut = (day + 1) * DAY - 12 * 3600 if day < self.spec.days - 1 else end
            due = [call for call in later if call.at < cut]
            later = later[len(due) :]
            yield [call for call in due if call.at >= 0]

    def _honest(self, day):
        made = self.organisation
        rng = self.rng
        calls = []
        for person in made.people:
            if day >= person.first_day:
                calls += people.day_of(rng, person, day)
        for root in made.roots:
            if day >= root.first_day:
                calls += roots.day_of(rng, root, day)
        for machine in made.machines:
            calls += machines.day_of(rng, machine, day)
        for incident in made.incidents:
            if incident.day == day:
                calls += incidents.calls_of(rng, incident)
        return calls


def write(spec, output):
    """Writes the stream into the folder and returns its facts."""
    stream = Stream(spec)
    output.mkdir(parents=True, exist_ok=True)
    ids = random.Random(f"reality ids/{spec.name}/{spec.seed}")
    delivered = delivery.Delivery(
        random.Random(f"reality files/{spec.name}/{spec.seed}")
    )
    numbers = {}
    events = 0
    lines_written = 0
    with (output / "events.ndjson").open("w") as file, (output / "labels.tsv").open(
        "w"
    ) as labels:
        for calls in stream.days():
            lines = []
            for call in calls:
                event_id = records.event_id(ids)
                label = call.source.label
                number = numbers.setdefault(label, len(numbers))
                labels.write(f"{event_id}\t{number}\n")
                lines.append(
                    (call.at, call.source.account, call.region, line_of(event_id, call))
                )
            events += len(lines)
            delivered.add(lines)
            if calls:
                for line in delivered.due(calls[-1].at - delivery.FILE_SECONDS):
                    file.write(line)
                    lines_written += 1
        for line in delivered.due(float("inf")):
            file.write(line)
            lines_written += 1
    facts = {
        **dataclasses.asdict(spec),
        "days": spec.days,
        "events": events,
        "lines": lines_written,
        "judged_from": records.START + spec.learn_days * DAY,
        "labels": [list(label) for label in numbers],
        "thefts": [_facts(theft) for theft in stream.thefts if theft.calls],
    }
    (output / "facts.json").write_text(json.dumps(facts, indent=1) + "\n")
    return facts


def line_of(event_id, call):
    return record.line(
        event_id, int(call.at), call.source, call.command, call.region, call.error
    )


def _facts(theft):
    return {
        "theft": theft.name,
        "client": theft.client,
        "route": theft.route,
        "goal": theft.goal,
        "victim": theft.victim.name,
        "victim_kind": theft.victim.kind,
        "country": theft.address.country,
        "operator": theft.address.operator,
        "day": theft.day,
        "calls": len(theft.calls),
    }
