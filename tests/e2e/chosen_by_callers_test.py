# SPDX-License-Identifier: Apache-2.0
"""What callers without the principal's credentials, or with a VPC of their own, can
choose: failed sign-ins, addresses, user agents."""

import time

import events
import harness

DAY = 24 * 3600
ENDPOINT = "vpce-0123456789abcdef0"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"


def failed_sign_in(seconds_ago, address=events.IN_BRAZIL):
    """As CloudTrail has it: without an ARN."""
    identity = {
        "type": "IAMUser",
        "accountId": events.ACCOUNT,
        "userName": "alice",
        "accessKeyId": "",
    }
    return events.raw(
        events.record_fields(
            address=address,
            seconds_ago=seconds_ago,
            eventSource="signin.amazonaws.com",
            eventName="ConsoleLogin",
            eventType="AwsConsoleSignIn",
            userIdentity=identity,
            userAgent=BROWSER,
            errorMessage="Failed authentication",
            responseElements={"ConsoleLogin": "Failure"},
        )
    )


class ChosenByCallersTest(harness.EndToEndTest):
    def start(self, *flags):
        """A server that knows a month of alice's from Germany, with one program."""
        server = self.start_server(*flags)
        calls = [
            events.event(
                seconds_ago=day * DAY + hour * 3600, user_agent="aws-cli/2.15"
            )
            for day in range(20, 50)
            for hour in range(8)
        ]
        server.scoring().ScoreEvents(events.batch(calls))
        return server

    def results(self, server, *inputs, mode=events.SCORE_ONLY):
        request = events.batch(inputs, mode=mode)
        return list(server.scoring().ScoreEvents(request).results)

    def test_failed_sign_ins_teach_no_place(self):
        server = self.start()
        theft = events.event(
            address=events.IN_BRAZIL, seconds_ago=DAY, user_agent="aws-cli/2.15"
        )
        (before,) = self.results(server, theft)
        known = events.everything_known(server)
        attack = [failed_sign_in(2 * DAY + hour * 3600) for hour in range(15 * 24)]
        attacked = self.results(server, *attack, mode=events.LEARN_ONLY)
        self.assertTrue(all(not result.HasField("error") for result in attacked))
        self.assertEqual(events.everything_known(server), known)
        (after,) = self.results(server, theft)
        self.assertGreater(before.score.score, 80)
        self.assertEqual(after.score.bits, before.score.bits)

    def test_failed_sign_ins_raise_one_alert_beside_that_of_the_key(self):
        server = self.start()
        midday = 2 * DAY + int(time.time()) % DAY - DAY // 2  # seconds ago
        inputs = [failed_sign_in(midday - minute * 60) for minute in range(5)]
        inputs.append(events.event(address=events.IN_BRAZIL, seconds_ago=midday - 600))
        found = self.results(server, *inputs, mode=events.SCORE_AND_LEARN)
        self.assertEqual(
            [result.score.alert for result in found], [True] + 4 * [False] + [True]
        )

    def test_a_vpc_endpoint_is_a_place_of_its_own(self):
        overrides = self.folder / "overrides.csv"
        overrides.write_text("79.192.0.0/16,@office:home\nvpce-known,@vpc:known\n")
        server = self.start(f"--geoip-overrides={overrides}")
        record = events.record_fields(
            vpcEndpointId=ENDPOINT, vpcEndpointAccountId="999999999999"
        )
        typed = events.event(vpc_endpoint_id=ENDPOINT)
        known = events.event(vpc_endpoint_id="vpce-known")
        plain = events.event()
        found = self.results(server, events.raw(record), typed, known, plain)
        self.assertEqual(
            [result.origin for result in found],
            [f"@vpce:{ENDPOINT}", f"@vpce:{ENDPOINT}", "@vpc:known", "@office:home"],
        )
        self.assertGreaterEqual(found[0].score.score, 70)
        (bad,) = self.results(server, events.event(vpc_endpoint_id="vpc-1"))
        self.assertEqual(bad.error.field, "vpc_endpoint_id")

    def test_the_last_address_of_a_list_that_is_not_private_counts(self):
        server = self.start()
        made_up = f"{events.IN_GERMANY}, {events.IN_BRAZIL}"
        behind = f"{events.IN_GERMANY}, 10.0.0.1"
        for address, origin in ((made_up, "BR"), (behind, "DE")):
            record = events.raw(events.record_fields(address=address))
            for result in self.results(server, record, events.event(address=address)):
                self.assertEqual(result.origin, origin)

    def test_an_agent_of_aws_is_believed_where_aws_calls(self):
        server = self.start()
        agents = ("Boto3/1.26", "AWS Internal", "x.amazonaws.com")
        other, *silent = self.results(
            server, *(events.event(user_agent=agent) for agent in agents)
        )
        self.assertGreaterEqual(other.score.score, 60)
        for result in silent:
            self.assertGreaterEqual(result.score.score, 0.9 * other.score.score)
        (by_aws,) = self.results(
            server, events.event(user_agent="AWS Internal", invoked_by="AWS Internal")
        )
        self.assertLess(by_aws.score.score, 20)


if __name__ == "__main__":
    harness.main()
