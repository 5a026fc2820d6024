# SPDX-License-Identifier: Apache-2.0
"""A made-up organisation, drawn from a seed: who there is, where, what they do when."""

import dataclasses
import itertools

import commands
import places

ACCOUNTS = ("111122223333", "222233334444", "333344445555", "444455556666")


@dataclasses.dataclass(frozen=True)
class Difficulty:
    """How much honest behaviour looks like theft. Shares are of the staff."""

    name: str
    people: int
    machines: int
    trips_a_day: float  # chance of a person to leave on a working day
    vpn_share: float
    hire_share: float  # hired during the two periods
    move_share: float
    new_command_chance: float  # per call, to try something beside the daily work
    error_chance: float
    shared_roles: int = 0
    new_office_people: int = 0
    new_automations: int = 0
    sessions_a_day: float = 3.0
    calls_factor: float = 1.0


DIFFICULTIES = {
    "plain": Difficulty(
        "plain", 420, 40, 0.006, 0.08, 0.08, 0.02, 0.004, 0.025, sessions_a_day=2.0
    ),
    "hard": Difficulty(
        "hard",
        420,
        40,
        0.016,
        0.22,
        0.14,
        0.04,
        0.008,
        0.035,
        shared_roles=4,
        new_office_people=20,
        new_automations=4,
        sessions_a_day=2.0,
    ),
    "quiet": Difficulty(
        "quiet", 8, 3, 0.006, 0.1, 0.1, 0.0, 0.004, 0.025, sessions_a_day=1.8
    ),
    "loud": Difficulty(
        "loud", 2500, 300, 0.006, 0.08, 0.08, 0.02, 0.004, 0.025, calls_factor=3.3
    ),
}


class Work:
    """Commands of one person or machine, each about as often as the job has them."""

    def __init__(self, rng, job, spread):
        self.names = list(job)
        self.cumulative = list(
            itertools.accumulate(
                weight * rng.lognormvariate(0, spread) for weight in job.values()
            )
        )

    def pick(self, rng, count):
        return rng.choices(self.names, cum_weights=self.cumulative, k=count)


@dataclasses.dataclass
class Trip:
    first_day: int
    last_day: int
    country: str


@dataclasses.dataclass
class Person:
    name: str
    home: str
    access: str  # key, console or sso
    work: Work
    sessions_a_day: float
    accounts: tuple
    first_day: int = 0
    trips: list = dataclasses.field(default_factory=list)
    vpn: tuple = ()
    move_day: int = 1 << 30
    move_to: str = ""
    shared_role: str = ""

    def country(self, day):
        for trip in self.trips:
            if trip.first_day <= day <= trip.last_day:
                return trip.country
        return self.move_to if day >= self.move_day else self.home


@dataclasses.dataclass
class Machine:
    name: str
    kind: str  # role or key
    work: Work
    countries: tuple
    addresses: tuple
    every_minutes: float
    calls: int
    account: str
    first_day: int = 0

    def country(self, _day):
        return self.countries[0]


class Organisation:
    def __init__(self, rng, difficulty, train_days, days):
        self.difficulty = difficulty
        self.days = days
        self.train_days = train_days
        self.people = [self._person(rng, number) for number in range(difficulty.people)]
        self.machines = [
            self.new_machine(rng, number) for number in range(difficulty.machines)
        ]
        self._share_roles(rng)
        self._open_office(rng)
        self._automate(rng)
        for person in self.people:
            self._plan_trips(rng, person)

    def home_countries(self):
        return sorted({person.home for person in self.people})

    def _person(self, rng, number, home=None, first_day=None):
        home = home or rng.choices(list(places.HOMES), places.HOMES.values())[0]
        job = rng.choices(list(commands.JOBS), (5, 2, 2, 2))[0]
        hired = rng.random() < self.difficulty.hire_share
        if first_day is None:
            first_day = rng.randrange(2, self.days - 4) if hired else 0
        person = Person(
            name=f"{job[:3]}{number:04d}",
            home=home,
            access=rng.choice(("key", "console", "sso", "sso")),
            work=Work(rng, commands.JOBS[job], 0.8),
            sessions_a_day=self.difficulty.sessions_a_day * rng.uniform(0.4, 1.7),
            accounts=tuple(rng.sample(ACCOUNTS, rng.choice((1, 1, 2)))),
            first_day=first_day,
        )
        if rng.random() < self.difficulty.vpn_share:
            person.vpn = tuple(rng.sample(places.VPN_COUNTRIES, rng.choice((1, 1, 2))))
        if rng.random() < self.difficulty.move_share:
            person.move_day = rng.randrange(5, self.days)
            person.move_to = rng.choice(list(places.HOMES))
        return person

    def new_machine(self, rng, number, task=None, countries=None, first_day=0):
        task = task or rng.choice(list(commands.TASKS))
        countries = countries or (rng.choices(list(places.CLOUDS), (6, 4, 2, 1))[0],)
        job = commands.NEW_TASK if task == "new" else commands.TASKS[task]
        addresses = tuple(
            places.address(rng, country, places.CLOUDS.get(country))
            for country in countries
            for _ in range(rng.choice((1, 2, 4)))
        )
        return Machine(
            name=f"{task}-{number:03d}",
            kind=rng.choice(("role", "role", "key")),
            work=Work(rng, job, 0.5),
            countries=countries,
            addresses=addresses,
            every_minutes=rng.choice((60, 120, 180, 240, 480)),
            calls=rng.choice((2, 3, 4, 6)),
            account=rng.choice(ACCOUNTS),
            first_day=first_day,
        )

    def _plan_trips(self, rng, person):
        day = person.first_day
        while day < self.days:
            day += 1
            if rng.random() >= self.difficulty.trips_a_day:
                continue
            last = day + rng.choice((1, 2, 2, 3, 4, 6, 9))
            near = rng.random() < 0.6
            country = rng.choice(list(places.HOMES) if near else places.TRAVEL)
            person.trips.append(Trip(day, last, country))
            day = last + 3

    def _share_roles(self, rng):
        """Roles that many people assume, by sessions that name nobody."""
        for number in range(self.difficulty.shared_roles):
            for person in rng.sample(self.people, 14):
                person.shared_role = f"Shared{number}"

    def _open_office(self, rng):
        """New people in a country that was never seen; some colleagues help there."""
        if not self.difficulty.new_office_people:
            return
        country = rng.choice(places.NEW_OFFICES)
        opening = self.train_days + rng.randrange(4, 14)
        for number in range(self.difficulty.new_office_people):
            first_day = opening + rng.choice((0, 0, 0, 1, 2, 5, 7))
            self.people.append(
                self._person(rng, 5000 + number, country, first_day=first_day)
            )
        for person in rng.sample(self.people, 4):
            person.trips.append(Trip(opening, opening + 4, country))

    def _automate(self, rng):
        """Machines that start in the evaluation period, some of old names elsewhere."""
        for number in range(self.difficulty.new_automations):
            first_day = self.train_days + rng.randrange(2, 26)
            country = rng.choice(("US", "SG", "IE", "JP", "CA"))
            task = rng.choice(("new", "new", "pipeline"))
            self.machines.append(
                self.new_machine(rng, 800 + number, task, (country,), first_day)
            )
