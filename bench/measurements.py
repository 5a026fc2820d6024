# SPDX-License-Identifier: Apache-2.0
"""What is measured: each part of a run is a method of Bench, named in PARTS."""

import concurrent.futures
import itertools
import os
import statistics
import time

import cluster
import processes
import results

BATCHES = (1, 10, 100, 1000, 5000)
# Beside a part that is measured, what the server's binary is made of.
FUNCTIONS = {
    "all": r"farcall::BatchScorer::Score\(",
    "store": r"farcall::JournaledStore::Apply\(",
    "score": r":farcall::ScoreEvent\(",
    "apply effects": r":farcall::Apply\(",
    "encode the journal": r"farcall::JournalGroupWriter::Add\(",
    "name entities and values": r":farcall::BatchEntities::BatchEntities\(",
    "write to RocksDB": r"rocksdb::DBImpl::Write\(",
    "read from RocksDB": r"rocksdb::DBImpl::MultiGet\(",
    "look up origins": r"farcall::DatabaseOriginResolver::Resolve\(",
}
COLLECT = "*::Measure(*"
# Events of ten weeks and more, one in 20 seconds.
PAST_EVENTS = 300_000
WATCHERS = 64
WATCHED_EVENTS_PER_SECOND = 20_000


class Bench:
    def __init__(self, programs, quick):
        self.programs = programs
        self.quick = quick
        self.rounds = 2 if quick else 5
        self._run = itertools.count(int(time.time()) << 16)
        # So long ago that no event lies in the future.
        self.start = int(time.time()) - 40 * 86400
        self._began = time.monotonic()

    def say(self, text):
        print(f"{time.monotonic() - self._began:5.0f} s  {text}", flush=True)

    def events(self, count):
        return max(2000, count // 50) if self.quick else count

    def load(self, address, events, **options):
        """One load on a server; what it measured."""
        options = {"start": self.start} | options
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()
                 if value is not True]  # fmt: skip
        flags += [f"--{name.replace('_', '-')}" for name, value in options.items()
                  if value is True]  # fmt: skip
        return self.programs.run(
            "farcall_bench_load",
            f"--server={address}",
            f"--run={next(self._run)}",
            f"--events={events}",
            *flags,
        )

    def alternate(self, sides):
        """Rounds of each side in turn, the first not counted. Name -> rounds."""
        rounds = {name: [] for name in sides}
        for turn in range(self.rounds + 1):
            for name, side in sides.items():
                measured = side()
                if turn > 0:
                    rounds[name].append(measured)
        return rounds

    def throughput(self):
        measured = {}
        with self.programs.echo() as (_, echo):
            for durability in ("fsync", "wal"):
                settings = [
                    f"--durability={durability}",
                    # Large unary calls wait for each other, and must not be refused.
                    "--queue-wait-ms=10000",
                ]
                with self.programs.farcalld(settings) as (_, own):
                    for shape, method, batch in itertools.product(
                        ("structured", "json"), ("stream", "unary"), BATCHES
                    ):
                        name = f"{shape} {method} {batch} {durability}"
                        self.say(f"throughput: {name}")
                        options = dict(input=shape, method=method, batch=batch)
                        size = {1: 2_000, 10: 20_000, 100: 60_000}.get(batch, 100_000)
                        rounds = self.alternate(
                            {
                                "farcall": lambda: self.load(
                                    own, self.events(size), **options
                                ),
                                "echo": lambda: self.load(
                                    echo, self.events(4 * size), **options
                                ),
                            }
                        )
                        measured[name] = {k: results.rate(v) for k, v in rounds.items()}
        return measured

    def redis(self):
        self.say("the Redis way")
        count = self.events(200_000)
        with self.programs.redis() as (_, socket), self.programs.farcalld() as (_, own):
            rounds = self.alternate(
                {
                    "farcall": lambda: self.load(own, count),
                    "redis": lambda: self.programs.run(
                        "farcall_bench_redis",
                        f"--socket={socket}",
                        f"--events={count}",
                        f"--run={next(self._run)}",
                    ),
                }
            )
        return {name: results.rate(of) for name, of in rounds.items()}

    def answers(self):
        """What explanations cost, beside an echo whose answers are as large."""
        self.say("answers with and without explanations")
        count = self.events(200_000)
        with (
            self.programs.farcalld() as (_, own),
            self.programs.echo() as (_, echo),
            self.programs.echo("--explained") as (_, large),
        ):
            rounds = self.alternate(
                {
                    "farcall, all explained": lambda: self.load(
                        own, count, factors_from="all"
                    ),
                    "farcall, explained from LOW": lambda: self.load(own, count),
                    "echo, answers as large": lambda: self.load(large, 2 * count),
                    "bare echo": lambda: self.load(echo, 4 * count),
                }
            )
        return {name: results.rate(of) for name, of in rounds.items()}

    def api(self):
        """The bare echo with each API of gRPC: the most that a change of it can save."""
        measured = {}
        with (
            self.programs.echo() as (_, sync),
            self.programs.echo("--callback") as (_, callback),
        ):
            for method, batch in itertools.product(("stream", "unary"), (1, 100, 1000)):
                self.say(f"the APIs of gRPC: {method} {batch}")
                count = self.events({1: 20_000, 100: 400_000}.get(batch, 600_000))
                rounds = self.alternate(
                    {
                        side: lambda to=to: self.load(
                            to, count, method=method, batch=batch
                        )
                        for side, to in (("sync", sync), ("callback", callback))
                    }
                )
                measured[f"{method} {batch}"] = {
                    side: results.rate(of) for side, of in rounds.items()
                }
        return measured

    def latency(self):
        measured = {}
        with self.programs.echo() as (_, echo), self.programs.farcalld() as (_, own):
            for batch in (1, 100):
                unary = dict(method="unary", batch=batch, connections=2, in_flight=16)
                highest = statistics.median(
                    self.load(own, self.events(round(4000 * batch**0.5)), **unary)[
                        "events_per_second"
                    ]
                    for _ in range(3)
                )
                for percent in (10, 50, 80):
                    rate = highest / batch * percent / 100
                    seconds = 1 if self.quick else 8
                    count = int(max(20, rate * seconds)) * batch
                    name = f"{batch} at {percent} %"
                    self.say(f"latency: calls of {name} of {highest:,.0f} events/s")
                    rounds = self.alternate(
                        {
                            side: lambda to=to: self.load(to, count, rate=rate, **unary)
                            for side, to in (("farcall", own), ("echo", echo))
                        }
                    )
                    measured[name] = {k: results.latency(v) for k, v in rounds.items()}
                    measured[name]["calls_per_second"] = rate
        measured["sync_ms"] = self._sync_ms()
        return measured

    def _sync_ms(self):
        """Median of a sync of as much as a group of 1,000 events writes."""
        with processes.folder(self.programs.scratch) as place:
            times = []
            with open(place / "log", "wb") as log:
                for _ in range(200):
                    log.write(os.urandom(60_000))
                    log.flush()
                    before = time.perf_counter()
                    os.fdatasync(log.fileno())
                    times.append(1e3 * (time.perf_counter() - before))
        return statistics.median(times)

    def growth(self):
        """Throughput, disk and memory as the number of principals grows."""
        measured = {}
        sizes = (1_000, 10_000) if self.quick else (10**4, 10**5, 10**6, 10**7)
        for principals in sizes:
            with processes.folder(self.programs.scratch) as place:
                data = place / "data"
                with self.programs.farcalld(data=data) as (server, own):
                    run = next(self._run)
                    self._everybody(own, principals, run)
                    resident = server.resident_bytes()
                disk = sum(f.stat().st_size for f in data.rglob("*") if f.is_file())
                with self.programs.farcalld(data=data) as (server, own):
                    start_seconds = time.monotonic() - server.started
                    measured[str(principals)] = {
                        "disk_bytes": disk,
                        "disk_bytes_per_principal": disk / principals,
                        "resident_bytes": resident,
                        "start_seconds": start_seconds,
                        **{
                            skew: self._grown(own, principals, skew)
                            for skew in ("zipf", "uniform")
                        },
                    }
        return measured

    def _everybody(self, address, principals, run):
        chunk = 500_000
        for first in range(0, principals, chunk):
            self.say(f"growth: {first:,} of {principals:,} principals made")
            self.programs.run(
                "farcall_bench_load",
                *(f"--server={address}", f"--run={run}", f"--start={self.start}"),
                *(f"--first={first}", f"--events={min(chunk, principals - first)}"),
                *(f"--principals={principals}", "--everybody", "--learn-only"),
            )

    def _grown(self, address, principals, skew):
        self.say(f"growth: {principals:,} principals, {skew}")
        options = dict(principals=principals, skew=skew)
        rounds = [
            self.load(address, self.events(100_000), **options)
            for _ in range(self.rounds + 1)
        ]
        return results.rate(rounds[1:])

    def hot(self):
        count = self.events(100_000)
        with self.programs.farcalld() as (_, own):
            sides = ("uniform", "hot-principal", "hot-command")
            self.say("one hot key against spread keys")
            rounds = self.alternate(
                {s: lambda s=s: self.load(own, count, skew=s) for s in sides}
            )
        return {name: results.rate(of) for name, of in rounds.items()}

    def past(self):
        """An aged store, with ten weeks of history, against an empty one."""
        month = 30 * 86400
        count = self.events(100_000)
        with self.programs.farcalld() as (_, old), self.programs.farcalld() as (_, new):
            self.say("ten weeks of history")
            self.load(
                old,
                self.events(PAST_EVENTS),
                start=self.start - 2 * month,
                events_per_second=0.05,
                learn_only=True,
            )
            sides = {"empty": new, "with ten weeks": old}
            measured = {}
            for batch in (100, 1000):
                self.say(f"an aged and an empty store, batches of {batch}")
                rounds = self.alternate(
                    {
                        f"{name}, batches of {batch}": lambda to=to: self.load(
                            to, count, batch=batch
                        )
                        for name, to in sides.items()
                    }
                )
                measured |= {name: results.rate(of) for name, of in rounds.items()}
        return measured

    def cores(self):
        """Processor time of an event, of one tenant and of two at once."""
        count = self.events(100_000)
        self.say("processor time of an event, of one tenant and of two at once")
        with (
            self.programs.farcalld() as (server, own),
            concurrent.futures.ThreadPoolExecutor() as threads,
        ):

            def load(tenant):
                options = dict(tenant=tenant, connections=1, in_flight=2)
                return self.load(own, count, **options)

            def cost(tenants):
                before = server.cpu_seconds()
                done = list(threads.map(load, (f"t{n}" for n in range(tenants))))
                used = server.cpu_seconds() - before
                return {
                    "events_per_second": sum(one["events_per_second"] for one in done),
                    "cpu_us_per_event": 1e6 * used / (count * tenants),
                }

            rounds = self.alternate({str(n): lambda n=n: cost(n) for n in (1, 2)})
        return {
            name: {
                **results.rate(of),
                "cpu_us_per_event": statistics.median(
                    one["cpu_us_per_event"] for one in of
                ),
            }
            for name, of in rounds.items()
        }

    def watchers(self):
        """Scoring while nobody and while many watch the findings that it opens."""
        self.say(f"scoring without and with {WATCHERS} watchers")
        count = self.events(100_000)
        settings = ["--tenant-share-percent=100", f"--watchers-max={WATCHERS}"]
        with (
            self.programs.farcalld(settings) as (alone, unwatched),
            self.programs.farcalld(settings) as (server, watched),
            self.programs.watchers(server, watched, WATCHERS),
        ):

            def cost(process, address, **options):
                opened = process.metric("farcall_findings_opened_total")
                before = process.cpu_seconds()
                done = self.load(address, count, **options)
                used = process.cpu_seconds() - before
                opened = process.metric("farcall_findings_opened_total") - opened
                return done | {
                    "cpu_us_per_event": 1e6 * used / count,
                    "findings_per_second": opened * done["events_per_second"] / count,
                }

            sides = {"0": (alone, unwatched), str(WATCHERS): (server, watched)}
            paced = dict(rate=WATCHED_EVENTS_PER_SECOND / 1000, batch=1000)
            rounds = self.alternate(
                {
                    f"{name}, {speed}": lambda of=of, options=options: cost(*of, **options)
                    for speed, options in (("paced", paced), ("as fast as it goes", {}))
                    for name, of in sides.items()
                }
            )
        return {
            name: {
                **results.rate(of),
                **{
                    key: statistics.median(one[key] for one in of)
                    for key in ("cpu_us_per_event", "findings_per_second")
                },
            }
            for name, of in rounds.items()
        }

    def cluster(self):
        return cluster.measure(self)

    def micro(self):
        self.say("the parts of the path of an event")
        said = self.programs.run(
            "farcall_bench_micro",
            "--benchmark_format=json",
            f"--benchmark_min_time={0.05 if self.quick else 1}",
            f"--benchmark_repetitions={self.rounds}",
            "--benchmark_report_aggregates_only=true",
        )
        measured = {}
        for one in said["benchmarks"]:
            if one["aggregate_name"] != "median":
                continue
            name = one["run_name"]
            measured[name] = {
                "nanoseconds": one["cpu_time"],
                **{
                    key: one[key]
                    for key in ("bytes_per_second", "items_per_second")
                    if key in one
                },
            }
            if "bytes_per_second" in one:
                measured[name]["records_per_second"] = 4096e9 / one["cpu_time"]
        return measured

    def instructions(self):
        count = 2_000 if self.quick else 20_000
        measured = {}
        for store, past in (("empty", 0), ("with ten weeks", self.events(PAST_EVENTS))):
            self.say(f"instructions of an event, of {count:,}, the store {store}")
            annotated = self.programs.callgrind(
                "farcall_bench_in_process", COLLECT,
                f"--geoip-db={self.programs.geoip_db}", f"--events={count}",
                f"--past-events={past}",
            )  # fmt: skip
            found = results.inclusive(annotated, FUNCTIONS)
            measured[store] = {
                "events": count,
                "per_event": {name: n / count for name, n in found.items()},
            }
        return measured


PARTS = (
    "micro",
    "instructions",
    "throughput",
    "redis",
    "answers",
    "api",
    "latency",
    "hot",
    "past",
    "cores",
    "watchers",
    "growth",
    "cluster",
)
