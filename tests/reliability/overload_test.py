# SPDX-License-Identifier: Apache-2.0
"""What reliability/run.py does for long, for a moment: clients that ask for too much or
behave badly get their answer, the others go on, and the server stays well."""

import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/e2e"), str(ROOT / "reliability")]

import harness  # noqa: E402
import overload  # noqa: E402


class OverloadTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        flags = [f"--{name}={value}" for name, value in overload.SETTINGS.items()]
        # As by default: what waits for long is shed.
        self.server = self.start_server("--queue-wait-ms=250", *flags)
        self.overload = overload.Overload(
            self.server, os.environ["FARCALL_OVERLOAD_CLIENT"]
        )

    def assert_well(self, seen):
        self.assertTrue(seen["health"], seen)
        self.assertGreater(seen["useful_events_per_second"], 0, seen)
        self.assertEqual(self.server.stop(), 0)
        self.assertNotIn('"level":"error"', self.server.log())

    def test_what_is_too_much_is_shed_and_told_when_to_come_again(self):
        seen = self.overload.call(2, rate=2000, in_flight_max=300)
        self.assertGreater(seen["scored_batches"], 0)
        self.assertGreater(seen["shed"], 0)
        self.assertEqual(seen["shed_without_delay"], 0)
        self.assertEqual(seen["late"] + seen["other"] + seen["unavailable"], 0, seen)
        self.assert_well(self.overload.still_useful())

    def test_calls_that_are_given_up_leave_nothing_behind(self):
        seen = self.overload.deadlines(2)
        self.assertGreater(seen["late"], 0)
        self.assertEqual(self.server.metrics()["farcall_batches_in_flight"], 0)
        self.assert_well(seen)

    def test_streams_that_are_not_read_stop_nobody_else(self):
        self.assert_well(self.overload.readers_that_do_not_read(8, 2))

    def test_streams_that_are_read_slowly_stop_nobody_else(self):
        seen = self.overload.readers_that_are_slow(4, 3)
        self.assertGreater(seen["answers"], 0)
        self.assert_well(seen)

    def test_the_largest_batch_is_scored_and_a_larger_one_refused(self):
        seen = self.overload.giants()
        self.assertEqual(seen["scored"], 5000)
        self.assertEqual(seen["refused"], ["INVALID_ARGUMENT", "RESOURCE_EXHAUSTED"])
        self.assert_well(seen)

    def test_connections_that_do_nothing_stop_nobody_else(self):
        seen = self.overload.connections(500)
        self.assertGreater(seen["files_max"], 500)
        self.assert_well(seen)

    def test_requests_that_never_end_stop_nobody_else(self):
        seen = self.overload.slowloris(40, 4)
        self.assertGreater(seen["scrapes"], 0)
        self.assert_well(seen)


if __name__ == "__main__":
    harness.main()
