# SPDX-License-Identifier: Apache-2.0
"""Plays scenes: the trail to a tenant of its own, then the card of the finding."""

from explained import keys
from explained import scenes
from explained import world
from reality import stream

LIFE, ACT = "life", "act"


class Player:
    def __init__(self, farcalld, folder):
        self._server, self._file = farcalld, folder / "scene.ndjson"

    def play(self, scene, where):
        """What the card says of the scene, and how many draws were needed.

        Of a scene whose draws raise no finding, `first` is None.
        """
        for attempt in range(scenes.DRAWS_MAX):
            tenant = f"scene-{scene.seed}-{scene.number:03d}-{attempt}"
            finding = self._finding(tenant, where.life, scene.draw(where, attempt))
            if finding:
                card = self._server.card(finding, tenant)
                return _result(scene, attempt + 1, card)
        return _result(scene, scenes.DRAWS_MAX, None)

    def remove_file(self):
        self._file.unlink(missing_ok=True)

    def _finding(self, tenant, life, act):
        """The id of the act's finding with the highest score; None if it has none."""
        self._write(life, act)
        best = None, 0
        options = ("--min-risk=medium", f"--tenant={tenant}")
        for answer in self._server.score(self._file, options=options):
            if answer["event_id"].startswith(ACT) and answer["finding_id"]:
                best = max(best, (answer["finding_id"], answer["score"]), key=_score)
        return best[0]

    def _write(self, life, act):
        calls = [(call, LIFE) for call in life if act.leaves(call)]
        calls += [(call, LIFE) for call in act.before]
        calls += [(call, ACT) for call in act.calls]
        end = world.DAYS * world.DAY
        calls = [(call, part) for call, part in calls if 0 <= call.at < end]
        calls.sort(key=lambda made: made[0].at)
        own = keys.Keys()
        with self._file.open("w") as file:
            for number, (call, part) in enumerate(calls):
                made = own.of_session(call)
                file.write(stream.line_of(f"{part}-{number:06d}", made))


def _score(found):
    return found[1]


def _result(scene, draws, card):
    result = {
        "number": scene.number,
        "seed": scene.seed,
        "kind": scene.kind,
        "reason": scene.label.reason,
        "draws": draws,
        "first": None,
    }
    if card is None:
        return result
    explanations = card["explanations"]
    return result | {
        "first": explanations[0]["reason"] if explanations else "none",
        "explanations": explanations,
        "score": card["finding"]["peak_score"],
        "judgements": {
            section["key"]: section["judgement"] for section in card["sections"]
        },
    }
