# SPDX-License-Identifier: Apache-2.0
"""Looks at a server while something is done to it."""

import contextlib
import os
import pathlib
import threading
import time

import harness


def open_files(pid):
    return len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))


TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def busy_seconds():
    """Processor time that the whole machine has spent on something."""
    first = pathlib.Path("/proc/stat").read_text().splitlines()[0]
    user, nice, system, _idle, _io, interrupts, soft = map(int, first.split()[1:8])
    return (user + nice + system + interrupts + soft) / TICKS_A_SECOND


def processor_seconds(pid):
    """Processor time that a process has taken."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / TICKS_A_SECOND


class OtherWork:
    """How many processors were busy with other processes than `pids` from its making on."""

    def __init__(self, pids):
        self.pids = pids
        self.start, self.others = time.monotonic(), self._others()

    def _others(self):
        return busy_seconds() - sum(map(processor_seconds, self.pids))

    def processors(self):
        return (self._others() - self.others) / (time.monotonic() - self.start)


class Watch:
    """Samples once a second until the end of `with`: (seconds, bytes, files,
    threads)."""

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
                        harness.process_status(pid, "VmRSS"),
                        open_files(pid),
                        harness.process_status(pid, "Threads"),
                    )
                )

    @property
    def resident_bytes_max(self):
        return max(sample[1] for sample in self.samples)

    @property
    def threads_max(self):
        return max(sample[3] for sample in self.samples)

    @property
    def files_max(self):
        return max(sample[2] for sample in self.samples)


def answers_health(server):
    try:
        return server.health("", server.admin_address) == harness.SERVING
    except Exception:  # of gRPC: whatever it is, it is no answer
        return False
