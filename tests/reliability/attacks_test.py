# SPDX-License-Identifier: Apache-2.0
"""What reliability/run.py does with attacks: its complaints, and one short attack."""

import pathlib
import sys
import unittest.mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/e2e"), str(ROOT / "reliability")]

import attacks  # noqa: E402
import flood_table  # noqa: E402
import harness  # noqa: E402
import report  # noqa: E402


def measured(p99_ms, answered_share=1.0):
    return {
        "calls": 100,
        "answered_share": answered_share,
        "p50_ms": p99_ms,
        "p99_ms": p99_ms,
        "max_ms": p99_ms,
        "failed": {},
    }


GOOD = {
    "what": "an attack",
    "seconds": 7,
    "alone": measured(10.0),
    "during": measured(50.0, 0.9),
    "recovery_seconds": 9.9,
    "resident_bytes_max": attacks.RESIDENT_BYTES_MAX,
    "processors_of_others": 0.0,
    "threads_before": 100,
    "threads_max": 103,
    "metrics": {'farcall_calls_refused_total{reason="no_credentials"}': 1.0},
    "log": ["calls refused: too many calls wait"],
    "health": True,
    "reflection_answers": [],
    "complaints": [],
}


class AttacksTest(harness.EndToEndTest):
    def test_nothing_is_complained_of_at_the_bounds(self):
        self.assertEqual(list(attacks.complaints({"R1": GOOD})), [])

    def test_each_bound_that_does_not_hold_is_complained_of(self):
        for broken, complaint in (
            ({"during": measured(10.0, 0.89)}, "R1: 89% of the honest calls were answered"),
            ({"during": measured(None, 0.0)}, "R1: 0% of the honest calls were answered"),
            ({"during": measured(51.0)}, "R1: p99 of the honest calls 51.0 ms, at most 50.0 ms"),
            (
                {"resident_bytes_max": attacks.RESIDENT_BYTES_MAX + 1},
                "R1: 1,073,741,825 bytes resident, at most 1,073,741,824",
            ),
            ({"metrics": {}}, "R1: no metric told of it"),
            ({"log": []}, "R1: no line of the log told of it"),
            ({"recovery_seconds": None}, "R1: not as before 10 s after it"),
            ({"health": False}, "R1: health was not good"),
            (
                {"reflection_answers": ["127.0.0.1:1/x"]},
                "R1: reflection is off, and answered at 127.0.0.1:1/x",
            ),
        ):
            self.assertEqual(list(attacks.complaints({"R1": GOOD | broken})), [complaint])

    def test_the_table_says_which_bound_does_not_hold(self):
        seen = GOOD | {"log": []}
        seen["complaints"] = list(attacks.complaints_of(seen))
        ((what, much, told, _),) = report.of_floods({"R1": seen})
        self.assertEqual((what, much), ("an attack (R1)", "7 s"))
        self.assertIn("p99 10 ms alone, 50 ms", told)
        self.assertIn("told by `farcall_calls_refused_total`", told)
        self.assertIn("**does not hold: no line of the log told of it**", told)

    def test_the_table_keeps_the_rows_of_parts_that_did_not_run(self):
        part = {"date": "2026-11-28", "commit": "1234567", "seen": {"R1": GOOD}}
        soak = "| a | b | c | `reliability/run.py --only=soak` | d |"
        old = "| a | b | c | `reliability/run.py --only=floods` | d |"
        lines = report.table({"floods": part}, f"{old}\n{soak}\n").splitlines()
        self.assertEqual(len(lines), 4)
        self.assertIn("2026-11-28, `1234567`", lines[2])
        self.assertEqual(lines[3], soak)

    def test_attacks_are_chosen_by_script_or_by_name(self):
        def names(text):
            return [name for flood in flood_table.chosen(text) for name in flood.attacks]

        self.assertEqual(names(""), flood_table.NAMES)
        self.assertEqual(names("R7"), ["R7", "R7-unread"])
        self.assertEqual(names("R6,R5-8x5000"), ["R5-8x5000", "R6"])
        with self.assertRaises(SystemExit):
            names("R5,R99")

    @unittest.mock.patch.object(attacks, "ALONE_SECONDS", 1)
    def test_an_attack_is_measured_beside_an_honest_caller(self):
        for target, attack in (
            ("silent_streams_at_the_api", lambda target: target.silent_streams_at_the_api()),
            ("streams", lambda target: target.streams(2, 100)),
            ("calls", lambda target: target.lists(2)),
        ):
            with self.subTest(target):
                short = flood_table.Attack(target, attack, seconds=1)
                folder = self.folder / target
                folder.mkdir()
                ((_, seen),) = attacks.run(flood_table.Flood({target: short}), folder, [])
                for part in ("alone", "during"):
                    self.assertGreater(seen[part]["calls"], 0, seen)
                (outcome,) = seen["attackers"]
                self.assertGreater(max(outcome.get("began", 0), outcome.get("answers", 0)), 0)


if __name__ == "__main__":
    harness.main()
