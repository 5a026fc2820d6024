# SPDX-License-Identifier: Apache-2.0
"""An ASN database beside the country database: answers name who runs the network."""

import json
import os

import events
import harness
import mmdb_writer

from farcall.v1 import score_pb2

IN_CLOUD = "3.5.140.7"
OPERATORS = {
    "177.32.0.0/12": (28573, "Claro NXT Telecomunicacoes Ltda"),
    "3.0.0.0/9": (16509, "Amazon.com, Inc."),
}


class NetworkOperatorTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.db = self.folder / "asn.mmdb"
        mmdb_writer.write_asn_db(self.db, OPERATORS)

    def start(self):
        return self.start_server(
            f"--geoip-asn-db={self.db}", "--geoip-reload-seconds=1"
        )

    def result(self, server, **fields):
        request = events.batch([events.event(**fields)], mode=events.SCORE_ONLY)
        return server.scoring().ScoreEvents(request).results[0]

    def replace(self, write):
        new = self.folder / "new.mmdb"
        write(new)
        os.replace(new, self.db)

    def test_answers_name_the_operator_beside_the_country(self):
        server = self.start()
        brazil = self.result(server, address=events.IN_BRAZIL)
        self.assertEqual(brazil.origin, "BR")
        self.assertEqual(
            brazil.network_operator,
            score_pb2.NetworkOperator(
                as_number=28573,
                organisation="Claro NXT Telecomunicacoes Ltda",
                kind=score_pb2.NETWORK_OPERATOR_KIND_ACCESS,
                key="AS28573",
            ),
        )
        cloud = self.result(server, address=IN_CLOUD, country="US")
        self.assertEqual(cloud.network_operator.key, "amazon")
        self.assertEqual(
            cloud.network_operator.kind, score_pb2.NETWORK_OPERATOR_KIND_CLOUD
        )
        for address in (events.IN_GERMANY, "10.0.0.1", "ec2.amazonaws.com", ""):
            result = self.result(server, address=address)
            self.assertFalse(result.HasField("network_operator"), address)

    def test_the_metrics_count_operators_and_tell_the_age_of_the_database(self):
        server = self.start()
        for address in (events.IN_BRAZIL, IN_CLOUD, IN_CLOUD, "10.0.0.1"):
            self.result(server, address=address)
        metrics = server.metrics()
        name = 'farcall_network_operators_total{kind="%s"}'
        found = {
            kind: metrics[name % kind]
            for kind in ("access", "cloud", "hosting", "unknown")
        }
        self.assertEqual(found, {"access": 1, "cloud": 2, "hosting": 0, "unknown": 1})
        self.assertEqual(
            metrics["farcall_geo_asn_database_build_timestamp_seconds"], 1_700_000_000
        )

    def test_without_an_asn_database_answers_name_no_operator(self):
        server = self.start_server()
        result = self.result(server, address=events.IN_BRAZIL)
        self.assertEqual(result.origin, "BR")
        self.assertFalse(result.HasField("network_operator"))
        built = "farcall_geo_asn_database_build_timestamp_seconds"
        self.assertEqual(server.metrics()[built], 0)

    def test_a_new_database_is_taken_up_and_a_bad_one_is_not(self):
        server = self.start()

        def organisation():
            found = self.result(server, address=events.IN_BRAZIL).network_operator
            return found.organisation

        def failures():
            return server.metrics()['farcall_geo_reloads_total{outcome="failure"}']

        # A country database in its place.
        self.replace(lambda path: path.write_bytes(self.small_db.read_bytes()))
        harness.wait_until(lambda: failures() > 0, "a reload that fails")
        self.assertEqual(organisation(), "Claro NXT Telecomunicacoes Ltda")
        self.assertIn("geoip-asn-db", server.log())
        self.replace(
            lambda path: mmdb_writer.write_asn_db(
                path, {"177.32.0.0/12": (28573, "Another name")}
            )
        )
        harness.wait_until(lambda: organisation() == "Another name", "the new database")

    def test_the_command_line_names_the_operator(self):
        server = self.start()
        path = self.folder / "record.json"
        path.write_text(json.dumps(events.record_fields(address=IN_CLOUD)))
        explained = self.run_cli("explain", f"--server={server.address}", path)
        self.assertIn("operator    AS16509 Amazon.com, Inc. (CLOUD)\n", explained)
        lines = self.run_cli(
            "score", f"--server={server.address}", "--format=ndjson", path
        )
        self.assertEqual(
            json.loads(lines)["network_operator"],
            {
                "as_number": 16509,
                "organisation": "Amazon.com, Inc.",
                "kind": "CLOUD",
                "key": "amazon",
            },
        )


if __name__ == "__main__":
    harness.main()
