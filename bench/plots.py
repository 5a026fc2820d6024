# SPDX-License-Identifier: Apache-2.0
"""The results as plots."""

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

OWN, OTHER = "#0b6e4f", "#d1495b"


def draw(measured, folder):
    """Into the folder. Name of each plot -> its title."""
    folder.mkdir(parents=True, exist_ok=True)
    plt.rcParams.update({"font.size": 9, "svg.hashsalt": "farcall"})
    plots = (
        ("throughput", "Events a second by size of batch", _throughput),
        ("latency", "Latency by load", _latency),
        ("growth", "Events a second by number of principals", _growth),
    )
    drawn = {}
    for name, title, plot in plots:
        if name in measured:
            figure, axis = plt.subplots(figsize=(6, 3.4))
            plot(measured[name], axis)
            axis.set_title(title)
            axis.grid(alpha=0.3)
            axis.legend()
            _save(figure, folder / f"{name}.svg")
            drawn[name] = title
    return drawn


def _save(figure, file):
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)
    lines = file.read_text().splitlines()
    file.write_text("".join(line.rstrip() + "\n" for line in lines))


def _throughput(measured, axis):
    for side, colour in (("farcall", OWN), ("echo", OTHER)):
        for method, style in (("stream", "-"), ("unary", "--")):
            points = {}
            for name, of in measured.items():
                shape, call, batch, durability = name.split()
                if (shape, call, durability) == ("structured", method, "fsync"):
                    points[int(batch)] = of[side]["median"]
            axis.plot(*zip(*sorted(points.items())), style, color=colour, marker="o",
                      label=f"{side}, {method}")  # fmt: skip
    axis.set_xscale("log")
    axis.set_yscale("log")
    axis.set_xlabel("events in a batch (structured, fsync)")
    axis.set_ylabel("events a second")


def _latency(measured, axis):
    for side, colour in (("farcall", OWN), ("echo", OTHER)):
        for quantile, style in (("p50", "--"), ("p99", "-")):
            points = {
                int(name.split()[2]): of[side][quantile]
                for name, of in measured.items()
                if name.startswith("100 ")
            }
            axis.plot(*zip(*sorted(points.items())), style, color=colour, marker="o",
                      label=f"{side}, {quantile}")  # fmt: skip
    axis.set_yscale("log")
    axis.set_xlabel("load in % of Farcall's highest rate (unary calls of 100 events)")
    axis.set_ylabel("milliseconds")


def _growth(measured, axis):
    for skew, style in (("zipf", "-"), ("uniform", "--")):
        points = {int(n): of[skew]["median"] for n, of in measured.items()}
        axis.plot(*zip(*sorted(points.items())), style, color=OWN, marker="o", label=skew)  # fmt: skip
    axis.set_xscale("log")
    axis.set_ylim(bottom=0)
    axis.set_xlabel("principals")
    axis.set_ylabel("events a second")
