# SPDX-License-Identifier: Apache-2.0
"""A real OpenSearch of one node, of the jars in build/tools/opensearch."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

import harness

JARS = harness.ROOT / "build/tools/opensearch"
VERSION = "2.19.6"
NOBODY = 65534  # it does not run as root

CONFIG = """
cluster.name: test
node.name: test
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
discovery.type: single-node
path.data: {home}/data
path.logs: {home}/logs
cluster.routing.allocation.disk.threshold_enabled: false
"""
LOG4J = """
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%p] %c: %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""
MODULES = {
    "transport-netty4": (
        "org.opensearch.transport.Netty4Plugin",
        ("netty-", "transport-netty4-client-"),
    ),
    "analysis-common": (
        "org.opensearch.analysis.common.CommonAnalysisPlugin",
        ("analysis-common-",),
    ),
}
DESCRIPTOR = """description={name}
version={version}
name={name}
classname={plugin}
java.version=11
opensearch.version={version}
"""
POLICY = """grant {
  permission java.net.SocketPermission "*", "accept,connect,resolve";
  permission java.lang.RuntimePermission "getClassLoader";
  permission java.lang.RuntimePermission "setContextClassLoader";
  permission java.lang.RuntimePermission "accessDeclaredMembers";
  permission java.lang.reflect.ReflectPermission "suppressAccessChecks";
  permission java.net.NetPermission "getNetworkInformation";
};
"""


class OpenSearch:
    """Its folder is one of its own below the system's for temporary files: it runs
    as another user, who may not see those of tests."""

    def __init__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="farcall-opensearch-"))
        self.port = harness.free_port()
        self.process = None
        for name in ("config", "cp", "modules", "data", "logs", "tmp"):
            (self.home / name).mkdir(parents=True)
        (self.home / "config/opensearch.yml").write_text(
            CONFIG.format(
                port=self.port, transport=harness.free_port(), home=self.home
            )
        )
        (self.home / "config/log4j2.properties").write_text(LOG4J)
        self._lay_out_jars()

    def _lay_out_jars(self):
        in_modules = set()
        for name, (plugin, prefixes) in MODULES.items():
            module = self.home / "modules" / name
            module.mkdir()
            for jar in JARS.glob("*.jar"):
                if jar.name.startswith(prefixes):
                    shutil.copy(jar, module)
                    in_modules.add(jar.name)
            (module / "plugin-descriptor.properties").write_text(
                DESCRIPTOR.format(name=name, plugin=plugin, version=VERSION)
            )
            (module / "plugin-security.policy").write_text(POLICY)
        for jar in JARS.glob("*.jar"):
            if jar.name not in in_modules:
                shutil.copy(jar, self.home / "cp")

    def _command(self):
        return [
            "java",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.security.manager=allow",
            f"-Djava.io.tmpdir={self.home}/tmp",
            f"-Dopensearch.path.home={self.home}",
            f"-Dopensearch.path.conf={self.home}/config",
            "-Dopensearch.distribution.type=tar",
            "-Dlog4j2.disable.jmx=true",
            "-cp",
            f"{self.home}/cp/*",
            "org.opensearch.bootstrap.OpenSearch",
        ]

    def start(self):
        options = {}
        if os.geteuid() == 0:
            for path in [self.home, *self.home.rglob("*")]:
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
            options = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        with open(self.home / "logs/out", "ab") as log:
            self.process = subprocess.Popen(
                self._command(), stdout=log, stderr=log, cwd=self.home, **options
            )
        harness.wait_until(self._answers, "OpenSearch", 120)
        return self

    def _answers(self):
        if self.process.poll() is not None:
            raise AssertionError((self.home / "logs/out").read_text())
        try:
            return self.ask("GET", "/_cluster/health")["status"] != "red"
        except OSError:
            return False

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method, path, body=None):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def documents(self, index, query="*:*"):
        """What a search finds, by id."""
        try:
            self.ask("POST", f"/{index}/_refresh")
            found = self.ask("GET", f"/{index}/_search?size=1000&q={query}")
        except urllib.error.HTTPError as error:
            if error.code in (404, 503):  # nothing is there yet, or not its shard
                return {}
            raise
        return {hit["_id"]: hit["_source"] for hit in found["hits"]["hits"]}

    def remove(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.home)
