# SPDX-License-Identifier: Apache-2.0
"""Client against a server that fails in all ways, without a network."""

import itertools
import random
import tempfile
import threading
import time
import unittest

import farcall
from fake_server import (
    INVALID_ARGUMENT,
    RESOURCE_EXHAUSTED,
    UNAVAILABLE,
    FakeChannel,
    FakeError,
    results_of,
    stream_answer,
)
from farcall.v1 import finding_pb2, finding_service_pb2, score_pb2

QUICK = farcall.RetryPolicy(pause_first=0.001, pause_max=0.002, give_up=60)
HASTY = farcall.RetryPolicy(pause_first=0.001, pause_max=0.002, give_up=0.01)
TOO_LARGE = score_pb2.EVENT_ERROR_REASON_TOO_LARGE
LARGER = "Received message larger than max (17 vs. 16)"


def client(retry=QUICK, batch_events=10, token=None, token_file=None, **server):
    return farcall.Client(
        channel=FakeChannel(**server),
        retry=retry,
        batch_events=batch_events,
        token=token,
        token_file=token_file,
    )


def records(number):
    return [f"{index}".encode() for index in range(number)]


def ids(results):
    return [result.event_id for result in results]


def names(number):
    return [record.decode() for record in records(number)]


def failing(answers, answer):
    """`answer`, but the first calls raise what `answers` gives; None = they do not."""
    left = iter(answers)

    def call(request):
        error = next(left, None)
        if error is not None:
            raise error
        return answer(request)

    return call


class ScoreTest(unittest.TestCase):
    def test_results_come_in_order_over_batches(self):
        asked = []

        def unary(request):
            asked.append(len(request.events))
            return results_of(request)

        self.assertEqual(ids(client(unary=unary).score(records(25))), names(25))
        self.assertEqual(asked, [10, 10, 5])

    def test_a_batch_that_failed_is_sent_again(self):
        failures = [FakeError(UNAVAILABLE), None, FakeError(UNAVAILABLE)]
        unary = failing(failures, results_of)
        self.assertEqual(ids(client(unary=unary).score(records(25))), names(25))

    def test_a_batch_that_may_be_too_large_is_halved(self):
        asked = []

        def unary(request):
            asked.append(len(request.events))
            if len(request.events) > 3:
                raise FakeError(RESOURCE_EXHAUSTED, LARGER)
            return results_of(request)

        self.assertEqual(ids(client(unary=unary).score(records(10))), names(10))
        self.assertEqual(asked, [10, 5, 2, 3, 5, 2, 3])

    def test_an_event_that_no_request_holds_is_a_result(self):
        def unary(request):
            if any(one.cloudtrail_record.json == b"4" for one in request.events):
                raise FakeError(RESOURCE_EXHAUSTED, LARGER)
            return results_of(request)

        found = client(unary=unary).score(records(10))
        self.assertEqual(found[4].error.reason, TOO_LARGE)
        del found[4]
        self.assertEqual(ids(found), [name for name in names(10) if name != "4"])

    def test_an_overloaded_server_is_waited_for_and_no_batch_is_halved(self):
        asked = []

        def unary(request):
            asked.append(len(request.events))
            if len(asked) < 3:
                raise FakeError(RESOURCE_EXHAUSTED, "queue", retry_seconds=0.001)
            return results_of(request)

        client(unary=unary).score(records(10))
        self.assertEqual(asked, [10, 10, 10])

    def test_a_refusal_is_raised(self):
        def unary(request):
            raise FakeError(INVALID_ARGUMENT, "tenant", reason="BAD_TENANT")

        with self.assertRaises(farcall.FarcallError) as raised:
            client(unary=unary).score(records(1))
        self.assertEqual(raised.exception.reason, "BAD_TENANT")

    def test_it_gives_up_on_a_server_that_stays_away(self):
        def unary(request):
            raise FakeError(UNAVAILABLE, "gone")

        with self.assertRaises(farcall.FarcallError) as raised:
            client(HASTY, unary=unary).score(records(1))
        self.assertIs(raised.exception.code, UNAVAILABLE)

    def test_a_token_file_is_read_for_each_call(self):
        with tempfile.NamedTemporaryFile("w") as file:
            one = client(unary=results_of, token_file=file.name)
            for token in ("first", "second"):
                file.seek(0)
                file.truncate()
                file.write(token + "\n")
                file.flush()
                one.score(records(1))
        self.assertEqual(
            one.channel.metadata,
            [(("authorization", f"Bearer {token}"),) for token in ("first", "second")],
        )


class StreamTest(unittest.TestCase):
    def test_each_record_is_answered_once_and_in_order_whatever_fails(self):
        for seed in range(40):
            chance = random.Random(seed)
            with self.subTest(seed=seed):
                self.one_stream(chance)

    def one_stream(self, chance):
        number = chance.randrange(1, 300)
        limit = chance.randrange(1, 12)
        dead = chance.randrange(number) if chance.random() < 0.5 else None

        def stream(requests):
            for request in requests:
                if chance.random() < 0.2:
                    raise FakeError(UNAVAILABLE, "Socket closed")
                texts = [one.cloudtrail_record.json for one in request.batch.events]
                if len(texts) > limit or f"{dead}".encode() in texts:
                    raise FakeError(RESOURCE_EXHAUSTED, LARGER)
                yield stream_answer(request)

        found = list(
            client(stream=stream).stream(
                records(number), in_flight=chance.randrange(1, 6)
            )
        )
        expected = names(number)
        if dead is not None:
            self.assertEqual(found[dead].error.reason, TOO_LARGE)
            del found[dead], expected[dead]
        self.assertEqual(ids(found), expected)

    def test_of_several_batches_on_their_way_the_right_one_is_refused(self):
        connections = itertools.count()

        def stream(requests):
            if next(connections) == 0:  # gRPC sends ahead of the answers
                self.assertEqual(len(list(itertools.islice(requests, 3))), 3)
                raise FakeError(RESOURCE_EXHAUSTED, LARGER)
            for request in requests:
                if request.batch.events[0].cloudtrail_record.json == b"2":
                    raise FakeError(RESOURCE_EXHAUSTED, LARGER)
                yield stream_answer(request)

        one = client(batch_events=1, stream=stream)
        found = list(one.stream(records(5), in_flight=3))
        self.assertEqual(ids(found), ["0", "1", "", "3", "4"])
        self.assertEqual(found[2].error.reason, TOO_LARGE)

    def test_a_broken_connection_takes_no_more_batches(self):
        first_sent = []
        first_ended = threading.Event()
        second_answers = threading.Event()
        connections = itertools.count()

        def send_ahead(requests):
            for request in requests:
                first_sent.append(request)
            first_ended.set()

        def stream(requests):
            if next(connections) == 0:
                threading.Thread(target=send_ahead, args=(requests,)).start()
                while not first_sent:
                    time.sleep(0.001)
                raise FakeError(UNAVAILABLE)
            for request in requests:
                yield stream_answer(request)
                second_answers.set()

        def slow():
            yield b"0"
            self.assertTrue(second_answers.wait(60))
            yield b"1"

        self.assertEqual(ids(client(stream=stream).stream(slow())), ["0", "1"])
        self.assertTrue(first_ended.wait(60))
        self.assertEqual(len(first_sent), 1)

    def test_a_result_comes_without_waiting_for_a_full_batch(self):
        seen = threading.Semaphore(0)

        def slow():
            for record in records(5):
                yield record
                self.assertTrue(seen.acquire(timeout=60))

        def stream(requests):
            return map(stream_answer, requests)

        for result in client(stream=stream).stream(slow()):
            seen.release()

    def test_an_error_of_the_records_is_raised_after_the_results_before_it(self):
        def broken():
            yield from records(3)
            raise ValueError("the queue broke")

        found = []
        with self.assertRaisesRegex(ValueError, "the queue broke"):
            for result in client(stream=lambda all: map(stream_answer, all)).stream(
                broken()
            ):
                found.append(result)
        self.assertEqual(ids(found), names(3))

    def test_no_more_is_read_ahead_than_is_in_flight_and_one_batch(self):
        read = itertools.count()
        endless = (f"{next(read)}".encode() for _ in itertools.repeat(None))
        results = client(stream=lambda all: map(stream_answer, all)).stream(
            endless, in_flight=2
        )
        taken = [next(results) for _ in range(25)]
        results.close()
        self.assertEqual(ids(taken), names(25))
        # In flight, answered and not taken, open, and one in hand.
        self.assertLess(next(read), 25 + 10 * (2 + 10 + 1) + 2)

    def test_no_stream_is_opened_without_records(self):
        self.assertEqual(list(client().stream([])), [])

    def test_a_silent_server_is_left(self):
        silent = threading.Event()
        calls = []

        def stream(requests):
            calls.append(1)
            if len(calls) == 1:
                next(requests)
                silent.wait(60)
                return
            yield from map(stream_answer, requests)

        one = client(farcall.RetryPolicy(attempt=0.05, pause_first=0.001), stream=stream)
        self.assertEqual(ids(one.stream(records(3))), names(3))
        silent.set()

    def test_a_refusal_is_raised(self):
        def stream(requests):
            next(requests)
            raise FakeError(INVALID_ARGUMENT)
            yield

        with self.assertRaises(farcall.FarcallError):
            list(client(stream=stream).stream(records(3)))


class WatchTest(unittest.TestCase):
    def answer(self, token, finding_id=None):
        answer = finding_service_pb2.WatchFindingsResponse(resume_token=token)
        if finding_id:
            answer.finding.CopyFrom(finding_pb2.Finding(id=finding_id))
            answer.changes.append(finding_service_pb2.FINDING_CHANGE_OPENED)
        return answer

    def test_it_goes_on_behind_the_last_answer(self):
        asked = []

        def watch(request):
            asked.append(request.resume_token)
            yield self.answer(f"sign-{len(asked)}")
            yield self.answer(f"after-{len(asked)}", f"finding-{len(asked)}")
            raise FakeError(UNAVAILABLE)

        watched = client(watch=watch).watch_findings("start")
        changes = list(itertools.islice(watched, 3))
        watched.close()
        self.assertEqual(asked, ["start", "after-1", "after-2"])
        self.assertEqual(
            [(change.cursor, change.finding.id) for change in changes],
            [(f"after-{n}", f"finding-{n}") for n in (1, 2, 3)],
        )

    def test_a_cursor_that_is_too_old_is_an_error(self):
        def watch(request):
            raise FakeError(
                farcall.errors.grpc.StatusCode.OUT_OF_RANGE,
                reason="RESUME_TOKEN_TOO_OLD",
            )
            yield

        with self.assertRaises(farcall.FarcallError) as raised:
            next(client(watch=watch).watch_findings("old"))
        self.assertEqual(raised.exception.reason, "RESUME_TOKEN_TOO_OLD")


if __name__ == "__main__":
    unittest.main()
