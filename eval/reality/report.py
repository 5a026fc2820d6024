# SPDX-License-Identifier: Apache-2.0
"""The results as Markdown with plots. Figures are means over the seeds of a stream."""

import report_page
from reality import alerts
from reality import delays
from reality import markdown
from reality import plots
from reality import report_goals
from reality import thieves

TITLES = {
    "20-warm": "20 people, a month learned",
    "20-cold": "20 people, from the first day",
    "450-warm": "450 people, a month learned",
    "450-cold": "450 people, from the first day",
}


def write(results, target):
    """Writes the report, and its plots into a folder of the same name beside it."""
    groups = by_stream(results["streams"])
    folder = target.with_suffix("")
    if groups:
        plots.draw(groups, folder)
    page = "\n".join(_lines(results, groups, folder.name)) + "\n"
    report_page.write(target, page, [report_goals.TRAILS])


def by_stream(streams):
    """Name of a stream -> its results, one per seed."""
    groups = {}
    for result in streams.values():
        groups.setdefault(result["facts"]["name"], []).append(result)
    return groups


def mean(members, *path):
    """Mean of a figure; one that a member lacks counts as 0, None where all lack it."""
    values = []
    for member in members:
        for key in path:
            member = (member or {}).get(key)
        values.append(member)
    if all(value is None for value in values):
        return None
    return sum(value or 0 for value in values) / len(values)


def headline(groups):
    if not groups:
        return []
    rows = []
    for name, members in groups.items():
        cells = [TITLES[name], markdown.number(mean(members, "average_precision"))]
        for budget in map(str, alerts.BUDGETS):
            recall = markdown.number(mean(members, "recall", budget))
            cells.append(
                f"{recall} ({markdown.number(mean(members, 'ceiling', budget))})"
            )
        cells += [
            markdown.number(mean(members, "precision", str(b))) for b in alerts.BUDGETS
        ]
        cells += [
            markdown.number(mean(members, "false_a_day", level, "all"), 1)
            for level in ("CRITICAL", "HIGH")
        ]
        cells += [
            markdown.number(mean(members, "reached", level)) for level in alerts.LEVELS
        ]
        cells.append(markdown.number(mean(members, "tied_at_the_top"), 0))
        rows.append(cells)
    head = (
        "stream", "alert AP", "recall at 1 (ceiling)", "2", "5", "10 a day",
        "precision at 1", "2", "5", "10 a day", "false CRITICAL a day",
        "false HIGH or more", "thefts that reach HIGH", "CRITICAL", "tied at the top",
    )  # fmt: skip
    return markdown.table(head, rows)


def _variants(variants):
    lines = []
    for name, streams in variants.items():
        if streams:
            lines += [f"The same {name}:", "", *headline(by_stream(streams)), ""]
    return lines


def _streams(groups):
    rows = []
    for name, members in groups.items():
        facts = [member["facts"] for member in members]
        rows.append(
            (
                TITLES[name],
                ", ".join(str(fact["seed"]) for fact in facts),
                f"{sum(fact['events'] for fact in facts):,}",
                f"{sum(f['lines'] for f in facts) / sum(f['events'] for f in facts) - 1:.0%}",
                f"{facts[0]['learn_days']} + {facts[0]['judged_days']}",
                sum(len(fact["thefts"]) for fact in facts),
                f"{mean(members, 'alerts') / facts[0]['judged_days']:,.0f}",
                sum(fact["misplaced"] for fact in facts),
            )
        )
    head = (
        "stream", "seeds", "events", "repeats", "days learned + judged", "thefts",
        "(principal, origin)s a day", "events that the database puts elsewhere",
    )  # fmt: skip
    return markdown.table(head, rows)


def _periods(groups):
    rows = [
        (
            TITLES[name],
            level if level == "CRITICAL" else "HIGH or more",
            *(
                markdown.number(mean(members, "false_a_day", level, period), 1)
                for period in ("all", *alerts.PERIODS)
            ),
        )
        for name, members in groups.items()
        for level in ("CRITICAL", "HIGH")
    ]
    return markdown.table(("stream", "level", "all days", *alerts.PERIODS), rows)


def _false_by(groups, what):
    names = {
        name: sum(
            mean(members, "false_by", what, name, "HIGH") or 0
            for members in groups.values()
        )
        for group in groups.values()
        for member in group
        for name in member["false_by"][what]
    }
    rows = []
    for name in sorted(names, key=lambda name: -names[name]):
        cells = [name or "none"]
        for members in groups.values():
            high = mean(members, "false_by", what, name, "HIGH")
            critical = mean(members, "false_by", what, name, "CRITICAL")
            cells.append(f"{markdown.number(high, 1)} ({markdown.number(critical, 1)})")
        rows.append(cells)
    return markdown.table((what, *(TITLES[name] for name in groups)), rows)


def _thefts_by(groups, what):
    names = sorted(
        {n for group in groups.values() for m in group for n in m["thefts_by"][what]}
    )
    rows = []
    for name in names:
        cells = [name]
        for members in groups.values():
            parts = [
                m["thefts_by"][what][name]
                for m in members
                if name in m["thefts_by"][what]
            ]
            count = sum(part["thefts"] for part in parts)
            if not count:
                cells.append("–")
                continue
            recall, high = (
                sum(part["thefts"] * part[key] for part in parts) / count
                for key in ("recall", "HIGH")
            )
            cells.append(f"{count}: {recall:.2f}, {high:.2f}")
        rows.append(cells)
    return markdown.table((what, *(TITLES[name] for name in groups)), rows)


def _risk(groups):
    rows = []
    for level in ("LOW", "MEDIUM", *alerts.LEVELS):
        cells = [level]
        for members in groups.values():
            days = sum(member["facts"]["judged_days"] for member in members)
            count, true = (
                sum(member["risk"][level][key] for member in members)
                for key in ("alerts", "true")
            )
            share = true / count if count else 0
            cells.append(f"{count / days:.1f}, {share:.1%}")
        rows.append(cells)
    return markdown.table(("best event", *(TITLES[name] for name in groups)), rows)


def _reliability(groups):
    rows = []
    for index, (low, high) in enumerate(
        zip(alerts.RELIABILITY_EDGES, alerts.RELIABILITY_EDGES[1:])
    ):
        cells = [f"{low} to {high}"]
        for members in groups.values():
            bins = [member["reliability"][index] for member in members]
            count, true = (sum(b[key] for b in bins) for key in ("alerts", "true"))
            cells.append(f"{true} of {count}")
        rows.append(cells)
    return markdown.table(("score", *(TITLES[name] for name in groups)), rows)


def _trade(groups):
    rows = []
    for index, rate in enumerate(alerts.FALSE_A_DAY):
        shares = (
            sum(member["trade"][index]["thefts"] for member in members) / len(members)
            for members in groups.values()
        )
        rows.append((f"{rate:g}", *map(markdown.number, shares)))
    return markdown.table(
        ("false alerts a day", *(TITLES[name] for name in groups)), rows
    )


def _delays(groups):
    rows = []
    clients = {c for group in groups.values() for m in group for c in m["delays"]}
    for client in sorted(clients, key=lambda name: (name == "all", name)):
        cells = [client]
        for members in groups.values():
            parts = [
                m["delays"][client]["HIGH"] for m in members if client in m["delays"]
            ]
            count = sum(part["thefts"] for part in parts)
            if not count:
                cells.append("–")
                continue
            within = (
                sum(part["thefts"] * part["within"][str(calls)] for part in parts)
                / count
                for calls in delays.WITHIN_CALLS
            )
            medians = [part["median"] for part in parts if part["median"] is not None]
            median = sum(medians) / len(medians) if medians else None
            shares = ", ".join(map(markdown.number, within))
            cells.append(f"{markdown.number(median, 0)}: {shares}")
        rows.append(cells)
    return markdown.table(("client", *(TITLES[name] for name in groups)), rows)


def _lines(results, groups, folder):
    lines = [
        "# Evaluation on streams with the structure of real trails",
        "",
        "<!-- Generated by eval/run.py --reality. Do not edit. -->",
        "",
        "The figures are those of the present model.",
        "",
    ]
    if results["settings"]:
        lines += [f"Settings: `{' '.join(results['settings'])}`.", ""]
    lines += report_goals.lines(results)
    return lines + _stream_lines(results, groups, folder) if groups else lines


def _stream_lines(results, groups, folder):
    lines = [
        "## Made-up organisations",
        "",
        "How many false alerts Farcall raises, and which thefts it finds, in made-up organisations whose calls come as they do in "
        "real trails: a page of the console loads a dozen commands within a second or two, programs call in bursts, new "
        "commands come many at once, AWS forwards calls from its own network, networks belong to operators, and files come "
        "late and twice. `eval/reality/README.md` says how the streams are made. The page [Evaluation](evaluation.md) has "
        "simpler streams, in which calls come singly.",
        "",
        *_streams(groups),
        "",
        "- **Alert**: the best event of one (principal, origin, day). It is true if an event of a theft is among its events. "
        "A false alert is told by what its best event was.",
        "- **Recall at N a day**: share of the thefts with an alert among the N highest of its day; the ceiling is what somebody finds "
        "who knows which alerts are true. **Precision**: share of those alerts that are true. Ties are decided by lot.",
        "- **Alert AP**: average precision over all alerts, those with the score 0 among them.",
        "",
    ]
    lines += [
        "### What came out",
        "",
        *headline(groups),
        "",
        *_variants(results["variants"]),
        "### False alerts a day",
        "",
        "Day 0 is the first judged day: that of the stream's beginning where there are no days to learn from.",
        "",
        *_periods(groups),
        "",
        "What they were, by the best event of the alert: HIGH or more a day, in brackets CRITICAL.",
        "",
    ]
    for what in (
        "what was done",
        "place",
        "kind of life",
        "heaviest detector",
        "state",
    ):
        lines += [*_false_by(groups, what), ""]
    lines += [
        "### Thefts",
        "",
        "Number, recall at 5 a day, and the share that reaches HIGH.",
        "",
        *_thefts_by(groups, "client"),
        "",
        *_thefts_by(groups, "route"),
        "",
        "Delay: calls of a theft that arrive before the first that is HIGH or more, the median of those that have one; then the share of all "
        "thefts that reach HIGH "
        f"within {', '.join(map(str, delays.WITHIN_CALLS))} calls.",
        "",
        *_delays(groups),
        "",
        *markdown.table(
            ("client", "what it is"),
            [(name, text) for name, (_, text) in thieves.CLIENTS.items()],
        ),
        "",
        *markdown.table(("route", "what it is"), thieves.ROUTES.items()),
        "",
        "### What a level or a score is worth",
        "",
        "Alerts a day of each risk level, and the share of them that is true.",
        "",
        *_risk(groups),
        "",
        "True alerts among all of a score.",
        "",
        *_reliability(groups),
        "",
        "What a single threshold for all days would find, at each rate of false alerts; a theft whose score a false alert shares "
        "that is one too many is not found:",
        "",
        *_trade(groups),
        "",
        f"![Thefts found against false alerts a day]({folder}/trade.svg)",
        "",
        f"![Share of true alerts by score]({folder}/reliability.svg)",
        "",
        f"![Precision against recall over alerts]({folder}/precision_recall.svg)",
    ]
    return lines
