# SPDX-License-Identifier: Apache-2.0
"""Where a scene takes place: 20 people, their CI and their instances for five weeks.

The trails are those of eval/reality, without scanners and AWS's own services: these
make half of the calls and no finding.
"""

import dataclasses
import json

import records
from reality import machines
from reality import networks
from reality import record
from reality import stream

DAY, HOUR = 86400, 3600
PEOPLE = 20
DAYS = 37
ACT_DAY = 36  # a Tuesday, as days 1, 8, 15, 22 and 29
MACHINES = ("CI runner", "instance role")
REGIONS = {
    "DE": "eu-central-1", "US": "us-east-1", "IE": "eu-west-1", "SG": "ap-southeast-1",
}


class Instance(machines.Machine):
    """An EC2 instance with a role: sessions are named by its id, as EC2 names them."""

    def identity(self, at):
        number = hash_of(self.name + self.account)
        identity = record.role(self.name, f"i-0{number}", self.account, begun=at)
        identity["sessionContext"]["ec2RoleDelivery"] = "2.0"
        return identity


def hash_of(name):
    """16 hex digits, the same for the same name."""
    return record.unique_id("", name).encode().hex()[:16]


@dataclasses.dataclass
class World:
    organisation: object
    life: list  # the honest calls, by time


def world_of(name, seed):
    """The same name and seed give the same life."""
    spec = stream.Spec(f"explained/{name}", seed, PEOPLE, ACT_DAY, DAYS - ACT_DAY, 0)
    made = stream.Stream(spec)
    organisation = made.organisation
    organisation.machines = [
        Instance(**vars(machine)) if machine.kind == "instance role" else machine
        for machine in organisation.machines
        if machine.kind in MACHINES
    ]
    return World(organisation, [call for day in made.days() for call in day])


def aws_ranges():
    """AWS's own list of its addresses, for the networks of this world."""
    prefixes = [
        _prefix("ip", f"{network}0.0/16", REGIONS[country], service)
        for country, own in networks.BY_NAME["Amazon"].ranges.items()
        for network in own
        for service in ("AMAZON", "EC2")
    ]
    ipv6 = [_prefix("ipv6", "2600:1f14::/35", "us-west-2", "AMAZON")]
    return json.dumps(
        {
            "syncToken": "1",
            "createDate": records.date(0) + "-00-00-00",
            "prefixes": prefixes,
            "ipv6_prefixes": ipv6,
        }
    )


def _prefix(kind, text, region, service):
    return {
        f"{kind}_prefix": text,
        "region": region,
        "network_border_group": region,
        "service": service,
    }
