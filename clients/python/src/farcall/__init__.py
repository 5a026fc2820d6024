# SPDX-License-Identifier: Apache-2.0
"""Client of Farcall, which scores CloudTrail events by where they come from.

`Client` scores records and watches findings. `farcall.v1` has the messages and stubs of the API.
"""

from farcall.client import Client, Tls
from farcall.errors import FarcallError
from farcall.retries import RetryPolicy
from farcall.v1.event_pb2 import CloudTrailRecord, Event, EventInput
from farcall.v1.score_pb2 import EventResult, RiskLevel
from farcall.v1.scoring_service_pb2 import (
    SCORING_MODE_LEARN_ONLY as LEARN_ONLY,
    SCORING_MODE_SCORE_AND_LEARN as SCORE_AND_LEARN,
    SCORING_MODE_SCORE_ONLY as SCORE_ONLY,
)
from farcall.watch import Change

__version__ = "0.1.0"

__all__ = [
    "Change",
    "Client",
    "CloudTrailRecord",
    "Event",
    "EventInput",
    "EventResult",
    "FarcallError",
    "LEARN_ONLY",
    "RetryPolicy",
    "RiskLevel",
    "SCORE_AND_LEARN",
    "SCORE_ONLY",
    "Tls",
]
