# SPDX-License-Identifier: Apache-2.0
"""A new country database is taken up while the server runs; a bad one is not."""

import json
import os

import events
import harness
import mmdb_writer
from farcall.v1 import score_pb2

ADDRESS = "177.32.4.9"


class GeoReloadTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.db = self.folder / "country.mmdb"
        mmdb_writer.write_country_db(self.db, {"177.32.0.0/12": "BR"})
        self.server = self.start_server("--geoip-reload-seconds=1", geoip_db=self.db)

    def replace(self, write):
        new = self.folder / "new.mmdb"
        write(new)
        os.replace(new, self.db)

    def origin(self):
        request = events.batch([events.event(address=ADDRESS)], mode=events.SCORE_ONLY)
        return self.server.scoring().ScoreEvents(request).results[0].origin

    def reloads(self, outcome):
        return sum(
            value
            for name, value in self.server.metrics().items()
            if name.startswith("farcall_geo") and "reload" in name and outcome in name
        )

    def test_a_new_database_changes_the_origin_of_later_events(self):
        self.assertEqual(self.origin(), "BR")
        self.replace(
            lambda path: mmdb_writer.write_country_db(path, {"177.32.0.0/12": "AR"})
        )
        harness.wait_until(lambda: self.origin() == "AR", "the new database")

    def test_a_network_that_a_new_database_moves_stays_known(self):
        home, abroad = ADDRESS, "14.160.2.3"
        past = [
            events.event(address=home, seconds_ago=hour * 3600)
            for hour in range(24, 24 * 30, 3)
        ]
        scoring = self.server.scoring()
        scoring.ScoreEvents(events.batch(past, mode=events.LEARN_ONLY))
        self.replace(
            lambda path: mmdb_writer.write_country_db(
                path,
                {"177.32.0.0/12": "VN", "14.160.0.0/12": "VN"},
                build_epoch=1_760_000_000,
            )
        )
        harness.wait_until(lambda: self.origin() == "VN", "the new database")

        before = self.moved_events()  # by the call that saw the new database
        for _ in range(10):
            result = scoring.ScoreEvents(
                events.batch(
                    [events.event(address=home, seconds_ago=60)],
                    factors_from=score_pb2.RISK_LEVEL_NONE,
                )
            ).results[0]
            self.assertEqual(result.origin, "VN")
            self.assertLess(result.score.score, 5)
            self.assertEqual(result.geo_moved.country, "BR")
            built = result.geo_moved.country_database_built.seconds
            self.assertEqual(built, 1_700_000_000)
        place = next(
            factor
            for factor in result.score.factors
            if factor.detector == "country_for_principal"
        )
        self.assertIn("was in BR by the country database of", place.explanation)
        theft = scoring.ScoreEvents(
            events.batch([events.event(address=abroad, seconds_ago=30)])
        ).results[0]
        self.assertGreaterEqual(theft.score.score, 70)
        self.assertFalse(theft.HasField("geo_moved"))
        self.assertEqual(self.moved_events() - before, 10)

    def moved_events(self):
        return self.server.metrics()["farcall_events_geo_moved_total"]

    def test_a_bad_database_leaves_the_old_one_in_use(self):
        failures = self.reloads("fail")
        self.replace(lambda path: path.write_bytes(b"no database at all"))
        harness.wait_until(
            lambda: self.reloads("fail") > failures, "a reload that fails"
        )
        self.assertEqual(self.origin(), "BR")
        self.replace(
            lambda path: mmdb_writer.write_country_db(path, {"177.32.0.0/12": "CL"})
        )
        harness.wait_until(lambda: self.origin() == "CL", "a good database again")

    def ranges_created(self, server):
        return server.metrics()["farcall_aws_ip_ranges_created_timestamp_seconds"]

    def write_ranges(self, day):
        new = self.folder / "new.json"
        ranges = {
            "createDate": f"2026-11-{day}-00-00-00",
            "prefixes": [
                {"ip_prefix": "3.0.0.0/8", "region": "eu-west-1", "service": "EC2"}
            ],
            "ipv6_prefixes": [
                {"ipv6_prefix": "2600::/16", "region": "GLOBAL", "service": "S3"}
            ],
        }
        new.write_text(json.dumps(ranges))
        path = self.folder / "ip-ranges.json"
        os.replace(new, path)
        return path

    def test_a_bad_list_leaves_the_old_one_in_use(self):
        day = 86_400
        first = 1_795_132_800  # 2026-11-20
        path = self.write_ranges(20)
        self.server = self.start_server(
            "--geoip-reload-seconds=1",
            f"--aws-ip-ranges={path}",
            data="other",
            geoip_db=self.db,
        )
        self.assertEqual(self.ranges_created(self.server), first)
        bad = self.folder / "bad.json"
        bad.write_text("{")
        os.replace(bad, path)
        harness.wait_until(lambda: self.reloads("fail") > 0, "a reload that fails")
        self.assertEqual(self.ranges_created(self.server), first)
        self.write_ranges(21)
        harness.wait_until(
            lambda: self.ranges_created(self.server) == first + day, "the new list"
        )


if __name__ == "__main__":
    harness.main()
