# SPDX-License-Identifier: Apache-2.0
"""Renders the chart with the real helm, and checks what comes out with the schemas that
Kubernetes publishes."""

import json
import os
import re
import subprocess

import discovery
import jsonschema
import monitoring
import yaml

HELM = monitoring.tool("helm")
CHART = monitoring.CHART
VALUE_FILES = [None, *sorted((CHART / "ci").glob("*-values.yaml"))]
CLUSTERS = [f for f in VALUE_FILES if f and f.name.startswith("cluster-")]
SCHEMAS = monitoring.ROOT / "build/tools/kubernetes-schemas"
# Of the Prometheus operator and of Strimzi, not of Kubernetes.
CUSTOM_KINDS = {"KafkaTopic", "PodMonitor", "PrometheusRule", "ServiceMonitor"}
RELEASE = ("release", str(CHART), "--namespace=farcall")
KUBERNETES = "1.31.0"
# No cluster that this user may have.
ENVIRONMENT = os.environ | {"KUBECONFIG": os.devnull}


def helm(*arguments, values=None, sets=()):
    """What helm said: a finished process."""
    flags = [f"--values={values}"] if values else []
    flags += [f"--set={one}" for one in sets]
    return subprocess.run(
        [HELM, *arguments, *flags],
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
    )


def render(values=None, sets=()):
    """Manifests by (kind, name)."""
    done = helm(
        "template", *RELEASE, f"--kube-version={KUBERNETES}", values=values, sets=sets
    )
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return _by_name(done.stdout)


def check_answers(test, cases):
    """Each case: good values, one more, and what is said of it; None = it is rendered."""
    for good, more, said in cases:
        with test.subTest(more):
            if said is None:
                render(sets=[*good, more])
                continue
            with test.assertRaises(AssertionError) as refused:
                render(sets=[*good, more])
            test.assertIn(said, str(refused.exception))


def install(values=None):
    """A dry run: manifests by (kind, name), and the notes that helm shows after it."""
    known = {(one["apiVersion"], one["kind"]) for one in render(values).values()}
    with discovery.serve(KUBERNETES, known) as address:
        done = helm(
            "install", *RELEASE, "--dry-run=client", "--disable-openapi-validation",
            f"--kube-apiserver={address}", values=values,
        )  # fmt: skip
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    _, _, rest = done.stdout.partition("HOOKS:\n")
    hooks, _, rest = rest.partition("MANIFEST:\n")
    manifests, _, notes = rest.partition("NOTES:\n")
    return _by_name(hooks) | _by_name(manifests), notes


def _by_name(text):
    found = {}
    for one in yaml.safe_load_all(text):
        if one:
            key = one["kind"], one["metadata"]["name"]
            if key in found:
                raise AssertionError(f"twice: {key}")
            found[key] = one
    return found


def pods(manifests):
    """(metadata, spec) of each pod that the manifests make, by (kind, name)."""
    found = {}
    for (kind, name), manifest in manifests.items():
        if kind == "Pod":
            found[kind, name] = manifest["metadata"], manifest["spec"]
        elif kind == "CronJob":
            pod = manifest["spec"]["jobTemplate"]["spec"]["template"]
            found[kind, name] = pod["metadata"], pod["spec"]
        elif "template" in manifest.get("spec", {}):
            pod = manifest["spec"]["template"]
            found[kind, name] = pod["metadata"], pod["spec"]
    return found


def containers(spec):
    return spec["containers"] + spec.get("initContainers", [])


def rule_groups(sets=(), values=None):
    """Groups of rules that the chart gives to the Prometheus operator."""
    manifests = render(values, sets=["prometheusRule.enabled=true", *sets])
    return next(
        manifest["spec"]["groups"]
        for (kind, _), manifest in manifests.items()
        if kind == "PrometheusRule"
    )


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
