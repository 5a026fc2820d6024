# SPDX-License-Identifier: Apache-2.0
"""The results in docs/performance.md: tables between two marks, and plots beside it."""

import re

import results

BEGIN = "<!-- results: written by bench/run.py -->"
END = "<!-- /results -->"
# Measured apart from the others: it needs Kafka.
CLUSTER_BEGIN = "<!-- cluster: written by bench/run.py -->"
CLUSTER_END = "<!-- /cluster -->"


def ratio_lines(ratios, cluster=False):
    lines = [
        "| ratio | what of what | measured | goal | met |",
        "|---|---|---|---|---|",
    ]
    for name, (what, goal, more) in results.GOALS.items():
        if name in ratios and name.startswith("cluster_") is cluster:
            value = ratios[name]
            met = "yes" if results.meets(name, value) else "no"
            sign = "≥" if more else "≤"
            lines.append(
                f"| `{name}` | {what} | {value:.3g} | {sign} {goal:g} | {met} |"
            )
    return lines


def write(kept, target):
    text = target.read_text()
    if "machine" in kept:
        import plots  # needs matplotlib, which drawing alone needs

        folder = target.with_suffix("")
        drawn = plots.draw(kept["measured"], folder)
        text = _put(text, BEGIN, END, _body(kept, drawn, folder.name))
    if "machine_of_cluster" in kept:
        body = [
            *_machine(kept["machine_of_cluster"]),
            *ratio_lines(kept["ratios"], cluster=True),
            "",
            *_cluster(kept["measured"]["cluster"]),
            "",
        ]
        text = _put(text, CLUSTER_BEGIN, CLUSTER_END, body)
    target.write_text(text)


def _put(text, begin, end, lines):
    body = "\n".join(lines)
    pattern = re.compile(re.escape(begin) + ".*" + re.escape(end), re.DOTALL)
    return pattern.sub(lambda _: f"{begin}\n{body}\n{end}", text)


def _machine(machine):
    return [
        "",
        f"{machine['date']}, commit `{machine['commit']}`, {machine['processors']} processors "
        f"({machine['model']}), {machine['memory_bytes'] / 2**30:.0f} GiB, shared with others.",
        "",
    ]


def _body(kept, drawn, folder):
    measured = kept["measured"]
    lines = [
        *_machine(kept["machine"]),
        *ratio_lines(kept["ratios"]),
        "",
    ]
    for name, title in drawn.items():
        lines += [f"![{title}]({folder}/{name}.svg)", ""]
    sections = (
        ("throughput", _throughput),
        ("redis", _redis),
        ("answers", _answers),
        ("api", _api),
        ("latency", _latency),
        ("growth", _growth),
        ("hot", _hot),
        ("past", _past),
        ("cores", _cores),
        ("watchers", _watchers),
        ("micro", _micro),
        ("instructions", _instructions),
    )
    for part, section in sections:
        if part in measured:
            lines += [*section(measured[part]), ""]
    return lines


def _rate(rate):
    return f"{rate['median']:,.0f} ({rate['min']:,.0f}–{rate['max']:,.0f})"


def _throughput(measured):
    lines = [
        "Events a second, median of the rounds (least–most):",
        "",
        "| input, call, batch, durability | Farcall | bare echo | ratio |",
        "|---|---|---|---|",
    ]
    for name, of in measured.items():
        ratio = of["farcall"]["median"] / of["echo"]["median"]
        lines.append(f"| {name} | {_rate(of['farcall'])} | {_rate(of['echo'])} | {ratio:.3f} |")  # fmt: skip
    return lines


def _redis(of):
    return [
        f"The Redis way: {_rate(of['redis'])} events a second; Farcall beside it: {_rate(of['farcall'])}."
    ]


def _answers(measured):
    return [
        "| answers | events/s |",
        "|---|---|",
        *(f"| {name} | {_rate(of)} |" for name, of in measured.items()),
    ]


def _api(measured):
    return [
        "| bare echo: call, batch | synchronous API, events/s | callback API, events/s |",
        "|---|---|---|",
        *(f"| {name} | {_rate(of['sync'])} | {_rate(of['callback'])} |" for name, of in measured.items()),
    ]  # fmt: skip


def _latency(measured):
    lines = [
        "Milliseconds from when a unary call was due to its answer, open loop:",
        "",
        "| events in a call, load | calls a second | Farcall p50 | p99 | p99.9 | echo p50 | p99 | p99.9 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, of in measured.items():
        if name == "sync_ms":
            continue
        cells = [
            f"{of[side][quantile]:.2f}"
            for side in ("farcall", "echo")
            for quantile in ("p50", "p99", "p99.9")
        ]
        lines.append(
            f"| {name} | {of['calls_per_second']:,.0f} | {' | '.join(cells)} |"
        )
    return [*lines, "", f"A sync of 60 kB: {measured['sync_ms']:.2f} ms (median)."]


def _growth(measured):
    lines = [
        "| principals | Zipf, events/s | uniform, events/s | bytes on disk each | memory | start with all events seen |",
        "|---|---|---|---|---|---|",
    ]
    for principals, of in measured.items():
        lines.append(
            f"| {int(principals):,} | {_rate(of['zipf'])} | {_rate(of['uniform'])} | "
            f"{of['disk_bytes_per_principal']:,.0f} | {of['resident_bytes'] / 2**20:,.0f} MiB | "
            f"{of['start_seconds']:.1f} s |"
        )
    return lines


def _hot(measured):
    names = {
        "uniform": "spread keys",
        "hot-principal": "every second event of one principal",
        "hot-command": "every second event of one command",
    }
    return [
        "| keys | events/s |",
        "|---|---|",
        *(f"| {names[name]} | {_rate(of)} |" for name, of in measured.items()),
    ]


def _past(measured):
    return [
        "| what the store knows | events/s |",
        "|---|---|",
        *(f"| {name} | {_rate(of)} |" for name, of in measured.items()),
    ]


def _cores(measured):
    return [
        "| tenants at once | processor time of an event | events/s |",
        "|---|---|---|",
        *(
            f"| {name} | {of['cpu_us_per_event']:.1f} µs | {_rate(of)} |"
            for name, of in measured.items()
        ),
    ]


def _watchers(measured):
    return [
        "| watchers of findings | processor time of an event | findings opened a second | events/s |",
        "|---|---|---|---|",
        *(
            f"| {name} | {of['cpu_us_per_event']:.1f} µs | {of['findings_per_second']:.1f} | {_rate(of)} |"
            for name, of in measured.items()
        ),
    ]


def _cluster(measured):
    lines = [
        "| one stream of batches of 1,000 | events/s | µs of processor time of an event |",
        "|---|---|---|",
    ]
    for name, of in measured.items():
        told = ", ".join(f"{who} {us:.1f}" for who, us in of["us"].items())
        lines.append(f"| {name} | {_rate(of)} | {told} |")
    return lines


def _micro(measured):
    lines = ["| part | |", "|---|---|"]
    for name, of in measured.items():
        if "bytes_per_second" in of:
            said = f"{of['bytes_per_second'] / 1e9:.2f} GB/s"
        elif "items_per_second" in of:
            said = f"{1e6 / of['items_per_second']:.2f} µs an event"
        else:
            said = f"{of['nanoseconds'] / 1000:.2f} µs"
        lines.append(f"| {name} | {said} |")
    return lines


def _instructions(measured):
    empty, aged = (measured[store]["per_event"] for store in ("empty", "with ten weeks"))
    return [
        "| instructions of an event (callgrind), with all that it calls | empty store | with ten weeks |",
        "|---|---|---|",
        *(f"| {name} | {n:,.0f} | {aged.get(name, 0):,.0f} |" for name, n in empty.items()),
    ]  # fmt: skip
