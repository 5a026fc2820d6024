# SPDX-License-Identifier: Apache-2.0
"""Cards of findings, and the calls that are kept for them: from a stolen key to
the card, through restarts and erasure, and off."""

import json
import subprocess
import time

import events
import grpc
import harness
from farcall.v1 import baseline_service_pb2, finding_service_pb2

DAY = 86400
KEYS = """actor identity key_in_two_places agent other_findings campaign planned parameters
          place ec2_address instance hour ask scope blast_radius chain new_principal
          new_command cadence sisters model""".split()
OWN_KEY, STOLEN_SESSION = "AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"
ALICE = events.user("alice")
HOSTILE = "</script>$(reboot)'\"`-\u202e"


def record(seconds_ago, name, source="iam", principal="alice", **fields):
    """A record with all that is kept of a call."""
    record = events.record_fields(principal=principal, seconds_ago=seconds_ago)
    record["eventName"], record["eventSource"] = name, f"{source}.amazonaws.com"
    record["userIdentity"]["accessKeyId"] = OWN_KEY
    record.update(fields)
    return record


def past():
    """Twelve days from Germany with her own tool, until 25 minutes before the theft."""
    return [
        record(
            seconds_ago,
            "DescribeInstances",
            source="ec2",
            userAgent="aws-cli/2.15.0 Python/3.11 Linux/6.1 exec-env/none",
        )
        for seconds_ago in [*range(12 * DAY, 5 * 3600, -6 * 3600), 3600 + 25 * 60]
    ]


def theft():
    """Her key from Brazil: a look around, a user, a key for it, a session."""
    thief = {"sourceIPAddress": events.IN_BRAZIL, "userAgent": "Boto3/1.34.69"}
    return [
        record(3600, "GetCallerIdentity", source="sts", **thief),
        record(3500, "ListUsers", **thief),
        record(
            3400, "CreateUser", requestParameters={"userName": HOSTILE}, **thief
        ),
        record(
            3300,
            "CreateAccessKey",
            requestParameters={"userName": "svc-backup2"},
            responseElements={"accessKey": {"accessKeyId": "AKIAI44QH8DHBEXAMPLE"}},
            **thief,
        ),
        record(
            3200,
            "AssumeRole",
            source="sts",
            requestParameters={
                "roleArn": f"arn:aws:iam::{events.ACCOUNT}:role/admin",
                "roleSessionName": "x",
            },
            responseElements={"credentials": {"accessKeyId": STOLEN_SESSION}},
            **thief,
        ),
    ]


class CardTest(harness.EndToEndTest):
    def score(self, server, records):
        inputs = [events.raw(one) for one in records]
        server.scoring().ScoreEvents(events.batch(inputs))

    def start_with_theft(self, *flags, **options):
        server = self.start_server(*flags, **options)
        self.score(server, past())
        self.score(server, theft())
        return server

    def finding_of(self, server):
        request = finding_service_pb2.ListFindingsRequest()
        (finding,) = server.findings().ListFindings(request).findings
        return finding

    def card(self, server):
        done = harness.run_cli(
            "card",
            self.finding_of(server).id,
            f"--server={server.address}",
            "--format=json",
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_the_chain_follows_a_user_that_was_made(self):
        server = self.start_with_theft()
        thief = {"sourceIPAddress": events.IN_BRAZIL, "userAgent": "Boto3/1.34.69"}
        made = {"requestParameters": {"userName": "eve"}, **thief}
        self.score(
            server,
            [
                record(3000, "CreateUser", **made),
                record(2900, "CreateLoginProfile", **made),
                record(2800, "ListBuckets", source="s3", principal="eve", **thief),
                record(2700, "GetObject", source="s3", principal="eve", **thief),
            ],
        )
        findings = server.findings()
        listed = findings.ListFindings(finding_service_pb2.ListFindingsRequest())
        (of_alice,) = [one.id for one in listed.findings if one.principal == ALICE]
        request = finding_service_pb2.GetCardRequest(finding_id=of_alice)
        card = findings.GetCard(request).card
        (chain,) = [one for one in card.sections if one.key == "chain"]
        text = " ".join(chain.sentences)
        self.assertIn(
            "alice made the user eve by iam:CreateUser and iam:CreateLoginProfile", text
        )
        self.assertIn("The user eve made 2 kept calls since then, from BR", text)

    def list_events(self, server, **of):
        request = finding_service_pb2.ListEventsRequest(page_size=1000, **of)
        return server.findings().ListEvents(request)

    def test_a_stolen_key_becomes_a_card_that_answers_every_question(self):
        server = self.start_with_theft()
        card = self.card(server)
        sections = {section["key"]: section for section in card["sections"]}
        self.assertEqual(list(sections), KEYS)
        for section in card["sections"]:
            with self.subTest(section["key"]):
                judged = section["judgement"] != "NONE"
                self.assertTrue(section["sentences"] if judged else section["missing"])
        text = json.dumps(sections["identity"])
        self.assertIn(OWN_KEY, text)
        self.assertEqual(sections["key_in_two_places"]["judgement"], "SUSPICIOUS")
        self.assertEqual(sections["blast_radius"]["judgement"], "SUSPICIOUS")
        self.assertIn("Boto3", json.dumps(sections["agent"]))
        self.assertIn("svc-backup2", json.dumps(sections["scope"]))
        self.assertEqual(card["explanations"][0]["reason"], "stolen-credential")
        runbook = json.dumps(card["runbook"])
        self.assertIn(f"--access-key-id '{OWN_KEY}'", runbook)
        self.assertNotIn("$(reboot)", runbook)

    def test_the_runbook_is_a_script_that_changes_nothing_as_it_is(self):
        server = self.start_with_theft()
        done = harness.run_cli(
            "card",
            self.finding_of(server).id,
            f"--server={server.address}",
            "--runbook",
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        subprocess.run(["sh", "-n"], input=done.stdout, check=True)
        for line in done.stdout.decode().splitlines():
            self.assertNotRegex(line, r"^aws .*(delete|update|put|attach)-")

    def test_calls_are_found_by_all_that_they_have(self):
        server = self.start_with_theft()
        finding = self.finding_of(server)
        for of in (
            {"finding_id": finding.id},
            {"source_address": events.IN_BRAZIL},
        ):
            with self.subTest(of):
                found = self.list_events(server, **of).events
                self.assertEqual(len(found), 5)
                self.assertGreaterEqual(found[0].event_time.seconds, found[-1].event_time.seconds)
        issued = self.list_events(server, access_key_id=STOLEN_SESSION).events
        self.assertEqual([event.command for event in issued], ["sts:AssumeRole"])
        self.assertGreater(len(self.list_events(server, principal=ALICE).events), 5)
        user = f"arn:aws:iam::{events.ACCOUNT}:user/svc-backup2"
        (made,) = self.list_events(server, asset=user).events
        self.assertEqual(made.command, "iam:CreateAccessKey")
        self.assertEqual(made.issued_access_key_id, "AKIAI44QH8DHBEXAMPLE")

    def test_pages_of_calls_have_each_call_once(self):
        server = self.start_with_theft()
        request = finding_service_pb2.ListEventsRequest(
            source_address=events.IN_BRAZIL, page_size=2
        )
        found = []
        for _ in range(3):
            page = server.findings().ListEvents(request)
            found += [event.event_id for event in page.events]
            request.page_token = page.next_page_token
        self.assertEqual(request.page_token, "")
        self.assertEqual(len(set(found)), 5)

    def test_the_same_calls_again_and_a_kill_change_nothing(self):
        server = self.start_server()
        records = past() + theft()
        self.score(server, records)
        before = self.late_events(server)
        server.kill()
        server.start()
        for size in (7, 50):
            for begin in range(0, len(records), size):
                self.score(server, records[begin : begin + size])
        self.assertGreater(len(before), 5)
        self.assertEqual(self.late_events(server), before)

    def late_events(self, server):
        """What is kept of the last 40 hours: what is older may have left."""
        since = time.time() - 40 * 3600
        found = self.list_events(server, principal=ALICE).events
        return [event for event in found if event.event_time.seconds > since]

    def test_erasure_leaves_no_key_address_or_asset(self):
        server = self.start_with_theft(f"--backup-dir={self.folder / 'backups'}")
        server.baselines().DeleteBaseline(
            baseline_service_pb2.DeleteBaselineRequest(
                entity=events.get_request(events.PRINCIPAL, ALICE).entity
            )
        )
        self.assertEqual(len(self.list_events(server, principal=ALICE).events), 0)
        self.assertEqual(
            len(self.list_events(server, source_address=events.IN_BRAZIL).events), 0
        )
        server.stop()
        for text in (OWN_KEY, STOLEN_SESSION, "svc-backup2", "user/alice", events.IN_BRAZIL):
            self.assert_no_file_holds(text)

    def test_under_pseudonyms_no_file_holds_what_is_kept(self):
        key = self.folder / "key"
        key.write_text("0123456789abcdef" * 4)
        server = self.start_with_theft(f"--pseudonym-key-file={key}")
        card = self.card(server)
        self.assertIn(OWN_KEY, json.dumps(card))
        self.assertEqual(len(self.list_events(server, source_address=events.IN_BRAZIL).events), 5)
        server.stop()
        for text in (OWN_KEY, STOLEN_SESSION, "svc-backup2", "user/alice", events.IN_BRAZIL):
            self.assert_no_file_holds(text)

    def test_a_flood_of_one_principal_takes_less_than_a_mebibyte(self):
        server = self.start_server()
        for hour in range(48):
            records = [self.unlike_all_others(hour, number) for number in range(150)]
            self.score(server, records)
        found = self.list_events(server, principal=ALICE)
        self.assertGreater(found.not_kept, 48 * 20)
        self.assertEqual(len(found.events), 1000)  # the first page
        server.stop()  # writes out what is in memory
        server.start()
        self.assertLess(server.metrics()["farcall_calls_kept_bytes"], 1 << 20)

    def unlike_all_others(self, hour, number):
        """A failed call with address, key, agent and asset of its own."""
        own = f"{hour:02d}{number:04d}"
        one = record(
            47 * 3600 - hour * 3600 + 60,
            "CreateUser",
            sourceIPAddress=f"177.{hour}.{number % 250}.{number // 250 + 1}",
            userAgent=f"tool-{own}/1.0 " + "long " * 40,
            errorCode="AccessDenied",
            requestParameters={"userName": f"user-{own}", "path": f"/{own}/"},
        )
        one["userIdentity"]["accessKeyId"] = f"AKIAFLOOD{own}EXAMPLE"
        return one

    def assert_no_file_holds(self, text):
        for path in (self.folder / "data").rglob("*"):
            if path.is_file():
                self.assertNotIn(text.encode(), path.read_bytes(), path.name)

    def test_without_hours_nothing_is_kept_and_the_card_says_so(self):
        server = self.start_with_theft("--event-hours=0")
        with self.assertRaises(grpc.RpcError) as raised:
            self.list_events(server, principal=ALICE)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.FAILED_PRECONDITION)
        card = self.card(server)
        self.assertEqual([section["key"] for section in card["sections"]], KEYS)
        sections = {section["key"]: section for section in card["sections"]}
        self.assertIn("event-hours", sections["parameters"]["missing"])
        server.stop()
        for text in (OWN_KEY, STOLEN_SESSION, "svc-backup2"):
            self.assert_no_file_holds(text)

    def test_an_operator_can_turn_off_all_that_is_kept_of_calls(self):
        server = self.start_with_theft(
            "--event-hours=0", "--finding-samples=0", "--ledger-days=0"
        )
        finding = self.finding_of(server)
        self.assertEqual(finding.calls, 5)
        card = self.card(server)
        self.assertEqual([section["key"] for section in card["sections"]], KEYS)
        for section in card["sections"]:
            self.assertTrue(section["sentences"] or section["missing"], section["key"])
        self.assertEqual(card["counterfactuals"], [])
        closed = harness.run_cli(
            "close",
            finding.id,
            "--malicious",
            "--reason=stolen-credential",
            f"--server={server.address}",
        )
        self.assertEqual(closed.returncode, 0, closed.stderr)
        server.stop()
        for text in (OWN_KEY, STOLEN_SESSION, "svc-backup2", "1.34.69"):
            self.assert_no_file_holds(text)
        self.assert_no_file_holds(events.IN_BRAZIL)


if __name__ == "__main__":
    harness.main()
