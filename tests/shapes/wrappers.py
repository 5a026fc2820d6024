# SPDX-License-Identifier: Apache-2.0
"""What tools put around records: one function for each, to be composed.

A record is any JSON value; `text` in a name says that it goes in as JSON text.
"""

import base64
import gzip
import json

from calls import ACCOUNT, WHEN, WHEN_SECONDS

MILLIS = WHEN_SECONDS * 1000
QUEUE = f"arn:aws:sqs:eu-central-1:{ACCOUNT}:trail"
TOPIC = f"arn:aws:sns:eu-central-1:{ACCOUNT}:trail"


def text(value):
    """JSON text, of what is not text yet."""
    return value if isinstance(value, str) else json.dumps(value)


def b64(value):
    raw = value if isinstance(value, bytes) else text(value).encode()
    return base64.b64encode(raw).decode()


def packed(value):
    """gzip in base64."""
    return b64(gzip.compress(text(value).encode(), mtime=0))


def delivery(records):
    return {"Records": records}


# AWS


def event_bridge(detail, kind="AWS API Call via CloudTrail"):
    return {
        "version": "0",
        "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "detail-type": kind,
        "source": "aws.iam",
        "account": ACCOUNT,
        "time": WHEN,
        "region": "eu-central-1",
        "resources": [],
        "detail": detail,
    }


def sns(message, kind="Notification"):
    return {
        "Type": kind,
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Subject": "trail",
        "Message": text(message),
        "Timestamp": "2026-10-07T08:12:00.000Z",
        "SignatureVersion": "1",
        "Signature": "EXAMPLE",
        "UnsubscribeURL": "https://sns.example.com/?Action=Unsubscribe",
    }


def sqs_message(body):
    return {
        "MessageId": "7b270e59-b47a-4f90-a5b0-e4d1f5e1a111",
        "ReceiptHandle": "AQEB",
        "MD5OfBody": "0123456789abcdef0123456789abcdef",
        "Body": text(body),
    }


def receive_message(*bodies):
    """`aws sqs receive-message`."""
    return {"Messages": [sqs_message(body) for body in bodies]}


def lambda_sqs(*bodies):
    return {
        "Records": [
            {
                "messageId": f"059f36b4-87a3-44ab-83d2-66197569{n:04}",
                "receiptHandle": "AQEB",
                "body": text(body),
                "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": QUEUE,
                "awsRegion": "eu-central-1",
            }
            for n, body in enumerate(bodies)
        ]
    }


def lambda_sns(*messages):
    return {
        "Records": [
            {
                "EventSource": "aws:sns",
                "EventVersion": "1.0",
                "EventSubscriptionArn": TOPIC + ":1",
                "Sns": sns(message),
            }
            for message in messages
        ]
    }


def lambda_kinesis(*data):
    return {
        "Records": [
            {
                "kinesis": {
                    "kinesisSchemaVersion": "1.0",
                    "partitionKey": "1",
                    "sequenceNumber": str(n),
                    "data": item,
                    "approximateArrivalTimestamp": WHEN_SECONDS + 60.1,
                },
                "eventSource": "aws:kinesis",
                "eventVersion": "1.0",
                "eventID": f"shardId-000000000000:{n}",
                "eventName": "aws:kinesis:record",
                "awsRegion": "eu-central-1",
                "eventSourceARN": f"arn:aws:kinesis:eu-central-1:{ACCOUNT}:stream/s",
            }
            for n, item in enumerate(data)
        ]
    }


def lambda_kafka(*values):
    return {
        "eventSource": "aws:kafka",
        "eventSourceArn": f"arn:aws:kafka:eu-central-1:{ACCOUNT}:cluster/c/1",
        "bootstrapServers": "b-1.example.com:9092",
        "records": {
            "trail-0": [
                {
                    "topic": "trail",
                    "partition": 0,
                    "offset": n,
                    "timestamp": MILLIS,
                    "timestampType": "CREATE_TIME",
                    "key": b64("k"),
                    "value": value,
                    "headers": [],
                }
                for n, value in enumerate(values)
            ]
        },
    }


def get_records(*data):
    """`aws kinesis get-records`."""
    return {
        "Records": [
            {
                "SequenceNumber": str(n),
                "ApproximateArrivalTimestamp": WHEN,
                "Data": item,
                "PartitionKey": "1",
            }
            for n, item in enumerate(data)
        ],
        "NextShardIterator": "AAAA",
        "MillisBehindLatest": 0,
    }


def firehose_http(*data):
    return {
        "requestId": "ed4acda5-034f-9f42-bba1-f29aea6d7d8f",
        "timestamp": MILLIS,
        "records": [{"data": item} for item in data],
    }


def firehose_transformed(*data):
    """What a transforming Lambda function answers."""
    return {
        "records": [
            {"recordId": f"4954{n}", "result": "Ok", "data": item}
            for n, item in enumerate(data)
        ]
    }


def subscription(messages):
    """A CloudWatch Logs message, unpacked."""
    return {
        "messageType": "DATA_MESSAGE",
        "owner": ACCOUNT,
        "logGroup": "trail",
        "logStream": f"{ACCOUNT}_CloudTrail_eu-central-1",
        "subscriptionFilters": ["all"],
        "logEvents": [
            {"id": f"3195{n}", "timestamp": MILLIS, "message": text(message)}
            for n, message in enumerate(messages)
        ],
    }


def lookup_event(record):
    return {
        "EventId": record["eventID"],
        "EventName": record["eventName"],
        "ReadOnly": "false",
        "AccessKeyId": "AKIAEXAMPLEALICE0001",
        "EventTime": WHEN_SECONDS + 0.0,
        "EventSource": record["eventSource"],
        "Username": "alice",
        "Resources": [],
        "CloudTrailEvent": text(record),
    }


def insights_row(fields):
    """A row of `aws logs get-query-results`."""
    return [{"field": name, "value": text(value)} for name, value in fields.items()]


def insights_answer(rows):
    return {
        "queryLanguage": "CWLI",
        "results": [insights_row(row) for row in rows],
        "statistics": {"recordsMatched": 2.0, "recordsScanned": 9.0},
        "status": "Complete",
    }


def lake_answer(rows):
    """`aws cloudtrail get-query-results`."""
    return {
        "QueryStatus": "FINISHED",
        "QueryStatistics": {"ResultsCount": len(rows), "TotalResultsCount": len(rows)},
        "QueryResultRows": [
            [{name: text(value)} for name, value in row.items()] for row in rows
        ],
    }


def api_gateway(body, encoded=False):
    return {
        "resource": "/trail",
        "path": "/trail",
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/json"},
        "requestContext": {"stage": "prod"},
        "body": b64(body) if encoded else text(body),
        "isBase64Encoded": encoded,
    }


# Search engines and log stores


def ecs(call, **event):
    """Elastic's document of a call, without the original."""
    record = call.record
    identity = record["userIdentity"]
    fields = {"type": identity["type"]}
    for name, key in (("arn", "arn"), ("accessKeyId", "access_key_id")):
        if name in identity:
            fields[key] = identity[name]
    issuer = identity.get("sessionContext", {}).get("sessionIssuer")
    if issuer:
        fields["session_context"] = {
            "session_issuer": {
                "arn": issuer["arn"],
                "account_id": issuer["accountId"],
                "principal_id": issuer["principalId"],
                "type": issuer["type"],
            }
        }
    if "onBehalfOf" in identity:
        fields["on_behalf_of"] = {
            "user_id": identity["onBehalfOf"]["userId"],
            "identity_store_arn": identity["onBehalfOf"]["identityStoreArn"],
        }
    user = {"id": identity.get("principalId"), "name": identity.get("userName")}
    document = {
        "@timestamp": record["eventTime"].replace("Z", ".000Z"),
        "ecs": {"version": "8.17.0"},
        "data_stream": {"dataset": "aws.cloudtrail", "type": "logs"},
        "event": {
            "id": record["eventID"],
            "action": record["eventName"],
            "provider": record["eventSource"],
            "kind": "event",
            "module": "aws",
            "dataset": "aws.cloudtrail",
            "outcome": "success",
            "ingested": "2026-10-07T08:20:00Z",
            **event,
        },
        "source": {
            "address": record["sourceIPAddress"],
            "ip": record["sourceIPAddress"],
        },
        "cloud": {"region": record["awsRegion"], "account": {"id": ACCOUNT}},
        "user": {k: v for k, v in user.items() if v},
        "aws": {
            "cloudtrail": {
                "event_version": "1.11",
                "event_type": record["eventType"],
                "event_category": "Management",
                "recipient_account_id": ACCOUNT,
                "user_identity": fields,
            }
        },
    }
    return document


def hit(source, index="logs-aws.cloudtrail-default"):
    return {"_index": index, "_id": "kQ1", "_score": 1.0, "_source": source}


def search_answer(hits):
    return {
        "took": 4,
        "timed_out": False,
        "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
        "hits": {
            "total": {"value": len(hits), "relation": "eq"},
            "max_score": 1.0,
            "hits": hits,
        },
    }


def hec(event, **metadata):
    """A body of Splunk's HTTP event collector."""
    return {
        "time": WHEN_SECONDS,
        "host": "forwarder",
        "source": "aws",
        "sourcetype": "aws:cloudtrail",
        "index": "security",
        **metadata,
        "event": event,
    }


def wazuh(record):
    return {"integration": "aws", "aws": {"log_info": {"s3bucket": "b"}, **record}}


def wazuh_alert(record):
    return {
        "timestamp": "2026-10-07T08:20:00.123+0000",
        "rule": {"level": 3, "id": "80202", "description": "AWS Cloudtrail"},
        "agent": {"id": "000", "name": "manager"},
        "manager": {"name": "manager"},
        "id": "1791361200.1",
        "decoder": {"name": "json"},
        "data": wazuh(record),
        "location": "Wazuh-AWS",
    }


def datadog(attributes, **more):
    return {
        "_id": "AZEXAMPLE",
        "date": "2026-10-07T08:09:10.000Z",
        "service": "cloudtrail",
        "source": "cloudtrail",
        "status": "info",
        "tags": ["env:prod"],
        "attributes": attributes,
        **more,
    }


def docker(line):
    return {"log": text(line) + "\n", "stream": "stdout", "time": WHEN}


def kubernetes(line):
    return {
        "date": WHEN_SECONDS + 0.5,
        "log": text(line),
        "stream": "stdout",
        "kubernetes": {"pod_name": "collector-0", "namespace_name": "logging"},
    }


def filebeat(message):
    return {
        "@timestamp": "2026-10-07T08:20:00.000Z",
        "@metadata": {"beat": "filebeat", "type": "_doc", "version": "8.17.0"},
        "agent": {"type": "filebeat"},
        "input": {"type": "aws-s3"},
        "aws": {"s3": {"bucket": {"name": "trail"}, "object": {"key": "x.json.gz"}}},
        "event": {"module": "aws", "dataset": "aws.cloudtrail"},
        "message": text(message),
    }


def logstash(message):
    return {
        "@timestamp": "2026-10-07T08:20:00.000Z",
        "@version": "1",
        "host": {"name": "logstash-1"},
        "message": text(message),
    }


def vector(message):
    return {
        "message": text(message),
        "source_type": "aws_s3",
        "bucket": "trail",
        "object": "AWSLogs/x.json.gz",
        "timestamp": WHEN,
    }


def otlp(body, attributes=()):
    return {
        "resourceLogs": [
            {
                "resource": {"attributes": []},
                "scopeLogs": [
                    {
                        "scope": {},
                        "logRecords": [
                            {
                                "timeUnixNano": str(WHEN_SECONDS * 10**9),
                                "body": body,
                                "attributes": list(attributes),
                            }
                        ],
                    }
                ],
            }
        ]
    }


def otlp_value(value):
    """A JSON value as OTLP's AnyValue."""
    if isinstance(value, dict):
        pairs = [{"key": k, "value": otlp_value(v)} for k, v in value.items()]
        return {"kvlistValue": {"values": pairs}}
    if isinstance(value, list):
        return {"arrayValue": {"values": [otlp_value(v) for v in value]}}
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"stringValue": value} if isinstance(value, str) else {}


def ocsf(call, **more):
    """OCSF's API Activity, as Security Lake writes it."""
    record = call.record
    identity = record["userIdentity"]
    issuer = identity.get("sessionContext", {}).get("sessionIssuer", {}).get("arn")
    return {
        "metadata": {
            "product": {"name": "CloudTrail", "vendor_name": "AWS", "version": "1.11"},
            "uid": record["eventID"],
            "version": "1.1.0",
            "event_code": "AwsApiCall",
            "profiles": ["cloud", "datetime"],
        },
        "time": MILLIS,
        "time_dt": WHEN,
        "cloud": {"region": record["awsRegion"], "provider": "AWS"},
        "api": {
            "operation": record["eventName"],
            "service": {"name": record["eventSource"]},
            "request": {"uid": record["requestID"]},
            "response": {"error": record.get("errorCode"), "message": None},
            "version": None,
        },
        "actor": {
            "user": {
                "type": identity["type"],
                "name": identity.get("userName"),
                "uid": identity.get("arn"),
                "uid_alt": identity.get("principalId"),
                "account": {"uid": ACCOUNT},
            },
            "session": {"issuer": issuer, "is_mfa": False},
            "invoked_by": None,
        },
        "src_endpoint": {"ip": record["sourceIPAddress"], "domain": None},
        "http_request": {"user_agent": record["userAgent"]},
        "class_uid": 6003,
        "class_name": "API Activity",
        "category_uid": 6,
        "activity_id": 1,
        "type_uid": 600301,
        "severity_id": 1,
        "status": "Success",
        "unmapped": {"eventType": "AwsApiCall", "recipientAccountId": ACCOUNT},
        **more,
    }
