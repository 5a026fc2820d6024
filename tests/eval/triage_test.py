# SPDX-License-Identifier: Apache-2.0
"""A scene of each kind against the real server: the small form of eval/triage.py."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from explained import report
from explained import scenes

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Of twelve, as many as the goals of the whole would have one or two more of.
RIGHT_MIN, HARMLESS_MAX = 9, 1


class Triage(unittest.TestCase):
    def test_most_cards_name_the_right_explanation_first(self):
        with tempfile.TemporaryDirectory(prefix="farcall-triage.") as folder:
            country = pathlib.Path(os.environ["FARCALL_GEOIP_DB"])
            subprocess.run(
                [
                    sys.executable,
                    ROOT / "eval/triage.py",
                    f"--scenes={len(scenes.KINDS)}",
                    f"--binaries={os.environ['FARCALL_BIN_DIR']}",
                    f"--geoip-db={country}",
                    f"--geoip-asn-db={country.with_name('asn.mmdb')}",
                    f"--work={folder}",
                ],
                check=False,  # twelve scenes are too few for its goals
                stdout=subprocess.DEVNULL,
            )
            (results,) = json.loads(
                (pathlib.Path(folder) / "triage.json").read_text()
            ).values()
        self.assertEqual([r["kind"] for r in results], list(scenes.KINDS))
        of = report.measured(results)
        self.assertEqual(of["without"], 0)
        self.assertGreaterEqual(of["right"], RIGHT_MIN)
        self.assertLessEqual(of["harmless"], HARMLESS_MAX)


if __name__ == "__main__":
    unittest.main()
