# SPDX-License-Identifier: Apache-2.0
"""Mixed load for a long time, with everything that may happen to a server in it:
restarts, new country databases, backups, rotated certificates and tokens, feedback,
deletions, bad input. Memory and file handles stay flat, every error is one that is
explained, and in the end each event is counted once."""

import itertools
import random
import threading
import time
import uuid

import authority
import events
import grpc
import harness
import mmdb_writer
import watch
from farcall.v1 import admin_service_pb2 as admin_pb2
from farcall.v1 import baseline_service_pb2 as baseline_pb2

DISTURBANCE_SECONDS = 20
BETWEEN_RESTARTS = 5  # rounds of the others: what leaks needs time to show
PAUSE_SECONDS = 0.05  # of a client after each batch: a load, not an overload
# Few enough to be reached within minutes: from then on memory has no reason to grow.
SEEN_EVENTS_MAX = 200_000
GROWTH_MAX = 1.1  # of memory and files, from the middle third of the time to the last
# What a client may see while a server restarts or rotates; it sends the same again.
EXPLAINED = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}


class Soak:
    def __init__(self, folder, minutes, say):
        self.folder, self.say = folder, say
        self.seconds = minutes * 60
        self.seed = random.randrange(1 << 32)
        self.stop = threading.Event()
        self.unexplained = []
        self.errors = []  # of the server's log
        self.retries = 0
        self.done = dict.fromkeys(
            ("events", "restarts", "reloads", "backups", "certificates", "tokens"), 0
        )
        self.done |= dict.fromkeys(("feedback", "deletions", "bad_batches"), 0)
        self.counted = {}  # principal -> events that were answered
        self.lock = threading.Lock()
        self.authority = authority.Authority(folder / "ca", "soak")
        self.key, self.certificate = self.authority.issue("server", "IP:127.0.0.1")
        self.tokens = folder / "tokens"
        self.token = None
        self.token = self.new_token()
        self.database = folder / "country.mmdb"
        self.write_database(harness.SMALL_DB)
        self.server = harness.Server(
            folder / "data",
            *("--readiness-delay-seconds=0", "--tls-reload-seconds=1"),
            *("--geoip-reload-seconds=1", f"--backup-dir={folder / 'backups'}"),
            *("--backups-kept=3", f"--tokens-file={self.tokens}"),
            *(f"--tls-cert-file={self.certificate}", f"--tls-key-file={self.key}"),
            f"--seen-events-max={SEEN_EVENTS_MAX}",
            geoip_db=self.database,
        )

    def new_token(self):
        """The newest two are good: a client may still show the one before."""
        token = uuid.uuid4().hex
        good = [one for one in (self.token, token) if one]
        lines = "".join(f"soak {one}\n" for one in good)
        authority.replace(self.tokens, lines.encode())
        return token

    def write_database(self, networks):
        new = self.database.with_suffix(".new")
        mmdb_writer.write_country_db(new, networks)
        new.rename(self.database)

    def stub(self, of):
        """On a channel that outlives the server's restarts."""
        credentials = grpc.ssl_channel_credentials(
            self.authority.certificate.read_bytes()
        )
        return of(grpc.secure_channel(self.server.address, credentials))

    def metadata(self):
        return (("authorization", f"Bearer {self.token}"),)

    def call(self, method, request, **options):
        """Until it is answered: what a pipeline does."""
        while not self.stop.is_set():
            try:
                return method(request, metadata=self.metadata(), timeout=60, **options)
            except grpc.RpcError as error:
                if error.code() not in EXPLAINED:
                    raise
                self.retries += 1
                time.sleep(0.1)
        return None

    # One thread each.

    def score(self, number):
        """Batches of an own set of principals, some sent twice."""
        stub = self.stub(harness.scoring_service_pb2_grpc.ScoringServiceStub)
        rng = random.Random(self.seed + number)
        for turn in itertools.count():
            if self.stop.is_set():
                return
            name = f"s{number}-{rng.randrange(500)}"
            address = rng.choice(
                [events.IN_GERMANY] * 8 + [events.IN_FRANCE, events.IN_BRAZIL]
            )
            batch = events.batch(
                [events.event(principal=name, address=address) for _ in range(20)]
            )
            for _ in range(2 if turn % 10 == 0 else 1):
                if self.call(stub.ScoreEvents, batch) is None:
                    return
            self.stop.wait(PAUSE_SECONDS)
            with self.lock:
                self.counted[name] = self.counted.get(name, 0) + 20
                self.done["events"] += 20

    def send_what_is_bad(self):
        stub = self.stub(harness.scoring_service_pb2_grpc.ScoringServiceStub)
        bad = [
            events.batch([events.raw(b"{"), events.raw(b"\xff" * 1000), events.event(event_id="")]),
            events.batch([events.event(seconds_ago=-86400 * 400)]),
        ]  # fmt: skip
        while not self.stop.wait(1):
            for batch in bad:
                answer = self.call(stub.ScoreEvents, batch)
                if answer is None:
                    return
                assert all(one.HasField("error") for one in answer.results), answer
            self.done["bad_batches"] += len(bad)

    def correct(self):
        """Feedback on principals of its own, and deletions of them."""
        scoring = self.stub(harness.scoring_service_pb2_grpc.ScoringServiceStub)
        baselines = self.stub(harness.baseline_service_pb2_grpc.BaselineServiceStub)
        for number in itertools.count():
            if self.stop.wait(0.5):
                return
            batch = events.batch([events.event(principal=f"c{number}")] * 3)
            said = baseline_pb2.MarkBenignRequest(
                feedback_id=f"f{number}", actor="soak"
            )
            said.place.principal = events.user(f"c{number}")
            said.place.origin = "FR"
            entity = events.get_request(
                events.PRINCIPAL, events.user(f"c{number}")
            ).entity
            gone = baseline_pb2.DeleteBaselineRequest(entity=entity)
            for method, request in (
                (scoring.ScoreEvents, batch),
                (baselines.MarkBenign, said),
                (baselines.DeleteBaseline, gone),
            ):
                if self.call(method, request) is None:
                    return
            self.done["feedback"] += 1
            self.done["deletions"] += 1

    def disturb(self):
        """One thing after the other."""
        things = [self.reload, self.back_up, self.rotate, self.retoken]
        things = things * BETWEEN_RESTARTS + [self.restart]
        for thing in itertools.cycle(things):
            if self.stop.wait(DISTURBANCE_SECONDS):
                return
            thing()

    def end_server(self):
        code = self.server.stop()
        if code != 0:
            self.unexplained.append(f"the server ended with {code}")
        lines = self.server.log().splitlines()
        self.errors += [line for line in lines if '"level":"error"' in line]

    def restart(self):
        self.end_server()
        self.server.start()
        self.done["restarts"] += 1

    def reload(self):
        self.write_database(harness.SMALL_DB | {"198.51.100.0/24": "US"})
        self.done["reloads"] += 1

    def back_up(self):
        admin = self.server.admin()
        list(
            admin.CreateBackup(
                admin_pb2.CreateBackupRequest(), metadata=self.metadata()
            )
        )
        self.done["backups"] += 1

    def rotate(self):
        key, certificate = self.authority.issue("next", "IP:127.0.0.1")
        authority.replace(self.key, key.read_bytes())
        authority.replace(self.certificate, certificate.read_bytes())
        self.done["certificates"] += 1

    def retoken(self):
        token = self.new_token()
        time.sleep(3)  # the server looks at the file once a second
        self.token = token
        self.done["tokens"] += 1

    def guarded(self, work, *arguments):
        try:
            work(*arguments)
        except Exception as error:  # what nobody expected is what this looks for
            self.unexplained.append(f"{work.__name__}: {error!r}")
            self.stop.set()

    def run(self):
        self.server.start()
        works = [(self.score, n) for n in range(3)]
        works += [(self.send_what_is_bad,), (self.correct,), (self.disturb,)]
        threads = [threading.Thread(target=self.guarded, args=one) for one in works]
        with watch.Watch(self.server, 5) as seen:
            for thread in threads:
                thread.start()
            end = time.monotonic() + self.seconds
            while time.monotonic() < end and not self.stop.wait(10):
                left = end - time.monotonic()
                self.say(f"{left / 60:4.0f} min left, {self.done['events']:,} events")
            self.stop.set()
            for thread in threads:
                thread.join()
        return self.judge(seen)

    def judge(self, seen):
        wrong = self.miscounted()
        self.end_server()
        third = max(len(seen.samples) // 3, 1)
        middle = seen.samples[third : 2 * third]
        late = seen.samples[-third:]
        return self.done | {
            "seed": self.seed,
            "minutes": self.seconds / 60,
            "retries": self.retries,
            "miscounted": wrong,
            "unexplained": self.unexplained,
            "errors_in_log": len(self.errors),
            "first_errors": self.errors[:3],
            "resident_bytes_middle": max(one[1] for one in middle),
            "resident_bytes_late": max(one[1] for one in late),
            "files_middle": max(one[2] for one in middle),
            "files_late": max(one[2] for one in late),
        }

    def miscounted(self):
        """Principals whose calls are not what was answered. A call that was under
        way at the end may be counted beside those."""
        service = self.stub(harness.baseline_service_pb2_grpc.BaselineServiceStub)
        wrong = 0
        for name, expected in self.counted.items():
            request = events.get_request(events.PRINCIPAL, events.user(name))
            try:
                answer = service.GetBaseline(request, metadata=self.metadata())
            except grpc.RpcError:
                wrong += 1
                continue
            wrong += answer.baseline.calls not in (expected, expected + 20)
        return wrong


def complaints(seen):
    """What a run must not show."""
    if seen["miscounted"]:
        yield f"{seen['miscounted']} principals are miscounted"
    yield from seen["unexplained"]
    yield from seen["first_errors"]
    for what in ("resident_bytes", "files"):
        middle, late = seen[f"{what}_middle"], seen[f"{what}_late"]
        if late > GROWTH_MAX * middle:
            yield f"{what} grew from {middle:,} to {late:,}"
