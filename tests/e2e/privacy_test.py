# SPDX-License-Identifier: Apache-2.0
"""Names that attackers choose do nothing in cards and runbooks, and what is erased or
kept under pseudonyms stands in no file."""

import ipaddress
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata

import events
import harness
import hostile_names
from farcall.v1 import baseline_service_pb2

NAMES = 1000
NAMES_A_CARD = 10
DAY, HOUR = 86400, 3600
# What is kept of the one that is to be erased, and nobody else has.
NAME = "zacharias"
ADDRESS = "177.33.44.55"
OWN_KEY, ISSUED_KEY = "AKIAZACHARIASEXAMPLE", "AKIAISSUEDXXXEXAMPLE"
AGENT = "Boto3/1.34.69 (unmistakable build 4711)"
BUCKET, PARAMETER = "unmistakable-bucket", "203.0.113.64/28"
TRACES = (NAME, ADDRESS, OWN_KEY, ISSUED_KEY, "unmistakable build", BUCKET, PARAMETER)
VARIABLE = re.compile(r'"\$([A-Z_]+)"')
CODE_BLOCK = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)


def record(seconds_ago, command, principal, **fields):
    one = events.record_fields(principal=principal, seconds_ago=seconds_ago)
    service, one["eventName"] = command.split(":")
    one["eventSource"] = f"{service}.amazonaws.com"
    one["userIdentity"]["accessKeyId"] = f"AKIA{len(principal):08d}EXAMPLE1"
    one.update(fields)
    return one


def past(principal):
    """Two weeks of work at home."""
    return [
        record(seconds_ago, "ec2:DescribeInstances", principal, userAgent="aws-cli/2.15.0")
        for seconds_ago in range(14 * DAY, DAY, -8 * HOUR)
    ]


def raid(names):
    """Calls of the first name's principal from abroad, that name the others too."""
    principal, *others = names
    thief = {"sourceIPAddress": events.IN_BRAZIL}
    calls = [record(3600, "iam:ListUsers", principal, **thief)]
    for number, name in enumerate(others):
        commands = ("iam:CreateUser", "iam:CreateAccessKey", "s3:PutBucketPolicy",
                    "secretsmanager:GetSecretValue", "iam:AttachUserPolicy",
                    "lambda:CreateFunction20150331", "sts:AssumeRole")  # fmt: skip
        one = record(
            3500 - 60 * number,
            commands[number % len(commands)],
            principal,
            userAgent=name if number % 2 else f"Boto3/{name}",
            requestParameters={
                "userName": name, "bucketName": name, "secretId": name, "policyArn": name,
                "functionName": name, "roleArn": f"arn:aws:iam::{events.ACCOUNT}:role/{name}",
                "roleSessionName": name,
            },
            responseElements={"accessKey": {"accessKeyId": name}},
            **thief,
        )  # fmt: skip
        one["userIdentity"]["accessKeyId"] = name
        if number % 3 == 2:
            one["sourceIPAddress"] = name
        calls.append(one)
    return calls


def without_code(markdown):
    return CODE_SPAN.sub("CODE", CODE_BLOCK.sub("CODE", markdown))


class HostileNamesTest(harness.EndToEndTest):
    def start_with_findings(self):
        """A server, and the ids of findings that have all the names between them."""
        server = self.start_server()
        names = hostile_names.names(NAMES)
        for first in range(0, NAMES, NAMES_A_CARD):
            some = names[first : first + NAMES_A_CARD]
            for records in (past(some[0]), raid(some)):
                inputs = [events.raw(one) for one in records]
                server.scoring().ScoreEvents(events.batch(inputs))
        self.ask = f"--server={server.address}"
        found = json.loads(self.run_cli("findings", self.ask, "--format=json", "--limit=1000"))
        self.assertGreaterEqual(len(found), NAMES / NAMES_A_CARD * 0.8)
        return names, [finding["finding_id"] for finding in found]

    def test_no_name_does_anything_in_a_card(self):
        names, ids = self.start_with_findings()
        commands = set()
        scripts = []
        shown = set()
        for finding_id in ids:
            card = json.loads(self.run_cli("card", finding_id, self.ask, "--format=json"))
            for step in card["runbook"]:
                commands |= {step["command"], step["undo"]} - {""}
            scripts.append(self.run_cli("card", finding_id, self.ask, "--runbook"))
            text = self.run_cli("card", finding_id, self.ask)
            markdown = self.run_cli("card", finding_id, self.ask, "--format=markdown")
            for kind, output in (("text", text), ("markdown", markdown)):
                self.assert_nothing_controls(output, f"{kind} of {finding_id}")
            self.assert_no_markup(without_code(markdown), finding_id)
            shown |= set(re.findall(r"n\d{4}", text))
        self.assertGreater(len(shown), NAMES / 2)  # the cards do have the names
        self.assert_shell_runs_no_name(sorted(commands), scripts, names)

    def assert_nothing_controls(self, text, what):
        odd = {
            character
            for character in text
            if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs")
            and character != "\n"
        }
        self.assertEqual(odd, set(), what)

    def assert_no_markup(self, text, what):
        for markup in ("](", "<script", "</script", "<img", "@everyone", f"//{hostile_names.LINK}"):
            self.assertNotIn(markup, text.replace("\\", ""), what)
        # Lists of the card itself begin with "- ".
        self.assertNotRegex(text, r"(?m)^\s*(?:# heading|\* item|> quote|\| a \|)", what)

    def assert_shell_runs_no_name(self, commands, scripts, names):
        """Every command is valid, runs nothing but `aws`, and has each value whole."""
        self.assertGreater(len(commands), 100)
        variables = sorted({name for one in commands for name in VARIABLE.findall(one)})
        head = ["#!/bin/sh", *(f"{name}='a value'" for name in variables)]
        (self.folder / "commands.sh").write_text("\n".join([*head, *commands, ""]))
        for number, script in enumerate(scripts):
            (self.folder / f"runbook-{number}.sh").write_text(script)
        self.check_by_shellcheck(sorted(self.folder.glob("*.sh")))
        place = self.folder / "place"
        place.mkdir()
        aws = "aws() { printf '%s\\0' \"$@\"; }\n"
        script = aws + (self.folder / "commands.sh").read_text()
        ran = subprocess.run(
            ["/bin/sh", "-s"], input=script.encode(), cwd=place, capture_output=True,
            env={"PATH": os.environ["PATH"]}, check=False,
        )  # fmt: skip
        self.assertEqual((ran.returncode, ran.stderr), (0, b""))
        self.assertEqual(list(place.iterdir()), [])
        unsafe = [name for name in names if re.search(r"[^\w+=,.@/-]", name)]
        for word in ran.stdout.decode().split("\0"):
            self.assertFalse(word.startswith("-") and re.search(r"n\d{4}", word), word)
            if not word.startswith("{"):  # a policy, whose JSON has quotes
                self.assertFalse([name for name in unsafe if name in word], word)

    def check_by_shellcheck(self, files):
        if not shutil.which("shellcheck"):
            if os.environ.get("CI") == "true":
                self.fail("shellcheck is not here")
            print("shellcheck is not here: not asked", file=sys.stderr)
            return
        done = subprocess.run(
            ["shellcheck", "--shell=sh", *files], capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, done.stdout[:4000])

    def test_names_that_no_text_has_are_refused_alone(self):
        server = self.start_server()
        good = record(60, "iam:ListUsers", "alice")
        broken = json.dumps(record(60, "iam:ListUsers", "BROKEN")).encode()
        inputs = [
            good,
            broken.replace(b"BROKEN", b"a\xff\xfe"),
            broken.replace(b"BROKEN", b"\xed\xa0\x80"),  # half a surrogate pair
            record(60, "iam:ListUsers", "x" * 65536),
        ]
        batch = events.batch([events.raw(one) for one in inputs])
        results = server.scoring().ScoreEvents(batch).results
        outcomes = [result.WhichOneof("outcome") for result in results]
        self.assertEqual(outcomes, ["score", "error", "error", "error"])


class ErasureTest(harness.EndToEndTest):
    def start_with_traces(self, *flags):
        server = self.start_server(*flags)
        mine = {"userAgent": AGENT, "sourceIPAddress": ADDRESS}
        calls = [
            record(
                3600 - 60 * number,
                command,
                NAME,
                requestParameters={"bucketName": BUCKET, "cidrIp": PARAMETER},
                responseElements={"accessKey": {"accessKeyId": ISSUED_KEY}},
                **mine,
            )
            for number, command in enumerate(("iam:CreateAccessKey", "s3:PutBucketPolicy"))
        ]
        for one in calls:
            one["userIdentity"]["accessKeyId"] = OWN_KEY
        inputs = [events.raw(one) for one in past("bob") + past(NAME) + calls]
        server.scoring().ScoreEvents(events.batch(inputs))
        return server

    def files_with(self, text):
        packed = [text.encode()]
        if text == ADDRESS:
            packed.append(ipaddress.ip_address(text).packed)
        return [
            path.name
            for path in (self.folder / "data").rglob("*")
            if path.is_file() and any(one in path.read_bytes() for one in packed)
        ]

    def test_all_that_is_kept_of_a_principal_can_be_erased(self):
        server = self.start_with_traces(f"--backup-dir={self.folder / 'backups'}")
        self.assertTrue(self.files_with(NAME))
        entity = events.get_request(events.PRINCIPAL, events.user(NAME)).entity
        server.baselines().DeleteBaseline(
            baseline_service_pb2.DeleteBaselineRequest(entity=entity)
        )
        server.stop()
        self.assertTrue(self.files_with("user/bob"))
        for trace in TRACES:
            with self.subTest(trace):
                self.assertEqual(self.files_with(trace), [])

    def test_under_pseudonyms_no_file_has_a_trace(self):
        key = self.folder / "key"
        key.write_text("0123456789abcdef" * 4)
        server = self.start_with_traces(f"--pseudonym-key-file={key}")
        for stop in (lambda: None, server.stop):
            stop()
            for trace in TRACES:
                with self.subTest(trace):
                    self.assertEqual(self.files_with(trace), [])


if __name__ == "__main__":
    harness.main()
