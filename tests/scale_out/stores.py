# SPDX-License-Identifier: Apache-2.0
"""What lies in the stores of servers that were stopped, compared byte for byte."""

import collections
import subprocess

import kafka_cluster  # noqa: F401  finds the modules that are imported next
import harness  # isort: skip

SHARD_FOLDERS = "shard-*"


def _run(*arguments, stdin=""):
    """The fields of each line that farcall_store_digest prints."""
    done = subprocess.run(
        [str(harness.BIN_DIR / "farcall_store_digest"), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        env=harness.ENVIRONMENT,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"{arguments}: {done.stderr}")
    return [line.split("\t") for line in done.stdout.splitlines()]


def digest_of(store):
    """(part, tenant) -> (number of keys, their digest)."""
    return {
        (part, tenant): (int(keys), digest) for part, tenant, keys, digest in _run(store)
    }


def seen_in(store, tenant, event_ids):
    """Those that the store knows, in the order in which they were counted: (id, outcome)."""
    lines = _run(store, tenant, stdin="".join(f"{one}\n" for one in event_ids))
    return [tuple(line) for line in lines]


def copies(replicas):
    """Name of a shard -> the folders of its copies."""
    found = collections.defaultdict(list)
    for one in replicas:
        for folder in sorted(one.data_dir.glob(SHARD_FOLDERS)):
            found[folder.name].append(folder)
    return found


def differences(first, second):
    """What two digests tell differently."""
    return [
        f"{part} of {tenant or 'all'}: {first.get((part, tenant))}, {second.get((part, tenant))}"
        for part, tenant in sorted(first.keys() | second.keys())
        if first.get((part, tenant)) != second.get((part, tenant))
    ]


def check_copies(replicas):
    """Once all have stopped: copies of a shard are equal byte for byte."""
    for shard, (first, *rest) in copies(replicas).items():
        expected = digest_of(first)
        for other in rest:
            unlike = differences(expected, digest_of(other))
            if unlike:
                raise AssertionError("\n".join([f"{shard}: {first}, {other}", *unlike]))
