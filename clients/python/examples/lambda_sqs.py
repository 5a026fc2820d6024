# SPDX-License-Identifier: Apache-2.0
"""AWS Lambda that scores CloudTrail objects announced in an SQS queue.

Handler: lambda_sqs.handler, with ReportBatchItemFailures on. A message is an S3 event notification: as it is, from SNS, or
from EventBridge. What fails alone comes again, and goes to the queue's dead letters in the end: give the queue a redrive
policy. Environment as in lambda_s3.py.
"""

import json

import lambda_s3


def announced(body):
    """(bucket, key) of each object that a message announces."""
    message = json.loads(body)
    if message.get("Type") == "Notification" and "Message" in message:
        message = json.loads(message["Message"])  # SNS without raw delivery
    if message.get("detail-type") == "Object Created":
        found = message["detail"]  # EventBridge, whose keys are not encoded
        return [(found["bucket"]["name"], found["object"]["key"])]
    if message.get("Event") == "s3:TestEvent":
        return []
    if "Records" not in message:
        raise ValueError("this is no notification of S3")
    return list(lambda_s3.objects(message))


def handler(event, context):
    failures = []
    for message in event["Records"]:
        try:
            for bucket, key in announced(message["body"]):
                lambda_s3.score_object(bucket, key)
        except Exception as error:  # whatever it is, the message comes again
            print(json.dumps({"message": message["messageId"], "failed": str(error)}))
            failures.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failures}
