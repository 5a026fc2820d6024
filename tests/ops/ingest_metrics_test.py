# SPDX-License-Identifier: Apache-2.0
"""docs/ingest_metrics.md, the dashboard and the alerts name the metrics that farcall-ingest
has."""

import re
import unittest

import monitoring

NAME = re.compile(r"farcall_ingest_[a-z_]+")
# A metric's name and its help, which may be several literals.
MADE = re.compile(r'"(farcall_ingest_[a-z_]+)"[\s,)]*(?:\.Help\()?((?:\s*"(?:[^"\\]|\\.)*")+)')


def made():
    """Name -> help, of the sources."""
    found = {}
    for path in sorted((monitoring.ROOT / "ingest").rglob("*.cc")):
        for name, text in MADE.findall(path.read_text()):
            found[name] = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text))
    return found


class IngestMetricsTest(unittest.TestCase):
    def test_the_page_has_each_with_its_help(self):
        page = (monitoring.ROOT / "docs/ingest_metrics.md").read_text()
        rows = re.findall(r"^\| `(\w+)` \| \w+ \| .*? \| (.*) \|$", page, re.MULTILINE)
        self.assertGreater(len(rows), 10)
        self.assertEqual(rows, sorted(made().items()))

    def test_alerts_and_the_dashboard_ask_for_no_other(self):
        asked = " ".join(expression for _, expression in monitoring.rule_expressions())
        for panel in monitoring.dashboards()["pipeline"]["panels"]:
            asked += " ".join(target["expr"] for target in panel["targets"])
        names = {re.sub("_(bucket|sum|count)$", "", name) for name in NAME.findall(asked)}
        self.assertEqual(names - set(made()), set())
        self.assertEqual(set(made()) - names, set())


if __name__ == "__main__":
    unittest.main()
