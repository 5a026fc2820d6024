# SPDX-License-Identifier: Apache-2.0
"""Access keys as AWS issues them: each sign-in, run of a CI and CloudShell has its own,
and a thief has one that somebody had.

The other evaluations give an identity one key for ever: scores do not look at it, but
cards do.
"""

import functools
import re

from reality import record

KEY = re.compile(r'"accessKeyId":"(ASIA|AKIA)\w+"')
LONG_TERM = "AKIA"
FROM_CONSOLE = '"sessionCredentialFromConsole"'
BEGUN = re.compile(r'"creationDate":"([^"]*)"')
ADDRESS = re.compile(r'"sourceIPAddress":"([^"]*)"')
CLOUDSHELL = "CloudShell"


class Keys:
    """Takes calls by time. Long-term keys of programs stay as they are."""

    def __init__(self):
        self._latest = {}  # of the sessions of an identity, by its ARN

    def of_session(self, call):
        """The call as of a session with a key of its own."""
        made_by = call.source
        if _is_long_term(made_by):
            return call
        if made_by.label.theft and made_by.arn in self._latest and not _signed_in(call):
            key = self._latest[made_by.arn]
        else:
            key = _key_of(made_by)
            self._latest[made_by.arn] = key
        return call._replace(source=_with_key(made_by, key))


def _is_long_term(made_by):
    key = KEY.search(made_by.start)
    return (
        key is None or key.group(1) == LONG_TERM and FROM_CONSOLE not in made_by.start
    )


def _signed_in(call):
    """Whether a thief has a session of the console, by a password."""
    return call.source.label.life == "console"


@functools.lru_cache(maxsize=None)
def _key_of(made_by):
    begun = BEGUN.search(made_by.start)
    address = ADDRESS.search(made_by.start).group(1)
    session = begun.group(1) if begun else address
    if made_by.label.place == CLOUDSHELL:
        session += CLOUDSHELL
    elif made_by.label.life == "CI runner":
        session += address
    elif made_by.label.life == "instance role":
        session = session.partition("T")[0]  # EC2 renews keys every few hours
    return record.unique_id("ASIA", made_by.arn + session)


@functools.lru_cache(maxsize=None)
def _with_key(made_by, key):
    return made_by._replace(start=KEY.sub(f'"accessKeyId":"{key}"', made_by.start))
