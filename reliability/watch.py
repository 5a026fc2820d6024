# SPDX-License-Identifier: Apache-2.0
"""Looks at a server while something is done to it."""

import contextlib
import pathlib
import threading
import time

import harness


def resident_bytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)


def open_files(pid):
    return len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))


class Watch:
    """Samples once a second until the end of `with`: (seconds, bytes, files)."""

    def __init__(self, server, period_seconds=1.0):
        self.server = server
        self.period_seconds = period_seconds
        self.samples = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.start = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def _run(self):
        while not self._stop.wait(self.period_seconds):
            # A restart in between is a sample less.
            with contextlib.suppress(OSError, ProcessLookupError):
                pid = self.server.process.pid
                self.samples.append(
                    (
                        time.monotonic() - self.start,
                        resident_bytes(pid),
                        open_files(pid),
                    )
                )

    @property
    def resident_bytes_max(self):
        return max(sample[1] for sample in self.samples)

    @property
    def files_max(self):
        return max(sample[2] for sample in self.samples)


def answers_health(server):
    try:
        return server.health("", server.admin_address) == harness.SERVING
    except Exception:  # of gRPC: whatever it is, it is no answer
        return False
