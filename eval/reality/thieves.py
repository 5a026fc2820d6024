# SPDX-License-Identifier: Apache-2.0
"""Stolen credentials: by which client they are used, and from where."""

import dataclasses

from reality import activities
from reality import agents
from reality import machines
from reality import networks
from reality import pages
from reality import record
from reality import toolkits

DAY = 86400
HOUR = 3600
CLIENTS = {
    "console": (18, "page after page of the console, some of it denied"),
    "command line": (18, "typed commands, some of them denied"),
    "script": (18, "a program that looks around and takes, within a minute or two"),
    "attack tool": (16, "an enumeration of the account, then what it came for"),
    "brief": (16, "a handful of calls, to see what the key is worth"),
    "careful": (
        14,
        "the victim's own commands by the victim's program, and two others",
    ),
}
ROUTES = {
    "foreign": "an access provider of a country where nobody of the organisation has been",
    "colleague": "an access provider of a colleague's country that is not the victim's",
    "VPN": "a commercial VPN's exit",
    "hosting": "a rented machine at a host or a cloud",
    "home": "an access provider of the victim's own country",
}
ROUTE_SHARES = {"foreign": 28, "colleague": 20, "VPN": 17, "hosting": 20, "home": 15}
FOREIGN = "VN RU CN ID UA PK PH EG MA BY KR RS NG".split()
GOAL_PAGES = {
    "secrets": ("secrets", "s3", "systems manager", "kms"),
    "mining": (
        "ec2 dashboard",
        "ec2 launch",
        "service quotas",
        "ec2 global view",
        "vpc",
    ),
    "persistence": ("iam dashboard", "iam users", "iam roles", "organizations"),
    "mail": ("ses", "iam users", "service quotas"),
    "models": ("bedrock", "billing", "iam users"),
    "data": ("rds", "s3", "ebs", "cloudtrail"),
}


@dataclasses.dataclass
class Theft:
    name: str
    client: str
    route: str
    goal: str
    victim: object
    address: networks.Address
    day: int  # of the first call
    calls: list


def plan(rng, organisation, first_day, days, a_day):
    """Thefts from `first_day` on, of a victim that no other theft has."""
    thefts, taken = [], set()
    for number in range(round((days - first_day) * a_day)):
        day = rng.randrange(first_day, days)
        victim = _victim(rng, organisation, day, taken)
        taken.add(victim.name)
        thefts.append(_theft(rng, organisation, f"T{number:03d}", victim, day, days))
    return sorted(thefts, key=lambda theft: theft.day)


def _victim(rng, organisation, day, taken):
    """People mostly; now and then the key of a role that an instance or a CI has."""
    while True:
        pool = organisation.people
        if rng.random() < 0.2:
            pool = [
                machine
                for machine in organisation.machines
                if machine.kind in ("instance role", "CI runner")
            ]
        victim = rng.choice(pool)
        free = victim.name not in taken or len(taken) >= 0.7 * len(organisation.people)
        if victim.first_day <= day and free:
            return victim


def address_of(rng, organisation, route, home, visited):
    """An address of a route; `home` and `visited`: the victim's countries."""
    kind, choice = networks.ACCESS, [home]
    if route == "foreign":
        choice = [c for c in FOREIGN if c not in visited]
    elif route == "colleague":
        choice = [c for c in organisation.countries() if c not in visited | {home}]
        choice = choice or [c for c in ("FR", "GB", "US") if c != home]
    elif route == "VPN":
        kind, choice = networks.VPN, networks.countries(networks.VPN)
    elif route == "hosting":
        kind = networks.HOSTING if rng.random() < 0.75 else networks.CLOUD
        choice = networks.countries(kind)
    country = rng.choice(choice)
    kinds = networks.of_kind(kind, country) or networks.of_kind("mobile", country)
    return networks.address(rng, rng.choice(kinds), country)


def _theft(rng, organisation, name, victim, day, days):
    machine = isinstance(victim, machines.Machine)
    shares = {c: s for c, (s, _) in CLIENTS.items() if not (machine and c == "console")}
    client = rng.choices(list(shares), shares.values())[0]
    route = rng.choices(list(ROUTE_SHARES), ROUTE_SHARES.values())[0]
    home = "DE" if machine else victim.country
    visited = set() if machine else {t.country for t in victim.trips}
    if route == "home" and machine:
        address = networks.address(rng, networks.BY_NAME["Amazon"], home)
    else:
        address = address_of(rng, organisation, route, home, visited)
    theft = Theft(
        name, client, route, rng.choice(list(GOAL_PAGES)), victim, address, day, []
    )
    at = day * DAY + rng.uniform(0, 22) * HOUR
    theft.calls = raid(rng, theft, at)
    if rng.random() < 0.25:
        theft.calls += raid(rng, theft, at + DAY * rng.uniform(0.5, 1.5))
    theft.calls = [call for call in theft.calls if call.at < days * DAY]
    return theft


def raid(rng, theft, at):
    """The calls of a theft that begins at a time."""
    victim = theft.victim
    account = getattr(victim, "account", None) or victim.accounts[0]
    machine = isinstance(victim, machines.Machine)
    identity = victim.identity(at) if machine else victim.identity(account, at)
    label = record.Label(theft.client, theft.goal, theft.route, theft.name)

    def made_by(agent):
        return record.source(theft.name, identity, account, theft.address, agent, label)

    if theft.client == "console":
        session = activities.ConsoleSession(
            rng, theft.name, identity, account, victim.region, theft.address,
            rng.choice(agents.BROWSERS), label, 0,
        )  # fmt: skip
        calls = session.sign_in(at)
        titles = ["home", *GOAL_PAGES[theft.goal]]
        for title in titles[: rng.randint(3, len(titles))]:
            page = pages.PAGES[title]
            calls += session.visit(at + 3, page, "", 0.15, rng.randint(1, 5))
            at = calls[-1].at + rng.uniform(5, 60)
        return calls
    look = rng.sample(toolkits.LOOK, rng.randint(4, 12))
    goal = toolkits.GOALS[theft.goal]
    if theft.client == "careful":
        calls = []
        for command in [*_own_commands(rng, victim, machine), *goal[-2:]]:
            calls.append(
                activities.Call(
                    at, made_by(_own_agent(victim, machine)), command, victim.region, ""
                )
            )
            at += rng.lognormvariate(3.5, 1)
        return calls
    if theft.client == "brief":
        commands = ["sts:GetCallerIdentity", *look[: rng.randint(1, 3)], goal[0]]
        source = made_by(rng.choice(agents.ATTACK_TOOLS))
        return activities.script(
            rng, at, source, victim.region, commands, len(commands), 0.1
        )
    if theft.client == "command line":
        calls = []
        agent = rng.choice((*agents.COMMAND_LINES, agents.ATTACK_TOOLS[3]))
        for command in [*look, *goal]:
            error = record.denied(command) if rng.random() < 0.25 else ""
            calls.append(
                activities.Call(at, made_by(agent), command, victim.region, error)
            )
            at += rng.lognormvariate(2.8, 1)
        return calls
    if theft.client == "script":
        commands = [*look, *(command for command in goal for _ in range(4))]
        source = made_by(rng.choice(agents.ATTACK_TOOLS[:3]))
        calls = activities.script(
            rng, at, source, victim.region, commands, len(commands), 3
        )
        return [
            (
                call._replace(error=record.denied(call.command))
                if rng.random() < 0.2
                else call
            )
            for call in calls
        ]
    source = made_by(rng.choice(agents.ATTACK_TOOLS[:2]))
    calls = activities.scan(rng, at, source, rng.uniform(0.2, 0.6), 0.3)
    at = calls[-1].at + rng.uniform(20, 600)
    return calls + activities.script(
        rng, at, source, victim.region, goal, 2 * len(goal), 0.5
    )


def _own_commands(rng, victim, machine):
    if machine:
        known = victim.commands or toolkits.DEPLOYMENT
    elif _by_console(victim):
        known = [command for page in victim.pages[:3] for command, _ in page.always]
    else:
        known = toolkits.COMMAND_LINE[victim.job]
    return rng.sample(list(known), min(len(known), rng.randint(3, 12)))


def _own_agent(victim, machine):
    if machine:
        return agents.GO if victim.kind == "CI runner" else agents.BOTO[0]
    return victim.browser if _by_console(victim) else victim.command_line


def _by_console(victim):
    return victim.kind not in ("devops", "analyst")
