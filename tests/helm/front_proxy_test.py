# SPDX-License-Identifier: Apache-2.0
"""The front proxy of the chart: alone reaches the server, ends TLS, and takes up
certificates that are replaced. A real Envoy runs what the chart renders."""

import contextlib
import json
import os
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

import chart
import monitoring

sys.path.insert(0, str(monitoring.ROOT / "tests/e2e"))

import authority
import floods
import http2

ENVOY = monitoring.tool("envoy")
PROXY = chart.CHART / "ci/proxy-values.yaml"
NAME = "release-farcall"
DEADLINE_SECONDS = 60
FLOOD_SECONDS = 1
# Of the container, by default.
MEMORY_BYTES_MAX = 1 << 30


def containers(manifests):
    spec = manifests["StatefulSet", NAME]["spec"]["template"]["spec"]
    return {one["name"]: one for one in spec["containers"]}


def environment(manifests):
    return {one["name"]: one.get("value") for one in containers(manifests)["farcalld"]["env"]}


def rendered(**options):
    """What Envoy is given: file name -> text."""
    return chart.render(**options)["ConfigMap", f"{NAME}-proxy"]["data"]


def admin_routes(files):
    _, admin = json.loads(files["envoy.json"])["static_resources"]["listeners"]
    manager = admin["filter_chains"][0]["filters"][0]["typed_config"]
    return manager["route_config"]["virtual_hosts"][0]["routes"]


def request_bounds(files):
    """In bytes, of both listeners: of a request, and of one message of a stream."""
    for listener in json.loads(files["envoy.json"])["static_resources"]["listeners"]:
        manager = listener["filter_chains"][0]["filters"][0]["typed_config"]
        by_name = {one["name"]: one["typed_config"] for one in manager["http_filters"]}
        yield by_name["request_bytes"]["max_request_bytes"]
        yield by_name["message_bytes"]["filter_context"]["message_bytes_max"]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class RenderedTest(unittest.TestCase):
    def test_without_it_there_is_no_proxy(self):
        manifests = chart.render()
        self.assertEqual(set(containers(manifests)), {"farcalld"})
        self.assertEqual(environment(manifests)["FARCALL_LISTEN"], "0.0.0.0:50051")

    def test_nobody_reaches_the_server_but_through_the_proxy(self):
        for sets in ((), ("tls.secretName=",)):
            manifests = chart.render(PROXY, sets=sets)
            got = environment(manifests)
            self.assertEqual(got["FARCALL_LISTEN"], "127.0.0.1:50052")
            self.assertEqual(got["FARCALL_ADMIN_LISTEN"], "127.0.0.1:9466")
            self.assertNotIn("FARCALL_TLS_CERT_FILE", got)
            self.assertNotIn("FARCALL_ALLOW_PLAINTEXT_BEYOND_LOOPBACK", got)
            ports = {
                name: {port["name"] for port in one["ports"]}
                for name, one in containers(manifests).items()
            }
            self.assertEqual(ports, {"farcalld": {"metrics"}, "proxy": {"grpc", "admin"}})
        upstream = json.loads(rendered(values=PROXY)["envoy.json"])["static_resources"]["clusters"]
        self.assertEqual(
            [
                one["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"]["address"]
                ["socket_address"]
                for one in upstream
            ],
            [
                {"address": "127.0.0.1", "port_value": 50052},
                {"address": "127.0.0.1", "port_value": 9466},
            ],
        )  # fmt: skip

    def test_admin_passes_where_tokens_are_asked_for(self):
        (first, _) = admin_routes(rendered(values=PROXY))
        self.assertEqual(first["route"]["cluster"], "admin")
        self.assertNotIn("direct_response", first)
        (first, _) = admin_routes(rendered(values=PROXY, sets=["identity.tokensSecretName="]))
        self.assertEqual(first["direct_response"], {"status": 403})

    def test_requests_have_the_bound_of_the_server(self):
        settings = (chart.CHART.parents[1] / "docs/configuration.md").read_text()
        default = int(re.search(r"^\| `request-bytes-max` \| (\d+) ", settings, re.MULTILINE)[1])
        for sets, bytes_max in (((), default), (("settings.request-bytes-max=1048576",), 1048576)):
            files = rendered(values=PROXY, sets=sets)
            self.assertEqual(list(request_bounds(files)), [bytes_max + 5, bytes_max] * 2)

    def test_what_does_not_work_with_it_is_refused(self):
        for wrong, said in (
            ("tls.clientCertificates=optional", "tls.clientCertificates"),
            ("proxy.image=", "proxy.image"),
            ("proxy.stopDelaySeconds=-1", "proxy.stopDelaySeconds"),
            ("proxy.replicas=2", "replicas"),
        ):
            with self.subTest(wrong), self.assertRaises(AssertionError) as refused:
                chart.render(PROXY, sets=[wrong])
            self.assertIn(said, str(refused.exception))
        with self.assertRaises(AssertionError) as refused:
            chart.render(PROXY, sets=["tls.secretName=", "allowPlaintext=false"])
        self.assertIn("allowPlaintext", str(refused.exception))


class RunningTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="farcall-proxy-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.authority = authority.Authority(self.folder / "pki", "authority")
        self.versions = 0
        self.replace_certificate("first")

    def replace_certificate(self, name):
        """As a cluster replaces a mounted Secret: by another folder."""
        key, certificate = self.authority.issue(name, "DNS:farcall")
        self.versions += 1
        version = self.folder / f"tls-{self.versions}"
        version.mkdir()
        for path, file in ((key, "tls.key"), (certificate, "tls.crt"), (self.authority.certificate, "ca.crt")):
            (version / file).write_bytes(path.read_bytes())
        mounted = self.folder / "tls"
        mounted.mkdir(exist_ok=True)
        for file in ("tls.key", "tls.crt", "ca.crt"):
            with contextlib.suppress(FileExistsError):
                (mounted / file).symlink_to(f"..data/{file}")
        link = self.folder / "tls/..new"
        link.symlink_to(version)
        os.replace(link, mounted / "..data")

    def start(self, **options):
        self.port = free_port()
        ports = {50051: self.port, 9465: free_port(), 9901: free_port()}
        (self.folder / "proxy").mkdir()
        for name, text in rendered(values=PROXY, **options).items():
            text = text.replace("/etc/farcall/", f"{self.folder}/")
            for named, ours in ports.items():
                text = text.replace(f'"port_value": {named}\n', f'"port_value": {ours}\n')
            (self.folder / "proxy" / name).write_text(text)
        log = open(self.folder / "log", "wb")
        self.addCleanup(log.close)
        envoy = subprocess.Popen(
            [ENVOY, "-c", self.folder / "proxy/envoy.json", "--disable-hot-restart",
             "--concurrency", "1", "--log-level", "warning"],
            stdout=log, stderr=log,
        )  # fmt: skip
        self.addCleanup(envoy.wait)
        self.addCleanup(envoy.kill)
        self.envoy = envoy
        self.wait_for(self.listens, "the proxy to listen")

    def listens(self):
        self.assertIsNone(self.envoy.poll(), (self.folder / "log").read_text())
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()
            return True
        return False

    def wait_for(self, condition, what):
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not condition():
            log = (self.folder / "log").read_text()
            self.assertLess(time.monotonic(), deadline, f"gave up waiting for {what}: {log}")
            time.sleep(0.05)

    @contextlib.contextmanager
    def connect(self, client=None):
        """A connection over TLS after the client's first words."""
        context = ssl.create_default_context(cafile=self.authority.certificate)
        context.set_alpn_protocols(["h2"])
        if client:
            key, certificate = client
            context.load_cert_chain(certificate, key)
        with socket.create_connection(("127.0.0.1", self.port), timeout=DEADLINE_SECONDS) as plain:
            with context.wrap_socket(plain, server_hostname="farcall") as connection:
                connection.sendall(http2.PREFACE + http2.SETTINGS)
                yield connection

    def shake_hands(self, client=None):
        """The name in the server's certificate, once it has answered over HTTP/2."""
        with self.connect(client) as connection:
            if not connection.recv(9):
                raise ConnectionResetError("closed")
            self.assertEqual(connection.selected_alpn_protocol(), "h2")
            subject = dict(one[0] for one in connection.getpeercert()["subject"])
        return subject["commonName"]

    def test_it_takes_up_a_certificate_that_is_replaced(self):
        self.start(sets=["tls.clientCertificates=none"])
        self.wait_for(lambda: self.shake_hands() == "first", "the first certificate")
        self.replace_certificate("second")
        self.wait_for(lambda: self.shake_hands() == "second", "the second certificate")

    def test_required_certificates_keep_strangers_out(self):
        self.start()
        client = self.authority.issue("client", "DNS:client")
        self.assertEqual(self.shake_hands(client), "first")
        other = authority.Authority(self.folder / "other", "other").issue("client", "DNS:client")
        for stranger in (None, other):
            with self.assertRaises((ssl.SSLError, ConnectionError)):
                self.shake_hands(stranger)

    def test_floods_within_tls_are_cut_off(self):
        self.start(sets=["tls.clientCertificates=none"])
        for pieces in (
            floods.endless_headers, floods.huge_literal, floods.bytes_one_by_one, floods.rapid_resets,
        ):  # fmt: skip
            with self.subTest(pieces.__name__):
                closed = floods.closed_connections(self.connect, pieces, FLOOD_SECONDS)
                self.assertGreater(closed, 0, "the flood went on")
                self.assertEqual(self.shake_hands(), "first")
        status = pathlib.Path(f"/proc/{self.envoy.pid}/status").read_text()
        peak_kib = int(re.search(r"^VmHWM:\s+(\d+)", status, re.MULTILINE)[1])
        self.assertLess(peak_kib * 1024, MEMORY_BYTES_MAX)


if __name__ == "__main__":
    unittest.main()
