# SPDX-License-Identifier: Apache-2.0

import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from reality import pages
from reality import stream
from reality import thieves


def small(name="20-warm", seed=7):
    return stream.Spec(name, seed, 20, 4, 4, 2)


def written(spec):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        facts = stream.write(spec, folder)
        events = (folder / "events.ndjson").read_text()
        return facts, events, (folder / "labels.tsv").read_text()


class Written(unittest.TestCase):
    def test_the_same_seed_gives_the_same_bytes_and_another_one_others(self):
        first = written(small())
        self.assertEqual(first, written(small()))
        self.assertNotEqual(first[1], written(small(seed=8))[1])

    def test_another_process_writes_the_same_bytes(self):
        code = """import pathlib, sys
from reality import stream
stream.write(stream.Spec("20-warm", 7, 20, 4, 4, 2), pathlib.Path(sys.argv[1]))"""
        with tempfile.TemporaryDirectory() as name:
            subprocess.run([sys.executable, "-B", "-c", code, name], check=True)
            alone = (pathlib.Path(name) / "events.ndjson").read_text()
        self.assertEqual(written(small())[1], alone)

    def test_records_come_late_and_again_and_each_event_has_a_label(self):
        facts, events, labels = written(small())
        records = [json.loads(line) for line in events.splitlines()]
        times = [record["eventTime"] for record in records]
        self.assertNotEqual(times, sorted(times))
        ids = collections.Counter(record["eventID"] for record in records)
        self.assertEqual(len(ids), facts["events"])
        self.assertEqual(len(records), facts["lines"])
        repeats = facts["lines"] / facts["events"] - 1
        self.assertTrue(0.005 <= repeats <= 0.25, repeats)
        labelled = dict(line.split("\t") for line in labels.splitlines())
        self.assertEqual(set(labelled), set(ids))
        self.assertLess(max(map(int, labelled.values())), len(facts["labels"]))

    def test_thefts_are_labelled_and_lie_in_the_judged_days(self):
        facts, events, labels = written(small())
        known = {label[3] for label in facts["labels"]} - {""}
        self.assertEqual(known, {theft["theft"] for theft in facts["thefts"]})
        for theft in facts["thefts"]:
            self.assertGreaterEqual(theft["day"], facts["learn_days"])
            self.assertIn(theft["client"], thieves.CLIENTS)
            self.assertIn(theft["route"], thieves.ROUTES)

    def test_honest_life_is_the_same_whatever_thieves_do(self):
        def honest(spec):
            return [
                (call.at, call.command)
                for day in stream.Stream(spec).days()
                for call in day
                if not call.source.label.theft
            ]

        without = stream.Spec("20-warm", 7, 20, 4, 4, 0)
        self.assertEqual(honest(small()), honest(without))


class Seeds(unittest.TestCase):
    def test_those_set_aside_are_none_to_tune_on(self):
        self.assertFalse(set(stream.SEEDS) & set(stream.SEEDS_SET_ASIDE))


class Pages(unittest.TestCase):
    def test_every_job_has_pages_that_there_are(self):
        for job in pages.JOBS:
            self.assertGreater(len(pages.of_job(job)), 4)
        self.assertGreater(len(pages.of_root()), 10)
        for titles in thieves.GOAL_PAGES.values():
            self.assertLessEqual(set(titles), set(pages.PAGES))

    def test_a_name_belongs_to_the_service_before_it(self):
        self.assertEqual(
            pages.commands_of("s3: ListBuckets kms: ListKeys DescribeKey+"),
            (
                ("s3:ListBuckets", False),
                ("kms:ListKeys", False),
                ("kms:DescribeKey", True),
            ),
        )

    def test_one_page_asks_eleven_regions(self):
        self.assertTrue(pages.PAGES["ec2 global view"].everywhere)
        self.assertEqual(len(set(pages.REGIONS)), 11)


class Thieves(unittest.TestCase):
    def test_they_come_from_where_their_route_says(self):
        made = stream.Stream(stream.spec_of("450-cold", 7))
        homes = made.organisation.countries()
        for theft in made.thefts:
            home = getattr(theft.victim, "country", "DE")
            with self.subTest(theft=theft.name, route=theft.route):
                if theft.route == "home":
                    self.assertEqual(theft.address.country, home)
                if theft.route == "foreign":
                    self.assertNotIn(theft.address.country, homes)
                if theft.route == "colleague":
                    self.assertIn(theft.address.country, homes)
                    self.assertNotEqual(theft.address.country, home)


if __name__ == "__main__":
    unittest.main()
