# SPDX-License-Identifier: Apache-2.0
"""The same CloudTrail records in every framing that the CLI reads."""

import base64
import gzip
import json


def _lines(items):
    return "".join(json.dumps(item) + "\n" for item in items).encode()


def _whole(document):
    return json.dumps(document).encode()


def _event_bridge(record):
    return {
        "version": "0",
        "id": record["eventID"],
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws." + record["eventSource"].partition(".")[0],
        "account": record["recipientAccountId"],
        "time": record["eventTime"],
        "region": record["awsRegion"],
        "resources": [],
        "detail": record,
    }


def _subscription(records):
    message = {
        "messageType": "DATA_MESSAGE",
        "owner": "111122223333",
        "logGroup": "CloudTrail/trail",
        "logStream": "111122223333_CloudTrail_eu-central-1",
        "subscriptionFilters": ["farcall"],
        "logEvents": [
            {
                "id": str(n),
                "timestamp": 1700000000000 + n,
                "message": json.dumps(record),
            }
            for n, record in enumerate(records)
        ],
    }
    packed = base64.b64encode(gzip.compress(json.dumps(message).encode()))
    return {"awslogs": {"data": packed.decode()}}


def _lookup_events(records):
    return {
        "Events": [
            {
                "EventId": record["eventID"],
                "EventName": record["eventName"],
                "ReadOnly": "true",
                "EventTime": record["eventTime"],
                "EventSource": record["eventSource"],
                "Resources": [],
                "CloudTrailEvent": json.dumps(record),
            }
            for record in records
        ]
    }


def _ecs(record):
    """The form of Elastic's integration, which has none of CloudTrail's names."""
    identity = record["userIdentity"]
    issuer = identity.get("sessionContext", {}).get("sessionIssuer", {})
    described = {
        "type": identity.get("type"),
        "arn": identity.get("arn"),
        "account_id": identity.get("accountId"),
        "invoked_by": identity.get("invokedBy"),
    }
    if issuer:
        described["session_context"] = {
            "session_issuer": {
                "type": issuer["type"],
                "arn": issuer["arn"],
                "account_id": issuer["accountId"],
                "principal_id": issuer["principalId"],
            }
        }
    return {
        "@timestamp": record["eventTime"],
        "event": {
            "id": record["eventID"],
            "action": record["eventName"],
            "provider": record["eventSource"],
            "kind": "event",
        },
        "source": {"address": record["sourceIPAddress"]},
        "cloud": {
            "account": {"id": record["recipientAccountId"]},
            "region": record["awsRegion"],
        },
        "user_agent": {"original": record.get("userAgent")},
        "aws": {
            "cloudtrail": {
                "user_identity": described,
                "error_code": record.get("errorCode"),
                "error_message": record.get("errorMessage"),
                "vpc_endpoint_id": record.get("vpcEndpointId"),
                "vpc_endpoint_account_id": record.get("vpcEndpointAccountId"),
            }
        },
    }


# Name of the framing -> bytes of a file that holds all records.
FRAMINGS = {
    "records.json": lambda records: _whole({"Records": records}),
    "records.json.gz": lambda records: gzip.compress(_whole({"Records": records})),
    "array.json": lambda records: json.dumps(records, indent=3).encode(),
    "lines.ndjson": _lines,
    "lines.ndjson.gz": lambda records: gzip.compress(_lines(records)),
    "one-file-a-line.ndjson": lambda records: _lines(
        {"Records": records[start : start + 10]} for start in range(0, len(records), 10)
    ),
    "event-bridge.ndjson": lambda records: _lines(map(_event_bridge, records)),
    "subscription.json": lambda records: _whole(_subscription(records)),
    "subscriptions.ndjson": lambda records: _lines(
        _subscription(records[start : start + 10])
        for start in range(0, len(records), 10)
    ),
    "lookup-events.json": lambda records: _whole(_lookup_events(records)),
    "original.ndjson": lambda records: _lines(
        {"event": {"original": json.dumps(record)}} for record in records
    ),
    "message.ndjson": lambda records: _lines(
        {"message": json.dumps(record)} for record in records
    ),
    "raw.ndjson": lambda records: _lines({"_raw": json.dumps(r)} for r in records),
    "ecs.ndjson": lambda records: _lines(map(_ecs, records)),
}
