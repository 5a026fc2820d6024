# SPDX-License-Identifier: Apache-2.0
"""A small office for scenes: 20 people at home in one country, without any chance.

Each person calls three times a day from an own network, with one program, five
commands in turn.
"""

import functools
import itertools

from reality import activities
from reality import record
from reality import stream

DAY, HOUR, MINUTE = 86400, 3600, 60
ACCOUNT = "111122223333"
REGION = "eu-central-1"
ROLE = "Engineer"  # whoever may assume it chooses the name of the session
USERS = tuple(f"u{number:02d}" for number in range(20))
LEARNED_DAYS = 41
COMMANDS = (
    "s3:ListBuckets",
    "ec2:DescribeInstances",
    "iam:ListUsers",
    "sts:GetCallerIdentity",
    "logs:GetLogEvents",
)
ABROAD = "179.110.5.5"  # in Brazil
ABROAD_COUNTRY, HOME_COUNTRY = "BR", "DE"
AGENT = "aws-cli/2.24.10 md/awscrt#0.23.8 ua/2.0 os/macos#24.3.0 lang/python#3.12.9"
OTHER_AGENT = "Boto3/1.36.21 md/Botocore#1.36.21 ua/2.0 os/linux#6.8.0"
SCENE = record.Label("scene", "", "")


def home(user):
    return f"79.192.{USERS.index(user)}.7"


def user_identity(user):
    return record.iam_user(user, ACCOUNT)


def session_identity(name):
    """A session of the role, named like a person's e-mail address."""
    return record.role(ROLE, f"{name}@example.com", ACCOUNT)


@functools.lru_cache(maxsize=None)
def source(user, address, agent=AGENT, by_role=False, fields=()):
    """`by_role`: by a session of the role with the user's name, not by a key."""
    identity = session_identity(user) if by_role else user_identity(user)
    return record.source(
        user, identity, ACCOUNT, address, agent, SCENE, fields=dict(fields)
    )


def call(at, made_by, command, error=""):
    """`at`: seconds after records.START."""
    return activities.Call(at, made_by, command, REGION, error)


def life(days, by_role=False, first_day=0):
    """The calls of everybody on the days from `first_day` to `days`, by time."""
    calls = [
        call(
            day * DAY + hour * HOUR + number * MINUTE,
            source(user, home(user), by_role=by_role),
            COMMANDS[(hour + number + day) % len(COMMANDS)],
        )
        for day in range(first_day, days)
        for number, user in enumerate(USERS)
        for hour in range(8, 17)
        if (hour + day + number) % 3 == 0
    ]
    return sorted(calls, key=lambda made: made.at)


class Lines:
    """Writes calls as records; each has an id that no other has."""

    def __init__(self):
        self._numbers = itertools.count()

    def of(self, calls):
        """The records of the calls, by time."""
        return [
            stream.line_of(f"scene-{next(self._numbers):06d}", call)
            for call in sorted(calls, key=lambda call: call.at)
        ]
