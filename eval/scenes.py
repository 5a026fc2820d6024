# SPDX-License-Identifier: Apache-2.0
"""Small streams with one thing happening in each, for the checks (eval/checks.py).

Each is the ordinary life of an organisation, mostly of about 200 events a day, with a
few people or machines added that play the scene. They have names of their own.
"""

import collections
import dataclasses
import random

import commands
import organisation as org
import places
import records
import streams
import thefts

SEED = 1
TRAIN_DAYS = 28  # from a Monday to a Sunday


@dataclasses.dataclass
class Scene:
    stream: streams.Stream
    actors: tuple = ()  # people who are looked at whatever they do
    end: float = float("inf")  # seconds from the start; the rest is left out

    def events(self):
        """(event id, actor of a planned call or None, line) by event time."""
        for at, event_id, theft, line in self.stream.timed_events():
            if at >= self.end:
                return
            yield event_id, theft.name if theft else None, line


def _person(rng, name, home, job, access="key", sessions_a_day=2.5):
    return org.Person(
        name=name,
        home=home,
        access=access,
        work=org.Work(rng, commands.JOBS[job], 0.8),
        sessions_a_day=sessions_a_day,
        accounts=(rng.choice(org.ACCOUNTS),),
    )


def _one_call(rng, victim, country, at):
    """A call of the victim's own work, from elsewhere."""
    call = thefts.Call(at, victim.work.pick(rng, 1)[0], "")
    address = places.address(rng, country)
    return thefts.Theft(victim.name, "check", victim, "", country, address, 0, [call])


def new_country(difficulty="quiet", day=TRAIN_DAYS + 1, sessions_a_day=2.5):
    """Three people who were in one country only; then one call from another one each.

    Nobody of the organisation has been in those. The calls come in the night of `day`.
    """

    def plan(rng, organisation, _spec):
        people = [
            _person(rng, "steady-key", "DE", "developer", "key", sessions_a_day),
            _person(rng, "steady-sso", "US", "analyst", "sso", sessions_a_day),
            _person(rng, "steady-console", "GB", "support", "console", sessions_a_day),
        ]
        organisation.people += people
        countries = rng.sample(places.FOREIGN, len(people))
        at = day * thefts.DAY + 22 * thefts.HOUR
        return [
            _one_call(rng, person, country, at + 10 * thefts.MINUTE * turn)
            for turn, (person, country) in enumerate(zip(people, countries))
        ]

    spec = streams.Spec(f"check/new-country/{difficulty}", SEED, day, 4)
    return Scene(
        streams.Stream(spec, difficulty, plan),
        end=day * thefts.DAY + 23 * thefts.HOUR,
    )


def new_country_loud():
    """The same at 200,000 events a day: four days are enough for many sessions."""
    return new_country("loud", day=3, sessions_a_day=8)


def machine_role():
    """Three machines with a role; then one call of each from a new country."""

    def plan(rng, organisation, spec):
        played = []
        for number, (task, home) in enumerate(
            (("worker", "DE"), ("pipeline", "US"), ("backup", "IE"))
        ):
            machine = organisation.new_machine(rng, 900 + number, task, (home,))
            machine.kind = "role"
            machine.every_minutes = 60
            organisation.machines.append(machine)
            country = rng.choice(places.FOREIGN)
            at = spec.train_days * thefts.DAY + (2 + number) * thefts.HOUR
            played.append(_one_call(rng, machine, country, at))
        return played

    spec = streams.Spec("check/machine-role", SEED, TRAIN_DAYS, 1)
    return Scene(streams.Stream(spec, "quiet", plan))


def _hires(stream_name, countries_of):
    names = ("hire-a", "hire-b", "hire-c")

    def plan(rng, organisation, spec):
        staff = [person for person in organisation.people if person.first_day == 0]
        at_home = collections.Counter(person.home for person in staff)
        near = [person for person in staff if at_home[person.home] > 1]
        for number, (name, colleague) in enumerate(zip(names, rng.sample(near, 3))):
            organisation.people.append(
                dataclasses.replace(
                    colleague,
                    name=name,
                    home=countries_of(rng, colleague),
                    first_day=spec.train_days + 7 * number,
                    sessions_a_day=2.5,
                    trips=[],
                    vpn=(),
                    move_day=1 << 30,
                )
            )
        return []

    spec = streams.Spec(stream_name, SEED, TRAIN_DAYS, 3 * 7)
    return Scene(streams.Stream(spec, "quiet", plan), names)


def hires_near():
    """Three new hires who do the work of a colleague in the colleague's country."""
    return _hires("check/hires-near", lambda rng, colleague: colleague.home)


def hires_far():
    """Three new hires in countries where nobody of the organisation has been."""
    countries = iter(places.FOREIGN[::5])
    return _hires("check/hires-far", lambda rng, colleague: next(countries))


TRIPS = 4


def travellers():
    """Three people with a trip of three days every 84 days, each to a new country.

    Gives the scene, and the countries of each one's trips in order.
    """
    names = ("traveller-a", "traveller-b", "traveller-c")
    trips_of = {}
    spec = streams.Spec("check/travellers", SEED, TRAIN_DAYS, 320)

    def plan(rng, organisation, _spec):
        countries = iter(rng.sample(places.FOREIGN, TRIPS * len(names)))
        for number, name in enumerate(names):
            person = _person(rng, name, "DE", "developer")
            for turn in range(TRIPS):  # from Monday to Wednesday
                first_day = 70 + 84 * turn + 7 * number
                trip = org.Trip(first_day, first_day + 2, next(countries))
                person.trips.append(trip)
            organisation.people.append(person)
            trips_of[name] = [trip.country for trip in person.trips]
        return []

    scene = Scene(streams.Stream(spec, "quiet", plan), names)
    return scene, trips_of


def any_order(train_days=14, days=30):
    """A stream like `hard`, thefts included: two weeks, and a month to judge.

    Gives its lines in two orders: by the times of the events, and as they arrive when
    each is delayed by up to an hour; and the first day to judge.
    """
    spec = streams.Spec("check/any-order", SEED, train_days, days)
    timed = [
        (at, line) for at, _, _, line in streams.Stream(spec, "hard").timed_events()
    ]
    rng = random.Random(SEED)
    delayed = sorted((at + rng.uniform(0, thefts.HOUR), line) for at, line in timed)
    first_day = records.date(spec.train_days)
    return [line for _, line in timed], [line for _, line in delayed], first_day


def without_thefts():
    """Honest life like `plain`. Gives its lines, the first day to judge, and how many."""
    spec = streams.Spec("check/without-thefts", SEED, 7, 30, thefts_a_day=0)
    lines = (line for _, _, _, line in streams.Stream(spec, "plain").timed_events())
    return lines, records.date(spec.train_days), spec.evaluation_days
