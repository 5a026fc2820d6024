# SPDX-License-Identifier: Apache-2.0
"""Honest people: their kinds, the networks they call from, and what a day brings."""

import dataclasses

import organisation
from reality import activities
from reality import agents
from reality import networks
from reality import pages
from reality import record
from reality import toolkits

DAY = 86400
HOUR = 3600
# Kind of life -> share of the people.
KINDS = {
    "console": 0.30,
    "devops": 0.15,
    "analyst": 0.10,
    "auditor": 0.05,
    "on call": 0.10,
    "cloudshell": 0.10,
    "traveller": 0.10,
    "mobile": 0.05,
    "vpn": 0.05,
}
JOBS_OF = {
    "console": ("developer", "operations", "data", "security", "finance"),
    "devops": ("developer", "operations"),
    "analyst": ("data",),
    "auditor": ("security",),
    "on call": ("operations",),
    "cloudshell": ("developer", "operations"),
    "traveller": ("developer", "finance", "operations"),
    "mobile": ("developer", "operations", "data"),
    "vpn": ("developer", "data"),
}
TRIP_CHANCE = {"traveller": 0.10}
TRIP_CHANCE_OTHERS = 0.005
MOBILE_CHANCE = {"mobile": 0.45, "traveller": 0.15, "on call": 0.12}
MOBILE_CHANCE_OTHERS = 0.05
NEW_PAGE_CHANCE = 0.01  # of a visit
MISTYPED_CHANCE = 0.04  # of a sign-in with a password
ROLE_CHANCE = 0.15  # of a terminal session of those who build and operate
SHARED_ROLES = ("deploy", "operate")
CHAINED_CHANCE = 0.4  # that one role assumes the next
SESSIONS_A_DAY = {"devops": 2.0, "finance": 0.8}
SESSIONS_A_DAY_OTHERS = 1.5
TRAVEL = [
    country for country in networks.UTC_OFFSETS if networks.of_kind("access", country)
]


@dataclasses.dataclass
class Person:
    name: str
    kind: str
    job: str
    country: str
    by_sso: bool
    accounts: tuple
    region: str
    home: networks.Line
    mobile: networks.Line
    office: networks.Line
    pages: list  # most used first
    browser: str
    command_line: str
    stack: list
    first_day: int = 0
    vpn: tuple = ()  # (operator, countries)
    trips: list = dataclasses.field(default_factory=list)
    internal: float = 0.02
    hotels: dict = dataclasses.field(default_factory=dict)

    def trip_on(self, day):
        return next((t for t in self.trips if t.first_day <= day <= t.last_day), None)

    def identity(self, account, at):
        if self.by_sso:
            return record.sso_person(self.name, account, at)
        return record.iam_user(self.name, self.accounts[0])


def line(rng, kind, country, days):
    """A line of some operator of the country, or of any if it has none of that kind."""
    operators = networks.of_kind(kind, country) or networks.of_kind("access", country)
    return networks.Line(rng, rng.choice(operators), country, days)


def person(rng, number, kind, country, office, accounts, region):
    job = rng.choice(JOBS_OF[kind])
    own = pages.of_job(job)
    first = rng.sample(own[:8], min(len(own), rng.randint(4, 7)))
    by_sso = rng.random() < 0.55
    person = Person(
        name=f"{job[:3]}{number:04d}",
        kind=kind,
        job=job,
        country=country,
        by_sso=by_sso,
        accounts=tuple(
            rng.sample(accounts, min(len(accounts), rng.choice((1, 1, 2))))
            if by_sso
            else rng.sample(accounts, 1)
        ),
        region=region,
        home=line(rng, networks.ACCESS, country, rng.choice((1, 2, 7, 30))),
        mobile=line(rng, networks.MOBILE, country, 1),
        office=office,
        pages=[*first, pages.PAGES["home"]],
        browser=rng.choice(agents.BROWSERS),
        command_line=rng.choice(agents.COMMAND_LINES),
        stack=stack(rng, rng.randint(3, 9)),
        internal=rng.choice((0, 0.01, 0.03, 0.08)),
    )
    if kind == "vpn" or rng.random() < 0.03:
        operator = rng.choice([o for o in networks.OPERATORS if o.kind == networks.VPN])
        person.vpn = (operator, rng.sample(sorted(operator.ranges), 4))
    return person


def stack(rng, size):
    """The kinds of the resources of a stack, some kinds several times."""
    kinds = rng.sample(list(toolkits.RESOURCES), min(size, 4 + size // 3))
    return [rng.choice(kinds) for _ in range(size)]


def plan_trips(rng, person, days):
    chance = TRIP_CHANCE.get(person.kind, TRIP_CHANCE_OTHERS)
    day = person.first_day + 1
    while day < days:
        if rng.random() < chance:
            last = day + rng.choice((1, 2, 2, 3, 4, 7))
            others = [country for country in TRAVEL if country != person.country]
            person.trips.append(organisation.Trip(day, last, rng.choice(others)))
            day = last + 4
        day += 1


def place(rng, person, day):
    """(address, kind of place) of a session."""
    trip = person.trip_on(day)
    if trip:
        if trip.first_day not in person.hotels:
            kind = networks.MOBILE if rng.random() < 0.4 else networks.ACCESS
            person.hotels[trip.first_day] = line(rng, kind, trip.country, 2)
        return person.hotels[trip.first_day].on(rng, day), "travel"
    if person.vpn and rng.random() < (0.6 if person.kind == "vpn" else 0.08):
        operator, favourites = person.vpn
        country = rng.choice(
            favourites[:2] if rng.random() < 0.8 else sorted(operator.ranges)
        )
        return networks.address(rng, operator, country), "VPN"
    if rng.random() < MOBILE_CHANCE.get(person.kind, MOBILE_CHANCE_OTHERS):
        return person.mobile.on(rng, day), "mobile"
    if person.office and rng.random() < 0.55:
        return person.office.on(rng, day), "office"
    return person.home.on(rng, day), "home"


def sessions(rng, person, day):
    """Start of each session of a day, in seconds after records.START."""
    mean = SESSIONS_A_DAY.get(
        person.kind, SESSIONS_A_DAY.get(person.job, SESSIONS_A_DAY_OTHERS)
    )
    if day % 7 >= 5:
        mean *= 0.08
    trip = person.trip_on(day)
    offset = networks.UTC_OFFSETS[trip.country if trip else person.country]
    count = min(5, int(rng.expovariate(1 / mean) + 0.5))
    return sorted(
        day * DAY + (min(22, max(6, rng.gauss(13, 3))) - offset) * HOUR
        for _ in range(count)
    )


def day_of(rng, person, day):
    """All calls of a person on an ordinary day."""
    calls = []
    for at in sessions(rng, person, day):
        address, where = place(rng, person, day)
        calls += _session(rng, person, at, address, where)
    if person.kind == "auditor" and rng.random() < 0.07 and day % 7 < 5:
        address, where = place(rng, person, day)
        calls += _audit(rng, person, day * DAY + 10 * HOUR, address, where)
    return calls


def _session(rng, person, at, address, where):
    account = rng.choice(person.accounts)
    terminal = {"devops": 0.75, "analyst": 0.5, "vpn": 0.4, "mobile": 0.3}
    if rng.random() < terminal.get(person.kind, 0.08):
        return _terminal(rng, person, at, account, address, where)
    session = console(rng, person, at, account, address, where)
    calls = []
    if not person.by_sso:
        calls = _mistyped(rng, person, at, account, address, where)
        calls += session.sign_in(at)
    for _ in range(1 + min(9, int(rng.expovariate(1 / 2.2)))):
        page, activity = _page(rng, person)
        calls += session.visit(at + 2, page, activity)
        at = calls[-1].at + rng.uniform(5, 240)
    if person.kind == "cloudshell" and rng.random() < 0.5:
        calls += _cloudshell(rng, person, at, account)
    return calls


def _mistyped(rng, person, at, account, address, where):
    """Sign-ins that fail before the one that succeeds; mostly none."""
    if rng.random() >= MISTYPED_CHANCE:
        return []
    made_by = record.source(
        person.name,
        record.stranger(person.name, account),
        account,
        address,
        person.browser,
        record.Label(person.kind, "failed sign-in", where),
    )
    return [
        activities.Call(
            at - 20 * turn,
            made_by,
            record.SIGN_IN,
            person.region,
            record.NOT_AUTHENTICATED,
        )
        for turn in range(rng.choice((1, 1, 2)), 0, -1)
    ]


def console(rng, person, at, account, address, where):
    return activities.ConsoleSession(
        rng,
        person.name,
        person.identity(account, at),
        account,
        person.region,
        address,
        person.browser,
        record.Label(person.kind, "page", where),
        person.internal,
    )


def _page(rng, person):
    """One of the person's own pages, now and then another one of all the console's."""
    if rng.random() < NEW_PAGE_CHANCE:
        page = rng.choice(list(pages.PAGES.values()))
        if page not in person.pages:
            if rng.random() < 0.3:
                person.pages.append(page)
            return page, "new page"
    rank = min(int(rng.expovariate(0.5)), len(person.pages) - 1)
    return person.pages[rank], ""


def source(person, at, account, address, agent, activity, where):
    return record.source(
        person.name,
        person.identity(account, at),
        account,
        address,
        agent,
        record.Label(person.kind, activity, where),
    )


def _terminal(rng, person, at, account, address, where):
    if person.kind in ("devops", "on call") and rng.random() < ROLE_CHANCE:
        return _role_chain(rng, person, at, account, address, where)
    kind = rng.random()
    if person.kind == "devops" and kind < 0.35:
        template = agents.TERRAFORM[len(person.name) % 2]
        known = {}

        def source_of(service):
            if service not in known:
                agent = template.format(service)
                known[service] = source(
                    person, at, account, address, agent, "Terraform", where
                )
            return known[service]

        if rng.random() < 0.08:
            person.stack.append(rng.choice(list(toolkits.RESOURCES)))
        changed = rng.sample(
            person.stack, min(len(person.stack), rng.choice((0, 1, 2)))
        )
        return activities.terraform(
            rng, at, source_of, person.region, person.stack, changed
        )
    if (person.kind, kind < 0.7) in (("analyst", True), ("devops", True)):
        commands = (
            toolkits.ANALYSIS
            if person.job == "data"
            else toolkits.COMMAND_LINE[person.job][:4]
        )
        agent = agents.BOTO[len(person.stack) % 2]
        made_by = source(person, at, account, address, agent, "script", where)
        count = int(rng.lognormvariate(3, 1))
        return activities.script(rng, at, made_by, person.region, commands, count)
    made_by = source(
        person, at, account, address, person.command_line, "command line", where
    )
    commands = toolkits.COMMAND_LINE[person.job]
    return activities.command_line(
        rng, at, made_by, person.region, commands, rng.randint(2, 9)
    )


def _role_chain(rng, person, at, account, address, where):
    """By a role that many share, and perhaps by another one that it assumes."""
    identity, calls = person.identity(account, at), []
    commands = toolkits.COMMAND_LINE[person.job]
    roles = SHARED_ROLES[: 2 if rng.random() < CHAINED_CHANCE else 1]
    for role in roles:
        assumes, uses = (
            record.source(
                person.name,
                caller,
                account,
                address,
                person.command_line,
                record.Label(person.kind, "role chain", where),
            )
            for caller in (identity, record.role(role, person.name, account, begun=at))
        )
        calls.append(activities.Call(at, assumes, "sts:AssumeRole", person.region, ""))
        calls += activities.command_line(
            rng, at + 1, uses, person.region, commands, rng.randint(2, 7)
        )
        identity = record.role(role, person.name, account, begun=at)
        at = calls[-1].at + rng.uniform(2, 60)
    return calls


def _cloudshell(rng, person, at, account):
    """The console's user, but from a machine of Amazon in the US."""
    address = networks.address(rng, networks.BY_NAME["Amazon"], "US")
    made_by = record.source(
        person.name,
        person.identity(account, at),
        account,
        address,
        agents.CLOUDSHELL,
        record.Label(person.kind, "CloudShell", "CloudShell"),
        console=True,
    )
    commands = toolkits.COMMAND_LINE[person.job]
    start = [
        activities.Call(at + n * 0.4, made_by, f"cloudshell:{name}", person.region, "")
        for n, name in enumerate(
            (
                "CreateEnvironment",
                "GetEnvironmentStatus",
                "CreateSession",
                "PutCredentials",
            )
        )
    ]
    return start + activities.command_line(
        rng, at + 20, made_by, person.region, commands, rng.randint(2, 7)
    )


def _audit(rng, person, at, address, where):
    scanner = rng.choice(sorted(agents.SCANNERS))
    account = rng.choice(person.accounts)
    made_by = source(
        person, at, account, address, agents.SCANNERS[scanner], "scan", where
    )
    return activities.scan(rng, at, made_by, 1 if scanner == "prowler" else 0.6)
