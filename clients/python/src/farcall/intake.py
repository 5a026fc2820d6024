# SPDX-License-Identifier: Apache-2.0
"""Records on their way into a stream, and what is not answered yet."""

from __future__ import annotations

import collections
import enum
import threading
from typing import Deque, Iterable, Iterator, Optional

from farcall.batches import Batch, Record, halves, size_of, to_input
from farcall.v1 import event_pb2


class Refusal(enum.Enum):
    SEND_AGAIN = "what is unanswered is sent in smaller pieces"
    GIVEN_UP = "one event alone: there is no answer to it"
    UNCLEAR = "it is no question of size"


class Intake:
    """Reads records in a thread of its own and gives them out as batches.

    A batch is sent as soon as fewer than `in_flight` are on their way, with what was read by then: it never waits to be
    full. Under load batches fill while others are on their way. Thread-safe.
    """

    def __init__(
        self, records: Iterable[Record], events_max: int, bytes_max: int, in_flight: int
    ) -> None:
        self._events_max = events_max
        self._bytes_max = bytes_max
        self._in_flight = in_flight
        self._changed = threading.Condition()
        self._open: Batch = []
        self._open_bytes = 0
        self._unanswered: Deque[Batch] = collections.deque()
        self._sent = 0  # of _unanswered, from its beginning, on this connection
        self._window = in_flight
        self._connection = 0
        self._at_end = False
        self._closed = False
        self._failure: Optional[BaseException] = None
        threading.Thread(
            target=self._read, args=(records,), name="farcall-records", daemon=True
        ).start()

    # Of the thread that reads.

    def _read(self, records: Iterable[Record]) -> None:
        try:
            for record in records:
                if not self._add(to_input(record)):
                    return
        except BaseException as error:  # told where results are asked for
            self._failure = error
        finally:
            with self._changed:
                self._at_end = True
                self._changed.notify_all()

    def _add(self, one: event_pb2.EventInput) -> bool:
        size = size_of(one)
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._fits(size))
            if self._closed:
                return False
            self._open.append(one)
            self._open_bytes += size
            self._changed.notify_all()
            return True

    def _fits(self, size: int) -> bool:
        return not self._open or (
            len(self._open) < self._events_max
            and self._open_bytes + size <= self._bytes_max
        )

    # Of the thread that sends.

    def connect(self) -> Iterator[Batch]:
        """What to send on a new connection, the unanswered batches first. The iterators of earlier ones end."""
        with self._changed:
            self._connection += 1
            self._sent = 0
            self._changed.notify_all()
            return self._batches(self._connection)

    def _batches(self, connection: int) -> Iterator[Batch]:
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: self._is_over(connection) or self._may_send()
                )
                if self._is_over(connection):
                    return
                if self._sent == len(self._unanswered):
                    if not self._open:
                        return
                    self._unanswered.append(self._open)
                    self._open, self._open_bytes = [], 0
                    self._changed.notify_all()
                batch = self._unanswered[self._sent]
                self._sent += 1
            yield batch

    def _is_over(self, connection: int) -> bool:
        return self._closed or connection != self._connection

    def _may_send(self) -> bool:
        if self._sent >= self._window:
            return False
        return self._sent < len(self._unanswered) or bool(self._open) or self._at_end

    # Of the thread that takes answers.

    def wait(self) -> bool:
        """Waits until there is something to send. False: all is answered. Raises what reading records raised."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._unanswered or self._open or self._at_end
            )
            if self._unanswered or self._open:
                return True
        if self._failure is not None:
            raise self._failure
        return False

    def is_due(self) -> bool:
        """An answer is to come."""
        with self._changed:
            return self._sent > 0

    def answered(self, results: int) -> bool:
        """Takes the answer to the oldest batch. False: it does not belong to it."""
        with self._changed:
            if not self._sent or len(self._unanswered[0]) != results:
                return False
            self._take_first()
            return True

    def refuse(self, is_of_size: bool) -> Refusal:
        """The server refused something, maybe as too large: finds out what, one batch at a time, and halves it.

        `is_of_size`: it is too large for certain, so that an event that is refused alone is given up.
        """
        with self._changed:
            if self._sent > 1:
                self._window = 1
                return Refusal.SEND_AGAIN
            if not self._sent:
                return Refusal.UNCLEAR
            if len(self._unanswered[0]) == 1:
                if not is_of_size:
                    return Refusal.UNCLEAR
                self._take_first()
                return Refusal.GIVEN_UP
            first, second = halves(self._unanswered.popleft())
            self._unanswered.extendleft((second, first))
            self._window = 1
            return Refusal.SEND_AGAIN

    def _take_first(self) -> None:
        self._unanswered.popleft()
        self._sent -= 1
        self._window = self._in_flight
        self._changed.notify_all()

    def close(self) -> None:
        """No more is read or sent. The thread that reads ends with the next record."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
