# SPDX-License-Identifier: Apache-2.0
"""moto as a stand-in for AWS: S3, SQS, STS, IAM and an instance's metadata on one
free port, with signatures and rights checked. scripts/setup.sh brings it along."""

import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOTO = ROOT / "build/tools/moto"
REGION = "eu-central-1"
ACCOUNT = "123456789012"  # moto's own
SET_UP_CALLS_MAX = 1_000_000


def require_moto():
    """Ends the test as skipped where moto is not installed; fails in CI."""
    if (MOTO / "moto").is_dir():
        sys.path.insert(0, str(MOTO))
        return
    if os.environ.get("CI"):
        raise SystemExit("moto is not there: scripts/setup.sh test")
    print("skipped: moto is not there; scripts/setup.sh test fetches it")
    sys.exit(77)


class Moto:
    """A server with a queue `trail` for the objects of a bucket `trail`, and its
    dead-letter queue. What is set up needs no rights; enforce() ends that. With a
    certificate it speaks TLS."""

    def __init__(self, receives_max=3, certificate=None, key=None):
        command = [sys.executable, "-B", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
        self.certificate = certificate
        if certificate:
            command += ["--ssl", "--ssl-cert", certificate, "--ssl-key", key]
        self.process = subprocess.Popen(
            command,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(MOTO),
                "INITIAL_NO_AUTH_ACTION_COUNT": str(SET_UP_CALLS_MAX),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.url = self._await_url()
        # Nobody reads its log any more, and it must not wait for a reader.
        self.log = threading.Thread(target=self.process.stderr.read, daemon=True)
        self.log.start()
        self.s3, self.sqs = self.client("s3"), self.client("sqs")
        self.iam, self.sns = self.client("iam"), self.client("sns")
        self._make_queues(receives_max)
        self._make_bucket()

    def _await_url(self):
        lines = []
        for line in self.process.stderr:
            lines.append(line)
            found = re.search(r"https?://127\.0\.0\.1:\d+", line)
            if found:
                return found.group()
        raise SystemExit("moto did not start:\n" + "".join(lines))

    def client(self, service, key="set-up", secret="set-up"):
        import boto3

        return boto3.client(
            service,
            endpoint_url=self.url,
            verify=self.certificate,
            region_name=REGION,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
        )

    def _make_queues(self, receives_max):
        self.dead_letters = self.sqs.create_queue(QueueName="dead")["QueueUrl"]
        policy = {
            "deadLetterTargetArn": self.arn(self.dead_letters),
            "maxReceiveCount": str(receives_max),
        }
        self.queue = self.sqs.create_queue(
            QueueName="trail", Attributes={"RedrivePolicy": json.dumps(policy)}
        )["QueueUrl"]

    def _make_bucket(self):
        self.s3.create_bucket(
            Bucket="trail", CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        self.s3.put_bucket_notification_configuration(
            Bucket="trail",
            NotificationConfiguration={
                "QueueConfigurations": [
                    {"QueueArn": self.arn(self.queue), "Events": ["s3:ObjectCreated:*"]}
                ]
            },
        )

    def arn(self, queue):
        attributes = self.sqs.get_queue_attributes(
            QueueUrl=queue, AttributeNames=["QueueArn"]
        )
        return attributes["Attributes"]["QueueArn"]

    def send(self, body, queue=None):
        self.sqs.send_message(QueueUrl=queue or self.queue, MessageBody=body)

    def make_user(self, actions):
        """The keys of a new user who may do `actions`, as variables."""
        name = f"user-{len(self.iam.list_users()['Users'])}"
        self.iam.create_user(UserName=name)
        self.iam.put_user_policy(
            UserName=name, PolicyName="rights", PolicyDocument=policy_for(actions)
        )
        key = self.iam.create_access_key(UserName=name)["AccessKey"]
        return {
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        }

    def delete_keys_of(self, keys):
        """Of a user whom make_user() made."""
        key = keys["AWS_ACCESS_KEY_ID"]
        name = self.iam.get_access_key_last_used(AccessKeyId=key)["UserName"]
        self.iam.delete_access_key(UserName=name, AccessKeyId=key)

    def make_role(self, name, actions):
        """The ARN of a role that anybody may take."""
        trust = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole*"}
        role = self.iam.create_role(
            RoleName=name,
            AssumeRolePolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": [trust]}
            ),
        )
        self.iam.put_role_policy(
            RoleName=name, PolicyName="rights", PolicyDocument=policy_for(actions)
        )
        return role["Role"]["Arn"]

    def enforce(self, free_calls=0):
        """From now on signatures and rights are checked, after `free_calls`."""
        request = urllib.request.Request(
            self.url + "/moto-api/reset-auth",
            data=str(free_calls).encode(),
            headers={"Content-Type": "text/plain"},
        )
        urllib.request.urlopen(request, timeout=60).read()

    def set_up_again(self):
        """Ends enforce()."""
        self.enforce(SET_UP_CALLS_MAX)

    def waiting(self, queue):
        """Bodies of the messages of a queue, which stay in it."""
        bodies = []
        while True:
            messages = self.sqs.receive_message(
                QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=600
            ).get("Messages", [])
            if not messages:
                return bodies
            bodies += [message["Body"] for message in messages]

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.join()
        self.process.stderr.close()


def policy_for(actions):
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
