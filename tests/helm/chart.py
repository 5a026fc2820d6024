# SPDX-License-Identifier: Apache-2.0
"""Renders the chart with the real helm, and checks what comes out with the schemas that
Kubernetes publishes."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile

import jsonschema
import monitoring
import yaml

HELM = monitoring.tool("helm")
CHART = monitoring.CHART
VALUE_FILES = [None, *sorted((CHART / "ci").glob("*-values.yaml"))]
SCHEMAS = monitoring.ROOT / "build/tools/kubernetes-schemas"
# Of the Prometheus operator, not of Kubernetes.
CUSTOM_KINDS = {"ServiceMonitor", "PrometheusRule"}


def helm(*arguments, values=None, sets=()):
    """What helm said: a finished process."""
    flags = [f"--values={values}"] if values else []
    flags += [f"--set={one}" for one in sets]
    return subprocess.run(
        [HELM, *arguments, *flags], capture_output=True, text=True, check=False
    )


def render(values=None, sets=(), of=CHART):
    """Manifests by (kind, name)."""
    done = helm(
        "template", "release", str(of), "--namespace=farcall",
        "--kube-version=1.31.0", values=values, sets=sets,
    )  # fmt: skip
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    found = {}
    for one in yaml.safe_load_all(done.stdout):
        if one:
            key = one["kind"], one["metadata"]["name"]
            if key in found:
                raise AssertionError(f"twice: {key}")
            found[key] = one
    return found


def notes(values=None):
    """What helm says after an install. It shows that to who has a cluster alone, so the
    notes are rendered here as a manifest beside the others."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "farcall"
        shutil.copytree(CHART, copy)
        text = (copy / "templates/NOTES.txt").read_text()
        (copy / "templates/notes.yaml").write_text(
            '{{ define "notes" }}' + text + "{{ end }}\n"
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes}\n"
            'data:\n  text: {{ include "notes" . | quote }}\n'
        )
        return render(values, of=copy)["ConfigMap", "notes"]["data"]["text"]


def _schema(version, name):
    return json.loads((SCHEMAS / f"v{version}-local-strict" / name).read_text())


def complaints(manifest, version):
    """What Kubernetes of this version would refuse, unknown fields included."""
    group = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", manifest["apiVersion"])
    schema = _schema(version, f"{manifest['kind'].lower()}-{group}.json")
    definitions = _schema(version, "_definitions.json")
    resolver = jsonschema.RefResolver.from_schema(
        schema, store={definitions["$id"]: definitions}
    )
    validator = jsonschema.Draft202012Validator(schema, resolver=resolver)
    return [
        f"{'.'.join(map(str, e.absolute_path))}: {e.message}"
        for e in validator.iter_errors(manifest)
    ]
