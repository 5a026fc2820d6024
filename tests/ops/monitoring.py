# SPDX-License-Identifier: Apache-2.0
"""Rules and dashboards of the chart, and the programs that check them."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

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


def _rules(cluster=True):
    for path in sorted(RULES.glob("*.rules.yaml")):
        for group in yaml.safe_load(path.read_text())["groups"]:
            if cluster or group["name"] != "farcall.cluster":
                yield from group["rules"]


def rule_expressions():
    """(name, expression) of each rule."""
    return [(r.get("alert") or r["record"], r["expr"].strip()) for r in _rules()]


def alerts(cluster=True):
    """Names of all alerts, or without those that watch a cluster."""
    return [rule["alert"] for rule in _rules(cluster) if "alert" in rule]


def evaluate(expression, series, at, groups=()):
    """Label sets -> value of an expression at a time such as "2h", by promtool. `series`:
    name with labels -> values in promtool's notation, a minute apart; `groups`: of rules."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "rules.yaml").write_text(json.dumps({"groups": list(groups)}))
        test = {
            "interval": "1m",
            "input_series": [{"series": s, "values": v} for s, v in series.items()],
            # No such sample: promtool tells what there is.
            "promql_expr_test": [
                {"expr": expression, "eval_time": at,
                 "exp_samples": [{"labels": '{expected="none"}', "value": 0}]}
            ],
        }  # fmt: skip
        whole = {"rule_files": ["rules.yaml"], "evaluation_interval": "1m", "tests": [test]}
        (path / "test.yaml").write_text(json.dumps(whole))
        done = subprocess.run(
            [tool("promtool"), "test", "rules", "test.yaml"],
            cwd=path, capture_output=True, text=True, check=False,
        )  # fmt: skip
    _, found, got = (done.stdout + done.stderr).partition("got:")
    if not found:
        raise AssertionError(done.stdout + done.stderr)
    return {labels: float(value) for labels, value in re.findall(r"(\{.*?\}) (\S+?)[,\s]", got)}


def firing(groups, series, at):
    """Names of the alerts that have fired until then, as `evaluate`."""
    fired = f'count_over_time(ALERTS{{alertstate="firing"}}[{at}])'
    found = evaluate(fired, series, at, groups)
    return {re.search(r'alertname="(\w+)"', labels)[1] for labels in found}


def dashboards():
    return {
        path.stem: json.loads(path.read_text())
        for path in sorted((CHART / "dashboards").glob("*.json"))
    }
