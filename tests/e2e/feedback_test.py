# SPDX-License-Identifier: Apache-2.0
"""People correct what was learned: at once, durably, once, and on the record."""

import json
import time

import events
import grpc
import harness
from farcall.v1 import baseline_service_pb2 as baseline_pb2
from farcall.v1 import score_pb2

HOUR, DAY = 3600, 24 * 3600
ALICE = events.user("alice")


def home_life(principal="alice", days=25, until_days_ago=35):
    """Eight hours a day from Germany."""
    return [
        events.event(principal, seconds_ago=(until_days_ago + day) * DAY - hour * HOUR)
        for day in range(days, 0, -1)
        for hour in range(8)
    ]


def place(origin, principal=ALICE):
    return baseline_pb2.Place(principal=principal, origin=origin)


def said(feedback_id, **fields):
    return {"feedback_id": feedback_id, "actor": "carol", "reason": "a test"} | fields


def timestamp(request, field, seconds):
    getattr(request, field).seconds = seconds


class FeedbackTest(harness.EndToEndTest):
    def start(self, *flags):
        server = self.start_server(*flags)
        for people in ("alice", "bob"):
            server.scoring().ScoreEvents(events.batch(home_life(people)))
        return server

    def score(self, server, mode=events.SCORE_ONLY, **fields):
        answer = server.scoring().ScoreEvents(
            events.batch([events.event(**fields)], mode=mode)
        )
        return answer.results[0].score.score

    def learn(self, server, **fields):
        return self.score(server, mode=events.SCORE_AND_LEARN, **fields)

    def known_to_peers(self, server, country):
        """Of tenant and peers, the principals' periods in a country."""
        periods = []
        for kind, name in ((events.TENANT, ""), (events.PEERS_KIND, events.PEERS)):
            answer = server.baselines().GetBaseline(events.get_request(kind, name))
            histogram = next(
                h for h in answer.baseline.histograms if h.attribute == "country"
            )
            values = {value.value: value.observations for value in histogram.values}
            periods.append(values.get(country, 0))
        return periods

    def entries(self, server, principal=""):
        request = baseline_pb2.ListFeedbackRequest(principal=principal)
        return list(server.baselines().ListFeedback(request).entries)

    def test_benign_scores_low_at_once_and_after_a_restart(self):
        server = self.start()
        alert = events.event(address=events.IN_BRAZIL, seconds_ago=34 * DAY)
        first = server.scoring().ScoreEvents(events.batch([alert]))
        self.assertGreater(first.results[0].score.score, 70)
        asked = {"address": events.IN_BRAZIL, "seconds_ago": 34 * DAY - 600}
        self.assertGreater(self.score(server, **asked), 70)

        answer = server.baselines().MarkBenign(
            baseline_pb2.MarkBenignRequest(event=alert, **said("f1"))
        )
        self.assertFalse(answer.duplicate)
        self.assertEqual((answer.principal, answer.origin), (ALICE, "BR"))
        low = self.score(server, **asked)
        self.assertLess(low, 20)
        self.assertEqual(server.stop(), 0)
        self.assertEqual(self.score(self.start_server(), **asked), low)

    def test_malicious_stays_high_for_30_days_and_peers_unlearn_it(self):
        server = self.start()
        for day in range(34, 31, -1):
            self.learn(server, address=events.IN_BRAZIL, seconds_ago=day * DAY)
        # At least two of these days lie in one period of 15 days.
        self.assertEqual(self.known_to_peers(server, "BR"), [1, 1])
        home = self.known_to_peers(server, "DE")
        server.baselines().MarkMalicious(
            baseline_pb2.MarkMaliciousRequest(place=place("BR"), **said("f1"))
        )
        self.assertEqual(self.known_to_peers(server, "BR"), [0, 0])
        self.assertEqual(self.known_to_peers(server, "DE"), home)
        for day in range(31, 1, -1):
            self.learn(server, seconds_ago=day * DAY)
            self.learn(
                server, address=events.IN_BRAZIL, seconds_ago=day * DAY - 12 * HOUR
            )
        late = self.score(server, address=events.IN_BRAZIL, seconds_ago=DAY)
        self.assertGreater(late, 70)
        self.assertEqual(self.known_to_peers(server, "BR"), [0, 0])

    def test_the_same_id_changes_nothing(self):
        server = self.start()
        self.learn(server, address=events.IN_BRAZIL, seconds_ago=34 * DAY)
        request = baseline_pb2.MarkMaliciousRequest(place=place("BR"), **said("f1"))
        self.assertFalse(server.baselines().MarkMalicious(request).duplicate)
        known = events.everything_known(server)
        again = server.baselines().MarkMalicious(request)
        self.assertTrue(again.duplicate)
        self.assertEqual(again.values_judged, 0)
        self.assertEqual(events.everything_known(server), known)
        self.assertEqual(len(self.entries(server)), 1)
        counted = server.metrics()
        self.assertEqual(counted['farcall_feedback_total{action="malicious"}'], 1)
        self.assertEqual(counted['farcall_feedback_total{action="benign"}'], 0)

    def test_the_same_id_with_other_content_is_an_error(self):
        server = self.start()
        request = baseline_pb2.MarkBenignRequest(place=place("JP"), **said("x1"))
        server.baselines().MarkBenign(request)
        self.assertEqual(server.stop(), 0)
        server = self.start_server()
        known = events.everything_known(server)
        other = baseline_pb2.MarkMaliciousRequest(place=place("FR"), **said("x1"))
        with self.assertRaises(grpc.RpcError) as caught:
            server.baselines().MarkMalicious(other)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.ALREADY_EXISTS)
        self.assertIn("other content: benign of JP", caught.exception.details())
        self.assertEqual(events.everything_known(server), known)
        self.assertTrue(server.baselines().MarkBenign(request).duplicate)

    def test_malicious_then_forget_range_keeps_the_verdict(self):
        server = self.start()
        self.learn(server, address=events.IN_BRAZIL, seconds_ago=34 * DAY)
        server.baselines().MarkMalicious(
            baseline_pb2.MarkMaliciousRequest(place=place("BR"), **said("f1"))
        )
        request = baseline_pb2.ForgetRequest(principal=ALICE, **said("f2"))
        timestamp(request, "from", int(time.time()) - 35 * DAY)
        timestamp(request, "to", int(time.time()) - 33 * DAY)
        server.baselines().Forget(request)
        for day in range(31, 1, -1):
            self.learn(server, seconds_ago=day * DAY)
            self.learn(
                server, address=events.IN_BRAZIL, seconds_ago=day * DAY - 12 * HOUR
            )
        late = self.score(server, address=events.IN_BRAZIL, seconds_ago=DAY)
        self.assertGreater(late, 70)

    def test_a_verdict_of_an_unseen_place_invents_neither_a_call_nor_a_visit(self):
        server = self.start()
        home = events.event(seconds_ago=HOUR)
        server.scoring().ScoreEvents(events.batch([home]))
        asked = events.get_request(events.PRINCIPAL, ALICE)

        def calls():
            baseline = server.baselines().GetBaseline(asked).baseline
            countries = baseline.histograms[0].values
            return baseline.calls, {one.value: one.calls for one in countries}

        def factors():
            home.event.event_id = "another"
            request = events.batch(
                [home], mode=events.SCORE_ONLY, factors_from=score_pb2.RISK_LEVEL_NONE
            )
            score = server.scoring().ScoreEvents(request).results[0].score
            return score.score, [factor.detector for factor in score.factors]

        calls_before, factors_before = calls(), factors()
        for mark, request in (
            (server.baselines().MarkBenign, baseline_pb2.MarkBenignRequest),
            (server.baselines().MarkMalicious, baseline_pb2.MarkMaliciousRequest),
        ):
            mark(request(place=place("JP"), **said(request.__name__)))
            with self.subTest(request.__name__):
                total, by_country = calls()
                self.assertEqual(by_country.pop("JP", 0), 0)
                self.assertEqual((total, by_country), calls_before)
            with self.subTest(f"factors after {request.__name__}"):
                self.assertEqual(factors(), factors_before)

    def test_a_verdict_ends_is_taken_back_and_is_shown(self):
        server = self.start()
        at = f"--server={server.address}"
        yesterday = events.utc_text(time.time() - DAY)
        asked = {"address": events.IN_BRAZIL, "seconds_ago": HOUR}
        before = self.score(server, **asked)
        output = self.run_cli(
            "benign", ALICE, "BR", f"--until={yesterday}", "--actor=ops", at
        )
        self.assertIn("benign until ", output)
        self.assertEqual(self.score(server, **asked), before)
        self.assertIn("BR until ", self.run_cli("feedback", at))

        self.run_cli("malicious", ALICE, "BR", "--actor=ops", "--reason=theft", at)
        chart = self.run_cli("baseline", ALICE, at)
        self.assertRegex(chart, r"BR .* 0  - +- +malicious by ops, .*, \"theft\"")
        self.assertNotIn("BR", self.run_cli("baselines", at))
        shown = json.loads(self.run_cli("baseline", ALICE, "--format=json", at))
        values = {
            value["value"]: value
            for histogram in shown["histograms"]
            if histogram["attribute"] == "country"
            for value in histogram["values"]
        }
        self.assertEqual(values["BR"]["state"], "malicious")
        self.assertEqual(values["BR"]["verdict"]["actor"], "ops")
        self.assertEqual(values["BR"]["calls"], 0)
        self.assertEqual(values["DE"]["state"], "settled")

        output = self.run_cli("clear-verdict", ALICE, "BR", "--actor=ops", at)
        self.assertIn("no verdict any more, 1 value cleared", output)
        self.assertNotIn("BR", self.run_cli("baseline", ALICE, at))
        self.assertEqual(self.score(server, **asked), before)
        self.run_cli("clear-verdict", ALICE, "BR", "--actor=ops", at, code=5)
        self.run_cli("baseline", "111122223333", at, code=5)
        self.run_cli("baseline", "--kind=account", "111122223333", at, code=2)
        self.run_cli("forget", "--yes", "iam:NoSuchCall", at, code=5)
        self.run_cli("forget", ALICE, at, code=2)

    def test_what_was_said_of_a_record_is_taken_back_by_the_record(self):
        server = self.start()
        at = f"--server={server.address}"
        theft = json.dumps(
            events.record_fields(address=events.IN_BRAZIL, seconds_ago=HOUR)
        ).encode()
        asked = {"address": events.IN_BRAZIL, "seconds_ago": HOUR}
        before = self.score(server, **asked)
        for verdict in ("benign", "malicious"):
            output = self.run_cli(
                verdict, "--record=-", "--actor=ops", at, stdin=theft
            )
            self.assertIn(verdict, output)
            self.assertIn(verdict, self.run_cli("baseline", ALICE, at))
            output = self.run_cli(
                "clear-verdict", "--record=-", "--actor=ops", at, stdin=theft
            )
            self.assertIn("no verdict any more", output)
            self.assertNotIn(verdict, self.run_cli("baseline", ALICE, at))
            self.assertEqual(self.score(server, **asked), before)
        self.run_cli(
            "clear-verdict", "--record=-", "--actor=ops", at, stdin=theft, code=5
        )

    def test_kill_after_the_answer_keeps_it(self):
        for durability in ("fsync", "wal"):
            with self.subTest(durability=durability):
                server = self.new_server(
                    f"--durability={durability}", data=durability
                ).start()
                server.scoring().ScoreEvents(events.batch(home_life()))
                request = baseline_pb2.MarkMaliciousRequest(
                    place=place("BR"), **said("f1")
                )
                server.baselines().MarkMalicious(request)
                known = events.everything_known(server)
                server.kill()
                server.start()
                self.assertEqual(events.everything_known(server), known)
                (entry,) = self.entries(server)
                self.assertEqual(entry.feedback_id, "f1")
                self.assertEqual(entry.actor, "carol")
                self.assertTrue(server.baselines().MarkMalicious(request).duplicate)

    def test_forgets_a_range_of_hours(self):
        server = self.start()
        now = int(time.time())
        start = (now // (15 * DAY) - 1) * 15 * DAY  # of a period
        for hour in (1, 2, 30):
            self.learn(
                server,
                address=events.IN_BRAZIL,
                seconds_ago=now - start - hour * HOUR,
            )
        self.assertEqual(self.known_to_peers(server, "BR"), [1, 1])
        request = baseline_pb2.ForgetRequest(principal=ALICE, **said("f1"))
        timestamp(request, "from", start + 1)
        timestamp(request, "to", start + DAY - 1)
        answer = server.baselines().Forget(request)
        self.assertFalse(answer.duplicate)
        self.assertGreaterEqual(answer.observations_removed, 6)
        self.assertEqual(self.known_to_peers(server, "BR"), [0, 0])
        known = server.baselines().GetBaseline(
            events.get_request(events.PRINCIPAL, ALICE)
        )
        countries = known.baseline.histograms[0]
        values = {value.value: value.observations for value in countries.values}
        self.assertEqual(values, {"DE": 200, "BR": 1})
        self.assertTrue(server.baselines().Forget(request).duplicate)

    def test_deleting_the_principal_leaves_no_trace_of_what_was_said(self):
        server = self.start()
        name = events.user("qXv7LkZp93TgWmRb")
        server.scoring().ScoreEvents(events.batch(home_life("qXv7LkZp93TgWmRb")))
        for number in range(3):
            server.baselines().MarkBenign(
                baseline_pb2.MarkBenignRequest(
                    place=place("BR", name), **said(f"f{number}")
                )
            )
        server.baselines().MarkBenign(
            baseline_pb2.MarkBenignRequest(place=place("FR"), **said("of alice"))
        )
        self.assertEqual(len(self.entries(server, name)), 3)
        self.run_cli("forget", name, "--yes", f"--server={server.address}")
        self.assertEqual([e.principal for e in self.entries(server)], [ALICE])
        with_name = [
            path.name
            for path in server.data_dir.rglob("*")
            if path.is_file() and b"qXv7LkZp93TgWmRb" in path.read_bytes()
        ]
        self.assertEqual(with_name, [])

    def test_of_nobody_known_is_not_found(self):
        server = self.start_server()
        with self.assertRaises(grpc.RpcError) as caught:
            server.baselines().MarkBenign(
                baseline_pb2.MarkBenignRequest(place=place("BR"), **said("f1"))
            )
        self.assertEqual(caught.exception.code(), grpc.StatusCode.NOT_FOUND)

    def test_the_command_line_does_the_same(self):
        server = self.start()
        at = f"--server={server.address}"
        record = events.record_fields(address=events.IN_BRAZIL, seconds_ago=34 * DAY)
        output = self.run_cli(
            "malicious",
            "--record=-",
            "--reason=stolen key",
            "--actor=carol",
            "--feedback-id=f1",
            at,
            stdin=json.dumps(record).encode(),
        )
        self.assertIn(f"{ALICE} at BR: malicious", output)
        self.assertIn("feedback f1", output)
        output = self.run_cli("benign", ALICE, "FR", "--actor=dave", at)
        self.assertIn("benign, 1 value judged", output)
        output = self.run_cli(
            "forget-range",
            ALICE,
            events.utc_text(time.time() - 2 * DAY),
            events.utc_text(time.time()),
            "--actor=dave",
            at,
        )
        self.assertIn("0 observations removed", output)
        lines = self.run_cli("feedback", ALICE, "--format=ndjson", at).splitlines()
        self.assertEqual(
            [json.loads(line)["action"] for line in lines],
            ["forget", "benign", "malicious"],
        )
        self.assertEqual(json.loads(lines[-1])["reason"], "stolen key")
        self.run_cli("benign", events.user("nobody"), "FR", "--actor=d", at, code=5)
        self.run_cli("benign", ALICE, "Mars", "--actor=dave", at, code=5)
        (line,) = [
            fields
            for fields in map(json.loads, server.log().splitlines())
            if fields["message"] == "feedback" and fields["action"] == "malicious"
        ]
        self.assertEqual(line["actor"], "carol")
        self.assertEqual(line["principal"], ALICE)
        self.assertEqual(line["feedback_id"], "f1")


if __name__ == "__main__":
    harness.main()
