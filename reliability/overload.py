# SPDX-License-Identifier: Apache-2.0
"""More than a server can do, and clients that behave badly: memory stays within its
bound, what is shed says when to come again, and what is useful goes on."""

import contextlib
import json
import socket
import subprocess
import threading
import time
import urllib.request

import events
import grpc
import harness
import watch

MIB = 1 << 20
# What the client counts of its calls, and the seconds that it took.
COUNTED = (
    *("sent", "scored_batches", "scored_events", "shed", "shed_without_delay"),
    *("late", "unavailable", "other", "not_sent", "seconds"),
)
USEFUL_MIN = 0.8  # of the peak
DAY = 86400
# What an event costs grows with what is known: first a past of weeks, of few events a
# day, then many a second, so that none lies in the future.
PAST_BEGINS_SECONDS_AGO = 90 * DAY
PAST_EVENTS_PER_SECOND = 0.2
EVENTS_BEGIN_SECONDS_AGO = 50 * DAY
EVENTS_PER_SECOND = 20
# Small enough that a bound that does not hold shows within minutes.
SETTINGS = {
    "baseline-cache-bytes": 32 * MIB,
    "rocksdb-cache-bytes": 32 * MIB,
    "rocksdb-write-buffer-bytes": 16 * MIB,
    "in-flight-bytes-max": 32 * MIB,
    "batches-in-flight-max": 8,
    "seen-events-max": 2_000_000,
}
# What all of these, requests that were read and wait, answers on their way, code and
# the allocator's slack may take together.
RESIDENT_BYTES_MAX = 1024 * MIB
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"


def complaints(results):
    """What a run must not show, of the results by scenario."""
    for name, seen in results.items():
        if seen.get("resident_bytes_max", 0) > RESIDENT_BYTES_MAX:
            yield f"{name}: {seen['resident_bytes_max']:,} bytes resident"
        if not seen.get("health", True) or seen.get("unhealthy", 0):
            yield f"{name}: health was not good"
        if seen.get("useful_vs_peak", 1) < USEFUL_MIN:
            yield f"{name}: useful {seen['useful_vs_peak']:.0%} of the peak"
        if seen.get("shed_without_delay", 0):
            yield f"{name}: batches were shed without RetryInfo"
        if name != "deadlines" and seen.get("late", 0):
            yield f"{name}: calls were not answered within a minute"
        if seen.get("other", 0) + seen.get("unavailable", 0):
            yield f"{name}: calls failed otherwise than by being shed or late"


class Overload:
    """Scenarios on one server; each returns what was seen, by name."""

    def __init__(self, server, client):
        self.server = server
        self.client = client  # the program farcall_overload
        self.runs = int(time.time())

    def call(
        self,
        seconds,
        seconds_ago=EVENTS_BEGIN_SECONDS_AGO,
        events_per_second=EVENTS_PER_SECOND,
        **options,
    ):
        """Runs the client; what became of its calls."""
        self.runs += 1
        command = [
            self.client,
            f"--server={self.server.address}",
            f"--seconds={seconds}",
        ]
        command += [
            f"--run={self.runs}",
            f"--start={int(time.time()) - seconds_ago}",
            f"--events-per-second={events_per_second}",
        ]
        command += [f"--{k.replace('_', '-')}={v}" for k, v in options.items()]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            # Its calls have a deadline of a minute, where not another.
            timeout=seconds + 2 * harness.DEADLINE_SECONDS,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)

    def live_through_the_past(self, seconds):
        self.call(seconds, PAST_BEGINS_SECONDS_AGO, PAST_EVENTS_PER_SECOND)

    def peak(self, seconds):
        return self.call(seconds)["events_per_second"]

    def far_too_much(self, seconds, peak):
        """Three times of what it can do, in an open loop. Its last minute is compared with
        what is done right after: what an event costs grows with what is known."""
        unhealthy = 0
        last_seconds = min(60, seconds / 2)
        with watch.Watch(self.server) as seen:
            stop = threading.Event()

            def ask():
                nonlocal unhealthy
                while not stop.wait(1):
                    unhealthy += not watch.answers_health(self.server)

            asker = threading.Thread(target=ask)
            asker.start()
            try:
                parts = [
                    self.call(duration, rate=3 * peak / 100, in_flight_max=2000)
                    for duration in (seconds - last_seconds, last_seconds)
                ]
            finally:
                stop.set()
                asker.join()
        recovered = self.call(5)["events_per_second"]
        peak_after = self.peak(20)
        return {name: sum(part[name] for part in parts) for name in COUNTED} | {
            "latency_ms": parts[-1]["latency_ms"],
            "offered_events_per_second": 3 * peak,
            "peak_before": peak,
            "peak_after": peak_after,
            "useful_events_per_second": parts[-1]["events_per_second"],
            "useful_vs_peak": parts[-1]["events_per_second"] / peak_after,
            "recovered_vs_peak": recovered / peak_after,
            "resident_bytes_max": seen.resident_bytes_max,
            "unhealthy": unhealthy,
        }

    def deadlines(self, seconds):
        """Calls that are given up before they can be answered."""
        with watch.Watch(self.server) as seen:
            outcome = self.call(
                seconds, rate=400, in_flight_max=2000, deadline_milliseconds=3
            )
        return (
            outcome
            | self.still_useful()
            | {"resident_bytes_max": seen.resident_bytes_max}
        )

    def still_useful(self):
        """A client that behaves, after or beside what misbehaves."""
        outcome = self.call(2, in_flight_max=2, connections=1)
        return {
            "health": watch.answers_health(self.server),
            "useful_events_per_second": outcome["events_per_second"],
        }

    def readers_that_do_not_read(self, streams, seconds):
        """Streams that send as long as they may and read nothing."""
        stop = threading.Event()
        batch = events.stream_request(
            events.batch([events.event(principal=f"p{n}") for n in range(500)])
        )

        def requests():
            while not stop.is_set():
                yield batch

        with contextlib.ExitStack() as calls, watch.Watch(self.server) as seen:
            calls.callback(stop.set)
            for _ in range(streams):
                stub = self.server.scoring()
                call = stub.StreamScoreEvents(requests(), timeout=seconds + 60)
                calls.callback(call.cancel)
            time.sleep(seconds)
            useful = self.still_useful()
        return useful | {"resident_bytes_max": seen.resident_bytes_max}

    def readers_that_are_slow(self, streams, seconds):
        batch = events.stream_request(
            events.batch([events.event(principal=f"p{n}") for n in range(500)])
        )
        stop = threading.Event()
        answers = []

        def requests():
            while not stop.is_set():
                yield batch

        def read_slowly():
            call = self.server.scoring().StreamScoreEvents(
                requests(), timeout=seconds + 60
            )
            with contextlib.suppress(grpc.RpcError):
                while not stop.wait(1):
                    answers.append(len(next(call).batch.results))
            call.cancel()

        readers = [threading.Thread(target=read_slowly) for _ in range(streams)]
        with watch.Watch(self.server) as seen:
            for reader in readers:
                reader.start()
            try:
                time.sleep(seconds)
                useful = self.still_useful()
            finally:
                stop.set()
                for reader in readers:
                    reader.join()
        return useful | {
            "answers": len(answers),
            "resident_bytes_max": seen.resident_bytes_max,
        }

    def giants(self):
        """The largest batch that is allowed, and one that is not."""
        largest = events.batch([events.event(principal="a" * 400) for _ in range(5000)])
        with watch.Watch(self.server, 0.1) as seen:
            results = (
                self.server.scoring()
                .ScoreEvents(largest, timeout=harness.DEADLINE_SECONDS)
                .results
            )
            refused = []
            too_many = events.batch([events.event()] * 5001)
            too_large = events.batch([events.raw(b"x" * (65 * MIB))])
            for batch in (too_many, too_large):
                try:
                    self.server.scoring().ScoreEvents(
                        batch, timeout=harness.DEADLINE_SECONDS
                    )
                except grpc.RpcError as error:
                    refused.append(error.code().name)
        return {
            "scored": sum(one.HasField("score") for one in results),
            "refused": refused,
            "resident_bytes_max": seen.resident_bytes_max,
        } | self.still_useful()

    def connections(self, count):
        """Connections that are made and do nothing."""
        with contextlib.ExitStack() as closed, watch.Watch(self.server) as seen:
            for _ in range(count):
                one = closed.enter_context(socket.socket())
                one.settimeout(30)
                one.connect(("127.0.0.1", self.server.port))
                one.sendall(PREFACE)
            harness.wait_until(
                lambda: watch.open_files(self.server.process.pid) > count,
                "the connections to be taken",
            )
            useful = self.still_useful()
        return useful | {
            "files_max": seen.files_max,
            "resident_bytes_max": seen.resident_bytes_max,
        }

    def slowloris(self, count, seconds):
        """Connections to each port that never finish what they begin."""
        begun = {
            self.server.port: PREFACE[:10],
            self.server.admin_port: PREFACE[:10],
            self.server.metrics_port: b"GET /metrics HTTP/1.1\r\nHost: x\r\nX-",
        }
        with contextlib.ExitStack() as closed:
            slow = []
            for port, bytes_ in begun.items():
                for _ in range(count):
                    one = closed.enter_context(socket.socket())
                    one.settimeout(30)
                    one.connect(("127.0.0.1", port))
                    one.sendall(bytes_)
                    slow.append(one)
            end = time.monotonic() + seconds
            scrapes = []
            while time.monotonic() < end:
                for one in slow:
                    with contextlib.suppress(OSError):
                        one.sendall(b"a")
                began = time.monotonic()
                url = f"http://127.0.0.1:{self.server.metrics_port}/metrics"
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(url, timeout=30).read()
                    scrapes.append(time.monotonic() - began)
                time.sleep(0.5)
            useful = self.still_useful()
        return useful | {
            "scrapes": len(scrapes),
            "scrape_seconds_max": max(scrapes, default=None),
        }
