# SPDX-License-Identifier: Apache-2.0
"""Answers of a stream, and an end where they stay away."""

from __future__ import annotations

import queue
import threading
import time
from typing import Any, Callable, Iterator

import grpc

from farcall.errors import FarcallError, from_rpc

AHEAD_MAX = 8  # answers that are read before they are asked for
POLL_SECONDS = 0.5


class _End:
    pass


def answers(
    call: Any, silence_seconds: float, is_due: Callable[[], bool]
) -> Iterator[Any]:
    """What comes on `call`, until the server ends it.

    FarcallError if it fails, and UNAVAILABLE if nothing came for so long while something was due: a server whose
    machine is gone says nothing.
    """
    arrived: queue.Queue[Any] = queue.Queue(maxsize=AHEAD_MAX)
    stopped = threading.Event()

    def put(item: Any) -> None:
        while not stopped.is_set():
            try:
                return arrived.put(item, timeout=POLL_SECONDS)
            except queue.Full:
                continue

    def read() -> None:
        try:
            for answer in call:
                put(answer)
                if stopped.is_set():
                    return
            put(_End())
        except grpc.RpcError as error:
            put(from_rpc(error))
        except BaseException as error:  # raised where answers are asked for
            put(error)

    threading.Thread(target=read, name="farcall-answers", daemon=True).start()
    heard = time.monotonic()
    try:
        while True:
            try:
                item = arrived.get(timeout=min(POLL_SECONDS, silence_seconds))
            except queue.Empty:
                if not is_due():
                    heard = time.monotonic()
                elif time.monotonic() - heard > silence_seconds:
                    raise FarcallError(
                        grpc.StatusCode.UNAVAILABLE,
                        f"no answer for {silence_seconds:g} seconds",
                    ) from None
                continue
            if isinstance(item, _End):
                return
            if isinstance(item, BaseException):
                raise item
            yield item
            heard = time.monotonic()
    finally:
        stopped.set()
        call.cancel()
