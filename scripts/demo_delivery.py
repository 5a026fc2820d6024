# SPDX-License-Identifier: Apache-2.0
"""The files that S3 would hold of the records of demo_trail.py."""

import collections
import datetime
import gzip
import json

import demo_organisation as org
from demo_records import DAY, HOME_REGION, HOUR, MINUTE, text_time

DELIVERY_SECONDS = 5 * MINUTE  # CloudTrail delivers about this often


def object_name(account, kind, region, at, middle, rng):
    moment = datetime.datetime.fromtimestamp(at, datetime.timezone.utc)
    suffix = "".join(
        rng.choice("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        for _ in range(16)
    )
    return (
        f"AWSLogs/{account}/{kind}/{region}/{moment:%Y/%m/%d}/"
        f"{account}_{kind}_{middle}{region}_{moment:%Y%m%dT%H%MZ}_{suffix}.json.gz"
    )


def deliver(trail):
    """Name -> contents of every file, as S3 would get them."""
    rng = trail.rng
    buckets = collections.defaultdict(list)
    for at, account, region, record in trail.records:
        # Records come some minutes late, each by its own delay.
        slot = (at + rng.randint(2 * MINUTE, 11 * MINUTE)) // DELIVERY_SECONDS + 1
        buckets[account, region, slot].append(record)
        if rng.random() < 0.015:
            buckets[account, region, slot + rng.randint(1, 3)].append(record)
    files = {}
    for (account, region, slot), records in sorted(buckets.items()):
        rng.shuffle(records)
        at = slot * DELIVERY_SECONDS
        files[object_name(account, "CloudTrail", region, at, "", rng)] = {
            "Records": records
        }
    for day in range(trail.days):
        at = trail.start + day * DAY + HOUR
        name = object_name(
            org.PRODUCTION, "CloudTrail-Digest", HOME_REGION, at, "trail_", rng
        )
        files[name] = digest(name, at)
    at = trail.start + trail.days * DAY // 2
    files[
        object_name(org.PRODUCTION, "CloudTrail-Insight", HOME_REGION, at, "", rng)
    ] = {"Records": [insight(trail, at)]}
    return files


def digest(name, at):
    return {
        "awsAccountId": org.PRODUCTION,
        "digestStartTime": text_time(at - HOUR),
        "digestEndTime": text_time(at),
        "digestS3Bucket": "example-trail",
        "digestS3Object": name,
        "digestPublicKeyFingerprint": "00112233445566778899aabbccddeeff",
        "digestSignatureAlgorithm": "SHA256withRSA",
        "logFiles": [],
    }


def insight(trail, at):
    return {
        "eventVersion": "1.09",
        "eventTime": text_time(at),
        "awsRegion": HOME_REGION,
        "eventID": trail.identifier(),
        "eventType": "AwsCloudTrailInsight",
        "recipientAccountId": org.PRODUCTION,
        "sharedEventID": trail.identifier(),
        "insightDetails": {
            "state": "Start",
            "eventSource": "ec2.amazonaws.com",
            "eventName": "DescribeInstances",
            "insightType": "ApiCallRateInsight",
        },
        "eventCategory": "Insight",
    }


def write_files(output, files):
    for name, contents in files.items():
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        body = json.dumps(contents, separators=(",", ":")).encode()
        path.write_bytes(gzip.compress(body, compresslevel=6, mtime=0))
