# SPDX-License-Identifier: Apache-2.0
"""The real server on an empty store, and the real command line that talks to it."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

READY_SECONDS_MAX = 30
STOP_SECONDS_MAX = 60
LEVELS = ("NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL")  # of risk, as answers have them


class Server:
    """farcalld on free ports, with a store that is thrown away at the end."""

    def __init__(self, binaries, databases, settings=()):
        self._binaries = pathlib.Path(binaries)
        self._databases = databases
        self._settings = list(settings)
        # Settings of whoever runs this must not change what is measured.
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("FARCALL_")
        }
        self._environment["no_proxy"] = "*"

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="farcall-eval.")
        self._log = pathlib.Path(self._folder.name) / "server.log"
        self._process = subprocess.Popen(
            [
                self._binaries / "farcalld",
                "--listen=127.0.0.1:0",
                "--metrics-listen=127.0.0.1:0",
                "--admin-listen=127.0.0.1:0",
                f"--data-dir={self._folder.name}/data",
                *self._databases.settings(),
                "--readiness-delay-seconds=0",
                *self._settings,
            ],
            stderr=self._log.open("w"),
            env=self._environment,
        )
        try:
            self.address = f"127.0.0.1:{self._port()}"
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def _port(self):
        end = time.monotonic() + READY_SECONDS_MAX
        while time.monotonic() < end and self._process.poll() is None:
            for line in self._log.read_text().splitlines():
                port = json.loads(line).get("grpc_port")
                if port:
                    return port
            time.sleep(0.05)
        raise RuntimeError(f"farcalld did not start:\n{self._log.read_text()}")

    def score(self, events, repeats=False, mode="score-and-learn", options=()):
        """Sends a file of records; yields the answers, parsed, in its order.

        Where `repeats` is true, records may come again, and their answers are left out.
        `options` are further ones of `farcall score`.
        """
        options = (f"--mode={mode}", *options)
        with open(events, "rb") as records:
            for answer in self._answers("-", records, options, (0,)):
                if repeats and answer["duplicate"]:
                    continue
                if answer["error"] or answer["skipped"] or answer["duplicate"]:
                    raise RuntimeError(f"a record was not scored: {answer}")
                yield answer

    def score_trail(self, file):
        """Sends a file as the command line reads it: in order of time, from any wrapper.

        Yields the answers to all records, those with an error among them.
        """
        yield from self._answers(file, subprocess.DEVNULL, (), (0, 1))

    def card(self, finding, tenant):
        """The card of a finding, parsed."""
        command = [
            self._binaries / "farcall",
            "card",
            finding,
            "--format=json",
            f"--server={self.address}",
            f"--tenant={tenant}",
        ]
        asked = subprocess.run(
            command, stdout=subprocess.PIPE, env=self._environment, check=True
        )
        return json.loads(asked.stdout)

    def _answers(self, operand, records, options, codes):
        command = [
            self._binaries / "farcall",
            "score",
            operand,
            "--format=ndjson",
            f"--server={self.address}",
            *options,
        ]
        with subprocess.Popen(
            command,
            stdin=records,
            stdout=subprocess.PIPE,
            env=self._environment,
        ) as client:
            yield from map(json.loads, client.stdout)
        if client.returncode not in codes:
            raise RuntimeError(f"farcall score ended with code {client.returncode}")
