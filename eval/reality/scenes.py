# SPDX-License-Identifier: Apache-2.0
"""Scenes with a goal each, played to the real server: first honest life, then attacks.

A scene is a function of a stage.Theatre; it gives what was measured, and whether the
goal is met. In the report they stand in the order of SCENES.
"""

import collections
import dataclasses
import random

from reality import activities
from reality import alerts
from reality import office
from reality import networks
from reality import pages
from reality import people
from reality import record
from reality import stage
from reality import stream
from reality import toolkits
from reality import wearing

DAY, HOUR, MINUTE = office.DAY, office.HOUR, office.MINUTE
SEED = 1  # of the organisations that scenes have
LEARN_DAYS = 28
SHARE_MIN = 0.9  # of the first score that the hundredth has
THIEVES = 8
WEEK_BUDGET = 2  # alerts a day
NEW_COUNTRY = "VN"


def root_on_the_first_day(theatre):
    """The EC2 dashboard, whose 15 commands come within a second; later other pages."""
    rng = random.Random("scene/root")
    account = office.ACCOUNT
    address = networks.address(rng, networks.BY_NAME["Deutsche Telekom"], "DE")
    session = activities.ConsoleSession(
        rng, "root", record.root(account), account, office.REGION, address,
        "Mozilla/5.0", office.SCENE, 0,
    )  # fmt: skip
    at = 9 * HOUR
    page = pages.PAGES["ec2 dashboard"]
    first = session.sign_in(at) + session.load_at_once(at + MINUTE, page)
    later = []
    others = pages.of_root()
    for page in others:
        at += 10 * MINUTE
        later += session.visit(at, page)
    with theatre.open() as played:
        found = [stage.highest(played.play(calls)) for calls in (first, later)]
    return (
        f"{stage.say(found[0])}; on {len(others)} pages after it {stage.say(found[1])}",
        not any(stage.reaches(answer, "HIGH") for answer in found),
    )


def _organisation(days, learn_days=LEARN_DAYS):
    """Honest life of 20 people, and all calls of the days, as they are made."""
    spec = stream.Spec("scene", SEED, 20, learn_days, days - learn_days, 0)
    made = stream.Stream(spec)
    return made.organisation, made.days()


def first_country(theatre):
    """Everybody READY who was in one country only, one call each from a new one."""
    organisation, days = _organisation(LEARN_DAYS)
    rng = random.Random("scene/first country")
    address = networks.address(
        rng, networks.of_kind(networks.ACCESS, NEW_COUNTRY)[0], NEW_COUNTRY
    )
    found = []
    with theatre.open() as played:
        answers = played.play([call for calls in days for call in calls])
        origins = collections.defaultdict(set)
        for answer in answers:
            if not answer["origin"].startswith("@"):
                origins[answer["principal"]].add(answer["origin"])
        for person in organisation.people:
            call = _usual_call(rng, person, LEARN_DAYS * DAY - 2 * HOUR, address)
            answer = played.probe(call)
            if answer["state"] == "READY" and len(origins[answer["principal"]]) == 1:
                found.append(answer)
    high = [answer for answer in found if stage.reaches(answer, "HIGH")]
    lowest = min(found, key=alerts.rank_of) if found else None
    return (
        f"{len(high)} of {len(found)}; lowest {stage.say(lowest) if lowest else '–'}",
        found and len(high) == len(found),
    )


def _usual_call(rng, person, at, address):
    """A call of the person's usual page, or of the usual command line."""
    account = person.accounts[0]
    if person.kind in ("devops", "analyst"):
        made_by = people.source(
            person, at, account, address, person.command_line, "", "abroad"
        )
        command = toolkits.COMMAND_LINE[person.job][0]
        return activities.Call(at, made_by, command, person.region, "")
    session = people.console(rng, person, at, account, address, "abroad")
    return session.load_at_once(at, person.pages[0])[0]


def hundredth(theatre):
    """One call of a stolen key a hundred times in eight hours."""
    made_by = office.source("u03", office.ABROAD, office.OTHER_AGENT)
    at = office.LEARNED_DAYS * DAY + 10 * HOUR
    calls = [
        office.call(at + number * 5 * MINUTE, made_by, "iam:ListUsers")
        for number in range(100)
    ]
    with theatre.open() as played:
        played.play(office.life(office.LEARNED_DAYS))
        scores = [answer["score"] for answer in played.play(calls)]
    return (
        f"{scores[0]:.1f} → {scores[-1]:.1f}",
        scores[-1] >= SHARE_MIN * scores[0] > 0,
    )


def through_aws_internal(theatre):
    """Console users whose calls AWS forwards, for the first time after four weeks."""
    organisation, days = _organisation(LEARN_DAYS)
    rng = random.Random("scene/internal")
    calls = []
    for person in organisation.people:
        if person.internal or person.kind in ("devops", "analyst"):
            continue
        at = LEARN_DAYS * DAY - 3 * HOUR
        session = people.console(
            rng,
            dataclasses.replace(person, internal=1),
            at,
            person.accounts[0],
            person.home.on(rng, LEARN_DAYS),
            "home",
        )
        for page in person.pages[:2]:
            calls += session.visit(at, page, error_chance=0)
            at = calls[-1].at + MINUTE
    with theatre.open() as played:
        played.play([call for day in days for call in day])
        answers = played.play(calls)
    above = [answer for answer in answers if stage.reaches(answer, "MEDIUM")]
    return (
        f"highest {stage.say(stage.highest(answers))}; {len(above)} of {len(answers)} calls above LOW",
        not above,
    )


def no_ties(theatre):
    """Eight keys stolen on one day, each used for other commands in other numbers."""
    at = office.LEARNED_DAYS * DAY + 10 * HOUR
    countries = [c for c in networks.countries(networks.ACCESS) if c != "DE"]
    rng = random.Random("scene/ties")
    calls = []
    for number, user in enumerate(office.USERS[:THIEVES]):
        country = countries[number * len(countries) // THIEVES]
        operator = networks.of_kind(networks.ACCESS, country)[0]
        made_by = office.source(
            user, networks.address(rng, operator, country), office.OTHER_AGENT
        )
        calls += [
            office.call(at + turn * 7, made_by, command)
            for turn, command in enumerate(toolkits.SCAN[: 20 + 5 * number])
        ]
    with theatre.open() as played:
        played.play(office.life(office.LEARNED_DAYS))
        best = {}
        for answer in played.play(calls):
            key = answer["principal"], answer["origin"]
            if key not in best or alerts.rank_of(answer) > alerts.rank_of(best[key]):
                best[key] = answer
    kinds_of = collections.defaultdict(set)  # rank -> what the alerts are made of
    for answer in best.values():
        kinds_of[alerts.rank_of(answer)].add(_kind_of(answer))
    by_rounding = sum(len(kinds) - 1 for kinds in kinds_of.values())
    return (
        f"{len(best)} alerts with {len(kinds_of)} different ranks, {by_rounding} ties of "
        "alerts that differ",
        len(best) >= THIEVES and by_rounding == 0,
    )


def _kind_of(answer):
    """What an alert is made of: how odd it is by each detector."""
    return tuple(
        sorted((factor["detector"], factor["bits"]) for factor in answer["factors"])
    )


def _weeks_after(theatre, learn_days, *settings, weeks=3):
    """The answers of each day of the weeks after a backfill of some days."""
    _, days = _organisation(learn_days + 7 * weeks, learn_days)
    with theatre.open(*settings) as played:
        played.learn([call for _ in range(learn_days) for call in next(days)])
        return [played.play(next(days)) for _ in range(7 * weeks)]


def backfilled(theatre):
    """Alerts that the server raises in the weeks after a month of backfill."""
    days = _weeks_after(theatre, LEARN_DAYS)
    raised = [_raised(days[first : first + 7]) for first in (0, 7, 14)]
    return (
        f"{raised[0]} alerts, then {raised[1]} and {raised[2]} a week",
        raised[0] <= max(raised[1:]),
    )


def _raised(days):
    return sum(answer["alert"] for answers in days for answer in answers)


def _alerting(answers):
    """The principals that raise alerts, but for those with a CRITICAL one."""
    found = collections.defaultdict(set)
    for answer in answers:
        if answer["alert"]:
            found[answer["principal"]].add(answer["risk"])
    return [who for who, risks in found.items() if "CRITICAL" not in risks]


def _week_with_budget(theatre, learn_days):
    """How many principals raise alerts on each day of the week after a backfill."""
    setting = f"--alert-budget={WEEK_BUDGET}"
    days = _weeks_after(theatre, learn_days, setting, weeks=1)
    return [len(_alerting(answers)) for answers in days]


def keeps_budget(counts, first_day_max):
    """Whether a week of days with so many alerting principals keeps WEEK_BUDGET."""
    return (
        counts[0] <= first_day_max
        and max(counts) <= 2 * WEEK_BUDGET
        and sum(counts) <= 7 * WEEK_BUDGET
    )


def _say_week(counts):
    return f"{counts[0]} principals on the first day, {max(counts)} on the loudest, {sum(counts)} in the week"


def first_week(theatre):
    counts = _week_with_budget(theatre, 0)
    return _say_week(counts), keeps_budget(counts, WEEK_BUDGET)


def backfilled_with_budget(theatre):
    counts = _week_with_budget(theatre, LEARN_DAYS)
    return _say_week(counts), keeps_budget(counts, 2 * WEEK_BUDGET)


SCENES = {
    "root_on_the_first_day": stage.Scene(
        "an honest root opens the EC2 console on the account's first day",
        "nothing at HIGH",
        root_on_the_first_day,
    ),
    "first_country": stage.Scene(
        "a first call from a new country of each READY person who was in one only",
        "HIGH or CRITICAL",
        first_country,
    ),
    "hundredth": stage.Scene(
        "a stolen key makes one call a hundred times in a day",
        f"the hundredth scores at least {SHARE_MIN:.0%} of the first",
        hundredth,
    ),
    "through_aws_internal": stage.Scene(
        "AWS forwards a console user's calls, for the first time",
        "no call above LOW",
        through_aws_internal,
    ),
    "no_ties": stage.Scene(
        "eight keys are used from abroad on one day",
        "no two alerts tie that are not odd in the same way",
        no_ties,
    ),
    "backfilled": stage.Scene(
        "the first week after a month of backfill",
        "no more alerts than in the noisier of the two weeks after it",
        backfilled,
    ),
    "first_week": stage.Scene(
        f"the first week of a tenant with an alert budget of {WEEK_BUDGET}",
        f"but for CRITICAL alerts of at most {WEEK_BUDGET} principals on the first day, "
        f"{2 * WEEK_BUDGET} on any, {7 * WEEK_BUDGET} in the week",
        first_week,
    ),
    "backfilled_with_budget": stage.Scene(
        f"the first week after a month of backfill with an alert budget of {WEEK_BUDGET}",
        f"but for CRITICAL alerts of at most {2 * WEEK_BUDGET} principals on any day, "
        f"{7 * WEEK_BUDGET} in the week",
        backfilled_with_budget,
    ),
    **wearing.SCENES,
}
NAMES = tuple(SCENES)


def run(name, theatre):
    scene = SCENES[name]
    measured, met = scene.play(theatre)
    return {
        "what": scene.what,
        "goal": scene.goal,
        "measured": measured,
        "met": bool(met),
    }
