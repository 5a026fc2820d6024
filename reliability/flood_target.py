# SPDX-License-Identifier: Apache-2.0
"""The server that is attacked, and what attackers send to it."""

import random

import callers
import events
import harness
from caller_processes import SCORE_EVENTS, TOKENS, Caller, HonestCaller
from farcall.v1 import (
    admin_service_pb2,
    baseline_service_pb2,
    finding_service_pb2,
    score_pb2,
    scoring_service_pb2,
)

MIB = 1 << 20
# The defaults, said here so that RESIDENT_BYTES_MAX of attacks.py is the bound of
# operations.md: caches, twice the write buffer, twice the calls in flight.
SETTINGS = {
    "baseline-cache-bytes": 128 * MIB,
    "rocksdb-cache-bytes": 256 * MIB,
    "rocksdb-write-buffer-bytes": 64 * MIB,
    "in-flight-bytes-max": 256 * MIB,
}

STREAM_SCORE_EVENTS = "/farcall.v1.ScoringService/StreamScoreEvents"
LIST_BASELINES = "/farcall.v1.BaselineService/ListBaselines"
REFLECTION = [
    f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo"
    for version in ("v1", "v1alpha")
]
HEALTH = ["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"]
API = harness.paths_of(
    scoring_service_pb2, baseline_service_pb2, finding_service_pb2
)
ADMIN = harness.paths_of(admin_service_pb2)


class Target:
    """A server with tokens of two tenants, and what attackers send to it."""

    def __init__(self, folder, flags):
        self.folder = folder
        tokens, policy = folder / "tokens", folder / "policy"
        tokens.write_text("".join(f"{name} {token}\n" for name, token in TOKENS.items()))
        policy.write_text("".join(f"token:{name} score,read {name}\n" for name in TOKENS))
        flags = [
            *(f"--{name}={value}" for name, value in SETTINGS.items()),
            f"--tokens-file={tokens}",
            f"--policy-file={policy}",
            *flags,
        ]
        self.server = harness.Server(folder / "data", *flags, geoip_db=harness.GEOIP_DB)
        self.server.start()
        self.random = random.Random(17)

    def batch(self, name, make, count, wrap=lambda batch: batch, tenant="acme", **fields):
        """The path of a batch of `count` events that `make(number)` gives."""
        inputs = [make(number) for number in range(count)]
        for number, one in enumerate(inputs):
            one.event.event_id = f"{callers.MARK.decode()}-{number}"
        path = self.folder / name
        batch = events.batch(inputs, tenant=tenant, **fields)
        path.write_bytes(wrap(batch).SerializeToString())
        return str(path)

    def of_the_victim(self, _):
        return events.event(principal=f"v{self.random.randrange(20)}")

    def of_many(self, _):
        return events.event(
            principal=f"a{self.random.randrange(20_000)}",
            command=f"s3:C{self.random.randrange(20_000)}",
        )

    def honest(self):
        return HonestCaller(
            self.server,
            self.folder,
            [
                self.batch(f"honest-{n}", self.of_the_victim, 10, tenant="victim")
                for n in range(4)
            ],
        )

    def silent_streams(self, port, methods, count):
        return [Caller("raw", port=port, methods=methods, open_calls=count)]

    def silent_streams_at_the_api(self):
        methods = [*REFLECTION, *HEALTH, *API, "/no.such.Service/Method"]
        return self.silent_streams(self.server.port, methods, 400)

    def silent_streams_at_the_admin_port(self):
        methods = [*REFLECTION, *HEALTH, *ADMIN]
        return self.silent_streams(self.server.admin_port, methods, 1500)

    def calls_without_end(self, port, methods):
        return [
            Caller("raw", port=port, methods=methods, open_calls=200 // len(methods),
                   whole=True, again=True)
        ]  # fmt: skip

    def streams(self, count, size):
        def wrap(batch):
            return events.stream_request(batch)

        batches = [
            self.batch(f"batch-{n}", self.of_many, size, wrap,
                       factors_from=score_pb2.RISK_LEVEL_CRITICAL)
            for n in range(4)
        ]  # fmt: skip
        return [
            Caller("streams", address=self.server.address, method=STREAM_SCORE_EVENTS,
                   token=TOKENS["acme"], batches=batches, count=count)
        ]  # fmt: skip

    def unread_small_answers(self):
        batch = self.batch("small", self.of_many, 1)
        return [
            Caller("raw", port=self.server.port, methods=[SCORE_EVENTS], open_calls=500,
                   token=TOKENS["acme"], whole=True, batch=batch, reads=False, again=True)
        ]  # fmt: skip

    def large_calls(self, reads):
        one = events.event_with_long_names
        large = self.batch("large", one, 5000, mode=events.SCORE_ONLY,
                           factors_from=score_pb2.RISK_LEVEL_NONE)
        # Something is known of the principal, so that there are factors.
        self.score(self.batch("past", lambda number: one(5000 + number), 1000))
        return [
            Caller("calls", address=self.server.address, method=SCORE_EVENTS,
                   token=TOKENS["acme"], batches=[large], count=24, reads=reads)
        ]  # fmt: skip

    def score(self, path):
        batches = callers.FreshBatches([path])
        score = self.server.channel().unary_unary(SCORE_EVENTS)
        score(batches.next(), metadata=callers.shown(TOKENS["acme"]), timeout=60)

    def lists(self, count):
        path = self.folder / "list"
        request = baseline_service_pb2.ListBaselinesRequest(
            tenant="acme", kind=events.PRINCIPAL, page_size=1000
        )
        path.write_bytes(request.SerializeToString())
        return [
            Caller("calls", address=self.server.address, method=LIST_BASELINES,
                   token=TOKENS["acme"], batches=[str(path)], count=count)
        ]  # fmt: skip

    def know_full_baselines(self, principals=400, values=1024):
        """Of each principal as many commands, networks and tools as are kept."""
        number_of = "p%05d"
        path = self.batch(
            "full",
            lambda number: events.event(
                principal=number_of % 0,
                command=f"s3:C{number:04d}".ljust(100, "x"),
                address=f"20.{number >> 8}.{number & 255}.1",
                user_agent=f"t{number:04d}".ljust(50, "y"),
            ),
            values,
            mode=events.LEARN_ONLY,
        )
        batches = callers.FreshBatches([path])
        score = self.server.channel().unary_unary(SCORE_EVENTS)
        for principal in range(principals):
            batch = batches.next().replace(
                (number_of % 0).encode(), (number_of % principal).encode()
            )
            score(batch, metadata=callers.shown(TOKENS["acme"]), timeout=60)
