# SPDX-License-Identifier: Apache-2.0
"""Thefts to be explained: six clients with the key of a person or of a CI runner, and
the credentials of an instance."""

from explained import act
from explained import world
from reality import machines
from reality import thieves

ROUTES = {"foreign": 35, "colleague": 20, "VPN": 20, "hosting": 25}
INSTANCE_CLIENTS = ("script", "attack tool", "command line", "brief", "careful")
CI_SHARE = 0.15
SEVERAL_CHANCE = 0.25  # that a thief has the keys of more people, three or four in all


def by_client(client):
    def play(rng, where):
        victim = _victim(rng, where.organisation, client)
        others = [p for p in where.organisation.people if p is not victim]
        count = rng.randint(2, 3) if rng.random() < SEVERAL_CHANCE else 0
        victims = [victim, *rng.sample(others, count)]
        return _stolen(rng, where.organisation, victims, client)

    return play


def of_instance(rng, where):
    """The credentials of an instance, used from elsewhere."""
    victim = rng.choice(_machines(where.organisation, "instance role"))
    return _stolen(rng, where.organisation, [victim], rng.choice(INSTANCE_CLIENTS))


def _machines(organisation, kind):
    return [machine for machine in organisation.machines if machine.kind == kind]


def _victim(rng, organisation, client):
    if client != "console" and rng.random() < CI_SHARE:
        return rng.choice(_machines(organisation, "CI runner"))
    return rng.choice([p for p in organisation.people if p.first_day == 0])


def _stolen(rng, organisation, victims, client):
    """A theft from each of the victims, from one address, an hour after the other."""
    first = victims[0]
    is_machine = isinstance(first, machines.Machine)
    home = "DE" if is_machine else first.country
    visited = set() if is_machine else {trip.country for trip in first.trips}
    route = rng.choices(list(ROUTES), ROUTES.values())[0]
    address = thieves.address_of(rng, organisation, route, home, visited)
    goal = rng.choice(list(thieves.GOAL_PAGES))
    at = world.ACT_DAY * world.DAY + rng.uniform(0, 20) * world.HOUR
    calls = []
    for number, victim in enumerate(victims):
        theft = thieves.Theft(
            f"theft {number}", client, route, goal, victim, address, world.ACT_DAY, []
        )
        calls += thieves.raid(rng, theft, at + number * world.HOUR)
    return act.Act(calls)
