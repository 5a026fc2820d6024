# SPDX-License-Identifier: Apache-2.0
"""The results as plots."""

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

import plots

COLOURS = dict(
    zip(
        ("20-warm", "20-cold", "450-warm", "450-cold"),
        ("#0b6e4f", "#d1495b", "#edae49", "#30638e"),
    )
)


def draw(groups, folder):
    folder.mkdir(parents=True, exist_ok=True)
    plt.rcParams.update({"font.size": 9, "svg.hashsalt": "farcall", "axes.grid": True})
    _reliability(groups, folder)
    _precision_recall(groups, folder)
    _trade(groups, folder)


def _axes(xlabel, ylabel):
    figure, axes = plt.subplots(figsize=(5.4, 3.6))
    axes.set(xlabel=xlabel, ylabel=ylabel, ylim=(-0.02, 1.02))
    axes.grid(alpha=0.3)
    return figure, axes


def _save(figure, axes, folder, name):
    axes.legend(fontsize=7)
    plots.save(figure, folder, name)


def _reliability(groups, folder):
    figure, axes = _axes("score of the alert", "share of true alerts")
    for name, members in groups.items():
        bins = members[0]["reliability"]
        shares = []
        for index in range(len(bins)):
            count, true = (
                sum(member["reliability"][index][key] for member in members)
                for key in ("alerts", "true")
            )
            shares.append(true / count if count else 0)
        labels = [f"{b['from']}–{b['to']}" for b in bins]
        axes.plot(labels, shares, marker="o", color=COLOURS[name], label=name)
    axes.tick_params(axis="x", rotation=45)
    _save(figure, axes, folder, "reliability")


def _precision_recall(groups, folder):
    figure, axes = _axes("recall of true alerts", "precision")
    for name, members in groups.items():
        curves = [member["curve"] for member in members]
        mean = [sum(values) / len(values) for values in zip(*curves)]
        recalls = [index / (len(mean) - 1) for index in range(len(mean))]
        axes.plot(recalls, mean, color=COLOURS[name], label=name)
    _save(figure, axes, folder, "precision_recall")


def _trade(groups, folder):
    figure, axes = _axes("false alerts a day", "share of the thefts found")
    axes.set_xscale("log")
    for name, members in groups.items():
        rates = [point["false_a_day"] for point in members[0]["trade"]]
        shares = [
            sum(member["trade"][index]["thefts"] for member in members) / len(members)
            for index in range(len(rates))
        ]
        axes.plot(rates, shares, marker=".", color=COLOURS[name], label=name)
    _save(figure, axes, folder, "trade")
