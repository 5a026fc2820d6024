# SPDX-License-Identifier: Apache-2.0
"""The made streams have the structure that was measured on real trails."""

import collections
import functools
import json
import statistics
import unittest

from reality import networks
from reality import people
from reality import stream
from reality import structure

PERSONS = "console|devops|analyst|auditor|on call|cloudshell|traveller|mobile|vpn|root"


def setUpModule():
    global PROFILES, CALLS
    made = stream.Stream(stream.spec_of("20-warm", stream.SEEDS[0]))
    CALLS = [
        (call.at, call.source, json.loads(stream.line_of("id", call)))
        for day in made.days()
        for call in day
        if not call.source.label.theft
    ]
    kinds = {source.actor: source.label.life for _, source, _ in CALLS}
    trails = structure.by_actor(
        (at, source.actor, record) for at, source, record in CALLS
    )
    PROFILES = collections.defaultdict(list)
    for actor, trail in trails.items():
        PROFILES[kinds[actor]].append(structure.profile(trail))


def of(kinds):
    return [profile for kind in kinds.split("|") for profile in PROFILES[kind]]


class Bursts(unittest.TestCase):
    def assert_median(self, kinds, name, index, low, high):
        values = [p[name] if index is None else p[name][index] for p in of(kinds)]
        self.assertTrue(low <= statistics.median(values) <= high, (name, values))

    def test_a_page_of_the_console_loads_many_calls_at_once(self):
        self.assert_median("console|on call|traveller", "burst_size", 0, 5, 8)
        self.assert_median("console|on call|traveller", "burst_size", 1, 12, 22)
        self.assert_median("console|on call|traveller", "burst_size", 2, 20, 42)

    def test_a_burst_has_several_commands(self):
        self.assert_median("console|on call|traveller", "burst_commands", 0, 2, 7)
        self.assert_median("console|on call|traveller", "burst_commands", 1, 6, 17)
        self.assert_median("console|on call|traveller", "burst_commands", 2, 11, 25)

    def test_root_has_larger_pages_and_meets_new_ones_mostly(self):
        self.assert_median("root", "burst_size", 0, 3, 9)
        self.assert_median("root", "burst_size", 1, 8, 20)
        some, _ = structure.later_days(of("root"))
        self.assertGreaterEqual(some, 0.6)

    def test_terraform_asks_for_dozens_of_things_in_one_burst(self):
        self.assert_median("devops|CI runner", "burst_size", 1, 20, 60)
        self.assert_median("devops|CI runner", "burst_commands", 2, 20, 60)

    def test_scripts_and_scans_make_bursts_of_hundreds(self):
        self.assertGreater(
            max(p["burst_size"][2] for p in of("analyst|auditor|scanner")), 100
        )

    def test_most_usual_commands_have_a_constant_companion(self):
        for kinds in ("console", "on call|traveller", "root", "devops", "CI runner"):
            usual = sum(p["usual_commands"] for p in of(kinds))
            accompanied = sum(p["with_companion"] for p in of(kinds))
            self.assertTrue(0.65 <= accompanied / usual <= 1, kinds)


class NewCommands(unittest.TestCase):
    def test_they_come_many_at_once_on_about_one_later_day_in_seven(self):
        _, many = structure.later_days(of(PERSONS))
        self.assertTrue(0.10 <= many <= 0.18, many)

    def test_a_console_user_who_is_known_for_ten_days_meets_one_now_and_then(self):
        days = [
            n for p in of("console|traveller|mobile|vpn") for n in p["new_by_day"][10:]
        ]
        share = sum(count > 0 for count in days) / len(days)
        self.assertTrue(0.10 <= share <= 0.22, share)


class Clients(unittest.TestCase):
    def test_a_console_user_shows_many_agents(self):
        agents = [p["agents"] for p in of("console|root")]
        self.assertTrue(8 <= statistics.median(agents) <= 20, agents)

    def test_calls_of_the_console_say_so_whatever_their_agent(self):
        agents = {
            record["userAgent"].partition("/")[0]
            for _, source, record in CALLS
            if source.label.life == "console"
            and source.label.activity == "page"
            and record["sessionCredentialFromConsole"] == "true"
        }
        self.assertTrue(
            {"Mozilla", "Coral", "AWS Internal", "signin.amazonaws.com"} <= agents,
            agents,
        )

    def test_cloudshell_calls_from_amazon_in_the_us_for_a_console_user(self):
        places = {
            source.label.country
            for _, source, record in CALLS
            if "CloudShell" in record["userAgent"]
        }
        self.assertEqual(places, {"US"})

    def test_aws_forwards_some_calls_of_people_and_nearly_all_image_pushes(self):
        shares = [p["internal"] for p in of(PERSONS)]
        self.assertLessEqual(max(shares), 0.25)
        self.assertGreater(max(shares), 0.03)
        push = [
            record["sourceIPAddress"] == "AWS Internal"
            for _, _, record in CALLS
            if record["eventSource"] == "ecr.amazonaws.com"
            and record["eventName"] in ("UploadLayerPart", "PutImage")
        ]
        self.assertGreater(sum(push) / len(push), 0.9)


class Roles(unittest.TestCase):
    def test_people_share_roles_by_session_names_that_are_no_addresses(self):
        users = collections.defaultdict(set)
        for _, source, _record in CALLS:
            role, _, session = source.arn.partition("assumed-role/")[2].partition("/")
            if role in people.SHARED_ROLES:
                self.assertNotIn("@", session)
                users[role].add(source.actor)
        self.assertEqual(set(users), set(people.SHARED_ROLES))
        self.assertGreaterEqual(len(users["deploy"]), 2)

    def test_a_role_assumes_the_next_one_of_its_chain(self):
        callers = {
            source.arn.split("/")[1]
            for _, source, record in CALLS
            if source.label.activity == "role chain"
            and record["eventName"] == "AssumeRole"
            and ":assumed-role/deploy/" in source.arn
        }
        self.assertEqual(callers, {"deploy"})


class SignIns(unittest.TestCase):
    def sign_ins(self):
        return [r for _, _, r in CALLS if r["eventName"] == "ConsoleLogin"]

    def test_some_fail_by_a_mistyped_password_and_have_no_key_yet(self):
        made = self.sign_ins()
        failed = [r for r in made if "errorMessage" in r]
        self.assertTrue(0.01 <= len(failed) / len(made) <= 0.12, len(failed))
        for record in failed:
            self.assertEqual(record["responseElements"], {"ConsoleLogin": "Failure"})
            self.assertNotIn("arn", record["userIdentity"])
            self.assertNotIn("errorCode", record)

    def test_the_others_succeed(self):
        results = {
            r["responseElements"]["ConsoleLogin"]
            for r in self.sign_ins()
            if "errorMessage" not in r
        }
        self.assertEqual(results, {"Success"})


class Errors(unittest.TestCase):
    def test_people_fail_in_one_to_thirteen_calls_of_a_hundred(self):
        shares = [p["errors"] for p in of(PERSONS)]
        self.assertTrue(0.005 <= statistics.median(shares) <= 0.13, shares)
        self.assertLessEqual(max(shares), 0.16)

    def test_some_service_linked_roles_fail_mostly(self):
        shares = [p["errors"] for p in of("service-linked role")]
        self.assertTrue(any(0.36 <= share <= 0.9 for share in shares), shares)

    def test_incidents_have_storms_of_errors(self):
        storm = [r for _, s, r in CALLS if s.label.activity == "error storm"]
        self.assertGreater(len(storm), 50)
        self.assertTrue(all("errorCode" in record for record in storm))


@functools.lru_cache(maxsize=None)
def operator_of(address):
    for operator in networks.OPERATORS:
        ranges = (r for group in operator.ranges.values() for r in group)
        if any(address.startswith(r) for r in ranges):
            return operator.name
    return None


class Networks(unittest.TestCase):
    def operators(self):
        known = collections.defaultdict(set)
        for _, source, record in CALLS:
            if source.label.life in PERSONS.split("|"):
                known[source.actor].add(record["sourceIPAddress"])
        return [len({*map(operator_of, found)} - {None}) for found in known.values()]

    def test_people_have_few_operators_and_more_networks(self):
        self.assertTrue(2 <= statistics.median(self.operators()) <= 4)
        count = statistics.median(p["networks"] for p in of(PERSONS))
        self.assertTrue(5 <= count <= 25, count)

    def test_some_addresses_are_of_ipv6(self):
        self.assertTrue(any(":" in r["sourceIPAddress"] for _, _, r in CALLS))

    def test_a_ci_runner_calls_from_several_countries_of_one_cloud(self):
        countries = {
            s.label.country for _, s, _ in CALLS if s.label.place == "CI cloud"
        }
        self.assertGreaterEqual(len(countries), 4)


if __name__ == "__main__":
    unittest.main()
