# SPDX-License-Identifier: Apache-2.0
"""The commands of runbooks are commands of the AWS CLI, and a shell takes them as they are."""

import json
import os
import re
import subprocess
import tempfile
import unittest

import aws_models
import monitoring

# Of the variables that somebody sets by hand.
SAMPLES = {
    "ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE01",
    "ACCOUNT_ID": "111122223333",
    "AWS_REGION": "eu-central-1",
    "DB_SNAPSHOT_ID": "snapshot-1",
    "EARLIER_POLICY": '{"Version":"2012-10-17","Statement":[]}',
    "EARLIER_VERSION_ID": "v1",
    "FUNCTION_NAME": "payments",
    "IDENTITY_CENTER_USER_ID": "12345678-1234-1234-1234-123456789012",
    "IDENTITY_STORE_ID": "d-1234567890",
    "IMAGE_ID": "ami-0123456789abcdef0",
    "INSTANCE_ID": "i-0123456789abcdef0",
    "MFA_SERIAL_NUMBER": "arn:aws:iam::111122223333:mfa/phone",
    "NEW_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE02",
    "PERMISSION_SET_ARN": "arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/"
    "ps-0123456789abcdef",
    "POLICY_ARN": "arn:aws:iam::111122223333:policy/admin",
    "PRINCIPAL_ARN": "arn:aws:iam::111122223333:role/admin",
    "PROVIDER_ARN": "arn:aws:iam::111122223333:saml-provider/idp",
    "SECRET_ID": "payments-db",
    "SSO_INSTANCE_ARN": "arn:aws:sso:::instance/ssoins-0123456789abcdef",
    "CREDENTIAL_ID": "ACCAEXAMPLEEXAMPLE012",
    "SSH_PUBLIC_KEY_ID": "APKAEXAMPLEEXAMPLE012",
    "TRUST_ANCHOR_ID": "12345678-1234-1234-1234-123456789012",
}
# Verbs of operations that change nothing.
LOOKS = re.compile(r"(?:describe|generate|get|list|lookup|validate)-")
VARIABLE = re.compile(r'"\$([A-Z_]+)"')


def steps():
    printed = subprocess.run(
        [os.environ["FARCALL_PRINT_RUNBOOKS"]], capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in printed.stdout.splitlines()]


def script(commands):
    """The commands as a script, whose variables are set first."""
    names = sorted({name for command in commands for name in VARIABLE.findall(command)})
    sets = [f"{name}='{SAMPLES.get(name, 'name-1')}'" for name in names]
    return "\n".join(["#!/bin/sh", *sets, *commands, ""])


def words_in_shell(commands):
    """What `aws` gets of each command from a POSIX shell."""
    aws = "aws() { printf '%s\\0' aws \"$@\"; printf '\\036'; }\n"
    with tempfile.TemporaryDirectory() as empty:
        ran = subprocess.run(
            ["/bin/sh", "-eu", "-s"], input=aws + script(commands), cwd=empty,
            capture_output=True, text=True, check=True, env={"PATH": empty},
        )  # fmt: skip
    return [part.split("\0")[:-1] for part in ran.stdout.split("\036")[:-1]]


class RunbookCommandsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.steps = steps()
        cls.commands = sorted(
            {s[field] for s in cls.steps for field in ("command", "undo") if s[field]}
        )

    def test_there_are_runbooks_of_many_cards(self):
        self.assertGreaterEqual(len({step["card"] for step in self.steps}), 60)
        self.assertGreaterEqual(len(self.commands), 200)

    def test_the_aws_cli_takes_each_command(self):
        in_shell = words_in_shell(self.commands)
        self.assertEqual(len(in_shell), len(self.commands))
        for command, words in zip(self.commands, in_shell):
            with self.subTest(command=command[:400]):
                aws_models.check(words)

    def test_shellcheck_has_nothing_to_say(self):
        with tempfile.NamedTemporaryFile("w", suffix=".sh") as file:
            file.write(script(self.commands))
            file.flush()
            done = subprocess.run(
                [monitoring.tool("shellcheck"), "--shell=sh", file.name],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout[:4000])

    def test_a_step_says_whether_it_changes_something(self):
        for step in self.steps:
            if step["command"]:
                looks = bool(LOOKS.match(step["command"].split()[2]))
                self.assertNotEqual(looks, step["changes"], step["command"][:400])

    def test_a_step_tells_the_variables_that_it_has(self):
        for step in self.steps:
            for name in VARIABLE.findall(step["command"] + step["undo"]):
                self.assertRegex(step["warning"], rf"\b{name}\b")


class AwsModelsTest(unittest.TestCase):
    """The check itself finds what is wrong."""

    def assert_wrong(self, reason, *words):
        with self.assertRaisesRegex(aws_models.Wrong, reason):
            aws_models.check(["aws", *words])

    def test_takes_a_command(self):
        aws_models.check(["aws", "iam", "delete-user", "--user-name", "alice"])

    def test_finds_what_aws_does_not_have(self):
        self.assert_wrong("no service", "iamx", "delete-user")
        self.assert_wrong("no operation", "iam", "erase-user")
        self.assert_wrong("no option", "iam", "delete-user", "--name", "alice")

    def test_finds_what_is_missing(self):
        self.assert_wrong("Missing required", "iam", "delete-user")
        self.assert_wrong("no value", "iam", "delete-user", "--user-name")

    def test_finds_wrong_values(self):
        keys = ("iam", "update-access-key", "--access-key-id", "AKIAEXAMPLEEXAMPLE01")
        self.assert_wrong("none of", *keys, "--status", "Off")
        self.assert_wrong("does not match", "iam", "delete-user", "--user-name", "a b")
        looks = ("cloudtrail", "lookup-events", "--lookup-attributes")
        self.assert_wrong("no JSON", *looks, "[{")
        self.assert_wrong("Missing required", *looks, '[{"AttributeKey":"Username"}]')
        self.assert_wrong("Invalid type", *looks, '[{"AttributeKey":1,"AttributeValue":"a"}]')
        self.assert_wrong(
            "Unknown parameter", *looks,
            '[{"AttributeKey":"Username","AttributeValue":"a","More":1}]',
        )  # fmt: skip


if __name__ == "__main__":
    unittest.main()
