# SPDX-License-Identifier: Apache-2.0
"""Which errors are tried again, when, and for how long."""

import unittest

import grpc
from fake_server import FakeError, INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNAVAILABLE
from farcall import errors, retries


class Time:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now = 0.0
        self.pauses = []
        self.connected_after = 0.0  # seconds of waiting
        self.patience = []

    def await_connection(self, seconds):
        self.patience.append(seconds)
        self.now += min(seconds, self.connected_after)

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds


def backoff(time, chance=1.0, **policy):
    return retries.Backoff(
        retries.RetryPolicy(**policy),
        time.await_connection,
        sleep=time.sleep,
        clock=lambda: time.now,
        chance=lambda: chance,
    )


def error(code=UNAVAILABLE, **details):
    return errors.from_rpc(FakeError(code, **details))


class RetriesTest(unittest.TestCase):
    def test_details_of_the_server_are_read(self):
        found = error(details="full", retry_seconds=1.5, reason="STORE_FULL")
        self.assertEqual(
            (found.code, found.message, found.reason, found.retry_after),
            (UNAVAILABLE, "full", "STORE_FULL", 1.5),
        )
        self.assertIsNone(error().retry_after)

    def test_what_may_pass_is_tried_again_and_nothing_else(self):
        names = {code for code in grpc.StatusCode if retries.may_retry(error(code))}
        self.assertEqual(names, retries.RETRIED)
        self.assertTrue(retries.may_retry(error(INVALID_ARGUMENT, retry_seconds=1)))

    def test_pauses_double_up_to_a_bound(self):
        time = Time()
        tried = backoff(time, pause_first=1, pause_max=5, give_up=100)
        for _ in range(5):
            tried.wait(error())
        self.assertEqual(time.pauses, [1, 2, 4, 5, 5])

    def test_half_of_a_pause_is_left_to_chance(self):
        time = Time()
        backoff(time, chance=0.0, pause_first=1).wait(error())
        self.assertEqual(time.pauses, [0.5])

    def test_a_pause_is_never_shorter_than_the_server_asks_for(self):
        for chance, pause in ((0.0, 7.0), (1.0, 8.4)):
            time = Time()
            backoff(time, chance=chance).wait(error(RESOURCE_EXHAUSTED, retry_seconds=7))
            self.assertAlmostEqual(time.pauses[0], pause)

    def test_an_answer_begins_anew(self):
        time = Time()
        tried = backoff(time, pause_first=1, give_up=100)
        tried.wait(error())
        tried.wait(error())
        tried.answered()
        tried.wait(error())
        self.assertEqual(time.pauses, [1, 2, 1])

    def test_it_gives_up_rather_than_wait_beyond_its_time(self):
        time = Time()
        tried = backoff(time, pause_first=1, pause_max=4, give_up=10)
        last = error()
        with self.assertRaises(errors.FarcallError) as raised:
            while True:
                tried.wait(last)
        self.assertIs(raised.exception, last)
        self.assertEqual(time.pauses, [1, 2, 4])

    def test_it_waits_for_a_connection_as_long_as_it_does_not_give_up(self):
        time = Time()
        time.connected_after = 30
        tried = backoff(time, pause_first=1, give_up=10)
        tried.wait(error())
        with self.assertRaises(errors.FarcallError):
            tried.wait(error())
        self.assertEqual((time.pauses, time.patience), ([1], [9]))

    def test_time_in_which_nothing_was_due_does_not_count(self):
        time = Time()
        tried = backoff(time, pause_first=1, pause_max=4, give_up=5)
        for _ in range(10):
            tried.nothing_due()
            tried.wait(error())

    def test_an_error_for_good_is_raised_at_once(self):
        time = Time()
        with self.assertRaises(errors.FarcallError):
            backoff(time).wait(error(INVALID_ARGUMENT))
        self.assertEqual(time.pauses, [])

    def test_details_that_are_no_status_are_left_out(self):
        broken = FakeError(UNAVAILABLE)
        broken._rich = b"\xff\xff"
        self.assertEqual(errors.from_rpc(broken).reason, "")


if __name__ == "__main__":
    unittest.main()
