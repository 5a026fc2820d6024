# SPDX-License-Identifier: Apache-2.0

import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import commands
import organisation
import places
import streams
import thefts


def small(stream, seed=7):
    return streams.Spec(stream, seed, train_days=16, evaluation_days=4, thefts_a_day=1)


class Streams(unittest.TestCase):
    def written(self, spec):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            facts = streams.write(spec, folder)
            return (
                facts,
                (folder / "events.ndjson").read_text(),
                (folder / "labels.ndjson").read_text(),
            )

    def test_the_same_seed_gives_the_same_bytes_and_another_one_others(self):
        first = self.written(small("quiet"))
        self.assertEqual(first, self.written(small("quiet")))
        self.assertNotEqual(first[1], self.written(small("quiet", 8))[1])

    def test_what_was_written_before_in_the_same_process_changes_nothing(self):
        code = """import pathlib, sys, streams
spec = streams.Spec("quiet", 8, train_days=16, evaluation_days=4, thefts_a_day=1)
streams.write(spec, pathlib.Path(sys.argv[1]))"""
        with tempfile.TemporaryDirectory() as name:
            subprocess.run([sys.executable, "-B", "-c", code, name], check=True)
            alone = (pathlib.Path(name) / "events.ndjson").read_text()
        self.written(small("quiet", 7))
        self.assertEqual(self.written(small("quiet", 8))[1], alone)

    def test_events_are_in_order_of_time_and_have_ids_of_their_own(self):
        facts, events, _ = self.written(small("quiet"))
        records = [json.loads(line) for line in events.splitlines()]
        times = [record["eventTime"] for record in records]
        self.assertEqual(times, sorted(times))
        self.assertEqual(
            len({record["eventID"] for record in records}), facts["events"]
        )

    def test_labels_name_the_events_that_thieves_made(self):
        facts, events, labels = self.written(small("hard"))
        times = {
            record["eventID"]: record["eventTime"]
            for record in map(json.loads, events.splitlines())
        }
        labels = [json.loads(line) for line in labels.splitlines()]
        judged = [label for label in labels if times[label["event_id"]] >= "2025-03-19"]
        counts = collections.Counter(label["theft"] for label in judged)
        self.assertEqual(
            counts, {theft["theft"]: theft["events"] for theft in facts["thefts"]}
        )
        self.assertEqual(len(counts), 4)

    def test_thieves_come_from_where_their_kind_says(self):
        stream = streams.Stream(streams.spec_of("hard", 7))
        self.assertEqual({theft.kind for theft in stream.thefts}, set(thefts.KINDS))
        for theft in stream.thefts:
            first_day = int(theft.calls[0].at // thefts.DAY)
            home = theft.victim.country(first_day)
            with self.subTest(theft=theft.name, kind=theft.kind):
                self.assertEqual(theft.country == home, theft.kind == "home")
                if theft.kind in ("foreign", "slow"):
                    self.assertIn(theft.country, places.FOREIGN)
                if theft.kind == "colleague":
                    self.assertIn(theft.country, stream.organisation.home_countries())

    def test_warming_up_ends_on_the_day_before_the_thief_acts(self):
        stream = streams.Stream(streams.spec_of("hard", 7))
        warmed = [theft for theft in stream.thefts if theft.kind == "warmed"]
        start = stream.spec.train_days * thefts.DAY
        for theft in warmed:
            warm_up = theft.calls[: theft.warm_up_calls]
            acting = theft.calls[theft.warm_up_calls :]
            with self.subTest(theft=theft.name):
                self.assertGreaterEqual(acting[0].at, start)
                days_before = (acting[0].at - warm_up[0].at) / thefts.DAY
                self.assertTrue(2.9 < days_before <= 8, days_before)
                self.assertLess(warm_up[-1].at, acting[0].at - 0.9 * thefts.DAY)
                self.assertLessEqual(
                    {call.command for call in warm_up}, {*theft.victim.work.names}
                )
        self.assertTrue(any(theft.calls[0].at < start for theft in warmed))

    def test_detectable_counts_the_judged_events_of_warming_up(self):
        stream = streams.Stream(streams.spec_of("hard", 7))
        for theft in stream.thefts:
            everything = streams.facts_of(theft, 0)
            self.assertEqual(everything["detectable"], theft.warm_up_calls)
            self.assertEqual(everything["detectable"] > 0, theft.kind == "warmed")
            acting = theft.calls[theft.warm_up_calls].at
            from_there = streams.facts_of(theft, acting)
            self.assertEqual(from_there["detectable"], 0)
            self.assertEqual(
                from_there["events"], len(theft.calls) - theft.warm_up_calls
            )

    def test_honest_people_call_once_in_a_while_whatever_thieves_call(self):
        self.assertLessEqual({*commands.LOOK, *commands.TAKE}, {*commands.RARE})
        self.assertEqual(len(commands.RARE), len({*commands.RARE}))

    def test_foreign_countries_are_not_visited_by_honest_people(self):
        honest = {*places.HOMES, *places.TRAVEL, *places.VPN_COUNTRIES, *places.CLOUDS}
        honest.update(places.NEW_OFFICES)
        self.assertFalse(honest & set(places.FOREIGN))

    def test_the_hard_organisation_has_what_makes_it_hard(self):
        made = streams.Stream(streams.spec_of("hard", 7)).organisation
        self.assertTrue(any(person.shared_role for person in made.people))
        self.assertTrue(any(p.home in places.NEW_OFFICES for p in made.people))
        self.assertTrue(any(m.first_day > made.train_days for m in made.machines))
        self.assertEqual(set(organisation.DIFFICULTIES), set(thefts.SHARES))


if __name__ == "__main__":
    unittest.main()
