# SPDX-License-Identifier: Apache-2.0
"""Events, records and batches for tests, and what the server keeps of them."""

import itertools
import json
import time
import uuid

import harness  # noqa: F401  generates the stubs that are imported next
from farcall.v1 import baseline_service_pb2 as baseline_pb2
from farcall.v1 import event_pb2
from farcall.v1 import scoring_service_pb2 as scoring_pb2

ACCOUNT = "111122223333"
PEERS = f"{ACCOUNT}:user"
SCORE_AND_LEARN = scoring_pb2.SCORING_MODE_SCORE_AND_LEARN
SCORE_ONLY = scoring_pb2.SCORING_MODE_SCORE_ONLY
LEARN_ONLY = scoring_pb2.SCORING_MODE_LEARN_ONLY
TENANT, ACCOUNT_KIND = baseline_pb2.ENTITY_KIND_TENANT, baseline_pb2.ENTITY_KIND_ACCOUNT
PEERS_KIND = baseline_pb2.ENTITY_KIND_PEERS
COMMAND = baseline_pb2.ENTITY_KIND_COMMAND
PRINCIPAL = baseline_pb2.ENTITY_KIND_PRINCIPAL

# Addresses in networks of harness.SMALL_DB.
IN_BRAZIL, IN_GERMANY, IN_FRANCE = "177.32.4.9", "79.192.10.21", "90.12.44.181"


def user(name):
    return f"arn:aws:iam::{ACCOUNT}:user/{name}"


def event(principal="alice", address=IN_GERMANY, seconds_ago=3600, **fields):
    """One input in Farcall's own fields."""
    message = event_pb2.Event(
        event_id=str(uuid.uuid4()),
        account=ACCOUNT,
        principal=user(principal),
        command="ec2:DescribeInstances",
        source_address=address,
    )
    message.event_time.seconds = int(time.time()) - seconds_ago
    for name, value in fields.items():
        setattr(message, name, value)
    return event_pb2.EventInput(event=message)


def event_with_long_names(number, seconds_ago=3600):
    """One input with the longest names that an answer repeats, others for each `number`.
    Its answer is as large as any where other numbers are known of its principal."""
    one = event(
        address=f"20.1.{number % 256}.1",
        seconds_ago=seconds_ago,
        country=("BR", "US", "FR", "IN")[number % 4],
        command=f"s3:{number:06d}".ljust(256, "c"),
        error_code=f"{number:06d}".rjust(256, "e"),
        user_agent=f"t{number:06d}".ljust(64, "u"),
    )
    one.event.principal = f"arn:aws:iam::{ACCOUNT}:role/".ljust(512, "n")
    return one


def record_fields(principal="alice", address=IN_GERMANY, seconds_ago=3600, **fields):
    """A CloudTrail record as a dict; a field given as None is left out."""
    record = {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "arn": user(principal),
            "accountId": ACCOUNT,
            "userName": principal,
        },
        "eventTime": utc_text(time.time() - seconds_ago),
        "eventSource": "ec2.amazonaws.com",
        "eventName": "DescribeInstances",
        "awsRegion": "eu-central-1",
        "sourceIPAddress": address,
        "eventID": str(uuid.uuid4()),
        "eventType": "AwsApiCall",
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    }
    record.update(fields)
    return {name: value for name, value in record.items() if value is not None}


def utc_text(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def raw(record):
    """One input that is a raw record, given as a dict or as bytes."""
    body = record if isinstance(record, bytes) else json.dumps(record).encode()
    return event_pb2.EventInput(cloudtrail_record=event_pb2.CloudTrailRecord(json=body))


def batch(inputs, mode=SCORE_AND_LEARN, tenant="", **fields):
    return scoring_pb2.ScoreEventsRequest(
        tenant=tenant, mode=mode, events=inputs, **fields
    )


def stream_request(request):
    return scoring_pb2.StreamScoreEventsRequest(batch=request)


def chunks(items, size):
    iterator = iter(items)
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk


def get_request(kind, name="", tenant=""):
    entity = baseline_pb2.Entity(tenant=tenant, kind=kind, name=name)
    return baseline_pb2.GetBaselineRequest(entity=entity)


def list_baselines(service, kind, tenant="", prefix="", page_size=1000):
    """Every baseline of one kind, over all pages."""
    token = ""
    while True:
        page = service.ListBaselines(
            baseline_pb2.ListBaselinesRequest(
                tenant=tenant,
                kind=kind,
                name_prefix=prefix,
                page_size=page_size,
                page_token=token,
            )
        )
        yield from page.baselines
        token = page.next_page_token
        if not token:
            return


def everything_known(server, tenant=""):
    """All that the server keeps of one tenant, name -> baseline, as bytes.

    The tenant's own name is taken out, so that tenants can be compared.
    """
    service = server.baselines()
    known = {}
    for kind in (TENANT, PEERS_KIND, COMMAND, PRINCIPAL):
        for listed in list_baselines(service, kind, tenant):
            answer = service.GetBaseline(get_request(kind, listed.entity.name, tenant))
            answer.baseline.entity.ClearField("tenant")
            text = answer.SerializeToString(deterministic=True)
            known[kind, listed.entity.name] = text
    return known
