# SPDX-License-Identifier: Apache-2.0
"""Scores records over one stream after another, several batches in flight."""

from __future__ import annotations

from typing import Any, Callable, Iterator

import grpc

from farcall.answers import answers
from farcall.batches import Batch, refused_alone
from farcall.errors import FarcallError
from farcall.intake import Intake, Refusal
from farcall.retries import Backoff
from farcall.v1 import score_pb2

# Opens a stream that sends these batches.
OpenStream = Callable[[Iterator[Batch]], Any]


def stream_results(
    open_stream: OpenStream, intake: Intake, backoff: Backoff, silence_seconds: float
) -> Iterator[score_pb2.EventResult]:
    """A result for each record, once and in order. When a stream breaks, what is not answered is sent again."""
    try:
        while intake.wait():
            try:
                yield from _one_stream(
                    open_stream, intake, backoff, silence_seconds
                )
            except FarcallError as error:
                if error.asks_for_less:
                    refusal = intake.refuse(error.is_of_size)
                    if refusal is Refusal.GIVEN_UP:
                        yield refused_alone(error)
                    if refusal is not Refusal.UNCLEAR:
                        continue
                if not intake.is_due():
                    backoff.nothing_due()
                backoff.wait(error)
    finally:
        intake.close()


def _one_stream(
    open_stream: OpenStream, intake: Intake, backoff: Backoff, silence_seconds: float
) -> Iterator[score_pb2.EventResult]:
    call = open_stream(intake.connect())
    for answer in answers(call, silence_seconds, intake.is_due):
        results = answer.batch.results
        if not intake.answered(len(results)):
            raise FarcallError(
                grpc.StatusCode.INTERNAL, "an answer that belongs to no batch"
            )
        backoff.answered()
        yield from results
    if intake.is_due():
        raise FarcallError(
            grpc.StatusCode.UNAVAILABLE, "the server ended the stream"
        )
