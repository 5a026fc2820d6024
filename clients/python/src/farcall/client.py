# SPDX-License-Identifier: Apache-2.0
"""The client."""

from __future__ import annotations

import pathlib
from types import TracebackType
from typing import Any, Iterable, Iterator, List, NamedTuple, Optional, Tuple, Type, Union

import grpc

from farcall.batches import Batch, Record, batches, halves, refused_alone, to_input
from farcall.errors import FarcallError, from_rpc
from farcall.intake import Intake
from farcall.retries import Backoff, RetryPolicy
from farcall.stream import stream_results
from farcall.v1 import (
    finding_service_pb2,
    finding_service_pb2_grpc,
    score_pb2,
    scoring_service_pb2,
    scoring_service_pb2_grpc,
)
from farcall.watch import Change, watch_changes

ANSWER_BYTES_MAX = 256 << 20
CHANNEL_OPTIONS = (
    ("grpc.max_receive_message_length", ANSWER_BYTES_MAX),
    ("grpc.max_send_message_length", -1),
    # Each attempt is a new one, not the wait for another channel's next.
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 2000),
    ("grpc.max_reconnect_backoff_ms", 2000),
)


class Tls(NamedTuple):
    """Files in PEM."""

    ca_file: Optional[str] = None  # None = the authorities that come with gRPC
    cert_file: Optional[str] = None  # with key_file: shown to the server
    key_file: Optional[str] = None
    server_name: Optional[str] = None  # what its certificate names, if not the address


class Client:
    """Scores records and watches findings. Thread-safe; use it with `with`, or close it.

    Without `tls` nothing is encrypted, a token neither: that is for the same machine, or behind a mesh that encrypts.
    A `token_file` is read again for each call, so a new token needs no new client. A `channel` of your own comes in
    place of the address and `tls`, and stays open.
    """

    def __init__(
        self,
        address: str = "127.0.0.1:50051",
        *,
        token: Optional[str] = None,
        token_file: Optional[str] = None,
        tls: Union[bool, Tls] = False,
        tenant: str = "",
        batch_events: int = 1000,
        batch_bytes: int = 3 << 20,
        retry: RetryPolicy = RetryPolicy(),
        channel: Optional[grpc.Channel] = None,
    ) -> None:
        if token is not None and token_file is not None:
            raise ValueError("give one of token and token_file")
        if batch_events < 1 or batch_bytes < 1:
            raise ValueError("a batch has at least one event and one byte")
        self.tenant = tenant
        self._token = token
        self._token_file = token_file
        self._batch_events = batch_events
        self._batch_bytes = batch_bytes
        self._retry = retry
        self._owned = channel is None
        self.channel = channel or _open_channel(address, tls)
        self._scoring = scoring_service_pb2_grpc.ScoringServiceStub(self.channel)
        self._findings = finding_service_pb2_grpc.FindingServiceStub(self.channel)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._owned:
            self.channel.close()

    def metadata(self) -> Tuple[Tuple[str, str], ...]:
        """What each call shows of the caller; for calls with stubs of `farcall.v1` over `channel`."""
        token = self._token
        if self._token_file is not None:
            token = pathlib.Path(self._token_file).read_text().strip()
        return (("authorization", f"Bearer {token}"),) if token else ()

    def score(
        self,
        records: Iterable[Record],
        *,
        mode: scoring_service_pb2.ScoringMode = scoring_service_pb2.SCORING_MODE_SCORE_AND_LEARN,
        factors_from: score_pb2.RiskLevel = score_pb2.RISK_LEVEL_UNSPECIFIED,
    ) -> List[score_pb2.EventResult]:
        """A result for each record, in order, once all are durable.

        A record that cannot be scored has an `error` in its result. FarcallError if a batch is refused, or was not
        answered in time: send all again, what was counted comes back as a duplicate.
        """
        results: List[score_pb2.EventResult] = []
        inputs = (to_input(record) for record in records)
        for batch in batches(inputs, self._batch_events, self._batch_bytes):
            results += self._score_batch(batch, mode, factors_from)
        return results

    def stream(
        self,
        records: Iterable[Record],
        *,
        mode: scoring_service_pb2.ScoringMode = scoring_service_pb2.SCORING_MODE_SCORE_AND_LEARN,
        factors_from: score_pb2.RiskLevel = score_pb2.RISK_LEVEL_UNSPECIFIED,
        in_flight: int = 4,
    ) -> Iterator[score_pb2.EventResult]:
        """A result for each record, once and in order, while `records` still come.

        `records` is read in a thread of its own, ahead of the results by at most `in_flight` batches and one. A result
        tells that its record is durable. When the connection breaks, batches without an answer are sent again.
        FarcallError as in `score`.
        """
        if in_flight < 1:
            raise ValueError("at least one batch is in flight")

        def open_stream(sent: Iterator[Batch]) -> Any:
            requests = (
                scoring_service_pb2.StreamScoreEventsRequest(
                    batch=self._request(batch, mode, factors_from)
                )
                for batch in sent
            )
            return self._scoring.StreamScoreEvents(requests, metadata=self.metadata())

        intake = Intake(records, self._batch_events, self._batch_bytes, in_flight)
        return stream_results(
            open_stream, intake, self._backoff(), self._retry.attempt
        )

    def watch_findings(
        self,
        cursor: str = "",
        *,
        risk_from: score_pb2.RiskLevel = score_pb2.RISK_LEVEL_UNSPECIFIED,
        planned: bool = False,
    ) -> Iterator[Change]:
        """Changes of findings after `cursor`, each at least once, without an end.

        An empty cursor = from now on, `start` = from the first change that is kept. FarcallError with code
        OUT_OF_RANGE if the changes after it are not kept any more: list the findings, then watch from there.
        """
        request = finding_service_pb2.WatchFindingsRequest(
            tenant=self.tenant,
            resume_token=cursor,
            risk_from=risk_from,
            planned=planned,
        )
        return watch_changes(
            lambda asked: self._findings.WatchFindings(
                asked, metadata=self.metadata()
            ),
            request,
            self._backoff(),
        )

    def _backoff(self) -> Backoff:
        return Backoff(self._retry, self._await_connection)

    def _await_connection(self, seconds: float) -> None:
        ready = grpc.channel_ready_future(self.channel)
        try:
            ready.result(timeout=seconds)
        except grpc.FutureTimeoutError:
            ready.cancel()

    def _request(
        self,
        batch: Batch,
        mode: scoring_service_pb2.ScoringMode,
        factors_from: score_pb2.RiskLevel,
    ) -> scoring_service_pb2.ScoreEventsRequest:
        return scoring_service_pb2.ScoreEventsRequest(
            tenant=self.tenant, mode=mode, events=batch, factors_from=factors_from
        )

    def _score_batch(
        self,
        batch: Batch,
        mode: scoring_service_pb2.ScoringMode,
        factors_from: score_pb2.RiskLevel,
    ) -> List[score_pb2.EventResult]:
        results: List[score_pb2.EventResult] = []
        backoff = self._backoff()
        left = [batch]  # the first one last
        while left:
            try:
                answer = self._ask(self._request(left[-1], mode, factors_from))
            except FarcallError as error:
                if error.asks_for_less and len(left[-1]) > 1:
                    left += reversed(halves(left.pop()))
                elif error.is_of_size:
                    left.pop()
                    results.append(refused_alone(error))
                else:
                    backoff.wait(error)
                continue
            if len(answer.results) != len(left.pop()):
                raise FarcallError(
                    grpc.StatusCode.INTERNAL, "an answer that does not fit its batch"
                )
            backoff.answered()
            results += answer.results
        return results

    def _ask(
        self, request: scoring_service_pb2.ScoreEventsRequest
    ) -> scoring_service_pb2.ScoreEventsResponse:
        try:
            answer: scoring_service_pb2.ScoreEventsResponse = (
                self._scoring.ScoreEvents(
                    request, timeout=self._retry.attempt, metadata=self.metadata()
                )
            )
            return answer
        except grpc.RpcError as error:
            raise from_rpc(error) from error


def _open_channel(address: str, tls: Union[bool, Tls]) -> grpc.Channel:
    if tls is False:
        return grpc.insecure_channel(address, options=CHANNEL_OPTIONS)
    files = Tls() if tls is True else tls
    ca, cert, key = (
        pathlib.Path(name).read_bytes() if name else None for name in files[:3]
    )
    options: Tuple[Tuple[str, Any], ...] = CHANNEL_OPTIONS
    if files.server_name:
        options += (("grpc.ssl_target_name_override", files.server_name),)
    return grpc.secure_channel(
        address, grpc.ssl_channel_credentials(ca, key, cert), options=options
    )
