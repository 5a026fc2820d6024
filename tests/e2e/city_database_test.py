# SPDX-License-Identifier: Apache-2.0
"""City databases beside the country database: cities, and what the two disagree about."""

import json
import os

import events
import harness
import mmdb_writer

IN_SWITZERLAND = "9.9.9.9"  # which the country database does not know
CITIES = {
    "79.192.0.0/10": ("DE", "Berlin", 52.5, 13.4),
    "90.0.0.0/9": ("BE", "Brussels", 50.8, 4.4),
    "9.9.9.0/24": ("CH", "Zurich", 47.4, 8.5),
}
RECIFE = {"177.32.0.0/12": ("BR", "Recife", -8.05, -34.9)}
OLDER, NEWER = 1_690_000_000, 1_700_000_000
DISPUTED = "farcall_origin_countries_disputed_total"


class CityDatabaseTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.first, self.second = self.folder / "a.mmdb", self.folder / "b.mmdb"
        mmdb_writer.write_city_db(self.first, CITIES, NEWER)
        mmdb_writer.write_city_db(self.second, RECIFE, OLDER)

    def start(self):
        return self.start_server(
            f"--geoip-city-db={self.first},{self.second}", "--geoip-reload-seconds=1"
        )

    def result(self, server, address, mode=events.SCORE_ONLY, **fields):
        request = events.batch([events.event(address=address, **fields)], mode=mode)
        return server.scoring().ScoreEvents(request).results[0]

    def cities(self, server):
        request = events.get_request(events.COMMAND, "ec2:DescribeInstances")
        baseline = server.baselines().GetBaseline(request).baseline
        return {
            value.value
            for histogram in baseline.histograms
            if histogram.attribute == "city"
            for value in histogram.values
        }

    def test_the_country_database_keeps_the_country_and_the_city_is_learned(self):
        server = self.start()
        for address in (events.IN_GERMANY, events.IN_BRAZIL, events.IN_FRANCE):
            self.result(server, address, mode=events.SCORE_AND_LEARN)
        self.assertEqual(self.cities(server), {"DE/Berlin", "BR/Recife"})

    def test_without_a_city_database_no_city_is_learned(self):
        server = self.start_server()
        result = self.result(server, events.IN_FRANCE, mode=events.SCORE_AND_LEARN)
        self.assertEqual(result.city_database_country, "")
        self.assertEqual(self.cities(server), set())
        metrics = server.metrics()
        self.assertEqual(metrics[DISPUTED], 0)
        built = "farcall_geo_city_database_build_timestamp_seconds"
        self.assertEqual(metrics[built], 0)

    def test_answers_metrics_and_the_command_line_tell_a_disagreement(self):
        server = self.start()
        disputed = self.result(server, events.IN_FRANCE)
        self.assertEqual((disputed.origin, disputed.city_database_country), ("FR", "BE"))
        agreed = self.result(server, events.IN_GERMANY)
        self.assertEqual((agreed.origin, agreed.city_database_country), ("DE", ""))
        supplied = self.result(server, events.IN_FRANCE, country="DE")
        self.assertEqual(supplied.city_database_country, "")
        metrics = server.metrics()
        self.assertEqual(metrics[DISPUTED], 1)
        self.assertEqual(
            metrics["farcall_geo_city_database_build_timestamp_seconds"], OLDER
        )
        path = self.folder / "record.json"
        path.write_text(json.dumps(events.record_fields(address=events.IN_FRANCE)))
        explained = self.run_cli("explain", f"--server={server.address}", path)
        self.assertIn("The city database puts the address into BE", explained)
        line = self.run_cli(
            "score", f"--server={server.address}", "--format=ndjson", path
        )
        self.assertEqual(json.loads(line)["city_database_country"], "BE")

    def test_it_answers_where_the_country_database_does_not(self):
        result = self.result(self.start(), IN_SWITZERLAND)
        self.assertEqual((result.origin, result.city_database_country), ("CH", ""))

    def test_a_new_database_is_taken_up_and_a_bad_one_is_not(self):
        server = self.start()

        def country():
            return self.result(server, events.IN_BRAZIL).city_database_country

        def failures():
            return server.metrics()['farcall_geo_reloads_total{outcome="failure"}']

        self.assertEqual(country(), "")
        self.replace(lambda path: path.write_bytes(self.small_db.read_bytes()))
        harness.wait_until(lambda: failures() > 0, "a reload that fails")
        self.assertIn("geoip-city-db", server.log())
        self.assertEqual(country(), "")
        self.replace(
            lambda path: mmdb_writer.write_city_db(
                path, {"177.32.0.0/12": ("UY", "Montevideo", -34.9, -56.2)}
            )
        )
        harness.wait_until(lambda: country() == "UY", "the new database")

    def replace(self, write):
        new = self.folder / "new.mmdb"
        write(new)
        os.replace(new, self.second)


if __name__ == "__main__":
    harness.main()
