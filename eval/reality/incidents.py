# SPDX-License-Identifier: Apache-2.0
"""Days on which something is broken: programs fail, and people look for the reason."""

import dataclasses

from reality import activities
from reality import agents
from reality import pages
from reality import people
from reality import record

DAY = 86400
HOUR = 3600


@dataclasses.dataclass
class Incident:
    day: int
    at: float
    responders: list
    failing: list  # machines whose calls are refused


def plan(rng, folk, machines, days, every_days):
    """An incident in about every `every_days` days, with those who are on call."""
    on_call = [p for p in folk if p.kind in ("on call", "devops")]
    instances = [m for m in machines if m.kind == "instance role"]
    incidents = []
    for day in range(1, days):
        if rng.random() >= 1 / every_days:
            continue
        responders = rng.sample(on_call, min(len(on_call), rng.randint(1, 3)))
        failing = rng.sample(instances, min(len(instances), rng.randint(1, 2)))
        at = day * DAY + rng.uniform(6, 20) * HOUR
        incidents.append(Incident(day, at, responders, failing))
    return incidents


def calls_of(rng, incident):
    calls = []
    for machine in incident.failing:
        calls += _error_storm(rng, machine, incident.at)
    for responder in incident.responders:
        if responder.first_day <= incident.day:
            calls += _response(rng, responder, incident)
    return calls


def _error_storm(rng, machine, at):
    address = rng.choice(machine.addresses)
    made_by = machine.source(at, address, agents.BOTO[0], "error storm", "own cloud")
    code = rng.choice(
        ("AccessDenied", "ThrottlingException", "ResourceNotFoundException")
    )
    calls = []
    end = at + rng.uniform(0.3, 1.5) * HOUR
    while at < end:
        for command in rng.sample(machine.commands, min(2, len(machine.commands))):
            calls.append(activities.Call(at, made_by, command, machine.region, code))
            at += rng.expovariate(4)
        at += rng.expovariate(1 / 30)
    return calls


def _response(rng, person, incident):
    """From one page to the next, those of others' work among them."""
    address, where = people.place(rng, person, incident.day)
    at = incident.at + rng.uniform(0.05, 0.6) * HOUR
    account = rng.choice(person.accounts)
    session = people.console(rng, person, at, account, address, where)
    calls = []
    for _ in range(rng.randint(3, 9)):
        own = rng.random() < 0.5
        page = rng.choice(person.pages if own else list(pages.PAGES.values()))
        calls += session.visit(at, page, "incident", error_chance=0.06)
        at = calls[-1].at + rng.uniform(5, 180)
    if rng.random() < 0.5:
        made_by = people.source(
            person, at, account, address, person.command_line, "incident", where
        )
        commands = sorted({c for c, _ in rng.choice(list(pages.PAGES.values())).always})
        calls += activities.command_line(
            rng, at, made_by, person.region, commands, rng.randint(3, 10), 0.2
        )
    return calls
