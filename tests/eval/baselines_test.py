# SPDX-License-Identifier: Apache-2.0

import math
import unittest

import numpy

import baselines


class FirstSeen(unittest.TestCase):
    def test_only_the_first_counted_event_of_a_pair_scores(self):
        scores = baselines.first_seen(
            numpy.array([1, 1, 1, 2, 1]),
            numpy.array([5, 5, 6, 5, 7]),
            numpy.array([True, True, True, True, False]),
        )
        self.assertEqual(scores.tolist(), [1, 0, 1, 1, 0])


class Rare(unittest.TestCase):
    def test_a_new_command_in_a_new_country_is_silent(self):
        model = baselines.RareModel()
        self.assertEqual(model.add_bucket([1]), [1.0])

    def test_slices_average_to_the_mean(self):
        for a, total in ((1, 20), (1, 900), (30, 5000)):
            means = baselines.slice_means(a, total)
            self.assertAlmostEqual(float(means.mean()), 1.0, places=6)
            self.assertTrue(all(means[1:] > means[:-1]))

    def test_slices_of_an_exponential(self):
        # Beta(1, large) is an exponential: the lowest of 3 equal slices has the mean
        # 1 - 2 ln(3/2) and the highest 1 + ln 3.
        means = baselines.slice_means(1, 8000)
        self.assertAlmostEqual(means[0], 1 - 2 * math.log(1.5), places=2)
        self.assertAlmostEqual(means[2], 1 + math.log(3), places=2)

    def test_twenty_equally_common_commands_and_a_new_one(self):
        for hours, expected in (
            (20, 0.023),
            (50, 0.009),
            (100, 4.5e-3),
            (200, 2.3e-3),
            (500, 9.8e-4),
            (1000, 1.3e-4),
        ):
            model = baselines.RareModel()
            for _ in range(hours):
                model.add_bucket(list(range(20)))
            probability = model.add_bucket([99])[0]
            self.assertAlmostEqual(probability / expected, 1, delta=0.1, msg=hours)

    def test_scores_every_event_of_the_bucket_alike_and_none_without_a_country(self):
        hours = numpy.repeat(numpy.arange(200) * 3600, 20)
        times = numpy.concatenate([hours, [200 * 3600, 200 * 3600 + 5, 200 * 3600 + 9]])
        values = numpy.concatenate([numpy.tile(numpy.arange(20), 200), [99, 99, 99]])
        counted = numpy.ones(len(times), bool)
        counted[-1] = False
        scores = baselines.rare(times, numpy.zeros(len(times), int), values, counted)
        self.assertEqual(scores[-3], scores[-2])
        self.assertGreater(scores[-2], 5.5)
        self.assertEqual(scores[-1], 0)
        self.assertEqual(scores[: 20 * 200].max(), 0)


if __name__ == "__main__":
    unittest.main()
