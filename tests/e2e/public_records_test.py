# SPDX-License-Identifier: Apache-2.0
"""Records from public sources, where a checkout has them beside it: every one
is scored, skipped with a reason or has an error, and nothing crashes."""

import gzip
import json
import unittest

import harness

RECORDS = harness.ROOT.parent / "shared/data/cloudtrail"


@unittest.skipUnless(RECORDS.is_dir(), "no public records here")
class PublicRecordsTest(harness.EndToEndTest):
    def test_every_record_is_accounted_for(self):
        server = self.start_server(geoip_db=harness.GEOIP_DB)
        for path in sorted(RECORDS.glob("*.ndjson.gz")):
            with self.subTest(path.name), gzip.open(path) as lines:
                self.check(server, path, sum(1 for line in lines if line.strip()))
        self.assertEqual(server.stop(), 0)

    def check(self, server, path, records):
        arguments = ["score", path, "--format=ndjson", f"--server={server.address}"]
        runs = []
        for _ in range(2):
            result = harness.run_cli(*arguments)
            self.assertIn(result.returncode, (0, 1), result.stderr.decode())
            runs.append([json.loads(line) for line in result.stdout.splitlines()])
        first, second = runs
        self.assertEqual(len(first), records)
        for result in first:
            if not result["error"] and not result["skipped"]:
                self.assertTrue(result["origin"], result)
                self.assertGreaterEqual(result["score"], 0)
        scored = [r for r in second if not r["error"] and not r["skipped"]]
        self.assertTrue(all(result["duplicate"] for result in scored))


if __name__ == "__main__":
    harness.main()
