# SPDX-License-Identifier: Apache-2.0
"""A channel whose other end is a function, and errors as gRPC raises them."""

import grpc
from farcall import status_details_pb2
from farcall.v1 import score_pb2, scoring_service_pb2
from google.protobuf import any_pb2, duration_pb2

UNAVAILABLE = grpc.StatusCode.UNAVAILABLE
RESOURCE_EXHAUSTED = grpc.StatusCode.RESOURCE_EXHAUSTED
INVALID_ARGUMENT = grpc.StatusCode.INVALID_ARGUMENT


class FakeError(grpc.RpcError):
    def __init__(self, code, details="", retry_seconds=None, reason=None):
        super().__init__()
        self._code, self._details = code, details
        rich = status_details_pb2.Status(code=code.value[0])
        if retry_seconds is not None:
            delay = duration_pb2.Duration()
            delay.FromMilliseconds(int(retry_seconds * 1000))
            info = status_details_pb2.RetryInfo(retry_delay=delay)
            rich.details.append(packed("RetryInfo", info))
        if reason is not None:
            info = status_details_pb2.ErrorInfo(reason=reason, domain="farcall")
            rich.details.append(packed("ErrorInfo", info))
        self._rich = rich.SerializeToString()

    def code(self):
        return self._code

    def details(self):
        return self._details

    def trailing_metadata(self):
        return (("grpc-status-details-bin", self._rich),)


def packed(name, message):
    return any_pb2.Any(
        type_url=f"type.googleapis.com/google.rpc.{name}",
        value=message.SerializeToString(),
    )


class FakeCall:
    def __init__(self, answers):
        self._answers = answers

    def __iter__(self):
        return self._answers

    def cancel(self):
        pass


class FakeChannel:
    """`unary(request)`, `stream(requests)` and `watch(request)` are the server; the latter two give iterators."""

    def __init__(self, unary=None, stream=None, watch=None):
        self._unary, self._stream, self._watch = unary, stream, watch
        self.metadata = []

    def subscribe(self, callback, try_to_connect=False):
        callback(grpc.ChannelConnectivity.READY)

    def unsubscribe(self, callback):
        pass

    def unary_unary(self, path, **_):
        def call(request, timeout=None, metadata=None):
            self.metadata.append(metadata)
            return self._unary(request)

        return call

    def unary_stream(self, path, **_):
        return lambda request, metadata=None: FakeCall(self._watch(request))

    def stream_stream(self, path, **_):
        return lambda requests, metadata=None: FakeCall(self._stream(requests))


def results_of(request):
    """A result for each event of a batch, by its id."""
    return scoring_service_pb2.ScoreEventsResponse(
        results=[
            score_pb2.EventResult(event_id=one.cloudtrail_record.json.decode())
            for one in request.events
        ]
    )


def stream_answer(request):
    return scoring_service_pb2.StreamScoreEventsResponse(
        batch=results_of(request.batch)
    )
