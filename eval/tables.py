# SPDX-License-Identifier: Apache-2.0
"""The results as tables of Markdown."""

import measures
import thefts

ROWS = {
    "farcall": "Farcall",
    "first_seen_user": "first-seen country per user",
    "first_seen_command": "first-seen country per command",
    "rare_command_by_country": "`rare` command, by country (as published)",
    "rare_country_by_command": "`rare` country, by command",
}
LEVELS = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
NAMES = ("plain", "hard", "quiet", "loud")


def summary(results):
    """The table for a terminal."""
    lines = []
    for set_aside in (False, True):
        for name, members in by_stream(results, set_aside).items():
            title = f"{name}, seed set aside" if set_aside else name
            lines += ["", f"{title} (mean of {len(members)})", *table(members)]
    if results["checks"]:
        lines += ["", "checks", *checks_table(results["checks"])]
    return "\n".join(lines).strip()


def by_stream(results, set_aside):
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


def mean(members, row, *path):
    values = []
    for member in members:
        value = member["rows"][row]
        for key in path:
            value = value[key]
        values.append(value)
    return measures.mean_finite(values)


def table(members):
    lines = [
        "| | ROC-AUC | AP | recall at 1 | 2 | 5 | 10 | 20 a day "
        "| precision at 1 | 2 | 5 | 10 | 20 a day | top alert true | delay | from detectable |",
        "|---" * 16 + "|",
    ]
    for row, title in ROWS.items():
        cells = [
            f"{mean(members, row, 'roc_auc'):.3f}",
            f"{mean(members, row, 'average_precision'):.3f}",
            *(percent(mean(members, row, "recall", str(b))) for b in measures.BUDGETS),
            *(
                percent(mean(members, row, "precision", str(b)))
                for b in measures.BUDGETS
            ),
            percent(mean(members, row, "top_alert_true")),
            count(mean(members, row, "delay_median")),
            count(mean(members, row, "delay_from_detectable")),
        ]
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return lines


def percent(share):
    return "–" if share != share else f"{100 * share:.0f} %"


def count(number):
    return "–" if number != number else f"{number:.0f}"


def kind_table(members):
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
            return percent(sum(w * share for w, share in zip(weights, shares)))

        cells = [
            str(number),
            f"{mean(having, 'farcall', *path, 'roc_auc'):.3f}",
            f"{mean(having, 'farcall', *path, 'average_precision'):.3f}",
            *(recall("farcall", b) for b in measures.BUDGETS),
            count(mean(having, "farcall", *path, "delay_median")),
            count(mean(having, "farcall", *path, "delay_from_detectable")),
            *(recall(row, 5) for row in list(ROWS)[1:]),
        ]
        lines.append(f"| {kind.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return lines


def risk_table(groups):
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


def days_with_theft(facts):
    return sum(
        fact["days_with_theft"] / fact["evaluation_days"] for fact in facts
    ) / len(facts)


def stream_lines(groups):
    lines = []
    for name, members in groups.items():
        facts = [member["facts"] for member in members]
        a_day = sum(fact["events"] / fact["days"] for fact in facts) / len(facts)
        lines.append(
            f"| {name} | {', '.join(str(fact['seed']) for fact in facts)} "
            f"| {sum(fact['events'] for fact in facts):,} | {a_day:,.0f} "
            f"| {facts[0]['days'] - facts[0]['evaluation_days']} + {facts[0]['evaluation_days']} "
            f"| {sum(len(fact['thefts']) for fact in facts)} "
            f"| {percent(days_with_theft(facts))} |"
        )
    return lines


def checks_table(checks):
    lines = ["| scene | goal | measured | met |", "|---|---|---|---|"]
    for check in checks.values():
        met = "yes" if check["met"] else "**no**"
        cells = (check["what"], check["goal"], check["measured"], met)
        lines.append("| " + " | ".join(cells) + " |")
    return lines
