# SPDX-License-Identifier: Apache-2.0
"""What scenes play, without a server."""

import json
import unittest

from explained import keys
from explained import scenes
from explained import world
from reality import stream


class Scenes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        ((cls.where, cls.scenes),) = scenes.of_seed(7, len(scenes.KINDS))

    def act(self, kind):
        scene = next(scene for scene in self.scenes if scene.kind == kind)
        return scene.draw(self.where, 0)

    def test_there_are_seven_thefts_and_five_honest_kinds(self):
        kinds = scenes.KINDS.values()
        self.assertEqual(sum(kind.is_theft for kind in kinds), 7)
        honest = [kind.reason for kind in kinds if not kind.is_theft]
        self.assertEqual(sorted(honest), sorted(scenes.HARMLESS))

    def test_the_same_scene_is_the_same_again(self):
        for scene in self.scenes:
            with self.subTest(scene.kind):
                first, second = (scene.draw(self.where, 0) for _ in range(2))
                self.assertEqual(first.calls, second.calls)
                self.assertNotEqual(first.calls, scene.draw(self.where, 1).calls)

    def test_something_happens_at_the_end_of_the_trail(self):
        for scene in self.scenes:
            with self.subTest(scene.kind):
                last = max(call.at for call in scene.draw(self.where, 0).calls)
                self.assertGreater(last, (world.ACT_DAY - 1) * world.DAY)

    def test_who_travels_is_not_at_home(self):
        act = self.act("travel")
        (actor,) = act.actors
        left = [call for call in self.where.life if act.leaves(call)]
        self.assertFalse(
            [c for c in left if c.source.actor == actor and c.at >= act.since]
        )
        self.assertTrue([c for c in left if c.source.actor == actor])

    def test_people_behind_an_exit_have_one_address(self):
        calls = self.act("egress").calls
        by_person = {}
        for call in calls:
            if call.source.label.place not in ("CloudShell", "AWS Internal"):
                address = keys.ADDRESS.search(call.source.start).group(1)
                by_person.setdefault(call.source.actor, set()).add(address)
        self.assertGreaterEqual(len(by_person), 3)
        self.assertEqual(len(set.union(*by_person.values())), 1)

    def test_housekeeping_has_an_hour_of_its_own(self):
        act = self.act("housekeeping")
        hours = {int(call.at % world.DAY // world.HOUR) for call in act.before}
        self.assertEqual(len(hours), 1)
        self.assertGreaterEqual(len({call.at // world.DAY for call in act.before}), 5)


class Keys(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.where = world.world_of(0, 7)

    def keys_of(self, calls):
        own = keys.Keys()
        for number, call in enumerate(calls):
            line = stream.line_of(f"{number}", own.of_session(call))
            yield call, json.loads(line)["userIdentity"].get("accessKeyId")

    def test_each_run_of_a_ci_has_a_key_from_one_address(self):
        runs = [c for c in self.where.life if c.source.label.life == "CI runner"]
        addresses = {}
        for call, key in self.keys_of(runs):
            address = keys.ADDRESS.search(call.source.start).group(1)
            addresses.setdefault(key, set()).add(address)
        self.assertGreater(len(addresses), 50)
        self.assertEqual({len(of) for of in addresses.values()}, {1})

    def test_long_term_keys_stay(self):
        typed = [
            call
            for call in self.where.life
            if call.source.label.activity == "command line"
            and '"type":"IAMUser"' in call.source.start
        ]
        self.assertTrue(typed)
        for call, key in self.keys_of(typed):
            self.assertEqual(key, keys.KEY.search(call.source.start).group(0)[15:-1])

    def test_a_thief_has_the_key_of_the_latest_session(self):
        honest = next(
            c
            for c in self.where.life
            if '"type":"AssumedRole"' in c.source.start
            and c.source.label.activity == "command line"
        )
        label = honest.source.label._replace(theft="theft", life="script")
        start = honest.source.start.replace("2025-", "2026-")  # another session
        stolen = honest._replace(
            source=honest.source._replace(label=label, start=start)
        )
        (_, own), (_, taken) = self.keys_of([honest, stolen])
        self.assertEqual(own, taken)


if __name__ == "__main__":
    unittest.main()
