# SPDX-License-Identifier: Apache-2.0
"""A made-up organisation: its people, roots and machines, drawn from a seed."""

import dataclasses

from reality import incidents
from reality import machines
from reality import networks
from reality import pages
from reality import people

HOMES = {
    20: {"DE": 14, "GB": 3, "US": 2, "PL": 1},
    450: {
        "DE": 150, "US": 110, "GB": 50, "IN": 40, "FR": 30, "PL": 30, "ES": 15, "NL": 10,
        "SE": 8, "IE": 4, "PT": 3,
    },
}  # fmt: skip
MAIN_REGIONS = {"US": "us-east-1", "IN": "ap-southeast-1", "GB": "eu-west-2"}
HIRED_SHARE = 0.06  # of the people, during the stream


@dataclasses.dataclass(frozen=True)
class Size:
    people: int
    accounts: int
    ci_runners: int
    instances: int
    scanners: int
    incident_every_days: float


SIZES = {20: Size(20, 2, 2, 4, 1, 9), 450: Size(450, 8, 14, 30, 4, 1.5)}


class Organisation:
    def __init__(self, rng, size, days):
        made = SIZES[size]
        self.days = days
        self.accounts = [
            f"{rng.randrange(10**11, 10**12)}" for _ in range(made.accounts)
        ]
        offices = {
            country: people.line(rng, networks.ACCESS, country, None)
            for country, count in HOMES[size].items()
            if count > 2
        }
        self.people = self._people(rng, size, offices)
        for person in self.people:
            people.plan_trips(rng, person, days)
        self.roots = [
            self._root(rng, number, account)
            for number, account in enumerate(self.accounts)
        ]
        self.machines = self._machines(rng, made)
        self.incidents = incidents.plan(
            rng, self.people, self.machines, days, made.incident_every_days
        )

    def countries(self):
        return sorted({person.country for person in self.people})

    def _people(self, rng, size, offices):
        kinds = [
            kind
            for kind, share in people.KINDS.items()
            for _ in range(round(share * size))
        ]
        homes = [country for country, n in HOMES[size].items() for _ in range(n)]
        rng.shuffle(homes)
        made = []
        for number, (kind, country) in enumerate(zip(kinds, homes)):
            office = offices.get(country) if rng.random() < 0.8 else None
            region = MAIN_REGIONS.get(country, "eu-central-1")
            made.append(
                people.person(rng, number, kind, country, office, self.accounts, region)
            )
            if rng.random() < HIRED_SHARE:
                made[-1].first_day = rng.randrange(2, self.days - 2)
        return made

    def _root(self, rng, number, account):
        """Somebody who signs in as root once in a while."""
        owner = rng.choice(self.people)
        return Root(
            name=f"root-{account}",
            account=account,
            owner=owner,
            pages=pages.of_root(),
            every_days=rng.choice((2, 5, 9)),
            first_day=rng.choice((0, 0, 1, 3)),
            internal=rng.choice((0, 0.02, 0.22)),
        )

    def _machines(self, rng, made):
        def account():
            return rng.choice(self.accounts), "eu-central-1"

        found = [machines.ci_runner(rng, n, *account()) for n in range(made.ci_runners)]
        found += [
            machines.instance_role(rng, n, *account()) for n in range(made.instances)
        ]
        found += [machines.scanner(rng, n, *account()) for n in range(made.scanners)]
        for own in self.accounts:
            for service in rng.sample(sorted(machines.SERVICE_LINKED), 3):
                found.append(
                    machines.service_linked_role(rng, service, own, "eu-central-1")
                )
            for service in machines.SERVICES:
                found.append(machines.aws_service(service, own, "eu-central-1"))
        return found


@dataclasses.dataclass
class Root:
    name: str
    account: str
    owner: people.Person
    pages: list
    every_days: float
    first_day: int
    internal: float
