# SPDX-License-Identifier: Apache-2.0
"""Each pod that the chart makes can be pulled, admitted and reached, and selectors of the
server find the server alone."""

import re
import unittest

import chart

EVERYTHING = chart.CHART / "ci/everything-values.yaml"
NOTHING = chart.CHART / "ci/nothing-values.yaml"
VOLUME = chart.CHART / "ci/volume-values.yaml"
INGESTS = chart.CHART / "ci/ingests-values.yaml"
NAME = "release-farcall"
SERVER = ("StatefulSet", NAME)
PULL = ["imagePullSecrets[0].name=pull"]
# With all that can be switched on.
ALL = ["restore.backup=newest", *PULL]
POLICY = ["networkPolicy.enabled=true", "backup.enabled=true", "backup.tokenSecretName=t"]


def matches(selector, labels):
    """Whether these labels are found by a selector of matchLabels alone."""
    wanted = selector.get("matchLabels", selector)
    return bool(wanted) and wanted.items() <= labels.items()


def renders():
    """(what was set, manifests): each values file, also with everything beside it."""
    for values in chart.VALUE_FILES:
        yield str(values), chart.render(values)
        yield f"{values} and policy", chart.render(values, sets=POLICY)
    yield "everything", chart.render(EVERYTHING, sets=ALL)
    yield "other name", chart.render(EVERYTHING, sets=["fullnameOverride=scorer"])


def is_of_an_ingest(name):
    return "-ingest-" in name


def policy_of_the_server(manifests):
    return next(
        (m for (kind, name), m in manifests.items()
         if kind == "NetworkPolicy" and not is_of_an_ingest(name)),
        None,
    )  # fmt: skip


def admits(policy, port, labels):
    """Whether the policy lets a pod with these labels of its namespace reach the port."""
    return any(
        {"port": port} in rule["ports"]
        and (
            "from" not in rule
            or any(matches(peer["podSelector"], labels) for peer in rule["from"])
        )
        for rule in policy["spec"]["ingress"]
    )


def port_of(manifests, host, number):
    """The name of the server's port: of a Service, or of a pod of the StatefulSet."""
    if "." not in host:
        ports = manifests["Service", host]["spec"]["ports"]
        return next(p["targetPort"] for p in ports if p["port"] == number)
    _, spec = next(pod for (kind, _), pod in chart.pods(manifests).items() if kind == SERVER[0])
    ports = spec["containers"][0]["ports"]
    return next(p["name"] for p in ports if p["containerPort"] == number)


class PodsTest(unittest.TestCase):
    def test_every_pod_has_what_pulls_its_image_and_runs_without_rights(self):
        for what, manifests in renders():
            for name, (_, spec) in chart.pods(manifests).items():
                with self.subTest(values=what, pod=name):
                    server = chart.pods(manifests)[
                        next(key for key in chart.pods(manifests) if key[0] == SERVER[0])
                    ][1]
                    # A cluster's rules are the same for every pod.
                    for field in (
                        *("imagePullSecrets", "priorityClassName"),
                        *("nodeSelector", "affinity", "tolerations"),
                    ):
                        self.assertEqual(spec.get(field), server.get(field), field)
                    # Ingests have rights of their own.
                    self.assertEqual(
                        spec["serviceAccountName"] == server["serviceAccountName"],
                        not is_of_an_ingest(name[1]),
                    )
                    self.assertIs(spec["automountServiceAccountToken"], False)
                    self.assertIs(spec["enableServiceLinks"], False)
                    context = spec["securityContext"]
                    self.assertIs(context["runAsNonRoot"], True)
                    self.assertEqual(context["seccompProfile"], {"type": "RuntimeDefault"})
                    for container in chart.containers(spec):
                        context = container["securityContext"]
                        self.assertIs(context["readOnlyRootFilesystem"], True)
                        self.assertIs(context["allowPrivilegeEscalation"], False)
                        self.assertEqual(context["capabilities"], {"drop": ["ALL"]})

    def test_pull_secrets_reach_every_pod(self):
        for sets in (PULL, ALL):
            pods = chart.pods(chart.render(EVERYTHING, sets=sets))
            self.assertEqual({kind for kind, _ in pods}, {"StatefulSet", "CronJob", "Pod", "Deployment"})
            for name, (_, spec) in pods.items():
                with self.subTest(sets=sets, pod=name):
                    self.assertEqual(spec.get("imagePullSecrets"), [{"name": "pull"}])
                    account = f"{NAME}-ingest-records" if name[0] == "Deployment" else NAME
                    self.assertEqual(spec.get("serviceAccountName"), account)

    def test_every_container_says_what_it_takes(self):
        for values, sets in ((None, ()), (VOLUME, ()), (INGESTS, ()), (EVERYTHING, PULL), (EVERYTHING, ALL)):
            manifests = chart.render(values, sets=sets)
            for name, (_, spec) in chart.pods(manifests).items():
                for container in chart.containers(spec):
                    with self.subTest(pod=name, container=container["name"]):
                        resources = container["resources"]
                        self.assertEqual(set(resources["requests"]), {"cpu", "memory"})
                        self.assertEqual(set(resources["limits"]), {"memory"})

    def test_selectors_find_what_they_are_for_alone(self):
        for what, manifests in renders():
            pods = chart.pods(manifests)
            for (kind, name), manifest in manifests.items():
                spec = manifest.get("spec", {})
                selector = spec.get("selector", spec.get("podSelector"))
                if kind in ("ServiceMonitor", "CronJob") or selector is None:
                    continue
                with self.subTest(values=what, kind=kind, name=name):
                    found = {pod for pod, (meta, _) in pods.items()
                             if matches(selector, meta["labels"])}  # fmt: skip
                    if kind == "PodMonitor":
                        self.assertEqual(found, {pod for pod in pods if is_of_an_ingest(pod[1])})
                    elif is_of_an_ingest(name):
                        self.assertEqual(found, {("Deployment", name)})
                    else:
                        self.assertEqual({kind for kind, _ in found}, {"StatefulSet"})

    def test_the_chart_s_own_pods_reach_the_ports_that_they_use(self):
        for what, manifests in renders():
            policy = policy_of_the_server(manifests)
            if policy is None:
                continue
            tried = set()
            callers = {"Pod", "CronJob"} & {kind for kind, _ in chart.pods(manifests)}
            for name, (meta, spec) in chart.pods(manifests).items():
                for host, number in re.findall(
                    r"--admin-server=([a-z0-9.-]+):(\d+)", str(spec["containers"])
                ):
                    port = port_of(manifests, host, int(number))
                    with self.subTest(values=what, pod=name):
                        self.assertTrue(admits(policy, port, meta["labels"]))
                    tried.add(name[0])
            self.assertEqual(tried, callers, what)
            for labels in ({}, {"app": "pipeline"}, {"app.kubernetes.io/name": "farcall-test"}):
                self.assertFalse(admits(policy, "admin", labels), labels)
                self.assertTrue(admits(policy, "metrics", labels), labels)

    def test_the_policy_without_backups_admits_the_test_alone_to_the_admin_port(self):
        manifests = chart.render(sets=["networkPolicy.enabled=true"])
        policy = manifests["NetworkPolicy", NAME]
        meta, _ = chart.pods(manifests)["Pod", f"{NAME}-test"]
        self.assertTrue(admits(policy, "admin", meta["labels"]))
        backup = chart.pods(chart.render(EVERYTHING))["CronJob", f"{NAME}-backup"][0]
        self.assertFalse(admits(policy, "admin", backup["labels"]))

    def test_prometheus_scrapes_the_service_whose_name_is_the_job(self):
        for sets in ((), ("fullnameOverride=scorer",)):
            manifests = chart.render(EVERYTHING, sets=sets)
            monitor = next(m["spec"] for (kind, _), m in manifests.items() if kind == "ServiceMonitor")
            self.assertNotIn("jobLabel", monitor)
            scraped = [
                name
                for (kind, name), manifest in manifests.items()
                if kind == "Service"
                and matches(monitor["selector"], manifest["metadata"]["labels"])
                and any(p["name"] == "metrics" for p in manifest["spec"]["ports"])
            ]
            self.assertEqual(scraped, ["scorer" if sets else NAME])


if __name__ == "__main__":
    unittest.main()
