# SPDX-License-Identifier: Apache-2.0
"""The structure of a trail: bursts, companions, new commands, agents and networks."""

import collections
import itertools

import numpy

from reality import networks

BURST_GAP_SECONDS = 2
COMPANION_SHARE = 0.7
BURSTS_MIN = 3  # of a command whose companions are asked for
MANY_NEW_COMMANDS = 5
DAY = 86400


def by_actor(calls):
    """Actor -> its calls by time. `calls` are (time, actor, record as a dict)."""
    found = collections.defaultdict(list)
    for at, actor, record in calls:
        found[actor].append((at, record))
    for own in found.values():
        own.sort(key=lambda call: call[0])
    return found


def command_of(record):
    return f"{record['eventSource'].partition('.')[0]}:{record['eventName']}"


def bursts_of(calls):
    """The commands of each burst: calls with at most two seconds between them."""
    bursts, last = [], None
    for at, record in calls:
        if last is None or at - last > BURST_GAP_SECONDS:
            bursts.append([])
        bursts[-1].append(command_of(record))
        last = at
    return bursts


def companions(bursts):
    """(commands in several bursts, those of them with a constant companion)."""
    alone, together = collections.Counter(), collections.Counter()
    for burst in bursts:
        commands = set(burst)
        alone.update(commands)
        together.update(itertools.permutations(commands, 2))
    usual = {command for command, count in alone.items() if count >= BURSTS_MIN}
    accompanied = {
        command
        for (command, _), count in together.items()
        if command in usual and count >= COMPANION_SHARE * alone[command]
    }
    return len(usual), len(accompanied)


def new_commands_by_day(calls):
    """Number of commands that are new on each day with calls, in order."""
    known, found = set(), collections.Counter()
    for at, record in calls:
        day = int(at // DAY)
        found[day] += 0
        command = command_of(record)
        if command not in known:
            known.add(command)
            found[day] += 1
    return [found[day] for day in sorted(found)]


def profile(calls):
    """The figures of one actor's calls."""
    bursts = bursts_of(calls)
    sizes = [len(burst) for burst in bursts]
    distinct = [len(set(burst)) for burst in bursts]
    usual, accompanied = companions(bursts)
    addresses = {record["sourceIPAddress"] for _, record in calls}
    public = {a for a in addresses if a[0].isdigit() or ":" in a}
    internal = sum(r["sourceIPAddress"] == "AWS Internal" for _, r in calls)
    return {
        "events": len(calls),
        "bursts": len(bursts),
        "burst_size": _quantiles(sizes),
        "burst_commands": _quantiles(distinct),
        "commands": len({command for burst in bursts for command in burst}),
        "usual_commands": usual,
        "with_companion": accompanied,
        "agents": len({record["userAgent"] for _, record in calls}),
        "addresses": len(public),
        "networks": len({networks.network_of(a) for a in public}),
        "internal": internal / len(calls),
        "errors": sum("errorCode" in r for _, r in calls) / len(calls),
        "new_by_day": new_commands_by_day(calls),
    }


def _quantiles(values):
    return [float(numpy.percentile(values, at)) for at in (50, 90, 100)]


def later_days(profiles):
    """(share with a new command, share with many) of the days after an actor's first."""
    later = [count for p in profiles for count in p["new_by_day"][1:]]
    if not later:
        return 0.0, 0.0
    some = sum(count > 0 for count in later) / len(later)
    many = sum(count >= MANY_NEW_COMMANDS for count in later) / len(later)
    return some, many
