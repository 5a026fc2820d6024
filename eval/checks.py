# SPDX-License-Identifier: Apache-2.0
"""Scenes with a goal each: met or not, through the real server and command line."""

import collections
import datetime

import scenes
import server

HIRE_DAYS = 5  # that a new hire is looked at
TOP = 5  # alerts of each day that must not depend on the order of arrival
TIE_BITS = 1.0  # two alerts that are nearer are as good as equal: a factor of two
HIGH_BITS = 8.68  # of the alerts that are counted beside them: a score of 70
REPEATED_SHARE_MIN = 0.9
BUDGET = 5  # alerts a day
BUDGET_SHARE = 0.3  # that they may be off by


class Player:
    """Plays scenes to a new server each, and keeps what it says of the actors."""

    def __init__(self, folder, binaries, databases, settings):
        self._folder = folder
        self._server = (binaries, databases, settings)

    def actors(self, scene):
        """Name of each actor -> the answers to its events, in order."""
        actor_of = {}

        def lines():
            for event_id, actor, line in scene.events():
                if actor:
                    actor_of[event_id] = actor
                yield line

        answers = collections.defaultdict(list)
        for answer in self.answers(lines()):
            actor = actor_of.get(answer["event_id"]) or next(
                (name for name in scene.actors if name in answer["principal"]), None
            )
            if actor:
                answers[actor].append(answer)
        return dict(answers)

    def alerts(self, lines, first_day):
        """(day, principal, origin) -> the most bits of its events, from a day on."""
        best = {}
        for answer in self.answers(lines):
            key = (answer["event_time"][:10], answer["principal"], answer["origin"])
            if key[0] < first_day:
                continue
            best[key] = max(best.get(key, 0.0), answer["bits"])
        return best

    def answers(self, lines, settings=()):
        """What a new server with these settings answers to the lines."""
        file = self._folder / "events.ndjson"
        self._folder.mkdir(parents=True, exist_ok=True)
        with file.open("w") as events:
            events.writelines(lines)
        binaries, databases, all_settings = self._server
        with server.Server(binaries, databases, [*all_settings, *settings]) as farcalld:
            yield from farcalld.score(file)
        file.unlink()


def _result(goal, met, measured):
    return {"goal": goal, "met": bool(met), "measured": measured}


def _reaches(answer, level):
    index = server.LEVELS.index
    return index(answer["risk"]) >= index(level)


def _say(answer):
    return f"{answer['risk']} {answer['score']:.1f}"


def at_once(actors, goal, level):
    """The first answer of every actor is of a READY one and has the level."""
    first = [answers[0] for answers in actors.values()]
    ready = all(answer["state"] == "READY" for answer in first)
    states = "READY" if ready else ", ".join(answer["state"] for answer in first)
    return _result(
        goal,
        first and ready and all(_reaches(answer, level) for answer in first),
        f"{', '.join(map(_say, first))}; {states}",
    )


def _first_days(answers, count):
    """Those of the first day that has some and of the days after it."""
    days = [datetime.date.fromisoformat(a["event_time"][:10]) for a in answers]
    end = days[0] + datetime.timedelta(count)
    return [answer for answer, day in zip(answers, days) if day < end]


def at_most_low(actors):
    answers = [
        answer
        for of_actor in actors.values()
        for answer in _first_days(of_actor, HIRE_DAYS)
    ]
    above = [answer for answer in answers if _reaches(answer, "MEDIUM")]
    highest = max(answers, key=lambda answer: answer["score"])
    return _result(
        "no event above LOW in the first five days",
        not above,
        f"highest {_say(highest)}; {len(above)} of {len(answers)} events above LOW",
    )


def medium_on_first_day(actors):
    best = [
        max(_first_days(answers, 1), key=lambda answer: answer["score"])
        for answers in actors.values()
    ]
    return _result(
        "best event of the first day at least MEDIUM",
        best and all(_reaches(answer, "MEDIUM") for answer in best),
        ", ".join(map(_say, best)),
    )


def less_each_time(actors, trips_of):
    """`trips_of` has the countries of each actor's trips, in order."""
    pairs = []
    for actor, countries in trips_of.items():
        first_scores = [
            next(a["score"] for a in actors[actor] if a["origin"] == country)
            for country in countries
        ]
        pairs.append((first_scores[0], first_scores[-1]))
    return _result(
        "first score of the fourth new country below that of the first",
        pairs and all(last < first for first, last in pairs),
        ", ".join(f"{first:.2f} → {last:.2f}" for first, last in pairs),
    )


def not_worn_down(repeated):
    scores = repeated["scores"][: repeated["first_day_events"]]
    return _result(
        f"hundredth score of a day at least {100 * REPEATED_SHARE_MIN:.0f} % of the first",
        scores[-1] >= REPEATED_SHARE_MIN * scores[0] > 0,
        f"{scores[0]:.1f} → {scores[-1]:.1f}",
    )


def same_top(one, other, tie_bits=0.0):
    """Days on which both have the same highest alerts, but for ties, and all days.

    Alerts that are no further apart than `tie_bits` are tied.
    """
    days = {day for day, _, _ in [*one, *other]}
    same = 0
    for day in days:
        surely, perhaps = zip(*(_top(best, day, tie_bits) for best in (one, other)))
        same += surely[0] <= perhaps[1] and surely[1] <= perhaps[0]
    return same, len(days)


def _top(best, day, tie_bits):
    """Alerts that are surely among the highest of a day, and those that may be."""
    bits = {key: best[key] for key in best if key[0] == day and best[key] > 0}
    if len(bits) <= TOP:
        return set(bits), set(bits)
    cut, next_below = sorted(bits.values(), reverse=True)[TOP - 1 : TOP + 1]
    perhaps = {key for key in bits if bits[key] >= cut - tie_bits}
    return {key for key in bits if bits[key] > next_below + tie_bits}, perhaps


def same_in_any_order(one, other):
    same, days = same_top(one, other, TIE_BITS)
    exactly, _ = same_top(one, other)
    alerts = [{key for key in best if best[key] >= HIGH_BITS} for best in (one, other)]
    either = alerts[0] | alerts[1]
    return _result(
        f"the same {TOP} highest alerts of each day, but for ties within {TIE_BITS:g} bit",
        same == days,
        f"the same on {same} of {days} days, on {exactly} if only equal bits are ties; "
        f"of {len(either)} HIGH alerts "
        f"{len(either) - len(alerts[0] & alerts[1])} in one order alone",
    )


def _new_country(player, scene):
    return at_once(player.actors(scene), "HIGH or CRITICAL at its first event", "HIGH")


def _machine_role(player):
    return at_once(
        player.actors(scenes.machine_role()), "CRITICAL at its first event", "CRITICAL"
    )


def _travellers(player):
    scene, trips_of = scenes.travellers()
    return less_each_time(player.actors(scene), trips_of)


def _any_order(player):
    in_order, delayed, first_day = scenes.any_order()
    return same_in_any_order(
        player.alerts(in_order, first_day), player.alerts(delayed, first_day)
    )


def alerts_kept_to(raised_by_day, budget, first_day, days):
    """`raised_by_day`: date -> alerts raised. Counts those of `days` from a day on."""
    counted = sum(count for day, count in raised_by_day.items() if day >= first_day)
    a_day = counted / days
    share = a_day / budget
    return _result(
        f"alerts a day within {100 * BUDGET_SHARE:.0f} % of the {budget} asked for",
        1 - BUDGET_SHARE <= share <= 1 + BUDGET_SHARE,
        f"{a_day:.2f} a day over {days} days",
    )


def _alert_budget(player):
    lines, first_day, days = scenes.without_thefts()
    raised = collections.Counter()
    for answer in player.answers(lines, [f"--alert-budget={BUDGET}"]):
        raised[answer["event_time"][:10]] += answer["alert"]
    return alerts_kept_to(raised, BUDGET, first_day, days)


# Name -> what it is, and how a player finds out. In the report they stand in this order.
SCENES = {
    "new_country": (
        "a person of one country calls from a new one, at 200 events a day",
        lambda player: _new_country(player, scenes.new_country()),
    ),
    "new_country_loud": (
        "the same at 200,000 events a day",
        lambda player: _new_country(player, scenes.new_country_loud()),
    ),
    "machine_role": ("a machine's role calls from a new country", _machine_role),
    "hires_near": (
        "a new hire works where a colleague does, and does the same",
        lambda player: at_most_low(player.actors(scenes.hires_near())),
    ),
    "hires_far": (
        "a new hire works where nobody of the organisation has been",
        lambda player: medium_on_first_day(player.actors(scenes.hires_far())),
    ),
    "travellers": ("four trips in a year, each to another new country", _travellers),
    "alert_budget": (
        "a month without thefts, after a week to warm up, with an alert budget",
        _alert_budget,
    ),
    "any_order": ("events arrive up to an hour late, in another order", _any_order),
}
REPEATED = "repeated"  # judged by the stream of that name, which is played anyway
NAMES = (*SCENES, REPEATED)


def run(name, player, repeated):
    """The result of one check. `repeated` is what the stream of that name gave."""
    if name == REPEATED:
        return {"what": "a theft repeats itself", **not_worn_down(repeated)}
    what, play = SCENES[name]
    return {"what": what, **play(player)}
