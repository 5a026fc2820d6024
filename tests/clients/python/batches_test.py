# SPDX-License-Identifier: Apache-2.0
"""Batches keep their order and their limits."""

import json
import unittest

import farcall
from farcall import batches


def inputs(*sizes):
    return [batches.to_input(b"x" * size) for size in sizes]


class BatchesTest(unittest.TestCase):
    def test_a_batch_ends_at_the_number_of_events(self):
        made = list(batches.batches(inputs(*[1] * 7), 3, 1000))
        self.assertEqual([len(batch) for batch in made], [3, 3, 1])

    def test_a_batch_ends_before_the_bytes_and_a_large_event_is_alone(self):
        made = list(batches.batches(inputs(10, 10, 500, 10, 10), 100, 60))
        lengths = [[len(one.cloudtrail_record.json) for one in batch] for batch in made]
        self.assertEqual(lengths, [[10, 10], [500], [10, 10]])
        for batch in (made[0], made[2]):
            request = farcall.v1.scoring_service_pb2.ScoreEventsRequest(events=batch)
            self.assertLessEqual(request.ByteSize(), 60)

    def test_nothing_makes_no_batch(self):
        self.assertEqual(list(batches.batches([], 3, 1000)), [])

    def test_each_form_of_a_record_is_an_input(self):
        record = {"eventID": "é", "n": 1}
        self.assertEqual(
            json.loads(batches.to_input(record).cloudtrail_record.json), record
        )
        for form in ("é", "é".encode(), bytearray("é".encode())):
            self.assertEqual(
                batches.to_input(form).cloudtrail_record.json, "é".encode()
            )
        event = farcall.Event(event_id="1")
        raw = farcall.CloudTrailRecord(json=b"{}")
        self.assertEqual(batches.to_input(event).event, event)
        self.assertEqual(batches.to_input(raw).cloudtrail_record, raw)
        whole = farcall.EventInput(event=event)
        self.assertIs(batches.to_input(whole), whole)

    def test_what_is_no_record_is_a_type_error(self):
        for wrong in (None, 1, ["eventID"]):
            with self.assertRaises(TypeError):
                batches.to_input(wrong)


if __name__ == "__main__":
    unittest.main()
