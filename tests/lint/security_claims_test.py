#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each claim of docs/security.md names a test that exists, or says in bold what remains."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
PAGE = ROOT / "docs/security.md"
# Macros of GoogleTest that begin a test; a suite and a name follow.
GOOGLE_TEST = re.compile(r"^(?:TEST|TEST_F|TEST_P|TYPED_TEST)\((\w+),\s*(\w+)\)", re.MULTILINE)


def claims(text):
    """(line, claim, shown by) of each row of the tables that have a column `shown by`."""
    shown = False
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            shown = False
        elif cells[-1] == "shown by":
            shown = True
        elif shown and set(line) - set("|- "):
            yield number, " | ".join(cells[:-1]), cells[-1]


def sources(suffix):
    return {path: path.read_text() for path in TESTS.rglob("*" + suffix)}


class Names:
    """The tests that there are."""

    def __init__(self):
        python, cpp = sources(".py"), sources(".cc") | sources(".h")
        self.python = set(re.findall(r"def (test_\w+)", "\n".join(python.values())))
        found = [one for text in cpp.values() for one in GOOGLE_TEST.findall(text)]
        self.google = {f"{suite}.{name}" for suite, name in found}
        self.suites = {suite for suite, _ in found}
        self.alone = {name for _, name in found}
        self.paths = {str(path.relative_to(TESTS)) for path in TESTS.rglob("*") if path.is_file()}

    def has(self, name):
        name = name.removeprefix("tests/")
        if name.startswith("test_"):
            return name in self.python
        if "/" in name or name.endswith((".py", ".cc", ".h")):
            return name in self.paths
        if name.endswith(".*"):
            return name[:-2] in self.suites
        return name in self.google or name in self.alone


def complaints(text, names):
    found = []
    for number, claim, shown_by in claims(text):
        quoted = re.findall(r"`([^`]+)`", shown_by)
        found += [f"line {number}: there is no test {one}" for one in quoted if not names.has(one)]
        if not quoted and "**" not in claim and shown_by:
            found.append(f"line {number}: neither a test nor what remains: {claim[:60]}")
        if not shown_by:
            found.append(f"line {number}: no test: {claim[:60]}")
    return found


class SecurityClaimsTest(unittest.TestCase):
    def test_every_claim_names_a_test_that_there_is_or_says_what_remains(self):
        self.assertEqual(complaints(PAGE.read_text(), Names()), [])
        self.assertGreater(len(list(claims(PAGE.read_text()))), 40)

    def test_a_test_that_is_gone_and_a_claim_without_one_are_found(self):
        head = "| what is tried | what stops it | shown by |\n|---|---|---|\n"
        names = Names()
        here = "`e2e/security_test.py` `test_services_keep_to_their_ports`"
        self.assertEqual(complaints(f"{head}| a | b | {here} |\n", names), [])
        self.assertEqual(complaints(f"{head}| a | **b** | nothing |\n", names), [])
        for row in ("| a | b | `test_no_such` |", "| a | b | `Policy.NoSuch` |",
                    "| a | b | `e2e/no_such.py` |", "| a | b | nothing |", "| a | b | |"):  # fmt: skip
            self.assertEqual(len(complaints(head + row, names)), 1, row)


if __name__ == "__main__":
    unittest.main()
