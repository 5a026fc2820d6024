# SPDX-License-Identifier: Apache-2.0
"""The attacks by name, and what each sends."""

import dataclasses
from collections.abc import Callable

from caller_processes import Caller
from flood_target import ADMIN, API, Target

ATTACK_SECONDS = 7
# Beyond send-seconds, after which unread answers are cut off.
UNREAD_SECONDS = 24

REFLECTION_OFF = "--reflection=false"


@dataclasses.dataclass(frozen=True)
class Attack:
    what: str
    attackers: Callable[[Target], list[Caller]]
    seconds: float = ATTACK_SECONDS


@dataclasses.dataclass(frozen=True)
class Flood:
    """Attacks by their names, one after another on one server."""

    attacks: dict[str, Attack]
    flags: tuple[str, ...] = ()
    prepare: Callable[[Target], None] = lambda target: None


FLOODS = [
    Flood(
        {
            "R1": Attack(
                "400 silent streams of each method of the API's port, without a token",
                lambda target: target.silent_streams_at_the_api(),
            ),
            "R1-calls": Attack(
                "200 calls at once of the API, without a token and without end",
                lambda target: target.calls_without_end(target.server.port, API),
            ),
        }
    ),
    Flood(
        {
            "R2": Attack(
                "400 silent streams of each method with `reflection=false`",
                lambda target: target.silent_streams_at_the_api(),
            ),
        },
        flags=(REFLECTION_OFF,),
    ),
    Flood(
        {
            "R3": Attack(
                "1,500 silent streams of each method of the admin port, without a token",
                lambda target: target.silent_streams_at_the_admin_port(),
            ),
            "R3-calls": Attack(
                "200 calls at once of `AdminService`, without a token and without end",
                lambda target: target.calls_without_end(target.server.admin_port, ADMIN),
            ),
        }
    ),
    Flood(
        {
            f"R5-{count}x{size}": Attack(
                f"{count} streams of batches of {size:,} of one tenant",
                lambda target, count=count, size=size: target.streams(count, size),
            )
            for count, size in ((8, 5000), (40, 5000), (100, 1000))
        }
    ),
    Flood(
        {
            "R6": Attack(
                "500 calls of one event whose answers are not read",
                lambda target: target.unread_small_answers(),
                seconds=UNREAD_SECONDS,
            ),
        }
    ),
    Flood(
        {
            "R7": Attack(
                "24 calls at once of 5,000 events with names at their limits",
                lambda target: target.large_calls(reads=True),
            ),
            "R7-unread": Attack(
                "24 calls at once of 5,000 events, answers not read",
                lambda target: target.large_calls(reads=False),
                seconds=UNREAD_SECONDS,
            ),
        }
    ),
    Flood(
        {
            f"R8-{count}": Attack(
                f"{count} lists at once of 400 principals with 3 full histograms",
                lambda target, count=count: target.lists(count),
            )
            for count in (4, 16)
        },
        prepare=lambda target: target.know_full_baselines(),
    ),
]
NAMES = [name for flood in FLOODS for name in flood.attacks]


def chosen(text):
    """The floods with the attacks of a list such as `R5,R7-unread`; of a script, `R5`, all
    its attacks; without a list all."""
    wanted = text.split(",") if text else NAMES
    unknown = [
        one for one in wanted if not any(one in (name, name.partition("-")[0]) for name in NAMES)
    ]
    if unknown:
        raise SystemExit(f"there is no attack {', '.join(unknown)}, but {', '.join(NAMES)}")
    for flood in FLOODS:
        attacks = {
            name: attack
            for name, attack in flood.attacks.items()
            if name in wanted or name.partition("-")[0] in wanted
        }
        if attacks:
            yield dataclasses.replace(flood, attacks=attacks)
