# SPDX-License-Identifier: Apache-2.0
"""Scenes in which somebody wears the model down, or evades a part of it.

Where the attack comes before the theft, the theft is also played without the attack:
what it scores after it must be nearly as much as without it.
"""

from reality import networks
from reality import office
from reality import record
from reality import stage

DAY, HOUR, MINUTE = office.DAY, office.HOUR, office.MINUTE
SHARE_MIN = 0.9  # of the score without the attack
VICTIM = "u03"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
FLOOD_BUDGET, FLOOD_DAYS = 1, 4  # alerts a day; the flood has some 40 of each day
FLOOD_COMMANDS = ("iam:CreateUser", "kms:Decrypt", "s3:DeleteBucket")
ODD_CALLS = 400
START = office.LEARNED_DAYS * DAY  # of the attacks


def _theft(at, user=VICTIM, by_role=False):
    made_by = office.source(user, office.ABROAD, by_role=by_role)
    return office.call(at, made_by, "iam:ListUsers")


def _failed_sign_in(at, user, command=record.SIGN_IN, error=record.NOT_AUTHENTICATED):
    made_by = record.source(
        user,
        record.stranger(user, office.ACCOUNT),
        office.ACCOUNT,
        office.ABROAD,
        BROWSER,
        office.SCENE,
    )
    return office.call(at, made_by, command, error)


def _sign_in_and_theft(theatre, attack, at):
    """The answers to the first failed sign-in, if there is one, and to the theft."""
    with theatre.open() as played:
        answers = played.play(office.life(int(at // DAY)) + attack)
        commands = {call.command for call in attack}
        sign_ins = (a for a in answers if a["command"] in commands)
        return next(sign_ins, None), played.probe(_theft(at))


def failed_sign_ins(theatre):
    attacks = (
        (
            "hourly",
            [_failed_sign_in(START + n * HOUR + 60, VICTIM) for n in range(15 * 24)],
            START + 15 * DAY + 13 * HOUR,
        ),
        (
            "daily",
            [_failed_sign_in(START + n * DAY + 10 * HOUR, VICTIM) for n in range(16)],
            START + 16 * DAY + 13 * HOUR,
        ),
        (
            "hourly steps that succeed",
            [
                _failed_sign_in(START + n * HOUR + 60, VICTIM, "signin:CheckMfa", "")
                for n in range(15 * 24)
            ],
            START + 15 * DAY + 13 * HOUR,
        ),
        (
            "once for everybody",
            [
                _failed_sign_in(START + 12 * HOUR + n * MINUTE, user)
                for n, user in enumerate(office.USERS)
            ],
            START + DAY + 13 * HOUR,
        ),
    )
    measured, met = [], True
    for name, attack, at in attacks:
        _, before = _sign_in_and_theft(theatre, [], at)
        first, after = _sign_in_and_theft(theatre, attack, at)
        measured.append(
            f"{name} {before['score']:.1f} → {after['score']:.1f}, "
            f"first sign-in {stage.say(first)}"
        )
        met &= _kept(before, after) and stage.reaches(first, "MEDIUM")
    return "; ".join(measured), met


def _kept(before, after):
    """Whether `after` is nearly the score `before`, which must be an alert."""
    return stage.reaches(before, "HIGH") and after["score"] >= (
        SHARE_MIN * before["score"]
    )


def made_up_sessions(theatre):
    before = _after_sessions(theatre, 0)
    measured, met = [], True
    for count in (20, 200):
        after = _after_sessions(theatre, count)
        for what in before:
            measured.append(
                f"{what} {before[what]['score']:.1f} → {after[what]['score']:.1f} ({count})"
            )
            met &= after[what]["score"] >= SHARE_MIN * before[what]["score"]
    met &= stage.reaches(before["theft"], "HIGH")
    return "; ".join(measured), met


def _after_sessions(theatre, count):
    sessions = [
        office.call(
            START + 12 * HOUR + number * 10,
            office.source(f"x{number}", f"179.110.{number}.5", by_role=True),
            "sts:GetCallerIdentity",
        )
        for number in range(count)
    ]
    at = START + DAY + 13 * HOUR
    with theatre.open() as played:
        played.play(office.life(office.LEARNED_DAYS + 1, by_role=True) + sessions)
        found = {
            "theft": played.probe(_theft(at, by_role=True)),
            "a further name": played.probe(_theft(at, "zz", by_role=True)),
        }
        played.play([_theft(at + n * HOUR, by_role=True) for n in range(20)])
        found["26 hours after 20 calls of the thief"] = played.probe(
            _theft(at + 46 * HOUR, by_role=True)
        )
    return found


def fresh_session(theatre):
    at = START + 13 * HOUR
    address = office.home(VICTIM)

    def calls(name):
        return office.call(
            at,
            office.source(name, address, "evil/1", by_role=True),
            "iam:CreateAccessKey",
        )

    with theatre.open() as played:
        played.play(office.life(office.LEARNED_DAYS, by_role=True))
        odd, known = played.probe(calls("x")), played.probe(calls(VICTIM))
        usual = played.probe(
            office.call(
                at, office.source("x", address, by_role=True), office.COMMANDS[0]
            )
        )
    return (
        f"{stage.say(odd)} (a known name {stage.say(known)}); usual work {stage.say(usual)}",
        stage.reaches(odd, "MEDIUM") and not stage.reaches(usual, "MEDIUM"),
    )


def chosen_address(theatre):
    endpoint = (
        ("vpcEndpointId", "vpce-0123456789abcdef0"),
        ("vpcEndpointAccountId", "999999999999"),
    )
    cases = {
        "a list": (f"{office.home(VICTIM)}, {office.ABROAD}", ()),
        "an endpoint and an address of the victim's": (office.home(VICTIM), endpoint),
        "an endpoint and a private address": ("10.1.2.3", endpoint),
        "a list that ends in a private address": (
            f"{office.home(VICTIM)}, {office.ABROAD}, 10.1.2.3",
            (),
        ),
    }
    measured, met = [], True
    with theatre.open() as played:
        played.play(office.life(office.LEARNED_DAYS))
        for what, (address, fields) in cases.items():
            made_by = office.source(VICTIM, address, fields=fields)
            answer = played.probe(
                office.call(START + 13 * HOUR, made_by, office.COMMANDS[0])
            )
            measured.append(f"{what}: {answer['origin']}, {stage.say(answer)}")
            met &= answer["origin"] != office.HOME_COUNTRY
            met &= stage.reaches(answer, "MEDIUM")
    return "; ".join(measured), met


def flood_of_one_key(theatre):
    """The thefts of others, one each on some days after the flood, must raise alerts."""
    flood = [
        office.call(
            START + day * DAY + 10 * HOUR + number * MINUTE + turn * 5,
            office.source(VICTIM, address, "evil/1"),
            command,
        )
        for day in range(FLOOD_DAYS)
        for number, address in enumerate(_addresses_abroad())
        for turn, command in enumerate(FLOOD_COMMANDS)
    ]
    raised = []
    with theatre.open(f"--alert-budget={FLOOD_BUDGET}") as played:
        played.play(office.life(office.LEARNED_DAYS))
        found = played.play(flood)
        for user, days in zip(office.USERS[5:], (2, 5, 10, 15)):
            first = office.LEARNED_DAYS + FLOOD_DAYS - 1 + days
            played.play(office.life(first, first_day=first - 1))
            (answer,) = played.play([_theft(first * DAY + 7 * HOUR, user)])
            raised.append((days, answer))
    return (
        f"{sum(a['alert'] for a in found)} alerts of the flood; then "
        + ", ".join(
            f"day {days}: {stage.say(a)} {'alert' if a['alert'] else 'no alert'}"
            for days, a in raised
        ),
        all(answer["alert"] for _, answer in raised),
    )


def _addresses_abroad():
    """One IPv4 address of each country that an operator is in."""
    ranges = {
        country: next((text for text in texts if ":" not in text), None)
        for operator in networks.OPERATORS
        for country, texts in operator.ranges.items()
    }
    return [
        ".".join((text.rstrip(".").split(".") + ["7", "7", "7"])[:4])
        for country, text in sorted(ranges.items())
        if text and country != office.HOME_COUNTRY
    ]


def many_odd_calls(theatre):
    made_by = office.source(VICTIM, office.ABROAD)
    calls = [
        office.call(START + 12 * HOUR + number, made_by, f"iam:Odd{number}")
        for number in range(ODD_CALLS)
    ]
    with theatre.open() as played:
        played.play(office.life(office.LEARNED_DAYS))
        raised = [n for n, a in enumerate(played.play(calls)) if a["alert"]]
    return f"{len(raised)} alerts", raised == raised[:1] != []


def silencing_agent(theatre):
    agents = (office.OTHER_AGENT, "AWS Internal", "x.amazonaws.com", "/")
    with theatre.open() as played:
        played.play(office.life(office.LEARNED_DAYS))
        found = [
            played.probe(
                office.call(
                    START + 13 * HOUR,
                    office.source(VICTIM, office.home(VICTIM), agent),
                    office.COMMANDS[0],
                )
            )
            for agent in agents
        ]
    other, *silent = found
    return (
        "; ".join(
            f"{agent.partition(' md')[0]}: {stage.say(answer)}"
            for agent, answer in zip(agents, found)
        ),
        other["score"] > 0
        and all(a["score"] >= SHARE_MIN * other["score"] for a in silent),
    )


_KEPT = f"at least {SHARE_MIN:.0%} of that"
# Name -> what it is, the goal, how it is played.
SCENES = {
    "failed_sign_ins": stage.Scene(
        "somebody without a key fails to sign in from abroad, then the key is stolen",
        f"the theft is HIGH without the sign-ins, and scores {_KEPT} with them; the first sign-in is MEDIUM or more",
        failed_sign_ins,
    ),
    "made_up_sessions": stage.Scene(
        "20 and 200 made-up session names of a role call from abroad, a day before a theft",
        f"the theft is HIGH without them, and each score is {_KEPT} with them",
        made_up_sessions,
    ),
    "fresh_session": stage.Scene(
        "a session name never seen makes an access key with an unknown program",
        "MEDIUM or more; its usual work at most LOW",
        fresh_session,
    ),
    "chosen_address": stage.Scene(
        "the caller chooses the address: a list, and behind a VPC endpoint",
        "an origin other than home's, MEDIUM or more",
        chosen_address,
    ),
    "flood_of_one_key": stage.Scene(
        f"one key floods alerts of an alert budget of {FLOOD_BUDGET}, then others are stolen",
        "each theft from the second day after it on raises an alert",
        flood_of_one_key,
    ),
    "many_odd_calls": stage.Scene(
        f"{ODD_CALLS} odd calls of one principal, origin and day",
        "exactly one alert",
        many_odd_calls,
    ),
    "silencing_agent": stage.Scene(
        "a key is used from its usual place by an unknown program that calls itself AWS's",
        f"at least {SHARE_MIN:.0%} of what another unknown program scores",
        silencing_agent,
    ),
}
