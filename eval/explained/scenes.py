# SPDX-License-Identifier: Apache-2.0
"""The kinds of scenes, and the explanation that is right for each."""

import dataclasses
import random
import typing

from explained import honest
from explained import thefts
from explained import world

SEED = 21  # to be tuned on
SEED_SET_ASIDE = 4001  # to be looked at when all choices are made
SCENES_A_SEED = 100
SCENES_A_WORLD = 12
# A draw that raises no finding has nothing to explain: another one takes its place.
DRAWS_MAX = 40

HARMLESS = ("travel", "egress", "new-employee", "new-automation", "housekeeping")
STOLEN = ("stolen-credential", "stolen-instance-credential")
REASONS = (*STOLEN, *HARMLESS)


@dataclasses.dataclass(frozen=True)
class Kind:
    reason: str  # that explains it
    what: str
    play: typing.Callable  # (rng, World) -> Act

    @property
    def is_theft(self):
        return self.reason in STOLEN


_OF_CLIENTS = {
    "console": "page after page of the console",
    "command line": "typed commands",
    "script": "a program that looks around and takes",
    "attack tool": "an enumeration of the account, then what it came for",
    "brief": "a handful of calls",
    "careful": "the victim's own commands and program, and two commands more",
}
KINDS = {
    **{
        f"key, {client}": Kind("stolen-credential", what, thefts.by_client(client))
        for client, what in _OF_CLIENTS.items()
    },
    "instance": Kind(
        "stolen-instance-credential",
        "the credentials of an EC2 instance, used elsewhere",
        thefts.of_instance,
    ),
    "travel": Kind("travel", "a person works from another country", honest.travel),
    "egress": Kind("egress", "3 to 6 people behind one new exit", honest.egress),
    "new employee": Kind(
        "new-employee", "somebody hired in another country", honest.new_employee
    ),
    "new automation": Kind(
        "new-automation",
        "a program begins with a service that is new to the organisation",
        honest.new_automation,
    ),
    "housekeeping": Kind(
        "housekeeping",
        "a daily or weekly job, with another program and failures",
        honest.housekeeping,
    ),
}


@dataclasses.dataclass(frozen=True)
class Scene:
    number: int
    seed: int
    kind: str

    @property
    def label(self):
        return KINDS[self.kind]

    def draw(self, where, attempt):
        """What happens; another one for each attempt."""
        rng = random.Random(f"explained/{self.seed}/{self.number}/{attempt}")
        return self.label.play(rng, where)


def of_seed(seed, count=SCENES_A_SEED):
    """(world, its scenes), a world after the other. All kinds in turn."""
    kinds = list(KINDS)
    scenes = [Scene(number, seed, kinds[number % len(kinds)]) for number in range(count)]
    for first in range(0, count, SCENES_A_WORLD):
        where = world.world_of(first // SCENES_A_WORLD, seed)
        yield where, scenes[first : first + SCENES_A_WORLD]
