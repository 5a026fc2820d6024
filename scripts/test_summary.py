#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sums up the reports of scripts/test.sh.

Usage: test_summary.py REPORTS. In that folder are STAGE.xml as ctest writes it
for JUnit, an empty STAGE.failed if ctest said that the stage failed, an empty
STEP.broken for a step without which the rest could not go on, and a
STAGE.skipped that says why a stage was not run.

Prints what failed and why, what was skipped, a table by stage, and a last line
`N passed, N failed, N skipped`. Exits with 1 if anything failed or none ran.
"""

import pathlib
import sys
import xml.etree.ElementTree
from typing import NamedTuple

OUTPUT_LINES_MAX = 100


class Test(NamedTuple):
    name: str
    outcome: str  # passed, failed or skipped
    why: str
    output: str


def outcome_of(case):
    """A test that could not run is a failure; one that chose not to is not."""
    skipped = case.find("skipped")
    if case.get("status") == "run":
        return "passed", ""
    if skipped is not None and skipped.get("message", "").startswith("SKIP_"):
        return "skipped", ""
    reason = skipped if skipped is not None else case.find("failure")
    return "failed", "" if reason is None else reason.get("message", "")


def tests_of(report):
    cases = xml.etree.ElementTree.parse(report).getroot().iter("testcase")
    return [
        Test(case.get("name"), *outcome_of(case), case.findtext("system-out", ""))
        for case in cases
    ]


def stages_of(reports):
    """The tests of each stage, stages in the order in which they ended."""
    paths = sorted(reports.glob("*.xml"), key=lambda path: path.stat().st_mtime)
    stages = {path.stem: tests_of(path) for path in paths}
    for path in sorted(reports.glob("*.failed")):
        tests = stages.setdefault(path.stem, [])
        if not any(test.outcome == "failed" for test in tests):
            tests.append(Test("(stage)", "failed", "ctest failed", ""))
    for path in sorted(reports.glob("*.broken")):
        stages[path.stem] = [Test("(step)", "failed", "see above", "")]
    for path in sorted(reports.glob("*.skipped")):
        stages[path.stem] = [Test(path.read_text().strip(), "skipped", "", "")]
    return stages


def print_failure(stage, test):
    print(f"\nFAILED {stage}: {test.name} {test.why}")
    lines = test.output.splitlines()
    if len(lines) > OUTPUT_LINES_MAX:
        lines = ["..."] + lines[-OUTPUT_LINES_MAX:]
    print("\n".join(f"    | {line}" for line in lines))


def main(reports):
    stages = stages_of(reports)
    outcomes = ("passed", "failed", "skipped")
    counts = {
        stage: [sum(test.outcome == outcome for test in tests) for outcome in outcomes]
        for stage, tests in stages.items()
    }
    for stage, tests in stages.items():
        for test in tests:
            if test.outcome == "failed":
                print_failure(stage, test)
            elif test.outcome == "skipped":
                print(f"skipped {stage}: {test.name}")
    print(f"\n{'stage':20}" + "".join(f"{name:>9}" for name in outcomes))
    for stage, numbers in counts.items():
        print(f"{stage:20}" + "".join(f"{number:9}" for number in numbers))
    total = [sum(column) for column in zip(*counts.values())] or [0, 0, 0]
    print()
    print(", ".join(f"{number} {name}" for number, name in zip(total, outcomes)))
    return 1 if total[1] or not total[0] else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
