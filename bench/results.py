# SPDX-License-Identifier: Apache-2.0
"""Numbers from rounds: medians, spreads, and the ratios that are the goals."""

import re
import statistics

# Name -> (what is compared, goal, whether more is better).
GOALS = {
    "stream_1000_fsync_vs_echo": ("events a second, of the bare echo", 0.4, True),
    "stream_1000_fsync_vs_redis": ("events a second, of the Redis way", 5.0, True),
    "stream_1000_explained_vs_equal_echo": (
        "events a second with all explained, of an echo with answers as large",
        0.5,
        True,
    ),
    "stream_json_vs_parse_plus_echo": (
        "events a second from raw records, of a bare parse and the echo in sequence",
        0.3,
        True,
    ),
    "instructions_per_event": ("instructions of an event in process, from LOW", 6500, False),
    "instructions_per_event_aged": ("the same after ten weeks of events", 9000, False),
    "aged_vs_empty": ("events a second of a store with ten weeks, of an empty one", 0.8, True),
    "unary_100_p99_vs_echo_plus_syncs": (
        "p99 at half load, of the echo's and two syncs of the disk",
        1.2,
        False,
    ),
    "growth_10m_vs_10k": ("events a second with 10 million principals, of those with 10 thousand", 0.5, True),
    "hot_key_vs_spread": ("events a second with one hot key, of spread keys", 0.8, True),
    "cpu_per_event_2_tenants_vs_1": (
        "processor time of an event of two tenants at once, of one alone",
        1.15,
        False,
    ),
    "watched_64_vs_unwatched": ("events a second of 20,000 offered with 64 watchers of findings, of none", 0.98, True),
    "cluster_stream_1000_vs_alone": ("events a second of one stream on the owner of a shard, of a server alone", 0.6, True),
    "cluster_owner_more_us": ("µs of processor time that an event takes more of the owner than of a server alone", 6, False),
}  # fmt: skip


def rate(rounds):
    """Median and spread of events a second."""
    rates = [one["events_per_second"] for one in rounds]
    return {"median": statistics.median(rates), "min": min(rates), "max": max(rates)}


def latency(rounds):
    """Median over rounds of each quantile, in milliseconds."""
    return {
        name: statistics.median(one["latency_ms"][name] for one in rounds)
        for name in rounds[0]["latency_ms"]
    }


def in_sequence(*rates):
    """Events a second of several steps that are taken one after the other."""
    return 1 / sum(1 / rate for rate in rates)


def inclusive(annotated, functions):
    """Instructions of each named function from callgrind_annotate's table."""
    found = {}
    for line in annotated.splitlines():
        count = re.match(r"\s*([\d,]+) \(", line)
        if not count:
            continue
        for name, pattern in functions.items():
            if name not in found and re.search(pattern, line):
                found[name] = int(count[1].replace(",", ""))
    return found


def ratios(measured):
    """The ratios whose parts were measured. `measured`: name -> what run.py keeps."""
    got = {}

    def ratio(name, above, below):
        if above and below:
            got[name] = above / below

    def median(*path):
        found = measured
        for step in path:
            found = (found or {}).get(step)
        return found

    structured = ("throughput", "structured stream 1000 fsync")
    ratio(
        "stream_1000_fsync_vs_echo",
        median(*structured, "farcall", "median"),
        median(*structured, "echo", "median"),
    )
    ratio(
        "stream_1000_fsync_vs_redis",
        median("redis", "farcall", "median"),
        median("redis", "redis", "median"),
    )
    json_stream = ("throughput", "json stream 1000 fsync")
    parse = median("micro", "ParseBareSimdjson", "records_per_second")
    echo = median(*json_stream, "echo", "median")
    if parse and echo:
        ratio(
            "stream_json_vs_parse_plus_echo",
            median(*json_stream, "farcall", "median"),
            in_sequence(parse, echo),
        )
    half = ("latency", "100 at 50 %")
    echo_p99 = median(*half, "echo", "p99")
    sync = median("latency", "sync_ms")
    if echo_p99 and sync:
        ratio(
            "unary_100_p99_vs_echo_plus_syncs",
            median(*half, "farcall", "p99"),
            echo_p99 + 2 * sync,
        )
    ratio(
        "growth_10m_vs_10k",
        median("growth", "10000000", "zipf", "median"),
        median("growth", "10000", "zipf", "median"),
    )
    spread = median("hot", "uniform", "median")
    hot = [median("hot", name, "median") for name in ("hot-principal", "hot-command")]
    if all(hot):
        ratio("hot_key_vs_spread", min(hot), spread)
    ratio(
        "cpu_per_event_2_tenants_vs_1",
        median("cores", "2", "cpu_us_per_event"),
        median("cores", "1", "cpu_us_per_event"),
    )
    ratio(
        "watched_64_vs_unwatched",
        median("watchers", "64, paced", "median"),
        median("watchers", "0, paced", "median"),
    )
    ratio(
        "stream_1000_explained_vs_equal_echo",
        median("answers", "farcall, all explained", "median"),
        median("answers", "echo, answers as large", "median"),
    )
    ratio(
        "aged_vs_empty",
        median("past", "with ten weeks, batches of 1000", "median"),
        median("past", "empty, batches of 1000", "median"),
    )
    ratio(
        "cluster_stream_1000_vs_alone",
        median("cluster", "on the owner, 4 in flight", "median"),
        median("cluster", "alone, 4 in flight", "median"),
    )
    owner_us = median("cluster", "on the owner, 4 in flight", "us", "owner")
    alone_us = median("cluster", "alone, 4 in flight", "us", "server")
    if owner_us and alone_us:
        got["cluster_owner_more_us"] = owner_us - alone_us
    for name, store in (
        ("instructions_per_event", "empty"),
        ("instructions_per_event_aged", "with ten weeks"),
    ):
        instructions = median("instructions", store, "per_event", "all")
        if instructions:
            got[name] = instructions
    return got


def meets(name, value):
    _, goal, more_is_better = GOALS[name]
    return value >= goal if more_is_better else value <= goal
