# SPDX-License-Identifier: Apache-2.0

import collections
import random
import unittest

from reality import delivery

DAY = 86400


class Delivered(unittest.TestCase):
    def setUp(self):
        made = delivery.Delivery(random.Random(1))
        self.sent = [
            (at, account, region, f"{account} {region} {at}")
            for at in range(0, 3 * DAY, 20)
            for account in ("a", "b", "c")
            for region in ("eu-central-1", "us-east-1")
        ]
        made.add(self.sent)
        self.early = list(made.due(DAY))
        self.lines = self.early + list(made.due(float("inf")))

    def test_every_record_comes_and_one_to_twentyone_of_a_hundred_come_again(self):
        self.assertEqual(set(self.lines), {line for *_, line in self.sent})
        for account in "abc":
            counts = collections.Counter(n for n in self.lines if n[0] == account)
            self.assertLessEqual(max(counts.values()), 2)
            share = sum(counts.values()) / len(counts) - 1
            self.assertTrue(0.005 <= share <= 0.23, share)

    def test_records_are_late_and_out_of_order(self):
        times = [int(line.split()[2]) for line in self.lines]
        self.assertNotEqual(times, sorted(times))
        latest = max(times[: len(times) // 2])
        self.assertLess(latest, 2 * DAY)

    def test_nothing_is_delivered_before_it_is_due(self):
        self.assertLess(max(int(line.split()[2]) for line in self.early), DAY)
        self.assertLess(len(self.early), len(self.lines))


if __name__ == "__main__":
    unittest.main()
