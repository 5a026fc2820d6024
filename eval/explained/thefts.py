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


def by_client(client):
    def play(rng, where):
        victim = _victim(rng, where.organisation, client)
        return _stolen(rng, where.organisation, victim, client)

    return play


def of_instance(rng, where):
    """The credentials of an instance, used from elsewhere."""
    victim = rng.choice(_machines(where.organisation, "instance role"))
    return _stolen(rng, where.organisation, victim, rng.choice(INSTANCE_CLIENTS))


def _machines(organisation, kind):
    return [machine for machine in organisation.machines if machine.kind == kind]


def _victim(rng, organisation, client):
    if client != "console" and rng.random() < CI_SHARE:
        return rng.choice(_machines(organisation, "CI runner"))
    return rng.choice([p for p in organisation.people if p.first_day == 0])


def _stolen(rng, organisation, victim, client):
    is_machine = isinstance(victim, machines.Machine)
    home = "DE" if is_machine else victim.country
    visited = set() if is_machine else {trip.country for trip in victim.trips}
    route = rng.choices(list(ROUTES), ROUTES.values())[0]
    address = thieves.address_of(rng, organisation, route, home, visited)
    goal = rng.choice(list(thieves.GOAL_PAGES))
    theft = thieves.Theft(
        "theft", client, route, goal, victim, address, world.ACT_DAY, []
    )
    at = world.ACT_DAY * world.DAY + rng.uniform(0, 22) * world.HOUR
    return act.Act(thieves.raid(rng, theft, at))
