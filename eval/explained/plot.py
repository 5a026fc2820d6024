# SPDX-License-Identifier: Apache-2.0
"""The share of right explanations by kind, as a plot."""

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

import plots
from explained import scenes

COLOURS = ("#0b6e4f", "#edae49")


def draw(groups, folder):
    folder.mkdir(parents=True, exist_ok=True)
    plt.rcParams.update({"font.size": 9, "svg.hashsalt": "farcall"})
    figure, axes = plt.subplots(figsize=(6.4, 4.2))
    height = 0.8 / len(groups)
    for turn, (title, results) in enumerate(groups.items()):
        places = [place + turn * height for place in range(len(scenes.KINDS))]
        shares = [_share(results, kind) for kind in scenes.KINDS]
        axes.barh(places, shares, height, color=COLOURS[turn], label=title)
    middle = 0.4 - height / 2
    axes.set_yticks([p + middle for p in range(len(scenes.KINDS))], scenes.KINDS)
    axes.invert_yaxis()
    axes.set(xlabel="share with the right explanation first", xlim=(0, 1))
    axes.grid(axis="x", alpha=0.3)
    axes.legend(fontsize=7, loc="lower left")
    plots.save(figure, folder, "kinds")


def _share(results, kind):
    of_kind = [r for r in results if r["kind"] == kind and r["first"]]
    right = sum(r["first"] == r["reason"] for r in of_kind)
    return right / len(of_kind) if of_kind else 0
