# SPDX-License-Identifier: Apache-2.0
"""Who may include whom. docs/architecture.md explains the table."""

import re
from typing import NamedTuple

API = ("farcall/v1/", "google/protobuf/", "google/rpc/")
# What every part of a store is made of.
STORED = (
    "scoring/",
    "storage/codec",
    "storage/codec/fact",
    "storage/codec/finding",
    "storage/codec/record",
    "storage/codec/journal",
)
POSIX = (
    "arpa/",
    "fcntl.h",
    "netdb.h",
    "netinet/",
    "poll.h",
    "pthread.h",
    "pwd.h",
    "signal.h",
    "sys/",
    "termios.h",
    "unistd.h",
)


class Folder(NamedTuple):
    ours: tuple  # Our folders that it may include, beside itself.
    other: tuple  # Headers of others that it may include, by how they begin.


# The standard library and Abseil are open to all; all else is listed here. From
# the bottom up: a folder may include only what stands above it. A name that ends
# with / stands for all folders below it.
ALLOWED = {
    "files": Folder((), POSIX),
    "text": Folder((), ()),
    "commands": Folder(("text",), ()),
    "kafka": Folder(("files",), ("librdkafka/",)),
    "settings": Folder(("text",), POSIX),
    "scoring/event": Folder(("text",), ()),
    "scoring/counts": Folder((), ()),
    "scoring/records": Folder(("text", "scoring/event", "scoring/counts"), ()),
    "scoring/detectors": Folder(
        ("text", "scoring/event", "scoring/counts", "scoring/records"), ()
    ),
    "scoring/findings": Folder(("text", "commands", "scoring/event"), ()),
    "scoring/batch": Folder(
        (
            "text",
            "commands",
            "scoring/event",
            "scoring/counts",
            "scoring/records",
            "scoring/detectors",
            "scoring/findings",
        ),
        (),
    ),
    "inputs": Folder(("scoring/", "text"), ()),
    "cloudtrail/encoding": Folder(
        ("text", "inputs"), ("simdjson.h", "zlib.h", *POSIX)
    ),
    "cloudtrail/identity": Folder(("scoring/event", "text"), ()),
    "cloudtrail/layout": Folder(
        (
            "scoring/event",
            "text",
            "inputs",
            "cloudtrail/encoding",
            "cloudtrail/identity",
        ),
        ("simdjson.h",),
    ),
    "cloudtrail/parameters": Folder(
        ("scoring/event", "text", "cloudtrail/identity"),
        ("simdjson.h", "sodium.h"),
    ),
    "cloudtrail/reader": Folder(
        (
            "scoring/event",
            "text",
            "inputs",
            "cloudtrail/encoding",
            "cloudtrail/identity",
            "cloudtrail/layout",
            "cloudtrail/parameters",
        ),
        ("simdjson.h", *POSIX),
    ),
    "geo/network": Folder(("text",), POSIX),
    "geo/database": Folder(
        ("files", "text", "scoring/event", "geo/network"), ("maxminddb.h", *POSIX)
    ),
    "geo/ownership": Folder(
        ("files", "text", "scoring/event", "geo/network"), ("simdjson.h",)
    ),
    "geo": Folder(
        ("files", "text", "scoring/", "geo/network", "geo/database"), POSIX
    ),
    "triage/backtest": Folder(("scoring/",), ()),
    "triage/report": Folder(("scoring/",), ()),
    "triage/statistics": Folder(("text", "commands", "scoring/"), ()),
    "triage/card": Folder(
        ("text", "commands", "scoring/", "triage/statistics"), ()
    ),
    "triage/card/sections": Folder(
        ("text", "commands", "scoring/", "triage/statistics", "triage/card"),
        (),
    ),
    "triage/what_if": Folder(("scoring/", "triage/card"), ()),
    "triage/runbook/command": Folder(("geo/network", "triage/card"), ()),
    "triage/runbook/subject": Folder(
        (
            "text",
            "scoring/",
            "cloudtrail/identity",
            "triage/card",
            "triage/runbook/command",
        ),
        (),
    ),
    "triage/runbook": Folder(
        (
            "text",
            "commands",
            "scoring/",
            "geo/network",
            "cloudtrail/identity",
            "triage/card",
            "triage/runbook/command",
            "triage/runbook/subject",
        ),
        (),
    ),
    "storage/codec": Folder(("text", "scoring/"), ("sodium.h",)),
    "storage/codec/fact": Folder(
        ("text", "scoring/", "storage/codec"), ("sodium.h",)
    ),
    "storage/codec/finding": Folder(
        ("commands", "scoring/", "storage/codec"), ("sodium.h",)
    ),
    "storage/codec/record": Folder(("scoring/", "storage/codec"), ()),
    "storage/codec/journal": Folder(("text", "scoring/", "storage/codec"), ()),
    "storage": Folder(STORED, ("sodium.h",)),
    "storage/replication": Folder((*STORED, "storage"), ()),
    "storage/rocksdb": Folder(
        (*STORED, "storage", "storage/replication"), ("rocksdb/",)
    ),
    "cluster/rules": Folder((), ("sodium.h",)),
    "cluster/codec": Folder(("text", "storage/codec", "cluster/rules"), ()),
    "cluster/shard": Folder(
        (
            "scoring/",
            "storage/codec",
            "storage/codec/finding",
            "storage",
            "storage/replication",
            "cluster/rules",
            "cluster/codec",
        ),
        ("sodium.h",),
    ),
    "cluster/rocksdb": Folder(
        (
            "files",
            "scoring/",
            "storage",
            "storage/replication",
            "storage/rocksdb",
            "cluster/rules",
            "cluster/shard",
        ),
        (),
    ),
    "cluster/store": Folder(
        ("scoring/", "cluster/rules", "cluster/shard"),
        (),
    ),
    "cluster/kafka": Folder(("kafka", "cluster/shard"), ("librdkafka/",)),
    "logging": Folder((), ("nlohmann/", "opentelemetry/", "spdlog/")),
    "client": Folder(("files", "text"), (*API, "grpcpp/", *POSIX)),
    "formats": Folder(
        ("commands", "text"), ("farcall/v1/", "google/protobuf/", "nlohmann/")
    ),
    "server/config": Folder(
        ("logging", "settings", "scoring/", "cloudtrail/identity"), ()
    ),
    "server/telemetry": Folder(
        ("scoring/", "inputs", "logging", "settings", "server/config"),
        (
            "CivetServer.h",
            "grpc/support/log.h",
            "opentelemetry/",
            "prometheus/",
            *POSIX,
        ),
    ),
    "server/wire": Folder(
        (
            "commands",
            "scoring/",
            "inputs",
            "text",
            "triage/backtest",
            "triage/card",
            "triage/report",
        ),
        (*API, "grpcpp/"),
    ),
    "server/auth": Folder(
        ("files", "server/config", "server/telemetry"),
        ("grpcpp/", "openssl/", "sodium.h"),
    ),
    "server/admission": Folder(
        ("logging", "server/config", "server/telemetry"), ("grpcpp/",)
    ),
    "server/routing": Folder(
        ("server/telemetry", "server/wire", "server/auth", "server/admission"),
        ("google/rpc/", "grpcpp/"),
    ),
    "server/handlers": Folder(
        (
            "logging",
            "commands",
            "scoring/",
            "inputs",
            "text",
            "cloudtrail/",
            "triage/",
            "server/telemetry",
            "server/wire",
        ),
        ("farcall/v1/", "grpcpp/support/status.h", "sodium.h"),
    ),
    "server/rpc": Folder(
        (
            "logging",
            "scoring/",
            "inputs",
            "server/telemetry",
            "server/wire",
            "server/auth",
            "server/admission",
            "server/routing",
            "server/handlers",
        ),
        (*API, "grpc/reflection/", "grpcpp/"),
    ),
    "server/rpc/findings": Folder(
        (
            "scoring/",
            "server/telemetry",
            "server/wire",
            "server/auth",
            "server/admission",
            "server/routing",
            "server/handlers",
            "server/rpc",
        ),
        ("farcall/v1/", "grpc/grpc.h", "grpcpp/"),
    ),
    "server/checkpoints": Folder(
        (
            "files",
            "cluster/rules",
            "cluster/shard",
            "server/auth",
            "server/routing",
            "server/wire",
        ),
        ("farcall/cluster/v1/", "grpcpp/", "zlib.h", *POSIX),
    ),
    "server/replicas": Folder(
        (
            "cluster/rules",
            "cluster/shard",
            "server/auth",
            "server/admission",
            "server/routing",
            "server/wire",
            "server/rpc",
            "server/checkpoints",
        ),
        ("farcall/cluster/v1/", "grpcpp/"),
    ),
    "server/self_test": Folder(
        (
            "logging",
            "scoring/",
            "inputs",
            "server/telemetry",
            "server/auth",
            "server/admission",
            "server/handlers",
        ),
        (),
    ),
    "server/stores": Folder(
        (
            "files",
            "kafka",
            "scoring/",
            "storage",
            "storage/replication",
            "storage/rocksdb",
            "cluster/rules",
            "cluster/shard",
            "cluster/rocksdb",
            "cluster/store",
            "cluster/kafka",
            "logging",
            "server/config",
            "server/telemetry",
            "server/routing",
            "server/checkpoints",
            "server/replicas",
        ),
        ("sodium.h", *POSIX),
    ),
    # Alone picks a store and a resolver.
    "server/app": Folder(
        (
            "kafka",
            "logging",
            "files",
            "settings",
            "scoring/",
            "inputs",
            "geo",
            "geo/database",
            "geo/ownership",
            "storage",
            "storage/rocksdb",
            "server/config",
            "server/telemetry",
            "server/auth",
            "server/admission",
            "server/routing",
            "server/handlers",
            "server/rpc",
            "server/rpc/findings",
            "server/checkpoints",
            "server/replicas",
            "server/self_test",
            "server/stores",
        ),
        ("farcall/v1/", "grpc/health/", "grpcpp/", *POSIX),
    ),
    "ingest/mover": Folder(("text", "cloudtrail/"), ("nlohmann/",)),
    "ingest/client": Folder(("client", "ingest/mover"), (*API, "grpcpp/")),
    "ingest/telemetry": Folder(
        ("text", "logging", "ingest/mover"), ("prometheus/",)
    ),
    "ingest/http": Folder(
        ("cloudtrail/encoding", "ingest/mover"),
        ("boost/", "nlohmann/", "openssl/"),
    ),
    "ingest/file": Folder(("files", "ingest/mover"), POSIX),
    "ingest/kafka": Folder(("kafka", "ingest/mover"), ("librdkafka/",)),
    "ingest/web": Folder(("text",), ("curl/",)),
    "ingest/aws": Folder(
        ("files", "text", "cloudtrail/encoding", "ingest/web"),
        ("openssl/", "simdjson.h"),
    ),
    "ingest/findings": Folder(
        (
            "client",
            "formats",
            "ingest/kafka",
            "ingest/mover",
            "ingest/web",
        ),
        ("farcall/v1/", "grpcpp/", "nlohmann/", "openssl/"),
    ),
    "ingest/sqs": Folder(("text", "ingest/mover", "ingest/aws"), ()),
    "ingest/config": Folder(("logging", "settings"), ()),
    # Alone picks a source and where dead letters go.
    "ingest/app": Folder(
        (
            "client",
            "files",
            "kafka",
            "logging",
            "settings",
            "ingest/aws",
            "ingest/client",
            "ingest/config",
            "ingest/file",
            "ingest/findings",
            "ingest/http",
            "ingest/kafka",
            "ingest/mover",
            "ingest/sqs",
            "ingest/telemetry",
            "ingest/web",
        ),
        (*API, "google/protobuf/", "prometheus/", *POSIX),
    ),
    "cli/output": Folder(
        ("formats", "text"), ("farcall/v1/", "google/protobuf/", "nlohmann/", *POSIX)
    ),
    "cli/output/findings": Folder(
        ("formats", "text", "cli/output"),
        ("farcall/v1/", "google/protobuf/", "nlohmann/"),
    ),
    "cli/options": Folder(("formats", "client", "text", "cli/output"), (*API, "CLI/", *POSIX)),
    "cli/input": Folder(
        ("formats", "inputs", "cloudtrail/", "text", "cli/output", "cli/options"),
        (*API, *POSIX),
    ),
    "cli/server": Folder(
        ("formats", "client", "text", "cli/output", "cli/options", "cli/input"),
        (*API, "grpc/", "grpcpp/", "openssl/", *POSIX),
    ),
    "cli/commands": Folder(
        (
            "formats",
            "client",
            "inputs",
            "text",
            "cli/output",
            "cli/options",
            "cli/input",
            "cli/server",
        ),
        (*API, "grpcpp/", "nlohmann/", *POSIX),
    ),
    "cli/commands/findings": Folder(
        (
            "formats",
            "client",
            "files",
            "text",
            "cli/output",
            "cli/output/findings",
            "cli/options",
            "cli/server",
            "cli/commands",
        ),
        (*API, *POSIX),
    ),
    "cli": Folder(("cli/commands", "cli/output"), POSIX),
}

# Scores batches for every transport, so that another one is a folder beside
# server/wire/ and server/rpc/.
TRANSPORT_FREE = (
    "server/handlers/batch_handler",
    "server/handlers/event_pool",
    "server/handlers/input_reader",
)
TRANSPORT = ("farcall/v1/", "google/protobuf/", "grpc", "server/wire/")

# `#include <x>` with no slash and no `.h` is the standard library.
STANDARD = re.compile(r"[a-z_0-9]+$")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
BUILD_FOLDERS = ("bench", "eval", "reliability", "tests")
OURS = {folder.split("/")[0] for folder in (*ALLOWED, *BUILD_FOLDERS)}


def folder_of(path):
    return path.rpartition("/")[0]


def included(text):
    """Yields (line number, header) of each include in a source text."""
    for number, line in enumerate(text.splitlines(), start=1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1)


def is_build(path):
    return path.split("/")[0] in BUILD_FOLDERS


def allows(path, header):
    """Whether the file `path` ("folder/file.cc") may include `header`."""
    if is_build(path):
        return True
    if path.startswith(TRANSPORT_FREE) and header.startswith(TRANSPORT):
        return False
    rule = ALLOWED[folder_of(path)]
    if "/" in header and header.split("/")[0] in OURS:
        folder = folder_of(header)
        return folder in (folder_of(path), *rule.ours) or any(
            name.endswith("/") and folder.startswith(name) for name in rule.ours
        )
    return (
        bool(STANDARD.match(header))
        or header.startswith("absl/")
        or header.startswith(rule.other)
    )


def violations(path, text):
    """What in the C++ file `path` breaks the table, a line each."""
    folder = folder_of(path)
    if folder not in ALLOWED and not is_build(path):
        return [f"{path}: {folder}/ is not in the table of include_rule.py"]
    return [
        f"{path}:{number}: {folder}/ may not include {header}"
        for number, header in included(text)
        if not allows(path, header)
    ]
