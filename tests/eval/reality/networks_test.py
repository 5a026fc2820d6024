# SPDX-License-Identifier: Apache-2.0

import ipaddress
import random
import unittest

from reality import networks
from reality import people
from reality import thieves


class Operators(unittest.TestCase):
    def test_every_range_gives_public_addresses(self):
        rng = random.Random(1)
        for operator in networks.OPERATORS:
            for country in operator.ranges:
                for _ in range(20):
                    made = networks.address(rng, operator, country)
                    with self.subTest(operator=operator.name, address=made.text):
                        self.assertTrue(ipaddress.ip_address(made.text).is_global)
                        self.assertEqual(made.country, country)

    def test_no_range_belongs_to_two(self):
        ranges = [
            r for o in networks.OPERATORS for group in o.ranges.values() for r in group
        ]
        for one in ranges:
            same = [other for other in ranges if other.startswith(one)]
            self.assertEqual(same, [one])

    def test_people_and_thieves_find_an_operator_wherever_they_are(self):
        for country in [*people.TRAVEL, *thieves.FOREIGN]:
            self.assertTrue(
                networks.of_kind("access", country)
                or networks.of_kind("mobile", country),
                country,
            )


class Lines(unittest.TestCase):
    def line(self, days):
        return networks.Line(
            random.Random(2), networks.BY_NAME["Deutsche Telekom"], "DE", days
        )

    def test_an_office_keeps_its_address(self):
        rng, line = random.Random(3), self.line(None)
        self.assertEqual(len({line.on(rng, day).text for day in range(100)}), 1)

    def test_a_subscriber_gets_another_one_now_and_then(self):
        rng, line = random.Random(3), self.line(5)
        addresses = [line.on(rng, day).text for day in range(100)]
        self.assertTrue(8 <= len(set(addresses)) <= 40, len(set(addresses)))

    def test_a_network_is_a_24_or_of_ipv6_a_48(self):
        self.assertEqual(networks.network_of("79.192.3.4"), "79.192.3")
        self.assertEqual(networks.network_of("2003:c0:7:100::1"), "2003:c0:7")


if __name__ == "__main__":
    unittest.main()
