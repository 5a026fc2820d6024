# SPDX-License-Identifier: Apache-2.0
"""What somebody does at one go: calls in bursts, as each kind of client makes them."""

import random
import typing

from reality import agents
from reality import pages
from reality import record
from reality import toolkits

OFTEN_CHANCE = 0.85
THROTTLED = "ThrottlingException"


class Call(typing.NamedTuple):
    at: float  # seconds after records.START
    source: record.Source
    command: str
    region: str
    error: str


class ConsoleSession:
    """Somebody signed in to the console: one identity, one address, many agents."""

    def __init__(
        self, rng, actor, identity, account, region, address, browser, label, internal
    ):
        """`internal` is the share of the calls that AWS forwards from its own network."""
        self._rng = rng
        self._who = (actor, identity, account)
        self._region = region
        self._address, self._browser, self._label = address, browser, label
        self._internal = internal
        self._sources = {}

    def sign_in(self, at):
        return [self._call(at, "signin:ConsoleLogin", self._browser)]

    def visit(self, at, page, activity="", error_chance=0.01, clicks=None):
        """Opens a page, then clicks on it. Returns the calls; the last is the latest."""
        calls = self._load(at, page, activity, error_chance)
        rng = self._rng
        if clicks is None:
            clicks = min(6, int(rng.expovariate(1 / 1.3)))
        for _ in range(clicks):
            at = calls[-1].at + rng.uniform(3, 45)
            chosen = self._clicked(page)
            calls += self._burst(at, chosen, 0.6, activity, error_chance)
        return calls

    def load_at_once(self, at, page):
        """What the page always asks, each command once, within a second."""
        commands = [command for command, _ in page.always]
        return [
            self._call(at + turn / len(commands), command)
            for turn, command in enumerate(commands)
        ]

    def _load(self, at, page, activity, error_chance):
        rng = self._rng
        commands = []
        for command, each in page.always:
            commands += [command] * (rng.randint(2, 7) if each else 1)
        for command, each in page.often:
            if rng.random() < OFTEN_CHANCE:
                commands += [command] * (rng.randint(3, 12) if each else 1)
        if page.everywhere:
            return self._everywhere(at, commands, activity)
        return self._burst(at, commands, 1.4, activity, error_chance)

    def _everywhere(self, at, commands, activity):
        calls = [
            self._call(at + self._rng.random(), command, None, region, activity)
            for command in commands
            for region in pages.REGIONS
        ]
        return sorted(calls, key=lambda call: call.at)

    def _clicked(self, page):
        """A part of the page again, or one thing on it with what goes with it."""
        rng = self._rng
        shown = [command for command, _ in page.always]
        if page.changes and rng.random() < 0.2 and self._does(page, "changes", 0.35):
            return [_mostly_first(rng, page.changes, 3)[0], *shown[:3]]
        if not page.clicks or rng.random() < 0.35 or not self._does(page, "looks", 0.7):
            return shown[: rng.randint(2, 9)]
        first = min(int(rng.expovariate(2)), len(page.clicks) - 1)
        asked = page.clicks[first : first + 3]
        return [command for command, each in asked for _ in range(4 if each else 2)]

    def _does(self, page, what, share):
        """Whether this person does so on the page: what is never done is not tried."""
        if self._label.theft:
            return True
        return random.Random(f"{self._who[0]}/{page.title}/{what}").random() < share

    def _burst(self, at, commands, seconds, activity, error_chance):
        rng = self._rng
        calls = []
        for command in commands:
            error = ""
            if rng.random() < error_chance:
                error = rng.choice(
                    (record.denied(command), record.not_found(command), THROTTLED)
                )
            moment = at + rng.random() * seconds
            calls.append(self._call(moment, command, None, "", activity, error))
        return sorted(calls, key=lambda call: call.at)

    def _call(self, at, command, agent=None, region="", activity="", error=""):
        if agent is None:
            agent = agents.of_console(self._rng, self._browser, command)
        forwarded = self._rng.random() < self._internal
        key = (agent, activity, forwarded)
        if key not in self._sources:
            self._sources[key] = self._source(*key)
        return Call(at, self._sources[key], command, region or self._region, error)

    def _source(self, agent, activity, forwarded):
        actor, identity, account = self._who
        label = self._label
        if activity:
            label = label._replace(activity=activity)
        address = self._address
        if forwarded:
            identity, address = record.forwarded(identity), agents.INTERNAL
            agent, label = agents.INTERNAL, label._replace(place="AWS Internal")
        return record.source(
            actor, identity, account, address, agent, label, console=True
        )


def _mostly_first(rng, choices, rate):
    """Habits: the first choice by far the most often, the others now and then."""
    return choices[min(int(rng.expovariate(rate)), len(choices) - 1)]


def command_line(rng, at, source, region, commands, count, error_chance=0.02):
    """Typed one after the other; some commands are pages of one answer."""
    calls = []
    for _ in range(count):
        command = commands[min(int(rng.expovariate(0.35)), len(commands) - 1)]
        error = record.denied(command) if rng.random() < error_chance else ""
        for _ in range(1 if rng.random() < 0.6 else rng.randint(2, 3)):
            calls.append(Call(at, source, command, region, error))
            at += rng.uniform(0.2, 0.9)
        at += rng.lognormvariate(3.6, 1)
    return calls


def terraform(rng, at, source_of, region, stack, changed):
    """Refreshes all resources of a stack, some at a time; then changes `changed`.

    `source_of(service)` gives the source: the user agent names the API. A stack has
    the kinds of its resources, one for each resource.
    """
    calls = [Call(at, source_of("sts"), "sts:GetCallerIdentity", region, "")]
    at += 0.4
    for kind in rng.sample(stack, len(stack)):
        for command in toolkits.RESOURCES[kind]:
            error = record.not_found(command) if rng.random() < 0.05 else ""
            calls.append(_by_api(at, source_of, command, region, error))
            at += rng.expovariate(14)
    at += rng.uniform(8, 60)
    for kind in changed:
        for command in toolkits.CHANGES[kind]:
            calls.append(_by_api(at, source_of, command, region, ""))
            at += rng.expovariate(1.2)
        for command in toolkits.RESOURCES[kind]:
            calls.append(_by_api(at, source_of, command, region, ""))
            at += rng.expovariate(10)
    return calls


def _by_api(at, source_of, command, region, error):
    return Call(at, source_of(command.partition(":")[0]), command, region, error)


def script(rng, at, source, region, commands, count, a_second=8, error_chance=0.01):
    """A program that calls the same few commands over and over."""
    calls = []
    for number in range(count):
        command = commands[number % len(commands)]
        error = THROTTLED if rng.random() < error_chance else ""
        calls.append(Call(at, source, command, region, error))
        at += rng.expovariate(a_second)
    return calls


def scan(rng, at, source, share=1.0, error_chance=0.08):
    """A scanner asks for everything, each service in several regions."""
    calls = []
    regions = rng.sample(pages.REGIONS, 4)
    for command in toolkits.SCAN:
        if rng.random() >= share:
            continue
        service = command.partition(":")[0]
        everywhere = service in record.GLOBAL_SERVICES or command.find("Bucket") > 0
        denied = rng.random() < error_chance
        for region in regions[:1] if everywhere else regions:
            for _ in range(rng.choice((1, 1, 2, 4))):
                error = record.denied(command) if denied else ""
                calls.append(Call(at, source, command, region, error))
                at += rng.expovariate(5)
        at += rng.choice((0, 0, 0, 3))
    return calls


def push(rng, at, source, forwarded, region):
    """An image pushed to ECR: nearly all of it is told as `AWS Internal`."""
    calls = [Call(at, source, "ecr:GetAuthorizationToken", region, "")]
    at += 1
    for command in toolkits.ECR_PUSH:
        for _ in range(1 if command.endswith("PutImage") else rng.randint(3, 9)):
            calls.append(Call(at, forwarded, command, region, ""))
            at += rng.expovariate(3)
    return calls
