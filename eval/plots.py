# SPDX-License-Identifier: Apache-2.0
"""The results as plots."""

import math

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

import measures
import tables
import thefts

COLOURS = dict(
    zip(tables.ROWS, ("#0b6e4f", "#d1495b", "#edae49", "#30638e", "#8d6a9f"))
)


def draw(results, groups, folder):
    """Into the folder: what the report shows of the streams, and of `repeated`."""
    folder.mkdir(parents=True, exist_ok=True)
    plt.rcParams.update({"font.size": 9, "svg.hashsalt": "farcall", "axes.grid": True})
    if groups:
        _plot_precision_recall(groups, folder)
        _plot_budgets(groups, folder)
        _plot_distributions(groups, folder)
    _plot_repeated(results["repeated"], folder)


def _axes(groups, width=4.2, height=3.4):
    """One for each stream, two in a row."""
    columns = min(2, len(groups))
    rows = math.ceil(len(groups) / columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(width * columns, height * rows), squeeze=False
    )
    axes = axes.flatten()
    for axis, name in zip(axes, groups):
        axis.set_title(name)
        axis.grid(alpha=0.3)
    for axis in axes[len(groups) :]:
        axis.remove()
    return figure, axes[: len(groups)]


def save(figure, folder, name):
    figure.tight_layout()
    file = folder / f"{name}.svg"
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)
    # Paths are written with spaces at the ends of their lines.
    lines = file.read_text().splitlines()
    file.write_text("".join(line.rstrip() + "\n" for line in lines))


def _plot_precision_recall(groups, folder):
    figure, axes = _axes(groups)
    for axis, members in zip(axes, groups.values()):
        for row, title in tables.ROWS.items():
            curves = [member["rows"][row]["curve"] for member in members]
            mean = [sum(values) / len(values) for values in zip(*curves)]
            recalls = [index / (len(mean) - 1) for index in range(len(mean))]
            axis.plot(recalls, mean, color=COLOURS[row], label=title.replace("`", ""))
        axis.set(
            xlabel="recall of theft events", ylabel="precision", ylim=(-0.02, 1.02)
        )
    axes[-1].legend(fontsize=7)
    save(figure, folder, "precision_recall")


def _plot_budgets(groups, folder):
    figure, axes = _axes(groups)
    for axis, members in zip(axes, groups.values()):
        for row, title in tables.ROWS.items():
            recalls = [
                tables.mean(members, row, "recall", str(b)) for b in measures.BUDGETS
            ]
            axis.plot(
                range(len(recalls)),
                recalls,
                marker="o",
                color=COLOURS[row],
                label=title.replace("`", ""),
            )
        axis.set_xticks(range(len(measures.BUDGETS)), measures.BUDGETS)
        axis.set(xlabel="alerts a day", ylabel="recall of thefts", ylim=(-0.02, 1.02))
    axes[-1].legend(fontsize=7)
    save(figure, folder, "budget")


def _plot_distributions(groups, folder):
    colours = {kind: f"C{number}" for number, kind in enumerate(thefts.KINDS)}
    colours["honest"] = "black"
    figure, axes = _axes(groups)
    for axis, members in zip(axes, groups.values()):
        names = [
            "honest",
            *(k for k in thefts.KINDS if k in members[0]["distributions"]),
        ]
        for name in names:
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
                color=colours[name],
            )
        axis.set(
            xlabel="score",
            ylabel="share of events that reach it",
            yscale="log",
            ylim=(1e-5, 1.5),
        )
        axis.legend(fontsize=7, loc="lower left")
    save(figure, folder, "distributions")


def _plot_repeated(repeated, folder):
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
    save(figure, folder, "repeated")
