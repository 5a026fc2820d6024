# SPDX-License-Identifier: Apache-2.0

import contextlib
import io
import pathlib
import tempfile
import unittest

from reality import run
from reality import scenes
from reality import stream


def parsed(*flags):
    return run.parse_args(["--report-only", *flags])


class Arguments(unittest.TestCase):
    def assert_refused(self, flag, message):
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors), self.assertRaises(SystemExit):
            parsed(flag)
        self.assertIn(message, errors.getvalue())

    def test_streams_that_there_are_not_are_refused(self):
        self.assert_refused("--streams=20-warm,lukewarm", "there is no lukewarm")

    def test_seeds_set_aside_are_only_looked_at_when_asked_for(self):
        seed = stream.SEEDS_SET_ASIDE[0]
        self.assert_refused(f"--seeds={seed}", "set aside")
        self.assertEqual(parsed("--set-aside").seeds, stream.SEEDS_SET_ASIDE)

    def test_large_organisations_have_one_seed_alone(self):
        labels = [(spec.name, spec.seed) for spec in run.specs(parsed())]
        self.assertEqual(labels.count(("450-warm", stream.SEEDS[0])), 1)
        self.assertEqual(sum(name == "450-warm" for name, _ in labels), 1)
        self.assertEqual(sum(name == "20-cold" for name, _ in labels), 3)

    def test_a_run_has_all_parts_or_those_that_flags_name(self):
        whole = parsed()
        self.assertTrue(whole.whole)
        self.assertEqual((whole.scenes, whole.trails), (scenes.NAMES, run.TRAILS))
        part = parsed("--trails")
        self.assertFalse(part.whole)
        self.assertEqual((part.streams, part.scenes), ((), ()))
        self.assertEqual(part.trails, run.TRAILS)
        self.assertEqual(parsed("--scenes=no_ties").scenes, ("no_ties",))
        self.assertFalse(parsed("--seeds=11").whole)
        self.assertFalse(parsed("--set=--half-life-days=60").whole)

    def test_city_databases_are_a_setting_other_than_its_default(self):
        options = parsed("--geoip-city-db=4.mmdb,6.mmdb", "--set=--half-life-days=60")
        self.assertEqual(
            options.set, ["--half-life-days=60", "--geoip-city-db=4.mmdb,6.mmdb"]
        )
        self.assertFalse(parsed("--geoip-city-db=city.mmdb").whole)
        self.assertEqual(parsed().set, [])

    def test_city_databases_that_are_not_there_are_refused(self):
        errors = io.StringIO()
        flags = [f"--{flag}={__file__}" for flag in ("geoip-db", "geoip-asn-db")]
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        (pathlib.Path(folder.name) / "farcalld").touch()
        with contextlib.redirect_stderr(errors), self.assertRaises(SystemExit):
            run.parse_args(
                [*flags, f"--binaries={folder.name}", "--geoip-city-db=/no/city.mmdb"]
            )
        self.assertIn(
            "/no/city.mmdb is not there: run `make geoip` first", errors.getvalue()
        )

    def test_scenes_that_there_are_not_are_refused(self):
        self.assert_refused("--scenes=no_ties,no_end", "there is no no_end")

    def test_goals_that_are_missed_are_told(self):
        goal = {"goal": "HIGH", "measured": "LOW 20", "met": False}
        results = {
            "scenes": {
                "a": {"what": "a theft", **goal},
                "b": {"what": "another", **goal, "met": True},
            },
            "trails": {"goals": [goal]},
            "expected": [{"what": "20-cold", **goal}],
        }
        self.assertEqual(
            run.goals_missed(results),
            [
                "NOT MET: 20-cold: HIGH: LOW 20",
                "NOT MET: a theft: HIGH: LOW 20",
                "NOT MET: real trails: HIGH: LOW 20",
            ],
        )
        self.assertEqual(run.goals_missed({"trails": None}), [])

    def test_what_varies_is_a_stream(self):
        self.assertLessEqual(set(run.VARIED), set(stream.NAMES))


if __name__ == "__main__":
    unittest.main()
