# SPDX-License-Identifier: Apache-2.0
"""Who may include whom. docs/architecture.md explains the table."""

import re
from typing import NamedTuple

API = ("farcall/v1/", "google/protobuf/", "google/rpc/")
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


# The standard library and Abseil are open to all; all else is listed here.
ALLOWED = {
    "files": Folder((), POSIX),
    "text": Folder((), ()),
    "scoring": Folder(("text",), ()),
    "cloudtrail": Folder(("scoring", "text"), ("simdjson.h", "zlib.h", *POSIX)),
    "geo": Folder(("files", "scoring"), ("maxminddb.h", *POSIX)),
    "storage": Folder(("scoring",), ("rocksdb/", "sodium.h", *POSIX)),
    "server": Folder(
        ("files", "scoring", "cloudtrail"),
        (
            *API,
            "grpc/",
            "grpcpp/",
            "prometheus/",
            "CivetServer.h",
            "CLI/",
            "sodium.h",
            "spdlog/",
            "nlohmann/",
            "openssl/",
            "opentelemetry/",
            *POSIX,
        ),
    ),
    "cli": Folder(
        ("cloudtrail", "text"),
        (*API, "grpc/", "grpcpp/", "CLI/", "nlohmann/", "openssl/", *POSIX),
    ),
}

# What picks a store and a resolver, and does with them what operators ask.
WIRING = {
    name: ("geo", "storage")
    for name in (
        "server/app.cc",
        "server/configured_files.h",
        "server/configured_files.cc",
        "server/operator_desk.h",
        "server/operator_desk.cc",
    )
}

# `#include <x>` with no slash and no `.h` is the standard library.
STANDARD = re.compile(r"[a-z_0-9]+$")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
BUILD_FOLDERS = ("bench", "eval", "reliability", "tests")


def included(text):
    """Yields (line number, header) of each include in a source text."""
    for number, line in enumerate(text.splitlines(), start=1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1)


def allows(path, header):
    """Whether the file `path` ("folder/file.cc") may include `header`."""
    folder = path.split("/")[0]
    if folder in BUILD_FOLDERS:
        return True
    rule = ALLOWED[folder]
    ours = (folder, *rule.ours, *WIRING.get(path, ()))
    first = header.split("/")[0]
    if "/" in header and first in (*ALLOWED, *BUILD_FOLDERS):
        return first in ours
    return (
        bool(STANDARD.match(header))
        or header.startswith("absl/")
        or header.startswith(rule.other)
    )


def violations(path, text):
    """What in the C++ file `path` breaks the table, a line each."""
    folder = path.split("/")[0]
    if folder not in ALLOWED and folder not in BUILD_FOLDERS:
        return [f"{path}: {folder}/ is not in the table of include_rule.py"]
    return [
        f"{path}:{number}: {folder}/ may not include {header}"
        for number, header in included(text)
        if not allows(path, header)
    ]
