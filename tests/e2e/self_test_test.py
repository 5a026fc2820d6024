# SPDX-License-Identifier: Apache-2.0
"""The self-test: canaries whose stolen keys raise alerts, unless something is wrong."""

import os

import events
import grpc
import harness
import mmdb_writer

TENANT = "farcall-self-test"
LAST_ROUND = "farcall_self_test_last_round_timestamp_seconds"


def calls(metrics, call, outcome):
    return metrics[f'farcall_self_test_calls_total{{call="{call}",outcome="{outcome}"}}']


class SelfTestTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.overrides = self.folder / "overrides.csv"
        self.overrides.write_text("")
        self.db = self.folder / "country.mmdb"
        mmdb_writer.write_country_db(self.db, harness.CANARIES_DB)

    def start(self, *flags):
        return self.start_server(
            f"--geoip-overrides={self.overrides}",
            "--geoip-reload-seconds=1",
            *flags,
            geoip_db=self.db,
        )

    def override(self, text):
        new = self.folder / "new.csv"
        new.write_text(text)
        os.replace(new, self.overrides)

    def rounds(self, server, more):
        """The metrics once so many more rounds have ended."""
        name = "farcall_self_test_seconds_count"
        before = server.metrics()[name]
        harness.wait_until(
            lambda: server.metrics()[name] >= before + more, "rounds of the self-test"
        )
        return server.metrics()

    def test_finds_every_theft_and_no_false_alarm_also_after_a_restart(self):
        server = self.start("--self-test-seconds=1")
        for _ in range(2):
            metrics = self.rounds(server, 2)
            self.assertGreaterEqual(calls(metrics, "theft", "alert"), 24)
            self.assertEqual(calls(metrics, "theft", "quiet"), 0)
            self.assertGreaterEqual(calls(metrics, "honest", "quiet"), 6)
            self.assertEqual(calls(metrics, "honest", "alert"), 0)
            self.assertGreater(metrics[LAST_ROUND], 1_700_000_000)
            self.assertGreaterEqual(
                metrics['farcall_self_test_score{call="theft"}'], 70
            )
            self.assertLess(metrics['farcall_self_test_score{call="honest"}'], 20)
            # Nothing of it among what clients sent.
            self.assertEqual(metrics['farcall_events_total{outcome="scored"}'], 0)
            self.assertEqual(metrics["farcall_alerts_total"], 0)
            self.assertEqual(metrics["farcall_batch_seconds_count"], 0)
            server.stop()
            self.assertIn('"self-test passes"', server.log())
            server.start()

    def test_a_wrong_overrides_file_makes_it_miss_and_the_metrics_say_so(self):
        server = self.start("--self-test-seconds=1")
        self.rounds(server, 1)
        # The network of a thief, taken for the home of one canary.
        self.override("177.32.0.0/12,DE,,,\n")
        harness.wait_until(
            lambda: calls(server.metrics(), "theft", "quiet") >= 2, "missed thefts"
        )
        metrics = server.metrics()
        self.assertEqual(calls(metrics, "honest", "alert"), 0)
        self.assertLess(metrics['farcall_self_test_score{call="theft"}'], 70)
        line = [x for x in server.log().splitlines() if "stolen keys" in x]
        self.assertEqual(len(line), 1)
        self.assertIn("canary-user from DE (ORIGIN_SOURCE_OVERRIDE)", line[0])
        self.override("")
        harness.wait_until(
            lambda: server.metrics()['farcall_self_test_score{call="theft"}'] >= 70,
            "a round that passes",
        )

    def test_a_wrong_database_raises_false_alarms(self):
        server = self.start("--self-test-seconds=1")
        self.rounds(server, 1)
        new = self.folder / "new.mmdb"
        mmdb_writer.write_country_db(new, harness.CANARIES_DB | {"79.192.0.0/10": "PE"})
        os.replace(new, self.db)
        harness.wait_until(
            lambda: calls(server.metrics(), "honest", "alert") >= 2, "false alarms"
        )
        self.assertEqual(calls(server.metrics(), "theft", "quiet"), 0)

    def test_callers_may_read_its_tenant_and_not_teach_it(self):
        server = self.start("--self-test-seconds=1")
        self.rounds(server, 1)
        with self.assertRaises(grpc.RpcError) as refused:
            server.scoring().ScoreEvents(events.batch([events.event()], tenant=TENANT))
        self.assertEqual(refused.exception.code(), grpc.StatusCode.PERMISSION_DENIED)
        names = {
            baseline.entity.name
            for baseline in events.list_baselines(
                server.baselines(), events.PRINCIPAL, TENANT
            )
        }
        self.assertEqual(len(names), 3, names)

    def test_is_off_unless_asked_for(self):
        server = self.start()
        metrics = server.metrics()
        self.assertEqual(metrics["farcall_self_test_interval_seconds"], 0)
        self.assertEqual(metrics[LAST_ROUND], 0)


if __name__ == "__main__":
    harness.main()
