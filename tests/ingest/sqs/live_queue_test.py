# SPDX-License-Identifier: Apache-2.0
"""Objects and queues of moto, with signatures and rights checked, by the code of
farcall-ingest (live_queue.cc)."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import moto_server

PROGRAM = os.environ["FARCALL_LIVE_QUEUE"]
KEYS = [
    "AWSLogs/1/CloudTrail/eu-central-1/2026/11/30/plain.json.gz",
    "o=1/a:b.gz",
    "sp ace/plus+.gz",
    "umläut/日.gz",
    "q'(x)!*.gz",
    "100%.gz",
    "a//b%2Fc.gz",
    "a/../b.gz",
    "~-._/?&#$,;@[].gz",
]
READER = ("s3:GetObject", "s3:ListBucket", "sqs:*")


class LiveQueueTest(unittest.TestCase):
    def setUp(self):
        self.start_moto()

    def start_moto(self, **options):
        self.moto = moto_server.Moto(receives_max=3, **options)
        self.addCleanup(self.moto.stop)

    def run_tests(self, names, variables, provider="environment"):
        """Runs tests of the program, which have to pass."""
        environment = {
            "AWS_REGION": moto_server.REGION,
            "AWS_ENDPOINT_URL": self.moto.url,
            "FARCALL_QUEUE_URL": self.moto.queue,
            "FARCALL_OBJECTS": str(len(KEYS)),
            "FARCALL_PROVIDER": provider,
            **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")},
            **variables,
        }
        chosen = ":".join(f"LiveQueue.{name}" for name in names)
        done = subprocess.run(
            [PROGRAM, f"--gtest_filter={chosen}"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(f"[  PASSED  ] {len(names)} test", done.stdout)

    def put_objects(self):
        for key in KEYS:
            self.moto.s3.put_object(Bucket="trail", Key=key, Body=key.encode())

    def test_moves_messages_with_keys_of_a_user(self):
        self.put_objects()
        keys = self.moto.make_user(READER)
        self.moto.enforce()
        self.run_tests(["MovesEveryObject"], keys)
        self.run_tests(
            [
                "HoldsAMessageAndGivesItBack",
                "TellsReceiptsThatHoldNoLonger",
                "RejectsUntilTheQueueTakesItAway",
                "TellsWhatIsNotThere",
                "TakesNoObjectThatIsTooLarge",
            ],
            keys,
        )
        self.moto.set_up_again()
        self.assertEqual(self.moto.waiting(self.moto.queue), [])
        self.assertEqual(self.moto.waiting(self.moto.dead_letters), ["no notification"])

    def test_is_refused_without_the_secret_or_the_rights(self):
        self.put_objects()
        wrong = {**self.moto.make_user(READER), "AWS_SECRET_ACCESS_KEY": "made-up-secret"}
        nothing = self.moto.make_user(["iam:GetUser"])
        self.moto.enforce()
        self.run_tests(["IsRefused"], wrong)
        self.run_tests(["IsRefused"], nothing)

    def test_reads_what_sns_and_event_bridge_send(self):
        created = {
            "version": "0",
            "detail-type": "Object Created",
            "source": "aws.s3",
            "region": moto_server.REGION,
            "detail": {"bucket": {"name": "trail"}, "object": {"key": KEYS[2]}},
        }
        # The bucket tells of its objects itself; these are told twice.
        self.put_objects()
        self.moto.send(json.dumps(created))
        topic = self.moto.sns.create_topic(Name="trail")["TopicArn"]
        self.moto.sns.subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint=self.moto.arn(self.moto.queue)
        )
        own = {"s3Bucket": "trail", "s3ObjectKey": KEYS[:2]}
        self.moto.sns.publish(TopicArn=topic, Message=json.dumps(own))
        keys = self.moto.make_user(READER)
        self.moto.enforce()
        self.run_tests(["MovesEveryObject"], keys)

    def test_takes_a_role_for_a_web_identity(self):
        self.put_objects()
        role = self.moto.make_role("farcall", READER)
        with tempfile.TemporaryDirectory() as folder:
            token = pathlib.Path(folder) / "token"
            token.write_text("made.up.token\n")
            # STS itself wants no signature, but moto does.
            self.moto.enforce(free_calls=1)
            self.run_tests(
                ["MovesEveryObject"],
                {"AWS_ROLE_ARN": role, "AWS_WEB_IDENTITY_TOKEN_FILE": str(token)},
                provider="web identity",
            )

    def test_speaks_tls_to_whom_it_trusts(self):
        with tempfile.TemporaryDirectory() as folder:
            certificate, key = f"{folder}/certificate.pem", f"{folder}/key.pem"
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-nodes"]
                + ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=moto"]
                + ["-addext", "subjectAltName=IP:127.0.0.1"]
                + ["-out", certificate, "-keyout", key],
                check=True,
                capture_output=True,
            )
            self.start_moto(certificate=certificate, key=key)
            self.put_objects()
            keys = self.moto.make_user(READER)
            self.run_tests(["TrustsNoStranger"], keys)
            self.run_tests(["MovesEveryObject"], {**keys, "AWS_CA_BUNDLE": certificate})

    def test_has_credentials_of_containers_and_instances(self):
        self.run_tests(
            ["HasCredentials"],
            {"AWS_EC2_METADATA_SERVICE_ENDPOINT": self.moto.url},
            provider="instance metadata",
        )
        path = "/latest/meta-data/iam/security-credentials/default-role"
        self.run_tests(
            ["HasCredentials"],
            {"AWS_CONTAINER_CREDENTIALS_FULL_URI": self.moto.url + path},
            provider="container",
        )


if __name__ == "__main__":
    moto_server.require_moto()
    unittest.main()
