# SPDX-License-Identifier: Apache-2.0
"""How CloudTrail delivers: in files by account and region, late, some of it again."""

import collections
import heapq

FILE_SECONDS = 300
DELAY_SECONDS = (60, 840)
AGAIN_SECONDS = (30, 3 * 3600)
REPEAT_SHARES = (0.01, 0.21)  # of the records of an account


class Delivery:
    """Takes the calls of each day by time; gives their lines by file."""

    def __init__(self, rng):
        self._rng = rng
        self._shares = {}  # account -> share of its records that come again
        self._files = []  # (delivery time, number, lines)
        self._number = 0

    def add(self, lines):
        """`lines` has (time, account, region, line) of a day."""
        files = collections.defaultdict(list)
        for at, account, region, line in lines:
            files[account, region, int(at) // FILE_SECONDS].append(line)
        rng = self._rng
        for (account, _, slot), content in sorted(files.items()):
            share = self._shares.setdefault(account, rng.uniform(*REPEAT_SHARES))
            at = (slot + 1) * FILE_SECONDS + rng.uniform(*DELAY_SECONDS)
            rng.shuffle(content)
            self._put(at, content)
            if rng.random() < share:
                self._put(at + rng.uniform(*AGAIN_SECONDS), content)

    def _put(self, at, content):
        heapq.heappush(self._files, (at, self._number, content))
        self._number += 1

    def due(self, end):
        """The lines of all files that are delivered before `end`."""
        while self._files and self._files[0][0] < end:
            yield from heapq.heappop(self._files)[2]
