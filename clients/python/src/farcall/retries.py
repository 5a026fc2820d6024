# SPDX-License-Identifier: Apache-2.0
"""When a call that failed is tried again."""

from __future__ import annotations

import dataclasses
import random
import time
from typing import Callable, Optional

import grpc

from farcall.errors import FarcallError

# The server, or the network, may do better next time. CANCELLED: a server that was stopped in mid-call.
RETRIED = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.ABORTED,
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
    }
)
DOUBLINGS_MAX = 20


@dataclasses.dataclass(frozen=True)
class RetryPolicy:
    """Seconds, each more than 0."""

    # Without an answer, before giving up. 0 = no call is tried again.
    give_up: float = 120.0
    # Before the second attempt; doubles with each, and half of it is left to chance.
    pause_first: float = 0.1
    pause_max: float = 10.0
    # For the answer to one batch.
    attempt: float = 30.0


def may_retry(error: FarcallError) -> bool:
    return error.retry_after is not None or error.code in RETRIED


class Backoff:
    """The pauses between attempts, until one is answered.

    `await_connection(seconds)` returns once there is a connection, at the latest after so long. An attempt before that
    would be told the channel's last failure, and a channel that nobody waits for may not connect at all.
    """

    def __init__(
        self,
        policy: RetryPolicy,
        await_connection: Callable[[float], None],
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._policy = policy
        self._await_connection = await_connection
        self._sleep = sleep
        self._clock = clock
        self._chance = chance
        self._attempts = 0
        self._give_up_at: Optional[float] = None

    def answered(self) -> None:
        self._attempts = 0
        self._give_up_at = None

    def nothing_due(self) -> None:
        """The server owed no answer: the time until giving up begins anew."""
        self._give_up_at = None

    def wait(self, error: FarcallError) -> None:
        """Sleeps until the next attempt; raises `error` if there is none."""
        now = self._clock()
        if self._give_up_at is None:
            self._give_up_at = now + self._policy.give_up
        pause = self.pause(error)
        if not may_retry(error) or now + pause > self._give_up_at:
            raise error
        self._attempts += 1
        self._sleep(pause)
        self._await_connection(max(0.0, self._give_up_at - self._clock()))

    def pause(self, error: FarcallError) -> float:
        """Seconds until the next attempt: at least what the server asks for."""
        doubled = self._policy.pause_first * 2.0 ** min(self._attempts, DOUBLINGS_MAX)
        own = min(doubled, self._policy.pause_max) * (0.5 + 0.5 * self._chance())
        asked = (error.retry_after or 0.0) * (1 + 0.2 * self._chance())
        return max(own, asked)
