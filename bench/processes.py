# SPDX-License-Identifier: Apache-2.0
"""The programs that are compared, each started on an empty folder of its own."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

READY_SECONDS_MAX = 600  # a large store reads its window of seen events first
STOP_SECONDS_MAX = 120
TICKS = os.sysconf("SC_CLK_TCK")


def environment():
    """Without settings of whoever runs this, which must not change what is measured."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FARCALL_")}
    kept["no_proxy"] = "*"
    return kept


def cpu_seconds(pid):
    """Processor time that a process has taken."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text()
    user, system = fields.rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / TICKS


class Process:
    def __init__(self, command, log):
        self.started = time.monotonic()
        self._log = pathlib.Path(log)
        self._process = subprocess.Popen(
            command, stderr=self._log.open("w"), stdout=subprocess.DEVNULL,
            env=environment(),
        )  # fmt: skip

    def wait_for(self, ready):
        """What `ready` finds in the log, once it finds something."""
        end = time.monotonic() + READY_SECONDS_MAX
        while time.monotonic() < end and self._process.poll() is None:
            found = ready(self._log.read_text())
            if found:
                return found
            time.sleep(0.02)
        raise RuntimeError(f"{self._log} does not say that it is ready")

    @property
    def pid(self):
        return self._process.pid

    def cpu_seconds(self):
        return cpu_seconds(self.pid)

    def resident_bytes(self):
        status = pathlib.Path(f"/proc/{self._process.pid}/status").read_text()
        line = next(l for l in status.splitlines() if l.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

    def metric(self, name):
        """The value of a series of a farcalld; 0 where it has none."""
        port = self.wait_for(lambda log: _port(log, "metrics_port"))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith((f"{name} ", f"{name}{{")):
                    return float(line.rpartition(" ")[2])
        return 0

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _port(log, name="grpc_port"):
    for line in log.splitlines():
        with contextlib.suppress(ValueError):
            port = json.loads(line).get(name)
            if port:
                return port
    return None


@contextlib.contextmanager
def folder(beneath):
    """Thrown away at the end; on the same disk as what is built."""
    beneath.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench.", dir=beneath) as name:
        yield pathlib.Path(name)


class Programs:
    """Where the programs lie, and how they are started and run."""

    def __init__(self, binaries, geoip_db, scratch):
        self.binaries = pathlib.Path(binaries)
        self.geoip_db = geoip_db
        self.scratch = scratch

    @contextlib.contextmanager
    def farcalld(self, settings=(), data=None):
        """A server that takes batches: (process, address)."""
        with folder(self.scratch) as place:
            process = Process(
                [
                    self.binaries / "farcalld",
                    "--listen=127.0.0.1:0",
                    "--metrics-listen=127.0.0.1:0",
                    "--admin-listen=127.0.0.1:0",
                    f"--data-dir={data or place / 'data'}",
                    f"--geoip-db={self.geoip_db}",
                    "--readiness-delay-seconds=0",
                    *settings,
                ],
                place / "log",
            )
            try:
                yield process, f"127.0.0.1:{process.wait_for(_port)}"
            finally:
                process.stop()

    @contextlib.contextmanager
    def watchers(self, server, address, count):
        """So many `farcall watch` on a server, all of them connected."""
        command = [self.binaries / "farcall", "watch", f"--server={address}"]
        with folder(self.scratch) as place, contextlib.ExitStack() as ends:
            for number in range(count):
                watcher = Process(command, place / f"log-{number}")
                ends.callback(watcher.stop)
            end = time.monotonic() + READY_SECONDS_MAX
            while server.metric("farcall_finding_watchers") < count:
                if time.monotonic() > end:
                    raise RuntimeError(f"there are no {count} watchers of {address}")
                time.sleep(0.1)
            yield

    @contextlib.contextmanager
    def echo(self, *flags):
        with folder(self.scratch) as place:
            process = Process(
                [self.binaries / "farcall_bench_echo", *flags], place / "log"
            )
            try:
                yield process, f"127.0.0.1:{process.wait_for(_port)}"
            finally:
                process.stop()

    @contextlib.contextmanager
    def redis(self):
        """A server on a socket, durable as people run it: synced every second."""
        with folder(self.scratch) as place:
            socket = place / "redis.sock"
            process = Process(
                [
                    shutil.which("redis-server") or "redis-server",
                    *("--port", "0", "--unixsocket", socket, "--dir", place),
                    *("--appendonly", "yes", "--appendfsync", "everysec"),
                    *("--save", ""),
                ],
                place / "log",
            )
            try:
                process.wait_for(lambda _: socket.exists())
                yield process, socket
            finally:
                process.stop()

    def run(self, name, *arguments):
        """What a program prints as JSON."""
        done = subprocess.run(
            [self.binaries / name, *map(str, arguments)],
            check=False, capture_output=True, text=True,
            env={**environment(), "FARCALL_BENCH_GEOIP_DB": str(self.geoip_db)},
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"{name} failed:\n{done.stderr}")
        return json.loads(done.stdout)

    def callgrind(self, name, collect, *arguments):
        """Instructions by function, its callees included, while in `collect`."""
        with folder(self.scratch) as place:
            out = place / "callgrind.out"
            done = subprocess.run(
                [
                    "valgrind",
                    "--tool=callgrind",
                    f"--callgrind-out-file={out}",
                    f"--toggle-collect={collect}",
                    self.binaries / name,
                    f"--data-dir={place / 'data'}",
                    *map(str, arguments),
                ],
                check=False, capture_output=True, text=True, env=environment(),
            )  # fmt: skip
            if done.returncode != 0:
                raise RuntimeError(f"valgrind failed:\n{done.stderr}")
            return subprocess.run(
                ["callgrind_annotate", "--inclusive=yes", "--threshold=100", out],
                check=True, capture_output=True, text=True,
            ).stdout  # fmt: skip
