# SPDX-License-Identifier: Apache-2.0
"""The README's example of a call from Python runs."""

import subprocess
import sys

import harness


class ExampleTest(harness.EndToEndTest):
    def run_example(self, address):
        return subprocess.run(
            [sys.executable, "-B", harness.ROOT / "examples/score_events.py", address],
            capture_output=True,
            text=True,
            env={**harness.ENVIRONMENT, "PYTHONPATH": harness.STUBS},
            timeout=harness.DEADLINE_SECONDS,
        )

    def test_it_prints_a_score_and_why(self):
        server = self.start_server()
        result = self.run_example(server.address)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("arn:aws:iam::111122223333:user/alice", result.stdout)
        self.assertRegex(result.stdout, r"(?m)^ *\d+\.\d\d ")
        self.assertIn("error: eventTime", result.stdout)

    def test_it_tells_that_no_server_is_there(self):
        result = self.run_example(f"127.0.0.1:{harness.free_port()}")
        self.assertEqual(result.returncode, 1)
        self.assertIn("UNAVAILABLE", result.stderr)


if __name__ == "__main__":
    harness.main()
