# SPDX-License-Identifier: Apache-2.0
"""What happens in a scene, beside the honest life of its organisation."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Act:
    """`calls` are what is to be explained. `before` has further honest calls. Of the
    life of `actors` nothing is left from `since` on: they are elsewhere then."""

    calls: list
    before: list = ()
    actors: frozenset = frozenset()
    since: float = 0

    def leaves(self, call):
        """Whether a call of the honest life happens all the same."""
        return call.source.actor not in self.actors or call.at < self.since
