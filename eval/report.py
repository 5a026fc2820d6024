# SPDX-License-Identifier: Apache-2.0
"""The results as Markdown with plots."""

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

import measures
import thefts

ROWS = {
    "farcall": "Farcall",
    "first_seen_user": "first-seen country per user",
    "first_seen_command": "first-seen country per command",
    "rare_command_by_country": "`rare` command, by country (as published)",
    "rare_country_by_command": "`rare` country, by command",
}
COLOURS = dict(zip(ROWS, ("#0b6e4f", "#d1495b", "#edae49", "#30638e", "#8d6a9f")))
LEVELS = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
NAMES = ("plain", "hard", "quiet", "loud")


def write(results, target):
    """Writes the report, and its plots into a folder of the same name beside it."""
    plots = target.with_suffix("")
    plots.mkdir(parents=True, exist_ok=True)
    plt.rcParams.update({"font.size": 9, "svg.hashsalt": "farcall", "axes.grid": True})
    groups = _groups(results, set_aside=False)
    _plot_precision_recall(groups, plots)
    _plot_budgets(groups, plots)
    _plot_distributions(groups, plots)
    _plot_repeated(results["repeated"], plots)
    target.write_text(_markdown(results, groups, plots.name))


def summary(results):
    """The table for a terminal."""
    lines = []
    for set_aside in (False, True):
        for name, members in _groups(results, set_aside).items():
            title = f"{name}, seed set aside" if set_aside else name
            lines += ["", f"{title} (mean of {len(members)})", *_table(members)]
    return "\n".join(lines).strip()


def _groups(results, set_aside):
    """Name of a stream -> its results, one per seed."""
    groups = {}
    for name in NAMES:
        members = [
            result
            for result in results["streams"].values()
            if result["facts"]["stream"] == name
            and (result["facts"]["seed"] == results["set_aside_seed"]) == set_aside
        ]
        if members:
            groups[name] = members
    return groups


def _mean(members, row, *path):
    values = []
    for member in members:
        value = member["rows"][row]
        for key in path:
            value = value[key]
        values.append(value)
    return measures.mean_finite(values)


def _table(members):
    lines = [
        "| | ROC-AUC | AP | recall at 1 | 2 | 5 | 10 | 20 a day "
        "| precision at 1 | 2 | 5 | 10 | 20 a day | top alert true | delay | from detectable |",
        "|---" * 16 + "|",
    ]
    for row, title in ROWS.items():
        cells = [
            f"{_mean(members, row, 'roc_auc'):.3f}",
            f"{_mean(members, row, 'average_precision'):.3f}",
            *(
                _percent(_mean(members, row, "recall", str(b)))
                for b in measures.BUDGETS
            ),
            *(
                _percent(_mean(members, row, "precision", str(b)))
                for b in measures.BUDGETS
            ),
            _percent(_mean(members, row, "top_alert_true")),
            _count(_mean(members, row, "delay_median")),
            _count(_mean(members, row, "delay_from_detectable")),
        ]
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return lines


def _percent(share):
    return "–" if share != share else f"{100 * share:.0f} %"


def _count(number):
    return "–" if number != number else f"{number:.0f}"


def _kind_table(members):
    """Farcall by kind of theft, and how many of each the baselines find."""
    lines = [
        "| theft | of them | ROC-AUC | AP | recall at 1 | 2 | 5 | 10 | 20 a day | delay | from detectable "
        "| first-seen per user, at 5 | per command, at 5 | `rare` as published, at 5 | other way, at 5 |",
        "|---" * 15 + "|",
    ]
    for kind in thefts.KINDS:
        having = [m for m in members if kind in m["rows"]["farcall"]["by_kind"]]
        if not having:
            continue
        path = ("by_kind", kind)
        number = sum(m["rows"]["farcall"]["by_kind"][kind]["thefts"] for m in having)
        weights = [
            m["rows"]["farcall"]["by_kind"][kind]["thefts"] / number for m in having
        ]

        def recall(row, budget):
            shares = [
                m["rows"][row]["by_kind"][kind]["recall"][str(budget)] for m in having
            ]
            return _percent(sum(w * share for w, share in zip(weights, shares)))

        cells = [
            str(number),
            f"{_mean(having, 'farcall', *path, 'roc_auc'):.3f}",
            f"{_mean(having, 'farcall', *path, 'average_precision'):.3f}",
            *(recall("farcall", b) for b in measures.BUDGETS),
            _count(_mean(having, "farcall", *path, "delay_median")),
            _count(_mean(having, "farcall", *path, "delay_from_detectable")),
            *(recall(row, 5) for row in list(ROWS)[1:]),
        ]
        lines.append(f"| {kind.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return lines


def _risk_table(groups):
    lines = [
        "| | " + " | ".join(LEVELS) + " |",
        "|---" * (1 + len(LEVELS)) + "|",
    ]
    for name, members in groups.items():
        cells = []
        for level in LEVELS:
            rates = [member["alerts_by_risk"][level] for member in members]
            every = sum(rate["alerts"] for rate in rates) / len(rates)
            true = sum(rate["true"] for rate in rates) / len(rates)
            cells.append(f"{every:.1f} ({true:.1f})")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def _days_with_theft(facts):
    return sum(
        fact["days_with_theft"] / fact["evaluation_days"] for fact in facts
    ) / len(facts)


def _stream_lines(groups):
    lines = []
    for name, members in groups.items():
        facts = [member["facts"] for member in members]
        a_day = sum(fact["events"] / fact["days"] for fact in facts) / len(facts)
        lines.append(
            f"| {name} | {', '.join(str(fact['seed']) for fact in facts)} "
            f"| {sum(fact['events'] for fact in facts):,} | {a_day:,.0f} "
            f"| {facts[0]['days'] - facts[0]['evaluation_days']} + {facts[0]['evaluation_days']} "
            f"| {sum(len(fact['thefts']) for fact in facts)} "
            f"| {_percent(_days_with_theft(facts))} |"
        )
    return lines


def _markdown(results, groups, plots):
    repeated = results["repeated"]
    first = repeated["scores"][0]
    of_day = repeated["scores"][: repeated["first_day_events"]]
    last = repeated["scores"][-1]
    lines = [
        "# Evaluation",
        "",
        "<!-- Generated by eval/run.py. Do not edit. -->",
        "",
        "How well Farcall finds stolen credentials on made-up organisations, beside simpler detectors "
        "that see the same events. `make eval` runs all of it again and writes this page.",
        "",
        "## What is measured",
        "",
        "| stream | seeds | events | events a day | days to learn + to be judged by | thefts | days with one |",
        "|---|---|---|---|---|---|---|",
        *_stream_lines(groups),
        "",
        "The real server, on an empty store and with its default settings, is sent CloudTrail records through "
        "`farcall score - --format=ndjson`. It scores and learns all the time, thefts included; nobody tells it "
        "what was a theft. Honest life is in the streams: people with homes, hours and jobs, trips, moves, VPNs, hires, new "
        "commands, errors; machines; AWS services. `hard` has about three times the trips and VPNs, roles that many people share, "
        "a new office in a new country, and new automation. `quiet` is a small organisation; `loud` is a large one, with fewer "
        "days because it has so many events.",
        "",
        "| kind of theft | |",
        "|---|---|",
        *(
            f"| {kind.replace('_', ' ')} | {text} |"
            for kind, text in thefts.KINDS.items()
        ),
        "",
        "- **Alert**: the best score of one (principal, origin, day), if above 0. It is true if an event of a theft is among "
        "its events. *At N a day*: somebody looks at the N highest alerts of each day; ties for the last places count as "
        "what choosing among them by lot finds on average.",
        "- **Recall**: share of the thefts with an alert that is looked at. With four thefts a day, no detector can find more than "
        "about a quarter at 1 a day. **Precision**: share of the alerts looked at that are true.",
        "- **AP**, **ROC-AUC**: average precision and area under the ROC curve over single events, against all honest events.",
        f"- **Delay**: events of the theft before the first one that reaches the {measures.DELAY_BUDGET} highest alerts of its day; "
        "the median of those that do. *From detectable*: the same, counted from the first event after a thief has warmed up; "
        "for other kinds of theft that is its first one.",
        "- **Top alert true**: share of the days whose single best alert is true. No detector can be right on the days without a "
        "theft.",
        "- **Baselines**: a country's first appearance for a user or command scores 1; and the published `rare` "
        "algorithm in both directions, re-implemented from its description: commands rare for a country, as published, and "
        "countries rare for a command. Figures are means over the seeds.",
        "",
    ]
    for name, members in groups.items():
        lines += [f"## The stream `{name}`", "", *_table(members), ""]
        lines += ["Farcall by kind of theft, and what the others find at 5 a day:", ""]
        lines += [*_kind_table(members), ""]
    lines += [
        "## Alerts a day by risk level",
        "",
        "All alerts whose best event has the level, and in brackets the true ones.",
        "",
        *_risk_table(groups),
        "",
        "## Plots",
        "",
        f"![Precision against recall over events]({plots}/precision_recall.svg)",
        "",
        f"![Recall of thefts against alerts a day]({plots}/budget.svg)",
        "",
        f"![Distribution of scores]({plots}/distributions.svg)",
        "",
        "## A theft that repeats itself",
        "",
        "One call from a foreign country, made 100 times within a day, then 20 times a day for six days. "
        f"The first scores {first:.1f}, the lowest of the first hundred {min(of_day):.1f} "
        f"({100 * min(of_day) / max(first, 0.01):.0f} % of it), the last, six days later, {last:.1f}.",
        "",
        f"![Score of a repeated theft over time]({plots}/repeated.svg)",
        "",
    ]
    aside = _groups(results, set_aside=True)
    lines += ["## The seed set aside", ""]
    if not aside:
        lines += [
            f"Seed {results['set_aside_seed']} is not looked at while anything is tuned; this run left it out.",
            "",
        ]
    for name, members in aside.items():
        lines += [f"Stream `{name}`, seed {results['set_aside_seed']}:", ""]
        lines += [*_table(members), "", *_kind_table(members), ""]
    return "\n".join(lines)


def _axes(groups, width=4.2, height=3.4):
    figure, axes = plt.subplots(
        1, len(groups), figsize=(width * len(groups), height), squeeze=False
    )
    for axis, name in zip(axes[0], groups):
        axis.set_title(name)
        axis.grid(alpha=0.3)
    return figure, axes[0]


def _save(figure, plots, name):
    figure.tight_layout()
    file = plots / f"{name}.svg"
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)
    # Paths are written with spaces at the ends of their lines.
    lines = file.read_text().splitlines()
    file.write_text("".join(line.rstrip() + "\n" for line in lines))


def _plot_precision_recall(groups, plots):
    figure, axes = _axes(groups)
    for axis, members in zip(axes, groups.values()):
        for row, title in ROWS.items():
            curves = [member["rows"][row]["curve"] for member in members]
            mean = [sum(values) / len(values) for values in zip(*curves)]
            recalls = [index / (len(mean) - 1) for index in range(len(mean))]
            axis.plot(recalls, mean, color=COLOURS[row], label=title.replace("`", ""))
        axis.set(xlabel="recall of theft events", ylim=(-0.02, 1.02))
    axes[0].set_ylabel("precision")
    axes[-1].legend(fontsize=7)
    _save(figure, plots, "precision_recall")


def _plot_budgets(groups, plots):
    figure, axes = _axes(groups)
    for axis, members in zip(axes, groups.values()):
        for row, title in ROWS.items():
            recalls = [_mean(members, row, "recall", str(b)) for b in measures.BUDGETS]
            axis.plot(
                range(len(recalls)),
                recalls,
                marker="o",
                color=COLOURS[row],
                label=title.replace("`", ""),
            )
        axis.set_xticks(range(len(measures.BUDGETS)), measures.BUDGETS)
        axis.set(xlabel="alerts a day", ylim=(-0.02, 1.02))
    axes[0].set_ylabel("recall of thefts")
    axes[-1].legend(fontsize=7)
    _save(figure, plots, "budget")


def _plot_distributions(groups, plots):
    figure, axes = _axes(groups)
    for axis, members in zip(axes, groups.values()):
        names = [
            "honest",
            *(k for k in thefts.KINDS if k in members[0]["distributions"]),
        ]
        for number, name in enumerate(names):
            having = [
                m["distributions"][name] for m in members if name in m["distributions"]
            ]
            mean = [sum(values) / len(values) for values in zip(*having)]
            reaching = [max(sum(mean[at:]), 1e-9) for at in range(len(mean))]
            axis.plot(
                [100 * at / len(mean) for at in range(len(mean))],
                reaching,
                label=name.replace("_", " "),
                linewidth=2.2 if name == "honest" else 1.2,
                color="black" if name == "honest" else f"C{number}",
            )
        axis.set(xlabel="score", yscale="log", ylim=(1e-5, 1.5))
        axis.legend(fontsize=7, loc="lower left")
    axes[0].set_ylabel("share of events that reach it")
    _save(figure, plots, "distributions")


def _plot_repeated(repeated, plots):
    figure, axes = plt.subplots(figsize=(6.5, 3))
    axes.plot(
        [hours / 24 for hours in repeated["hours"]],
        repeated["scores"],
        marker=".",
        linestyle="none",
        color=COLOURS["farcall"],
    )
    axes.set(xlabel="days since the first call", ylabel="score", ylim=(0, 102))
    axes.grid(alpha=0.3)
    _save(figure, plots, "repeated")
