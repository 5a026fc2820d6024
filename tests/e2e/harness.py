# SPDX-License-Identifier: Apache-2.0
"""Runs the real binaries: a server on free ports and a fresh folder, the CLI,
and gRPC stubs generated from proto/.

Binaries come from FARCALL_BIN_DIR, or build/release/bin; the country database
from FARCALL_GEOIP_DB, or build/geoip/country.mmdb.
"""

import atexit
import contextlib
import faulthandler
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import mmdb_writer

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN_DIR = pathlib.Path(os.environ.get("FARCALL_BIN_DIR", ROOT / "build/release/bin"))
GEOIP_DB = pathlib.Path(
    os.environ.get("FARCALL_GEOIP_DB", ROOT / "build/geoip/country.mmdb")
)
# Large, long-lived allocations, as the only networks of the tests' own database.
SMALL_DB = {"177.32.0.0/12": "BR", "79.192.0.0/10": "DE", "90.0.0.0/9": "FR"}
# Networks of the canaries' homes, and of where their keys are stolen to.
CANARIES_DB = {
    "79.192.0.0/10": "DE",
    "81.128.0.0/11": "GB",
    "126.0.0.0/11": "JP",
    "177.32.0.0/12": "BR",
    "14.160.0.0/11": "VN",
    "78.160.0.0/11": "TR",
    "41.184.0.0/16": "NG",
}
DEADLINE_SECONDS = 60  # far more than anything takes, sanitizers included
# A busy machine is no overload.
PATIENT = "--queue-wait-ms=60000"
# What hangs says where, rather than be killed without a word. 0 = no limit.
TEST_SECONDS_MAX = int(os.environ.get("FARCALL_TEST_SECONDS_MAX", 240))

# Nothing of the caller's environment may steer server, client or stubs.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith("FARCALL_") and not name.lower().endswith("_proxy")
}
os.environ.pop("http_proxy", None)
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
# How soon an idle channel of these tests sees that its server goes away.
os.environ.setdefault("GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS", "50")


def generate_stubs(folder):
    """Python code of every .proto of the project, into `folder`."""
    protos = ROOT / "proto"
    names = [
        str(path.relative_to(base))
        for base in (protos, protos / "third_party")
        for path in sorted(base.rglob("*.proto"))
        if base != protos or "third_party" not in path.parts
    ]
    plugin = shutil.which("grpc_python_plugin")
    subprocess.run(
        ["protoc", f"-I{protos}", f"-I{protos / 'third_party'}"]
        + [f"--python_out={folder}", f"--grpc_python_out={folder}"]
        + [f"--plugin=protoc-gen-grpc_python={plugin}"]
        + names,
        check=True,
    )


STUBS = tempfile.mkdtemp(prefix="farcall-stubs-")
atexit.register(shutil.rmtree, STUBS, ignore_errors=True)
generate_stubs(STUBS)
sys.path.insert(0, STUBS)

import grpc  # noqa: E402
from farcall.v1 import (  # noqa: E402
    admin_service_pb2_grpc,
    baseline_service_pb2_grpc,
    finding_service_pb2_grpc,
    scoring_service_pb2_grpc,
)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until(condition, what, deadline_seconds=DEADLINE_SECONDS):
    """Polls until `condition()` is true and returns what it returned."""
    deadline = time.monotonic() + deadline_seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"gave up waiting for {what}")
        time.sleep(0.01)


CHANNEL_OPTIONS = [
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.enable_http_proxy", 0),
    # Channels of tests that start and kill servers share nothing.
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.initial_reconnect_backoff_ms", 20),
    # Also how long an attempt may take: on a busy machine, long.
    ("grpc.min_reconnect_backoff_ms", 2000),
    ("grpc.max_reconnect_backoff_ms", 100),
]


def open_channel(address, credentials=None):
    if credentials is None:
        return grpc.insecure_channel(address, options=CHANNEL_OPTIONS)
    return grpc.secure_channel(address, credentials, options=CHANNEL_OPTIONS)


def process_status(pid, field):
    """A number of /proc/PID/status: `Threads`, or `VmRSS` and `VmHWM` (the peak) in bytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == field:
            number, *unit = value.split()
            return int(number) * (1024 if unit == ["kB"] else 1)
    raise ProcessLookupError(pid)  # a process that has ended has no memory


def paths_of(*modules):
    """Of all methods of the services in modules of generated messages."""
    return [
        f"/{service.full_name}/{method.name}"
        for module in modules
        for service in module.DESCRIPTOR.services_by_name.values()
        for method in service.methods
    ]


class Server:
    """One farcalld process on free ports and a data folder of its own."""

    def __init__(self, data_dir, *flags, geoip_db):
        self.data_dir = pathlib.Path(data_dir)
        self.flags = flags
        self.geoip_db = geoip_db
        # 0 = any; from the first start on the one that it got.
        self.port = 0
        self.metrics_port = 0
        self.admin_port = 0
        self.log_path = self.data_dir.with_name(self.data_dir.name + ".log")
        self.process = None
        self._channels = []

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    @property
    def admin_address(self):
        return f"127.0.0.1:{self.admin_port}"

    def command(self):
        flags = list(self.flags)
        if not any(flag.startswith("--readiness-delay") for flag in flags):
            flags.append("--readiness-delay-seconds=0")
        return [
            str(BIN_DIR / "farcalld"),
            f"--listen={self.address}",
            f"--metrics-listen=127.0.0.1:{self.metrics_port}",
            f"--admin-listen=127.0.0.1:{self.admin_port}",
            f"--data-dir={self.data_dir}",
            f"--geoip-db={self.geoip_db}",
            *flags,
        ]

    def spawn(self):
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                self.command(), stdout=log, stderr=log, env=ENVIRONMENT
            )
        return self

    def start(self):
        return self.spawn().await_serving()

    def await_serving(self):
        line = wait_until(self._serving_line_or_death, "the server to serve")
        if self.process.poll() is not None:
            raise AssertionError(
                f"server exited with {self.process.returncode}: {self.log()}"
            )
        self.port, self.metrics_port = line["grpc_port"], line["metrics_port"]
        self.admin_port = line["admin_port"]
        return self

    def _serving_line_or_death(self):
        if self.process.poll() is not None:
            return True
        for line in self.log().splitlines(keepends=True):
            if '"serving"' in line and line.endswith("\n"):
                return json.loads(line)
        return None

    def run(self):
        """Runs a server that is expected to exit by itself."""
        return subprocess.run(
            self.command(),
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
        )

    def status(self, field):
        return process_status(self.process.pid, field)

    def log(self):
        return self.log_path.read_text(errors="replace")

    def kill(self):
        self._close_channels()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def stop(self):
        """SIGTERM; the exit code."""
        self.terminate()
        code = self.process.wait(DEADLINE_SECONDS)
        self._close_channels()
        return code

    def channel(self, credentials=None, address=None):
        channel = open_channel(address or self.address, credentials)
        self._channels.append(channel)
        return channel

    def _close_channels(self):
        for channel in self._channels:
            channel.close()
        self._channels.clear()

    def scoring(self):
        return scoring_service_pb2_grpc.ScoringServiceStub(self.channel())

    def baselines(self):
        return baseline_service_pb2_grpc.BaselineServiceStub(self.channel())

    def findings(self):
        return finding_service_pb2_grpc.FindingServiceStub(self.channel())

    def admin(self):
        return admin_service_pb2_grpc.AdminServiceStub(
            self.channel(address=self.admin_address)
        )

    def health(self, service, address=None):
        with contextlib.closing(self.channel(address=address)) as channel:
            check = channel.unary_unary("/grpc.health.v1.Health/Check")
            return check(health_request(service), timeout=DEADLINE_SECONDS)

    def metrics_text(self):
        url = f"http://127.0.0.1:{self.metrics_port}/metrics"
        with urllib.request.urlopen(url, timeout=DEADLINE_SECONDS) as response:
            return response.read().decode()

    def metrics(self):
        return parse_metrics(self.metrics_text())


# grpc.health.v1, by hand: one string field in the request, one enum in the answer.
SERVING = b"\x08\x01"
NOT_SERVING = b"\x08\x02"


def health_request(service):
    name = service.encode()
    return b"\x0a" + bytes([len(name)]) + name if name else b""


def parse_metrics(text):
    """Series with its labels, as Prometheus writes it -> value."""
    series = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            series[name] = float(value)
    return series


def run_cli(*args, stdin=None):
    return subprocess.run(
        [str(BIN_DIR / "farcall"), *map(str, args)],
        input=stdin,
        capture_output=True,
        env=ENVIRONMENT,
        timeout=DEADLINE_SECONDS * 2,
    )


def _took_too_long(*_):
    faulthandler.dump_traceback(all_threads=True)
    raise AssertionError(f"a test took longer than {TEST_SECONDS_MAX} s")


class EndToEndTest(unittest.TestCase):
    """A fresh folder for each test, and servers that do not outlive it."""

    maxDiff = 4000

    def setUp(self):
        signal.signal(signal.SIGALRM, _took_too_long)
        signal.alarm(TEST_SECONDS_MAX)
        self.addCleanup(signal.alarm, 0)
        folder = tempfile.TemporaryDirectory(prefix="farcall-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.small_db = self.folder / "small.mmdb"
        mmdb_writer.write_country_db(self.small_db, SMALL_DB)

    def new_server(self, *flags, data="data", geoip_db=None):
        geoip_db = geoip_db or self.small_db
        if not any(flag.startswith("--queue-wait-ms=") for flag in flags):
            flags = (*flags, PATIENT)
        server = Server(self.folder / data, *flags, geoip_db=geoip_db)
        self.addCleanup(server.kill)
        return server

    def start_server(self, *flags, data="data", **options):
        return self.new_server(*flags, data=data, **options).start()

    def run_cli(self, *args, stdin=None, code=0):
        """The CLI's standard output as text; fails on another exit code."""
        result = run_cli(*args, stdin=stdin)
        self.assertEqual(
            result.returncode,
            code,
            f"farcall {' '.join(map(str, args))}: {result.stderr.decode()}",
        )
        return result.stdout.decode()


def main():
    """Runs the tests of the calling file; exits with 77 if none could run."""
    # Verbose: of a test that is killed, the lines that ended are all that is kept.
    program = unittest.main(exit=False, verbosity=2)
    result = program.result
    if not result.wasSuccessful():
        sys.exit(1)
    # A module that is skipped whole counts as skipped, and not as run.
    sys.exit(77 if len(result.skipped) >= result.testsRun else 0)
