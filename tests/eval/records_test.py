# SPDX-License-Identifier: Apache-2.0

import json
import types
import unittest

import records

ALICE = types.SimpleNamespace(name="alice", access="key")
ACCOUNT = "111122223333"


def record(who=ALICE, command="iam:ListUsers", error="", at=86400 + 3723):
    identity = records.identity_of(who, ACCOUNT)
    text = records.line("id-1", at, ACCOUNT, identity, command, "1.2.3.4", "a/1", error)
    return json.loads(text)


class Records(unittest.TestCase):
    def test_a_line_has_the_fields_of_a_call(self):
        made = record()
        self.assertEqual(made["eventTime"], "2025-03-04T01:02:03Z")
        self.assertEqual(made["eventSource"], "iam.amazonaws.com")
        self.assertEqual(made["eventName"], "ListUsers")
        self.assertEqual(made["awsRegion"], "us-east-1")
        self.assertEqual(made["sourceIPAddress"], "1.2.3.4")
        self.assertIs(made["readOnly"], True)
        self.assertEqual(
            made["userIdentity"]["arn"], f"arn:aws:iam::{ACCOUNT}:user/alice"
        )
        self.assertNotIn("errorCode", made)

    def test_what_changes_something_is_not_read_only_and_lies_in_its_region(self):
        made = record(command="ec2:RunInstances")
        self.assertIs(made["readOnly"], False)
        self.assertEqual(made["awsRegion"], "eu-central-1")

    def test_a_denied_call_says_who_may_not_do_what(self):
        made = record(error="AccessDenied")
        self.assertEqual(made["errorCode"], "AccessDenied")
        self.assertEqual(
            made["errorMessage"],
            f"User: arn:aws:iam::{ACCOUNT}:user/alice is not authorized to perform: "
            "iam:ListUsers",
        )

    def test_people_of_one_name_who_come_in_by_other_doors_are_not_mixed_up(self):
        by_key = record()["userIdentity"]
        by_sso = record(types.SimpleNamespace(name="alice", access="sso"))
        self.assertEqual(by_key["type"], "IAMUser")
        self.assertEqual(by_sso["userIdentity"]["type"], "AssumedRole")

    def test_a_service_is_named_by_its_host(self):
        identity = records.service_identity("config.amazonaws.com")
        self.assertEqual(
            json.loads(identity.text),
            {"type": "AWSService", "invokedBy": "config.amazonaws.com"},
        )


if __name__ == "__main__":
    unittest.main()
