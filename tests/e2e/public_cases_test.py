# SPDX-License-Identifier: Apache-2.0
"""The cases of input shapes that may lie beside a checkout, by their own
checker."""

import subprocess
import sys
import unittest

import harness

CASES = harness.ROOT.parent / "shared/cases"
CHECKER = CASES / "check_cases.py"


@unittest.skipUnless(CHECKER.is_file(), f"no {CHECKER} here")
class PublicCasesTest(harness.EndToEndTest):
    def test_every_case_comes_out_right(self):
        result = subprocess.run(
            [sys.executable, "-B", CHECKER, CASES]
            + ["--bin", harness.BIN_DIR, "--geoip", harness.GEOIP_DB],
            capture_output=True,
            text=True,
            env=harness.ENVIRONMENT,
        )
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


if __name__ == "__main__":
    harness.main()
