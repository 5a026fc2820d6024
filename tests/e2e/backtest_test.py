# SPDX-License-Identifier: Apache-2.0
"""Looking back: what other settings and exemptions would have found, how findings were
decided, and what a verdict would do; through a restart and erasure."""

import json
import time

import card_test
import events
import harness
from farcall.v1 import baseline_service_pb2, finding_service_pb2


class BacktestTest(harness.EndToEndTest):
    def start_with_theft(self, *flags, theft=None):
        server = self.start_server(*flags)
        for records in (card_test.past(), theft or card_test.theft()):
            inputs = [events.raw(one) for one in records]
            server.scoring().ScoreEvents(events.batch(inputs))
        return server

    def json(self, server, *arguments, stdin=None):
        done = harness.run_cli(
            *arguments, f"--server={server.address}", "--format=json", stdin=stdin
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def finding_id(self, server):
        request = finding_service_pb2.ListFindingsRequest()
        (finding,) = server.findings().ListFindings(request).findings
        return finding.id

    def close_as_malicious(self, server):
        done = harness.run_cli(
            "close",
            self.finding_id(server),
            "--malicious",
            "--reason=stolen-credential",
            f"--server={server.address}",
        )
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_threshold_that_would_have_lost_a_theft_says_so(self):
        careful = card_test.record(
            3600,
            "DescribeInstances",
            source="ec2",
            userAgent="aws-cli/2.15.0 Python/3.11 Linux/6.1 exec-env/none",
            sourceIPAddress=events.IN_BRAZIL,
        )
        server = self.start_with_theft(theft=[careful])
        self.close_as_malicious(server)
        lost = self.json(server, "backtest", "--threshold=99")
        self.assertEqual((lost["alerts_before"], lost["alerts_after"]), (1, 0))
        self.assertEqual(lost["malicious_lost_count"], 1)
        self.assertEqual(lost["malicious_lost"][0]["origin"], "BR")
        kept = self.json(server, "backtest", "--threshold=30")
        self.assertGreaterEqual(kept["alerts_after"], 1)
        self.assertEqual(kept["malicious_lost_count"], 0)

    def test_what_was_found_is_known_after_a_restart_and_gone_after_erasure(self):
        server = self.start_with_theft()
        before = self.json(server, "backtest", "--threshold=99")
        server.kill()
        server.start()
        self.assertEqual(self.json(server, "backtest", "--threshold=99"), before)
        server.baselines().DeleteBaseline(
            baseline_service_pb2.DeleteBaselineRequest(
                entity=baseline_service_pb2.Entity(
                    kind=events.PRINCIPAL, name=card_test.ALICE
                )
            )
        )
        after = self.json(server, "backtest", "--threshold=99")
        self.assertEqual((after["alerts_before"], after["dropped"]), (0, []))

    def ledger(self, server):
        """The alerts, as the ledger has them: without these detectors none is left."""
        off = "country_for_principal,tool_for_principal,command_for_principal"
        tried = self.json(
            server, "backtest", f"--off={off},network_for_principal,recent_evidence"
        )
        self.assertEqual(tried["alerts_after"], 0)
        return tried["days"], tried["dropped"]

    def test_the_same_calls_again_give_the_same_ledger(self):
        """In other batches, after a kill, and in a store from a backup."""
        backups = self.folder / "backups"
        server = self.start_server(f"--backup-dir={backups}")
        past, theft = (
            [events.raw(one) for one in records]
            for records in (card_test.past(), card_test.theft())
        )
        server.scoring().ScoreEvents(events.batch(past))
        made = harness.run_cli(
            "admin", f"--admin-server={server.admin_address}", "backup"
        )
        self.assertEqual(made.returncode, 0, made.stderr)
        server.scoring().ScoreEvents(events.batch(theft))
        before = self.ledger(server)
        self.assertTrue(before[1])
        server.kill()
        server.start()
        for one in theft + past:
            server.scoring().ScoreEvents(events.batch([one]))
        self.assertEqual(self.ledger(server), before)
        server.stop()
        restored = self.new_server(f"--backup-dir={backups}", data="restored")
        restored.flags = (*restored.flags, "--restore-backup=newest")
        self.assertEqual(restored.run().returncode, 0)
        restored.flags = restored.flags[:-1]
        restored.start()
        for one in past + theft:
            restored.scoring().ScoreEvents(events.batch([one]))
        self.assertEqual(self.ledger(restored), before)

    def test_an_exemption_is_tried_before_it_is_made(self):
        server = self.start_with_theft()
        self.close_as_malicious(server)
        exemption = {
            "principals": [card_test.ALICE],
            "places": ["BR"],
            "commands": [
                "iam:CreateUser",
                "iam:CreateAccessKey",
                "iam:ListUsers",
                "sts:*",
            ],
        }
        tried = self.json(
            server, "backtest", "--exempt=-", stdin=json.dumps(exemption).encode()
        )
        self.assertEqual((tried["alerts_before"], tried["alerts_after"]), (1, 0))
        self.assertEqual(tried["malicious_lost_count"], 1)
        done = harness.run_cli(
            "exempt",
            f"--principal={card_test.ALICE}",
            "--place=BR",
            "--command=iam:CreateUser",
            "--command=iam:CreateAccessKey",
            "--command=iam:ListUsers",
            "--command=sts:*",
            "--for=1d",
            "--reason=a fair",
            "--validate-only",
            f"--server={server.address}",
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("it would have covered 1 of 1 alert\n", done.stderr.decode())
        self.assertIn("which was called MALICIOUS", done.stderr.decode())

    def test_a_report_tells_verdicts_and_detectors(self):
        server = self.start_with_theft()
        self.close_as_malicious(server)
        report = self.json(server, "report")
        self.assertEqual(report["findings"], 1)
        self.assertEqual(report["states"], {"MALICIOUS": 1})
        self.assertEqual(report["reasons"], {"stolen-credential": 1})
        self.assertEqual(report["to_close"]["findings"], 1)
        self.assertEqual(report["detectors"][0]["malicious"], 1)
        self.assertEqual(report["undecided"], 0)

    def test_a_card_tells_what_ifs_and_the_verdict_does_what_was_said(self):
        server = self.start_with_theft()
        finding = self.finding_id(server)
        card = self.json(server, "card", finding)
        scores = {one["changed"]: one["score"] for one in card["counterfactuals"]}
        self.assertLess(scores["origin"], scores[None])
        self.assertIn("tool", scores)
        previews = {one["verdict"]: one for one in card["previews"]}
        self.assertLess(
            previews["BENIGN"]["next_score"], previews["MALICIOUS"]["next_score"]
        )
        done = harness.run_cli(
            "close",
            finding,
            "--benign",
            "--reason=travel",
            f"--server={server.address}",
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        after = self.json(server, "card", finding)
        self.assertAlmostEqual(
            after["counterfactuals"][0]["score"],
            previews["BENIGN"]["next_score"],
            delta=0.5,
        )

    def test_without_a_ledger_nothing_can_be_tried(self):
        server = self.start_with_theft("--ledger-days=0")
        done = harness.run_cli(
            "backtest", "--threshold=60", f"--server={server.address}"
        )
        self.assertEqual(done.returncode, 5)
        self.assertIn("ledger-days", done.stderr.decode())

    def test_of_days_that_were_not_scored_nothing_is_said(self):
        server = self.start_with_theft()
        year_ago = time.time() - 365 * 86400
        tried = self.json(
            server,
            "backtest",
            "--threshold=60",
            f"--to={events.utc_text(year_ago)}",
        )
        self.assertEqual((tried["alerts_before"], tried["added"]), (0, []))


if __name__ == "__main__":
    harness.main()
