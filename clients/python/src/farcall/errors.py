# SPDX-License-Identifier: Apache-2.0
"""What a failed call says."""

from __future__ import annotations

from typing import List, Optional

import grpc
from google.protobuf import any_pb2

from farcall import status_details_pb2

DETAILS_KEY = "grpc-status-details-bin"
# Of gRPC itself, for a request or an answer beyond a limit of either side.
LARGER_THAN_MAX = "larger than max"


class FarcallError(Exception):
    """A call failed for good: what was not answered may be sent again, the server counts an event once."""

    def __init__(
        self,
        code: grpc.StatusCode,
        message: str,
        *,
        reason: str = "",
        retry_after: Optional[float] = None,
    ) -> None:
        super().__init__(f"{code.name}: {message}")
        self.code = code
        self.message = message
        # Of google.rpc.ErrorInfo, e.g. `RESUME_TOKEN_TOO_OLD`. Empty = the server gave none.
        self.reason = reason
        # Seconds of google.rpc.RetryInfo. None = the server gave none.
        self.retry_after = retry_after

    @property
    def asks_for_less(self) -> bool:
        """The batch may be too large. An overloaded server says when to come again, this status does not."""
        return (
            self.code is grpc.StatusCode.RESOURCE_EXHAUSTED and self.retry_after is None
        )

    @property
    def is_of_size(self) -> bool:
        """The request or its answer was larger than a limit of gRPC."""
        return self.asks_for_less and LARGER_THAN_MAX in self.message


def from_rpc(error: grpc.RpcError) -> FarcallError:
    """The same with the details that the server sent along."""
    reason, retry_after = "", None
    for any_detail in _details(error):
        kind = any_detail.type_url.rpartition("/")[2]
        if kind == "google.rpc.RetryInfo":
            info = status_details_pb2.RetryInfo.FromString(any_detail.value)
            retry_after = info.retry_delay.seconds + info.retry_delay.nanos / 1e9
        elif kind == "google.rpc.ErrorInfo":
            reason = status_details_pb2.ErrorInfo.FromString(any_detail.value).reason
    made = FarcallError(
        error.code(), error.details() or "", reason=reason, retry_after=retry_after
    )
    made.__cause__ = error
    return made


def _details(error: grpc.RpcError) -> List[any_pb2.Any]:
    for key, value in error.trailing_metadata() or ():
        if key == DETAILS_KEY:
            try:
                return list(status_details_pb2.Status.FromString(value).details)
            except Exception:  # protobuf's DecodeError: not a status of ours
                return []
    return []
