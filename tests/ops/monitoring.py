# SPDX-License-Identifier: Apache-2.0
"""Rules and dashboards of the chart, and the programs that check them."""

import json
import os
import pathlib
import shutil
import sys

import yaml

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


def _rules():
    for path in sorted(RULES.glob("*.rules.yaml")):
        for group in yaml.safe_load(path.read_text())["groups"]:
            yield from group["rules"]


def rule_expressions():
    """(name, expression) of each rule."""
    return [(r.get("alert") or r["record"], r["expr"].strip()) for r in _rules()]


def alerts():
    return [rule["alert"] for rule in _rules() if "alert" in rule]


def dashboards():
    return {
        path.stem: json.loads(path.read_text())
        for path in sorted((CHART / "dashboards").glob("*.json"))
    }
