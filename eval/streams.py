#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes one labelled stream of CloudTrail records of a made-up organisation.

The same name, seed and days give the same bytes. In the output folder:

  events.ndjson  raw CloudTrail records, one a line, by event time
  labels.ndjson  one line for each event that a thief made: event_id, theft, kind
  facts.json     counts, where the evaluation period starts, the thefts. A theft has
                 `events` in that period, of which the first `detectable` are warming
                 up: 0 for all kinds that do not

Example: eval/streams.py --stream=hard --seed=1 --output=build/eval/hard-1
"""

import argparse
import bisect
import dataclasses
import functools
import itertools
import json
import pathlib
import random
import sys

import commands
import organisation as org
import places
import records
import thefts

DAY = thefts.DAY
HOUR = thefts.HOUR
MINUTE = thefts.MINUTE
AGENTS = (
    "aws-cli/2.15.30 md/Python#3.11.8 os/linux#6.1.0 cfg/retry-mode#standard",
    "Boto3/1.34.69 md/Botocore#1.34.69 lang/python#3.11.8",
    "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
    "APN/1.0 HashiCorp/1.0 Terraform/1.7.5 aws-sdk-go-v2/1.26.0",
)
SERVICES = tuple(commands.SERVICES)
SERVICE_WORK = {
    service: (list(job), list(itertools.accumulate(job.values())))
    for service, job in commands.SERVICES.items()
}


@dataclasses.dataclass(frozen=True)
class Spec:
    """What makes a stream: by default 30 days to learn and 30 to be judged by."""

    stream: str
    seed: int
    train_days: int = 30
    evaluation_days: int = 30
    thefts_a_day: float = 4

    @property
    def name(self):
        return f"{self.stream}-{self.seed}"


def spec_of(stream, seed):
    if stream == "quiet":  # four thefts a day would be more than its people are
        return Spec(stream, seed, thefts_a_day=0.5)
    if stream == "loud":  # judged on working days, Monday to Wednesday
        return Spec(stream, seed, train_days=7, evaluation_days=3)
    if stream == "repeated":
        return Spec(stream, seed, evaluation_days=8, thefts_a_day=0)
    return Spec(stream, seed)


def stream_of(spec):
    if spec.stream == "repeated":
        return Stream(spec, "quiet", _repeated_theft)
    return Stream(spec)


def _thefts_a_day(rng, organisation, spec):
    count = round(spec.thefts_a_day * spec.evaluation_days)
    return thefts.plan(rng, organisation, count)


def _repeated_theft(rng, organisation, spec):
    return [thefts.repeated(rng, organisation, spec.train_days)]


class Stream:
    def __init__(self, spec, difficulty=None, plan=None):
        """`plan` adds to the organisation what it needs, and returns the thefts."""
        self.spec = spec
        self.rng = random.Random(f"{spec.stream}/{spec.seed}")
        self.days = spec.train_days + spec.evaluation_days
        difficulty = org.DIFFICULTIES[difficulty or spec.stream]
        self.organisation = org.Organisation(
            self.rng, difficulty, spec.train_days, self.days
        )
        self.pending = []  # (time, event id, theft or None, line) of the near future
        # Thefts have numbers of their own, so that their kinds can change without
        # changing what everybody else does.
        rng = random.Random(f"thefts/{spec.stream}/{spec.seed}")
        self.thefts = (plan or _thefts_a_day)(rng, self.organisation, spec)

    def events(self):
        """(event id, theft or None, line) by event time, made day by day."""
        for _, event_id, theft, line in self.timed_events():
            yield event_id, theft, line

    def timed_events(self):
        """The same, each after its time in seconds from the start."""
        for theft in self.thefts:
            self._theft(theft)
        for day in range(self.days):
            for person in self.organisation.people:
                if day >= person.first_day:
                    self._person(person, day)
            for machine in self.organisation.machines:
                if day >= machine.first_day:
                    self._machine(machine, day)
            self._services(day)
            # A day's work may start the evening before, where the sun rises early.
            last = day == self.days - 1
            yield from self._due(self.days * DAY if last else day * DAY + 10 * HOUR)

    def _due(self, end):
        self.pending.sort()  # event ids differ, so it looks no further
        cut = bisect.bisect_left(self.pending, (end,))
        yield from self.pending[:cut]
        del self.pending[:cut]

    def _add(
        self, at, account, identity, command, address, agent, error="", theft=None
    ):
        at = int(at)
        if not 0 <= at < self.days * DAY:
            return
        event_id = records.event_id(self.rng)
        line = records.line(
            event_id, at, account, identity, command, address, agent, error
        )
        self.pending.append((at, event_id, theft, line))

    def _person(self, person, day):
        rng = self.rng
        weekend = day % 7 >= 5
        sessions = rng.gauss(person.sessions_a_day, 1) * (0.12 if weekend else 1)
        country = person.country(day)
        offset = places.PLACES[country].utc_offset_hours
        at_home = _stable_address(person.name, country, day // 4)
        for _ in range(max(0, round(sessions))):
            hour = min(22.0, max(5.0, rng.gauss(13, 2.6))) - offset
            address = at_home
            if person.vpn and rng.random() < 0.5:
                exit_country = rng.choice(person.vpn)
                address = _stable_address("vpn", exit_country, rng.randrange(3))
            role = person.shared_role if rng.random() < 0.3 else ""
            account = org.ACCOUNTS[0] if role else rng.choice(person.accounts)
            if person.access == "key":
                account = org.ACCOUNTS[0] if role else person.accounts[0]
            identity = records.identity_of(person, account, role)
            agent = AGENTS[0 if person.access == "key" else 2]
            self._session(
                person.work, day * DAY + hour * HOUR, account, identity, address, agent
            )

    def _session(self, work, at, account, identity, address, agent):
        rng = self.rng
        difficulty = self.organisation.difficulty
        count = round(rng.randint(3, 9) * difficulty.calls_factor)
        for command in work.pick(rng, count):
            at += rng.uniform(2, 240)
            error = ""
            chance = difficulty.error_chance
            if rng.random() < difficulty.new_command_chance:
                command = rng.choice(commands.RARE)
                chance *= 8
            if rng.random() < chance:
                error = rng.choices(
                    (
                        "AccessDenied",
                        "ThrottlingException",
                        "ResourceNotFoundException",
                    ),
                    (2, 3, 4),
                )[0]
            self._add(at, account, identity, command, address, agent, error)

    def _machine(self, machine, day):
        rng = self.rng
        agent = AGENTS[1 if machine.kind == "role" else 3]
        identity = records.identity_of(machine, machine.account)
        at = day * DAY + rng.random() * machine.every_minutes * MINUTE
        count = round(machine.calls * self.organisation.difficulty.calls_factor)
        while at < (day + 1) * DAY:
            address = rng.choice(machine.addresses)
            moment = at
            for command in machine.work.pick(rng, count):
                moment += rng.uniform(1, 9)
                error = "ThrottlingException" if rng.random() < 0.005 else ""
                self._add(
                    moment, machine.account, identity, command, address, agent, error
                )
            at += machine.every_minutes * MINUTE * rng.uniform(0.9, 1.1)

    def _services(self, day):
        """AWS services at work by themselves: about a tenth of the organisation's calls."""
        rng = self.rng
        difficulty = self.organisation.difficulty
        count = (len(self.organisation.people) + len(self.organisation.machines)) * 2
        for _ in range(round(count * difficulty.calls_factor)):
            service = rng.choice(SERVICES)
            job, cumulative = SERVICE_WORK[service]
            command = rng.choices(job, cum_weights=cumulative)[0]
            host = f"{service}.amazonaws.com"
            identity = records.service_identity(host)
            at = (day + rng.random()) * DAY
            self._add(at, rng.choice(org.ACCOUNTS), identity, command, host, host)

    def _theft(self, theft):
        victim = theft.victim
        account = getattr(victim, "account", None) or victim.accounts[0]
        if theft.role:
            account = org.ACCOUNTS[0]
        identity = records.identity_of(victim, account, theft.role)
        for call in theft.calls:
            self._add(
                call.at,
                account,
                identity,
                call.command,
                theft.address,
                AGENTS[theft.agent],
                call.error,
                theft,
            )


@functools.lru_cache(maxsize=1 << 14)
def _stable_address(name, country, number):
    """An address that a place keeps for some days, without drawing from the stream."""
    rng = random.Random(f"{name}/{country}/{number}")
    return places.address(rng, country)


def facts_of(theft, evaluation_start):
    """Only events from the start of the evaluation on are counted."""
    judged = [call.at >= evaluation_start for call in theft.calls]
    return {
        "theft": theft.name,
        "kind": theft.kind,
        "victim": theft.victim.name,
        "role": theft.role,
        "country": theft.country,
        "events": sum(judged),
        "detectable": sum(judged[: theft.warm_up_calls]),
    }


def write(spec, output):
    """Writes the stream into the folder and returns its facts."""
    stream = stream_of(spec)
    output.mkdir(parents=True, exist_ok=True)
    count = 0
    with (output / "events.ndjson").open("w") as events, (
        output / "labels.ndjson"
    ).open("w") as labels:
        for event_id, theft, line in stream.events():
            events.write(line)
            count += 1
            if theft is not None:
                label = {"event_id": event_id, "theft": theft.name, "kind": theft.kind}
                labels.write(records.encode(label) + "\n")
    facts = {
        "stream": spec.stream,
        "seed": spec.seed,
        "events": count,
        "days": stream.days,
        "evaluation_start": records.START + spec.train_days * DAY,
        "evaluation_days": spec.evaluation_days,
        "days_with_theft": len(
            {
                call.at // DAY
                for theft in stream.thefts
                for call in theft.calls
                if call.at >= spec.train_days * DAY
            }
        ),
        "thefts": [
            facts_of(theft, spec.train_days * DAY)
            for theft in stream.thefts
            if theft.calls
        ],
    }
    (output / "facts.json").write_text(json.dumps(facts, indent=1) + "\n")
    return facts


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    streams = [*org.DIFFICULTIES, "repeated"]
    parser.add_argument("--stream", choices=streams, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True, metavar="DIR")
    args = parser.parse_args()
    facts = write(spec_of(args.stream, args.seed), args.output)
    print(f"{facts['events']} events, {len(facts['thefts'])} thefts in {args.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
