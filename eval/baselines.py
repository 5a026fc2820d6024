# SPDX-License-Identifier: Apache-2.0
"""What Farcall is compared with: simpler detectors over the same events.

Each takes whole numbers that stand for values, one per event in order of time, and
gives one score per event. Only events with a country can score above 0.
"""

import functools
import math

import numpy

HOUR_SECONDS = 3600


def first_seen(entities, values, counted):
    """1 where `counted` and the entity has the value for the first time, else 0."""
    seen = set()
    scores = numpy.zeros(len(entities))
    for index in numpy.flatnonzero(counted):
        pair = (entities[index], values[index])
        if pair not in seen:
            seen.add(pair)
            scores[index] = 1.0
    return scores


# The published "rare" algorithm, as far as it ranks: buckets of an hour, a Dirichlet
# model per partition with slow decay, and the probability of a value that is no more
# likely than this one, averaged over what the model's concentration leaves uncertain.
DECAY_PER_BUCKET = 0.0005
PROBABILITY_MAX = 0.035  # above it a result counts as normal
WIDENING = 1.05
COMMON = 0.3  # values this common can't come below PROBABILITY_MAX


def rare(times, partitions, values, counted):
    """-ln P for each event: "rare by `values` partition by `partitions`"."""
    scores = numpy.zeros(len(times))
    chosen = numpy.flatnonzero(counted)
    if not len(chosen):
        return scores
    rows = numpy.stack(
        [times[chosen] // HOUR_SECONDS, partitions[chosen], values[chosen]], axis=1
    )
    # Sorted by hour, then by partition: buckets in the order in which they end.
    results, where = numpy.unique(rows, axis=0, return_inverse=True)
    surprise = numpy.zeros(len(results))
    edges = numpy.flatnonzero(numpy.diff(results[:, :2], axis=0).any(axis=1)) + 1
    models = {}
    start = 0
    for end in [*edges.tolist(), len(results)]:
        partition = int(results[start, 1])
        model = models.setdefault(partition, RareModel())
        probabilities = model.add_bucket(results[start:end, 2].tolist())
        surprise[start:end] = [
            0.0 if p > PROBABILITY_MAX else -math.log(max(p, 1e-300))
            for p in probabilities
        ]
        start = end
    scores[chosen] = surprise[where.reshape(-1)]
    return scores


class RareModel:
    """One partition: how many buckets each value was in, decayed."""

    def __init__(self):
        self._index = {}
        self._concentrations = numpy.zeros(16)

    def add_bucket(self, values):
        """Counts the distinct values of one bucket, then gives P of each."""
        indexes = [self._index.setdefault(value, len(self._index)) for value in values]
        kinds = len(self._index)
        if kinds > len(self._concentrations):
            grown = numpy.zeros(2 * kinds)
            grown[: len(self._concentrations)] = self._concentrations
            self._concentrations = grown
        self._concentrations[indexes] += 1
        self._concentrations[:kinds] *= math.exp(-DECAY_PER_BUCKET)
        concentrations = self._concentrations[:kinds]
        total = float(concentrations.sum())
        curve = None
        probabilities = []
        for index in indexes:
            concentration = float(concentrations[index])
            if concentration / total >= COMMON:
                probabilities.append(1.0)
                continue
            curve = curve or _curve(concentrations / total)
            slices = slice_means(concentration, total) * (concentration / total)
            at = numpy.interp(WIDENING * slices, *curve)
            probabilities.append(float(at.mean()))
        return probabilities


def _curve(likelihoods):
    """Points (p, probability of a value of at most this p), ties together."""
    ascending = numpy.sort(likelihoods)
    summed = numpy.cumsum(ascending)
    last = numpy.append(numpy.diff(ascending) > 0, True)
    return (
        numpy.concatenate([[0.0], ascending[last]]),
        numpy.concatenate([[0.0], summed[last]]),
    )


def slice_means(concentration, total):
    """Means of the equally probable slices of Beta(a, A - a), in units of its mean.

    Taken at parameters rounded to 5 %, on which they hardly depend.
    """
    slices = 7 if total <= 100 else 5 if total <= 1000 else 3 if total <= 10000 else 1
    if slices == 1:
        return numpy.ones(1)
    return _slice_means(
        slices,
        round(20 * math.log(concentration)),
        round(20 * math.log(total - concentration)),
    )


@functools.lru_cache(maxsize=None)
def _slice_means(slices, log_a, log_b):
    a, b = math.exp(log_a / 20), math.exp(log_b / 20)
    # Over u = ln(x / (1 - x)) the density is x^a (1 - x)^b.
    width = 14 * math.sqrt(1 / a + 1 / b)
    u = math.log(a / b) + numpy.linspace(-width, width, 1501)
    log_x, log_rest = -numpy.logaddexp(0, -u), -numpy.logaddexp(0, u)
    density = a * log_x + b * log_rest
    density = numpy.exp(density - density.max())
    below = _integral(density)
    partial = _integral(density * numpy.exp(log_x)) / below[-1]
    at = numpy.interp(numpy.arange(slices + 1) / slices, below / below[-1], partial)
    return slices * numpy.diff(at) / partial[-1]


def _integral(heights):
    return numpy.concatenate([[0.0], numpy.cumsum((heights[1:] + heights[:-1]) / 2)])
