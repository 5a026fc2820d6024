# SPDX-License-Identifier: Apache-2.0
"""Watches findings over one stream after another."""

from __future__ import annotations

from typing import Any, Callable, Iterator, NamedTuple, Tuple

import grpc

from farcall.answers import answers
from farcall.errors import FarcallError
from farcall.retries import Backoff
from farcall.v1 import finding_pb2, finding_service_pb2

# The server gives a sign of life every 15 seconds.
SILENCE_SECONDS = 60.0


class Change(NamedTuple):
    """A change of a finding."""

    # Watch from here to see what comes after it. Keep it once the change is handled.
    cursor: str
    # As it is now; of one that is gone its id alone.
    finding: finding_pb2.Finding
    # Values of farcall.v1.FindingChange.
    changes: Tuple[int, ...]


def watch_changes(
    open_watch: Callable[[finding_service_pb2.WatchFindingsRequest], Any],
    request: finding_service_pb2.WatchFindingsRequest,
    backoff: Backoff,
) -> Iterator[Change]:
    """Without an end. When a stream breaks, the next one goes on after the last change that was handled."""
    while True:
        try:
            for answer in answers(open_watch(request), SILENCE_SECONDS, lambda: True):
                backoff.answered()
                if answer.HasField("finding"):
                    yield Change(
                        answer.resume_token, answer.finding, tuple(answer.changes)
                    )
                if answer.resume_token:
                    request.resume_token = answer.resume_token
            raise FarcallError(
                grpc.StatusCode.UNAVAILABLE, "the server ended the stream"
            )
        except FarcallError as error:
            backoff.wait(error)
