# SPDX-License-Identifier: Apache-2.0
"""What scenes are, and where they are played: the real server on an empty store."""

import dataclasses
import typing

import server
from reality import alerts
from reality import office


@dataclasses.dataclass(frozen=True)
class Scene:
    """`play` is given a Theatre; it gives what was measured, and if the goal is met."""

    what: str
    goal: str
    play: typing.Callable


def reaches(answer, level):
    index = server.LEVELS.index
    return index(answer["risk"]) >= index(level)


def say(answer):
    return f"{answer['risk']} {answer['score']:.1f}"


def highest(answers):
    return max(answers, key=alerts.rank_of)


class Stage:
    """Sends calls to one server; a context manager."""

    def __init__(self, folder, binaries, databases, settings):
        self._file = folder / "scene.ndjson"
        self._server = server.Server(binaries, databases, settings)
        self._lines = office.Lines()

    def __enter__(self):
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._server.__enter__()
        return self

    def __exit__(self, *error):
        self._server.__exit__(*error)
        self._file.unlink(missing_ok=True)

    def play(self, calls, mode="score-and-learn"):
        """The answers to the calls, in order of time."""
        self._file.write_text("".join(self._lines.of(calls)))
        return list(self._server.score(self._file, mode=mode))

    def learn(self, calls):
        """As a backfill: habits are learned in silence."""
        return self.play(calls, "learn-only")

    def probe(self, call):
        """What the call would score now; nothing is learned by it."""
        (answer,) = self.play([call], "score-only")
        return answer


class Theatre:
    """Opens stages that have the same server."""

    def __init__(self, folder, binaries, databases, settings):
        self._folder = folder
        self._binaries, self._databases = binaries, databases
        self._settings = tuple(settings)

    def open(self, *settings):
        return Stage(
            self._folder,
            self._binaries,
            self._databases,
            (*self._settings, *settings),
        )
