# SPDX-License-Identifier: Apache-2.0

import json
import unittest

import places
import records
import scenes
import thefts


def records_of(scene):
    return [(actor, json.loads(line)) for _, actor, line in scene.events()]


def made_by(name, scene):
    return [
        record
        for _, record in records_of(scene)
        if record["userIdentity"].get("userName") == name
    ]


class Scenes(unittest.TestCase):
    def assert_one_foreign_call_each(self, scene, count):
        played = [actor for actor, _ in records_of(scene) if actor]
        self.assertEqual(len(played), count)
        self.assertEqual(len(set(played)), count)
        for theft in scene.stream.thefts:
            victim = theft.victim
            with self.subTest(victim=victim.name):
                self.assertIn(theft.country, places.FOREIGN)
                self.assertNotEqual(theft.country, victim.country(0))
                self.assertIn(theft.calls[0].command, victim.work.names)

    def test_people_call_once_from_a_country_of_their_own(self):
        scene = scenes.new_country()
        self.assert_one_foreign_call_each(scene, 3)
        countries = {theft.country for theft in scene.stream.thefts}
        self.assertEqual(len(countries), 3)

    def test_machines_with_a_role_call_once_from_elsewhere(self):
        scene = scenes.machine_role()
        self.assert_one_foreign_call_each(scene, 3)
        self.assertEqual({t.victim.kind for t in scene.stream.thefts}, {"role"})

    def test_a_scene_ends_where_it_says(self):
        scene = scenes.new_country()
        last = records_of(scene)[-1][1]["eventTime"]
        self.assertEqual(last[:10], records.date(int(scene.end // thefts.DAY)))
        self.assertLess(last[11:13], "23")

    def test_hires_come_when_all_is_learned_and_live_where_they_should(self):
        for make, near in ((scenes.hires_near, True), (scenes.hires_far, False)):
            scene = make()
            people = {
                person.name: person for person in scene.stream.organisation.people
            }
            others = {p.home for p in people.values() if p.name not in scene.actors}
            for name in scene.actors:
                with self.subTest(make=make.__name__, name=name):
                    hire = people[name]
                    self.assertGreaterEqual(hire.first_day, scenes.TRAIN_DAYS)
                    self.assertLess(hire.first_day + 5, scene.stream.days)
                    self.assertEqual(hire.home in others, near)
                    self.assertEqual(hire.home in places.FOREIGN, not near)
                    self.assertFalse(hire.trips or hire.vpn)

    def test_travellers_work_in_four_new_countries_months_apart(self):
        scene, trips_of = scenes.travellers()
        countries = [country for trips in trips_of.values() for country in trips]
        self.assertEqual(len(set(countries)), 12)
        self.assertLessEqual(set(countries), set(places.FOREIGN))
        self.assertLessEqual(scene.stream.days, 366)
        addresses = {
            ".".join(record["sourceIPAddress"].split(".")[:2]) + "."
            for record in made_by("traveller-a", scene)
        }
        for country in trips_of["traveller-a"]:
            self.assertTrue(addresses & {*places.PLACES[country].networks}, country)

    def test_delayed_events_are_the_same_in_another_order(self):
        in_order, delayed, first_day = scenes.any_order(3, 7)
        self.assertNotEqual(in_order, delayed)
        self.assertEqual(sorted(in_order), sorted(delayed))
        self.assertEqual(first_day, "2025-03-06")
        latest = ""
        for line in delayed[:2000]:
            moment = json.loads(line)["eventTime"]
            latest = max(latest, moment)
            hours = int(latest[11:13]) - int(moment[11:13])
            self.assertLessEqual(hours, 1)


if __name__ == "__main__":
    unittest.main()
