# SPDX-License-Identifier: Apache-2.0
"""Records as inputs, inputs as batches."""

from __future__ import annotations

import json
from typing import Any, Iterable, Iterator, List, Mapping, Union

from farcall.errors import FarcallError
from farcall.v1 import event_pb2, score_pb2

# A CloudTrail record as dict or JSON, or a message of the API.
Record = Union[
    Mapping[str, Any],
    bytes,
    str,
    event_pb2.Event,
    event_pb2.CloudTrailRecord,
    event_pb2.EventInput,
]
Batch = List[event_pb2.EventInput]

# Tag and length around an input.
FRAME_BYTES = 6


def to_input(record: Record) -> event_pb2.EventInput:
    """TypeError for what is no record."""
    if isinstance(record, event_pb2.EventInput):
        return record
    if isinstance(record, event_pb2.Event):
        return event_pb2.EventInput(event=record)
    if isinstance(record, event_pb2.CloudTrailRecord):
        return event_pb2.EventInput(cloudtrail_record=record)
    if isinstance(record, (bytes, bytearray)):
        body = bytes(record)
    elif isinstance(record, str):
        body = record.encode(errors="surrogatepass")
    elif isinstance(record, Mapping):
        body = json.dumps(dict(record)).encode()
    else:
        raise TypeError(f"a record cannot be a {type(record).__name__}")
    return event_pb2.EventInput(cloudtrail_record=event_pb2.CloudTrailRecord(json=body))


def size_of(one: event_pb2.EventInput) -> int:
    """Bytes within a request."""
    return one.ByteSize() + FRAME_BYTES


def batches(
    inputs: Iterable[event_pb2.EventInput], events_max: int, bytes_max: int
) -> Iterator[Batch]:
    """In order, each of at most so many events and bytes. An input of more bytes is alone."""
    batch: Batch = []
    size = 0
    for one in inputs:
        more = size_of(one)
        if batch and (len(batch) >= events_max or size + more > bytes_max):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += more
    if batch:
        yield batch


def halves(batch: Batch) -> tuple[Batch, Batch]:
    middle = len(batch) // 2
    return batch[:middle], batch[middle:]


def refused_alone(error: FarcallError) -> score_pb2.EventResult:
    """The result of an input that no request can hold."""
    return score_pb2.EventResult(
        error=score_pb2.EventError(
            reason=score_pb2.EVENT_ERROR_REASON_TOO_LARGE, message=error.message
        )
    )
