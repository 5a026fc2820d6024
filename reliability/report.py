# SPDX-License-Identifier: Apache-2.0
"""What was seen, kept as JSON and told in the table of docs/reliability.md."""

import datetime
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/reliability.md"
BEGIN, END = "<!-- results: written by reliability/run.py -->\n", "<!-- /results -->\n"
MIB = 1 << 20


def keep(path, name, seen):
    """Beside what other runs have seen."""
    results = json.loads(path.read_text()) if path.exists() else {}
    commit = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "--short", "HEAD"],
        capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    results[name] = {"date": today, "commit": commit, "seen": seen}
    path.write_text(json.dumps(results, indent=1) + "\n")


def mib(value):
    return f"{value / MIB:,.0f} MiB"


def of_crash(seen):
    yield (
        "`kill -9` at random moments, three clients streaming, everything sent again",
        f"{seen['rounds']} rounds",
        "lost 0, doubled 0: the test ends at the first",
        "--only=crash",
    )


def of_damage(seen):
    yield (
        "a byte flipped at random in tables, logs, manifest, CURRENT",
        f"{seen['flips']} flips",
        f"refused at start {seen['refused']}, found when read {seen['errors']}, without"
        f" effect {seen['whole']}; wrong counts 0",
        "--only=damage",
    )
    yield (
        "files gone and cut; a full disk; a disk that cannot be written",
        "each kind of file",
        "refused by name, or NOT_SERVING; lost 0, doubled 0",
        "--only=damage",
    )


def of_overload(seen):
    far = seen["far_too_much"]
    yield (
        "three times what it can do, open loop",
        f"{far['seconds'] / 60:.0f} min, {far['sent'] + far['not_sent']:,} batches",
        f"useful in the last minute {far['useful_vs_peak']:.0%} of the peak right after,"
        f" shed {far['shed']:,}, of these"
        f" {far['shed_without_delay']} without RetryInfo, other errors"
        f" {far['other'] + far['unavailable']}, unhealthy {far['unhealthy']}, at most"
        f" {mib(far['resident_bytes_max'])}, right after it {far['recovered_vs_peak']:.0%}"
        " of the peak",
        "--only=overload",
    )
    late = seen["deadlines"]
    yield (
        "calls with 3 ms to be answered in",
        f"{late['sent']:,} calls",
        f"late {late['late']:,}, shed {late['shed']:,}, at most"
        f" {mib(late['resident_bytes_max'])}",
        "--only=overload",
    )
    for name, told in (
        ("slow_readers", "32 streams that read one answer a second"),
        ("silent_readers", "64 streams that send and never read"),
    ):
        one = seen[name]
        yield (
            told,
            "30 s",
            f"health {'good' if one['health'] else 'BAD'}, another client"
            f" {one['useful_events_per_second']:,.0f} events/s meanwhile, at most"
            f" {mib(one['resident_bytes_max'])}",
            "--only=overload",
        )
    giants = seen["giants"]
    yield (
        "the largest batch allowed; one event more; 65 MiB",
        "3 batches",
        f"scored {giants['scored']:,}; {', '.join(giants['refused'])}; at most"
        f" {mib(giants['resident_bytes_max'])}",
        "--only=overload",
    )
    many = seen["connections"]
    yield (
        "connections that do nothing",
        f"{many['files_max']:,} open files",
        f"another client {many['useful_events_per_second']:,.0f} events/s meanwhile, at"
        f" most {mib(many['resident_bytes_max'])}",
        "--only=overload",
    )
    slow = seen["slowloris"]
    yield (
        "100 requests to each port that never end",
        "30 s",
        f"{slow['scrapes']} scrapes, the slowest {slow['scrape_seconds_max']:.1f} s;"
        f" another client {slow['useful_events_per_second']:,.0f} events/s",
        "--only=overload",
    )


def told_of_flood(seen):
    """What became of the honest caller beside an attack, and how far the bounds hold."""
    alone, during, after = seen["alone"], seen["during"], seen["recovery_seconds"]

    def beside(quantile):
        less, more = alone[quantile], during[quantile]
        return f"{less:.0f} ms alone, " + ("none" if more is None else f"{more:.0f} ms")

    return (
        f"{during['answered_share']:.0%} of {during['calls']} honest calls answered; p50"
        f" {beside('p50_ms')}; p99 {beside('p99_ms')}; at most"
        f" {mib(seen['resident_bytes_max'])}, {seen['threads_max'] - seen['threads_before']}"
        f" threads more; {'not as before' if after is None else f'as before {after:.1f} s'} after"
        f" it; told by {', '.join(told_by(seen)) or 'nothing'}; other work took"
        f" {seen['processors_of_others']:.1f} processors"
        + "".join(f"; **does not hold: {one}**" for one in seen["complaints"])
    )


def told_by(seen):
    """Metrics by name, each once, and lines of the log."""
    metrics = {series.partition("{")[0] for series in seen["metrics"]}
    return [f"`{name}`" for name in sorted(metrics)] + [
        f"the line `{line}`" for line in seen["log"]
    ]


def of_floods(results):
    for name, seen in results.items():
        yield (
            f"{seen['what']} ({name})",
            f"{seen['seconds']:.0f} s",
            told_of_flood(seen),
            "--only=floods",
        )


def of_soak(seen):
    yield (
        f"mixed load with {seen['restarts']} restarts, {seen['reloads']} databases,"
        f" {seen['backups']} backups, {seen['certificates']} certificates,"
        f" {seen['tokens']} tokens, {seen['feedback']:,} feedbacks and deletions",
        f"{seen['minutes']:.0f} min, {seen['events']:,} events",
        f"miscounted {seen['miscounted']}, unexplained errors {len(seen['unexplained'])},"
        f" error lines {seen['errors_in_log']}; memory {mib(seen['resident_bytes_middle'])}"
        f" in the middle third, {mib(seen['resident_bytes_late'])} in the last; files"
        f" {seen['files_middle']} and {seen['files_late']}",
        "--only=soak",
    )


def of_cluster(seen):
    times = sum(told["times"] for name, told in faults_of(seen).items())
    yield (
        "a cluster: three replicas, three brokers, 11 tenants, each batch until it is answered and some"
        " once more, while one fault comes after the other",
        f"{seen['minutes']:.0f} min, {seen['events']:,} events, {times} faults (seed {seen['seed']})",
        f"lost {seen['lost']}, doubled {seen['doubled']}; {seen['redelivered_batches']:,} batches sent"
        f" again on purpose; {seen['findings']:,} findings, each revision told once; all copies of a"
        f" shard equal byte for byte; other work took {seen['processors_of_others']:.1f} processors",
        "--only=cluster",
    )
    for name, told in faults_of(seen).items():
        after = seen["faults"].get(f"after it: {name}")
        more = (
            f"; while it comes back {after['wait_median']:.1f} s, at most"
            f" {after['wait_max']:.1f} s, refused {after['refused']:,}"
            if after
            else ""
        )
        yield (
            f"of these: {name}",
            f"{told['times']} times",
            f"the longest that a sender waited, median {told['wait_median']:.1f} s, at most"
            f" {told['wait_max']:.1f} s; calls refused {told['refused']:,}{more}",
            "--only=cluster",
        )


def faults_of(seen):
    """Without what came after each."""
    return {
        name: told
        for name, told in seen["faults"].items()
        if not name.startswith("after it: ")
    }


ROWS = {
    "crash": of_crash,
    "damage": of_damage,
    "overload": of_overload,
    "floods": of_floods,
    "soak": of_soak,
    "cluster": of_cluster,
}


def table(results, before=""):
    """Rows of the parts in `results`, and of other parts those of the table `before`."""
    lines = [
        "| what | how much | what was seen | run | when |",
        "|---|---|---|---|---|",
    ]
    for name, rows in ROWS.items():
        if name not in results:
            command = f"`reliability/run.py --only={name}`"
            lines += [line for line in before.splitlines() if command in line]
            continue
        one = results[name]
        for what, much, seen, command in rows(one["seen"]):
            lines.append(
                f"| {what} | {much} | {seen} | `reliability/run.py {command}` |"
                f" {one['date']}, `{one['commit']}` |"
            )
    return "\n".join(lines) + "\n"


def write(path):
    text = PAGE.read_text()
    head, rest = text.split(BEGIN)
    before, tail = rest.split(END)
    now = table(json.loads(path.read_text()), before)
    PAGE.write_text(f"{head}{BEGIN}\n{now}\n{END}{tail}")
