# SPDX-License-Identifier: Apache-2.0
"""Stolen credentials: whose, from where, what is done with them and how fast."""

import dataclasses

import commands
import places

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

# What each kind of theft is. `share` of the thefts by difficulty: plain, hard.
KINDS = {
    "foreign": "from a country where nobody of the organisation has been",
    "colleague": "from a country where some colleagues work, but not the victim",
    "usual": "through one of the organisation's three most usual countries, not the victim's",
    "home": "from the victim's own country",
    "slow": "from a foreign country, a few calls a day over two to five days",
    "own_commands": "from abroad, with nothing but commands of the victim's own work",
    "warmed": "from abroad, with a few calls of the victim's own work a day over three to eight days before acting",
}
SHARES = {
    "plain": {
        "foreign": 60,
        "colleague": 10,
        "slow": 15,
        "own_commands": 15,
    },
    "hard": {
        "foreign": 20,
        "colleague": 20,
        "usual": 10,
        "home": 15,
        "slow": 10,
        "own_commands": 10,
        "warmed": 15,
    },
}
SHARES["quiet"] = SHARES["loud"] = SHARES["plain"]


@dataclasses.dataclass
class Call:
    at: float
    command: str
    error: str


@dataclasses.dataclass
class Theft:
    name: str
    kind: str
    victim: object  # Person or Machine
    role: str  # the shared role that is used, or empty
    country: str
    address: str
    agent: int
    calls: list
    warm_up_calls: int = 0  # how many of the calls come before the thief acts


def plan(rng, organisation, count):
    """`count` thefts, spread over the evaluation period, of different victims a day.

    What is planned is the day on which the thief acts; warming up comes before it.
    """
    shares = SHARES[organisation.difficulty.name]
    thefts = []
    victims_of_day = {}
    evaluation_days = organisation.days - organisation.train_days
    for number in range(count):
        day = organisation.train_days + number * evaluation_days // count
        kind = rng.choices(list(shares), shares.values())[0]
        taken = victims_of_day.setdefault(day, set())
        victim = _victim(rng, organisation, day, taken)
        taken.add(victim.name)
        thefts.append(_theft(rng, organisation, f"T{number:03d}", kind, victim, day))
    return thefts


def _victim(rng, organisation, day, taken):
    """Somebody who has been there for some weeks."""
    pool = organisation.people if rng.random() < 0.7 else organisation.machines
    while True:
        victim = rng.choice(pool)
        if victim.first_day <= max(0, day - 14) and victim.name not in taken:
            return victim


def _country(rng, organisation, kind, victim, day):
    visited = {victim.country(other) for other in range(day + 1)}
    visited.update(getattr(victim, "vpn", ()))
    if kind == "home":
        return victim.country(day)
    if kind == "usual":
        choice = [c for c in places.USUAL_COUNTRIES if c not in visited]
        return rng.choice(choice or ["FR"])
    colleague = [
        country
        for country in organisation.home_countries()
        if country not in visited
        and country not in places.USUAL_COUNTRIES
        and country not in places.NEW_OFFICES
    ]
    near = kind == "colleague" or (
        kind in ("own_commands", "warmed")
        and organisation.difficulty.name == "hard"
        and rng.random() < 0.3
    )
    return rng.choice(colleague if near and colleague else places.FOREIGN)


def _theft(rng, organisation, name, kind, victim, day):
    country = _country(rng, organisation, kind, victim, day)
    start = day * DAY + rng.random() * 23 * HOUR
    days_left = organisation.days - day
    calls = []
    warm_up_calls = 0
    if kind == "slow":
        for offset in range(min(days_left, rng.randint(2, 5))):
            at = (
                start + offset * DAY + rng.uniform(-1, 0.9) * min(2 * HOUR, start % DAY)
            )
            calls += _raid(rng, at, rng.randint(1, 4), 40 * MINUTE)
    elif kind == "own_commands":
        calls = _own_work(rng, victim, start, rng.randint(6, 24))
    elif kind == "warmed":
        for days_before in range(min(day, rng.randint(3, 8)), 0, -1):
            at = start - days_before * DAY + rng.random() * HOUR
            calls += _own_work(rng, victim, at, rng.randint(1, 3))
        warm_up_calls = len(calls)
        calls += _raid(rng, start, rng.randint(10, 30), 80)
    else:
        calls = _raid(rng, start, rng.randint(8, 32), 80)
    end = organisation.days * DAY
    calls = sorted((call for call in calls if call.at < end), key=lambda call: call.at)
    network = places.CLOUDS.get(country) if rng.random() < 0.4 else None
    role = getattr(victim, "shared_role", "")
    return Theft(
        name=name,
        kind=kind,
        victim=victim,
        role=role if role and rng.random() < 0.5 else "",
        country=country,
        address=places.address(rng, country, network),
        agent=rng.randrange(3),
        calls=calls,
        warm_up_calls=warm_up_calls,
    )


def _raid(rng, at, count, pause_seconds):
    """Looking around first, then taking; some of it is denied."""
    calls = []
    for step in range(count):
        taking = step > 2 and rng.random() < 0.55
        job = commands.TAKE if taking else commands.LOOK
        chance = commands.DENIED_TAKING if taking else commands.DENIED_LOOKING
        error = "AccessDenied" if rng.random() < chance else ""
        calls.append(Call(at, rng.choices(list(job), job.values())[0], error))
        at += rng.expovariate(1 / pause_seconds) + 1
    return calls


def _own_work(rng, victim, at, count):
    calls = []
    for command in victim.work.pick(rng, count):
        calls.append(Call(at, command, "AccessDenied" if rng.random() < 0.03 else ""))
        at += rng.expovariate(1 / 90) + 1
    return calls


def repeated(rng, organisation, day):
    """One call from a foreign country, made 100 times in a day and 20 a day after."""
    victim = next(
        person
        for person in organisation.people
        if person.first_day == 0 and not person.trips and not person.vpn
    )
    calls = []
    for offset in range(7):
        count = 100 if offset == 0 else 20
        start = (day + offset) * DAY + 2 * HOUR
        calls += [
            Call(start + 12 * MINUTE * n, "secretsmanager:GetSecretValue", "")
            for n in range(count)
        ]
    return Theft("T000", "foreign", victim, "", "VN", "171.224.9.9", 0, calls)
