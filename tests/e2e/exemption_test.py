# SPDX-License-Identifier: Apache-2.0
"""What is planned: from the declaration over marked findings to the revocation,
through kill -9 and erasure."""

import json
import time

import events
import harness
from farcall.v1 import baseline_service_pb2, finding_service_pb2

DAY = 86400
ALICE = events.user("alice")


def past(principal="alice"):
    """Calls from Germany of ten days."""
    return [
        events.event(principal=principal, seconds_ago=12 * DAY - hour * 3600 * 6)
        for hour in range(40)
    ]


def abroad(principal="alice", seconds_ago=3600, **fields):
    return events.event(
        principal=principal, address=events.IN_BRAZIL, seconds_ago=seconds_ago, **fields
    )


class ExemptionTest(harness.EndToEndTest):
    def score(self, server, *inputs):
        answer = server.scoring().ScoreEvents(events.batch(list(inputs)))
        return [result.score for result in answer.results]

    def start_with_past(self, *flags, **options):
        server = self.start_server(*flags, **options)
        self.score(server, *past())
        return server

    def exempt(self, server, *arguments, code=0, stdin=None):
        done = harness.run_cli(
            "exempt",
            *arguments,
            f"--server={server.address}",
            "--format=json",
            stdin=stdin,
        )
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout) if done.stdout else done.stderr

    def declare(self, server, *more):
        """Her calls from Brazil, of the last hours and of the next."""
        since = events.utc_text(time.time() - 3 * 3600)
        return self.exempt(
            server,
            f"--principal={ALICE}",
            "--place=BR",
            f"--from={since}",
            "--for=1d",
            "--reason=a fair in Rio",
            "--ticket=CHG-1",
            *more,
        )

    def listed(self, server, *arguments):
        done = harness.run_cli(
            "exemptions", f"--server={server.address}", "--format=json", *arguments
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def findings(self, server, **fields):
        request = finding_service_pb2.ListFindingsRequest(**fields)
        return server.findings().ListFindings(request).findings

    def test_what_is_planned_is_marked_until_something_else_joins(self):
        server = self.start_with_past()
        declared = self.declare(server, "--request-id=r1")
        self.assertEqual(declared["state"], "IN_FORCE")
        (score,) = self.score(server, abroad())
        self.assertTrue(score.finding_opened)
        self.assertFalse(score.alert)
        self.assertEqual(len(self.findings(server)), 0, "not in the queue")
        server.kill()
        server.start()
        self.assertEqual(self.declare(server, "--request-id=r1"), self.listed(server)[0])
        (found,) = self.findings(server, planned=True)
        self.assertEqual(found.exemption_id, declared["exemption_id"])
        (row,) = self.listed(server, "--in-force")
        self.assertEqual(row["findings_covered"], 1)
        self.assertIsNotNone(row["last_covered"])
        (score,) = self.score(server, abroad(seconds_ago=1800))
        self.assertFalse(score.alert, "still covered")
        worse = abroad(seconds_ago=1200, command="iam:CreateAccessKey")
        (score,) = self.score(server, worse)
        self.assertEqual(score.finding_id, found.id)
        self.assertTrue(score.alert, "of a class that is never exempt")
        (found,) = self.findings(server)
        self.assertEqual(found.exemption_id, "")

    def test_scores_are_those_without_an_exemption(self):
        inputs = past() + [
            abroad(seconds_ago=3600 - 60 * n, command=f"ec2:Describe{n % 5}")
            for n in range(20)
        ]
        answers = []
        for data in ("with", "without"):
            server = self.start_server(data=data)
            if data == "with":
                self.declare(server)
            scores = self.score(server, *inputs)
            answers.append([(score.score, score.state) for score in scores])
            (found,) = self.findings(server, planned=True)
            self.assertEqual(bool(found.exemption_id), data == "with")
            server.stop()
        self.assertEqual(answers[0], answers[1])

    def test_a_malicious_finding_revokes_its_exemption(self):
        server = self.start_with_past()
        declared = self.declare(server)
        (score,) = self.score(server, abroad())
        closed = harness.run_cli(
            "close",
            score.finding_id,
            "--malicious",
            "--reason=stolen-credential",
            f"--server={server.address}",
        )
        self.assertEqual(closed.returncode, 0, closed.stderr)
        told = f"exemption {declared['exemption_id']} is revoked"
        self.assertIn(told, str(closed.stderr))
        server.kill()
        server.start()
        (row,) = self.listed(server)
        self.assertEqual((row["state"], row["revocation"]), ("REVOKED", "malicious"))
        self.assertEqual(self.listed(server, "--in-force"), [])

    def test_the_card_tells_what_was_planned(self):
        server = self.start_with_past()
        declared = self.declare(server)
        (score,) = self.score(server, abroad())
        card = json.loads(
            harness.run_cli(
                "card",
                score.finding_id,
                f"--server={server.address}",
                "--format=json",
            ).stdout
        )
        (section,) = [s for s in card["sections"] if s["key"] == "planned"]
        self.assertEqual(section["judgement"], "NORMAL")
        self.assertIn(declared["exemption_id"], section["sentences"][0])
        self.assertIn("CHG-1", section["sentences"][0])

    def test_a_deploy_job_declares_by_json_and_is_told_what_is_wrong(self):
        server = self.start_server()
        plan = {
            "principals": [f"arn:aws:iam::{events.ACCOUNT}:role/ci/*"],
            "commands": ["ssm:*"],
            "places": ["DE", "198.51.100.0/24"],
            "to": events.utc_text(time.time() + 3600),
            "reason": "deploy",
            "actor": "deploy-job",
        }
        checked = self.exempt(
            server, "--from-json=-", "--validate-only", stdin=json.dumps(plan).encode()
        )
        self.assertIsNone(checked["exemption_id"])
        self.assertEqual(self.listed(server), [])
        made = self.exempt(server, "--from-json=-", stdin=json.dumps(plan).encode())
        self.assertEqual(made["actor"], "deploy-job")
        plan["principals"] = [f"arn:aws:iam::{events.ACCOUNT}:role/*"]
        del plan["to"]
        told = self.exempt(server, "--from-json=-", stdin=json.dumps(plan).encode(), code=5)
        self.assertIn("exemption.principals[0]", str(told))
        self.assertIn("exemption.to", str(told))
        revoked = self.exempt(server, f"--revoke={made['exemption_id']}")
        self.assertEqual(revoked["revocation"], "requested")

    def test_metrics_count_exemptions_by_state(self):
        server = self.start_server()
        self.declare(server)
        server.stop()
        server.start()
        series = 'farcall_exemptions{state="in_force"}'
        harness.wait_until(lambda: server.metrics()[series] == 1, "the first pass")

    def test_no_file_names_anybody_after_erasure_nor_with_pseudonyms(self):
        secret = self.folder / "secret"
        secret.write_text("0123456789abcdef" * 4)
        name = events.user("unmistakable-name")
        for data, flags in (("plain", []), ("hidden", [f"--pseudonym-key-file={secret}"])):
            with self.subTest(data=data):
                server = self.start_server(*flags, data=data)
                self.score(server, *past("unmistakable-name"))
                declared = self.exempt(
                    server,
                    f"--principal={name}",
                    f"--account={events.ACCOUNT}",
                    "--place=BR",
                    "--for=1d",
                    "--reason=x",
                )
                if flags:
                    server.stop()
                    self.assertEqual(self.files_with(server), [])
                    server.start()
                    (score,) = self.score(server, abroad("unmistakable-name", 0))
                    (found,) = self.findings(server, planned=True)
                    self.assertEqual(found.exemption_id, declared["exemption_id"])
                server.baselines().DeleteBaseline(
                    baseline_service_pb2.DeleteBaselineRequest(
                        entity=baseline_service_pb2.Entity(
                            kind=events.PRINCIPAL, name=name
                        )
                    )
                )
                (row,) = self.listed(server)
                self.assertEqual(row["principals"], [])
                self.assertEqual(row["revocation"], "erased")
                self.assertEqual(self.files_with(server), [])
                server.stop()

    def files_with(self, server):
        return [
            path.name
            for path in server.data_dir.rglob("*")
            if path.is_file() and b"unmistakable-name" in path.read_bytes()
        ]


if __name__ == "__main__":
    harness.main()
