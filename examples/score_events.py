#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Scores CloudTrail records: python3 score_events.py [SERVER]

Needs gRPC for Python and the stubs (Debian: python3-grpcio python3-protobuf
protobuf-compiler-grpc):

  protoc -I proto --python_out=. --grpc_python_out=. \\
    --plugin=protoc-gen-grpc_python="$(which grpc_python_plugin)" \\
    proto/farcall/v1/*.proto
"""

import datetime
import json
import sys
import uuid

import grpc
from farcall.v1 import (
    event_pb2,
    score_pb2,
    scoring_service_pb2,
    scoring_service_pb2_grpc,
)


def cloudtrail_record(address, **fields):
    """What CloudTrail would deliver for a call by alice, just now."""
    now = datetime.datetime.now(datetime.timezone.utc)
    record = {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "arn": "arn:aws:iam::111122223333:user/alice",
            "accountId": "111122223333",
            "userName": "alice",
        },
        "eventTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": "iam.amazonaws.com",
        "eventName": "ListUsers",
        "awsRegion": "us-east-1",
        "sourceIPAddress": address,
        "eventID": str(uuid.uuid4()),
        "recipientAccountId": "111122223333",
    }
    return {**record, **fields}


def score(stub, records):
    """The results of one batch, in the order of its records."""
    request = scoring_service_pb2.ScoreEventsRequest(
        mode=scoring_service_pb2.SCORING_MODE_SCORE_AND_LEARN
    )
    for record in records:
        body = json.dumps(record).encode()
        request.events.add(cloudtrail_record=event_pb2.CloudTrailRecord(json=body))
    return stub.ScoreEvents(request, timeout=10, wait_for_ready=False).results


def describe(result):
    if result.HasField("error"):
        return f"error: {result.error.field}: {result.error.message}"
    if not result.HasField("score"):
        return "skipped: " + score_pb2.SkipReason.Name(result.skipped)
    risk = score_pb2.RiskLevel.Name(result.score.risk_level).removeprefix("RISK_LEVEL_")
    lines = [
        f"{result.score.score:6.2f} {risk}: {result.principal} called "
        f"{result.command} from {result.origin}"
    ]
    lines += [f"       {factor.explanation}" for factor in result.score.factors]
    return "\n".join(lines)


def main():
    server = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:50051"
    records = [
        cloudtrail_record("79.192.10.21"),
        cloudtrail_record("14.161.9.30", eventName="CreateAccessKey"),
        cloudtrail_record("79.192.10.21", eventTime="yesterday"),
    ]
    # An answer takes about 1 KiB an event: more than gRPC's 4 MiB for large batches.
    options = [("grpc.max_receive_message_length", 64 << 20)]
    with grpc.insecure_channel(server, options) as channel:
        stub = scoring_service_pb2_grpc.ScoringServiceStub(channel)
        try:
            results = score(stub, records)
        except grpc.RpcError as error:
            print(f"{error.code().name}: {error.details()}", file=sys.stderr)
            return 1
    for result in results:
        print(describe(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
