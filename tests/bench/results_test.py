# SPDX-License-Identifier: Apache-2.0
"""Cases small enough to be worked out by hand."""

import unittest

import results

ANNOTATED = """
2,000,000 (100.0%)  PROGRAM TOTALS
1,500,000 (75.00%)  ???:farcall::ScoreEvent(farcall::Model const&) [binary]
  900,000 (45.00%)  ???:farcall::ScoreEvent(farcall::Model const&)'2 [binary]
"""


class Rounds(unittest.TestCase):
    def test_a_rate_is_the_median_with_its_spread(self):
        rounds = [{"events_per_second": rate} for rate in (30, 10, 20)]
        self.assertEqual(results.rate(rounds), {"median": 20, "min": 10, "max": 30})

    def test_a_latency_is_the_median_of_each_quantile(self):
        rounds = [
            {"latency_ms": {"p50": a, "p99": b}} for a, b in ((1, 9), (3, 7), (2, 8))
        ]
        self.assertEqual(results.latency(rounds), {"p50": 2, "p99": 8})

    def test_steps_in_sequence_take_the_sum_of_their_times(self):
        self.assertAlmostEqual(results.in_sequence(100, 100), 50)


class Ratios(unittest.TestCase):
    def test_only_what_was_measured_has_a_ratio(self):
        self.assertEqual(results.ratios({}), {})
        measured = {"redis": {"farcall": {"median": 50}, "redis": {"median": 20}}}
        self.assertEqual(results.ratios(measured), {"stream_1000_fsync_vs_redis": 2.5})

    def test_the_slower_of_the_hot_keys_counts(self):
        measured = {
            "hot": {
                "uniform": {"median": 100},
                "hot-principal": {"median": 95},
                "hot-command": {"median": 70},
            }
        }
        self.assertEqual(results.ratios(measured), {"hot_key_vs_spread": 0.7})

    def test_watchers_are_compared_with_none(self):
        measured = {"watchers": {"0, paced": {"median": 100}, "64, paced": {"median": 97}}}
        self.assertEqual(results.ratios(measured), {"watched_64_vs_unwatched": 0.97})
        self.assertFalse(results.meets("watched_64_vs_unwatched", 0.97))

    def test_raw_records_are_compared_with_a_parse_and_an_echo(self):
        measured = {
            "throughput": {
                "json stream 1000 fsync": {
                    "farcall": {"median": 25},
                    "echo": {"median": 100},
                }
            },
            "micro": {"ParseBareSimdjson": {"records_per_second": 100}},
        }
        ratio = results.ratios(measured)["stream_json_vs_parse_plus_echo"]
        self.assertAlmostEqual(ratio, 0.5)

    def test_a_goal_is_met_from_its_own_side(self):
        self.assertTrue(results.meets("stream_1000_fsync_vs_echo", 0.4))
        self.assertFalse(results.meets("stream_1000_fsync_vs_echo", 0.39))
        self.assertTrue(results.meets("instructions_per_event", 6500))
        self.assertFalse(results.meets("instructions_per_event", 6501))

    def test_a_call_may_wait_for_two_syncs(self):
        half = {"farcall": {"p99": 9}, "echo": {"p99": 1}}
        measured = {"latency": {"100 at 50 %": half, "sync_ms": 4}}
        self.assertEqual(
            results.ratios(measured), {"unary_100_p99_vs_echo_plus_syncs": 1}
        )

    def test_instructions_stand_for_themselves(self):
        measured = {
            "instructions": {
                "empty": {"per_event": {"all": 7000}},
                "with ten weeks": {"per_event": {"all": 8000}},
            }
        }
        self.assertEqual(
            results.ratios(measured),
            {"instructions_per_event": 7000, "instructions_per_event_aged": 8000},
        )

    def test_every_ratio_has_a_goal(self):
        names = {
            "stream_1000_fsync_vs_echo",
            "stream_1000_fsync_vs_redis",
            "stream_1000_explained_vs_equal_echo",
            "stream_json_vs_parse_plus_echo",
            "instructions_per_event",
            "instructions_per_event_aged",
            "aged_vs_empty",
            "unary_100_p99_vs_echo_plus_syncs",
            "growth_10m_vs_10k",
            "hot_key_vs_spread",
            "cpu_per_event_2_tenants_vs_1",
            "watched_64_vs_unwatched",
            "cluster_stream_1000_vs_alone",
            "cluster_owner_more_us",
        }
        self.assertEqual(set(results.GOALS), names)

    def test_a_cluster_is_compared_with_a_server_alone(self):
        measured = {
            "cluster": {
                "alone, 4 in flight": {"median": 100.0, "us": {"server": 8.0}},
                "on the owner, 4 in flight": {"median": 70.0, "us": {"owner": 11.0}},
            }
        }
        self.assertEqual(
            results.ratios(measured),
            {"cluster_stream_1000_vs_alone": 0.7, "cluster_owner_more_us": 3.0},
        )


class Callgrind(unittest.TestCase):
    def test_the_first_line_of_a_function_counts(self):
        found = results.inclusive(ANNOTATED, {"score": r":farcall::ScoreEvent\("})
        self.assertEqual(found, {"score": 1_500_000})


if __name__ == "__main__":
    unittest.main()
