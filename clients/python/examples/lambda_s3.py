# SPDX-License-Identifier: Apache-2.0
"""AWS Lambda that scores each CloudTrail object as S3 announces it.

Handler: lambda_s3.handler, called by an S3 event notification of the trail's bucket. An object that fails raises: Lambda
calls again with the same event, and what was counted comes back as a duplicate with its first alert.

Environment: FARCALL_SERVER (host:port), FARCALL_TLS (1 = encrypt), FARCALL_TOKEN_FILE, FARCALL_GIVE_UP (seconds without an
answer, default 20: less than the function's timeout, which is then not spent on waiting). boto3 comes with Lambda, the wheel
of `farcall` and its dependencies go into a layer.
"""

import functools
import gzip
import json
import os
import urllib.parse

import boto3
import farcall


@functools.lru_cache(maxsize=None)
def client():
    """One for all calls of this process."""
    return farcall.Client(
        os.environ["FARCALL_SERVER"],
        tls=os.environ.get("FARCALL_TLS") == "1",
        token_file=os.environ.get("FARCALL_TOKEN_FILE"),
        retry=farcall.RetryPolicy(
            give_up=float(os.environ.get("FARCALL_GIVE_UP", "20"))
        ),
    )


@functools.lru_cache(maxsize=None)
def s3():
    return boto3.client("s3")


def objects(notification):
    """(bucket, key) of each object that S3 announces. Keys come form-encoded."""
    for entry in notification.get("Records", []):
        found = entry["s3"]
        yield found["bucket"]["name"], urllib.parse.unquote_plus(found["object"]["key"])


def records(bucket, key):
    """The records of an object. A digest file is one: the server skips it."""
    body = s3().get_object(Bucket=bucket, Key=key)["Body"].read()
    if body.startswith(b"\x1f\x8b"):
        body = gzip.decompress(body)
    document = json.loads(body)
    return document.get("Records", [document])


def score_object(bucket, key):
    """Scores an object and prints its alerts and errors, each a line of the Lambda's log."""
    counted = {"scored": 0, "duplicates": 0, "skipped": 0, "errors": 0, "alerts": 0}
    for result in client().score(records(bucket, key)):
        outcome = result.WhichOneof("outcome")
        if outcome == "error":
            counted["errors"] += 1
            tell(bucket, key, event_id=result.event_id, error=result.error.message)
        elif outcome == "skipped":
            counted["skipped"] += 1
        else:
            counted["duplicates" if result.duplicate else "scored"] += 1
            if result.score.alert:
                counted["alerts"] += 1
                tell(bucket, key, event_id=result.event_id, alert=result.headline)
    return counted


def tell(bucket, key, **fields):
    print(json.dumps({"bucket": bucket, "key": key, **fields}))


def handler(event, context):
    total = {}
    for bucket, key in objects(event):
        for name, number in score_object(bucket, key).items():
            total[name] = total.get(name, 0) + number
    return total
