# SPDX-License-Identifier: Apache-2.0
"""Rules are sound, each alert fires where it should and has a page."""

import subprocess
import unittest

import monitoring

TESTS = sorted(monitoring.RULES.glob("tests*.yaml"))


class RulesTest(unittest.TestCase):
    def promtool(self, *arguments):
        done = subprocess.run(
            [monitoring.tool("promtool"), *arguments],
            cwd=monitoring.RULES, capture_output=True, text=True,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_rules_are_sound(self):
        self.promtool("check", "rules", "recording.rules.yaml", "alerts.rules.yaml")

    def test_alerts_fire_and_are_quiet(self):
        for tests in TESTS:
            self.promtool("test", "rules", tests.name)

    def test_each_alert_is_tested_both_ways_and_has_a_page(self):
        tests = "".join(path.read_text() for path in TESTS)
        pages = monitoring.ROOT / "docs/runbooks"
        index = (pages / "README.md").read_text()
        for alert in monitoring.alerts():
            self.assertIn(f"name: {alert} fires\n", tests)
            self.assertIn(f"name: {alert} is quiet\n", tests)
            page = (pages / f"{alert}.md").read_text()
            self.assertIn("## The first five minutes\n\n1. ", page)
            self.assertIn(f"({alert}.md)", index)
        self.assertEqual(len(list(pages.glob("*.md"))) - 1, len(monitoring.alerts()))


if __name__ == "__main__":
    unittest.main()
