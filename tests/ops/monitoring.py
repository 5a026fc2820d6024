# SPDX-License-Identifier: Apache-2.0
"""Rules and dashboards of the chart, and the programs that check them."""

import json
import os
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHART = ROOT / "helm/farcall"
RULES = CHART / "monitoring"
TOOLS = ROOT / "build/tools/bin"


def tool(name):
    """The program, or this test is skipped; never in CI."""
    found = shutil.which(name, path=f"{TOOLS}:{os.environ['PATH']}")
    if found:
        return found
    if os.environ.get("CI"):
        raise SystemExit(f"{name} is not there: scripts/setup.sh test")
    print(f"skipped: {name} is not there; scripts/setup.sh test fetches it")
    sys.exit(77)


def rule_expressions():
    """(name, expression) of each rule. Read as text: PyYAML is not needed for it."""
    found = []
    for path in sorted(RULES.glob("*.rules.yaml")):
        text = path.read_text()
        blocks = re.split(r"\n\s+- (?=alert:|record:)", text)[1:]
        for block in blocks:
            name = re.match(r"(?:alert|record): (\S+)", block)[1]
            expression = re.search(r"expr: (?:>-\n)?(.*?)(?=\n\s+(?:for|labels|#)|\Z)", block, re.S)[1]  # fmt: skip
            found.append((name, " ".join(expression.split())))
    return found


def alerts():
    text = (RULES / "alerts.rules.yaml").read_text()
    return re.findall(r"- alert: (\S+)", text)


def dashboards():
    return {
        path.stem: json.loads(path.read_text())
        for path in sorted((CHART / "dashboards").glob("*.json"))
    }
