# SPDX-License-Identifier: Apache-2.0
"""With a pseudonym key neither the store nor its backups hold names of principals, and
all that is asked by name is answered as ever."""

import events
import grpc
import harness
from farcall.v1 import admin_service_pb2 as admin_pb2
from farcall.v1 import baseline_service_pb2 as baseline_pb2

ALICE = events.user("alice")


class PseudonymsTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.key = self.folder / "key"
        self.key.write_text("0123456789abcdef" * 4 + "\n")
        self.backups = self.folder / "backups"

    def flags(self):
        return (f"--pseudonym-key-file={self.key}", f"--backup-dir={self.backups}")

    def say(self, server):
        request = baseline_pb2.MarkMaliciousRequest(feedback_id="f", actor="carol")
        request.place.principal, request.place.origin = ALICE, "FR"
        return server.baselines().MarkMalicious(request)

    def peers(self, server):
        request = events.get_request(events.PEERS_KIND, events.PEERS)
        (countries,) = [
            histogram
            for histogram in server.baselines().GetBaseline(request).baseline.histograms
            if histogram.attribute == "country"
        ]
        return {value.value for value in countries.values}

    def files_that_hold_alice(self):
        return [
            path.name
            for folder in (self.folder / "data", self.backups)
            for path in folder.rglob("*")
            if path.is_file() and b"user/alice" in path.read_bytes()
        ]

    def learn(self, server):
        inputs = [events.event(seconds_ago=7200)]
        inputs += [events.event(address=events.IN_FRANCE)]
        (*_, last) = server.scoring().ScoreEvents(events.batch(inputs)).results
        return last

    def test_names_are_answered_and_not_kept(self):
        server = self.start_server(*self.flags())
        result = self.learn(server)
        self.assertEqual(result.principal, ALICE)
        self.assertIn("alice", str(result.score))
        service = server.baselines()
        found = service.GetBaseline(events.get_request(events.PRINCIPAL, ALICE))
        self.assertEqual(found.baseline.entity.name, ALICE)
        self.assertEqual(found.baseline.calls, 2)

        # What a principal gave to its peers is taken back, as the key tells them.
        self.assertEqual(self.peers(server), {"DE", "FR"})
        self.assertEqual(self.say(server).principal, ALICE)
        self.assertEqual(self.peers(server), {"DE"})
        (entry,) = service.ListFeedback(
            baseline_pb2.ListFeedbackRequest(principal=ALICE)
        ).entries
        self.assertEqual(entry.principal, ALICE)

        (listed,) = events.list_baselines(service, events.PRINCIPAL)
        self.assertRegex(listed.entity.name, "^pseudonym:[0-9a-f]{32}$")
        by_pseudonym = service.GetBaseline(
            events.get_request(events.PRINCIPAL, listed.entity.name)
        )
        self.assertEqual(by_pseudonym.baseline.calls, 2)
        with self.assertRaises(grpc.RpcError) as caught:
            list(events.list_baselines(service, events.PRINCIPAL, prefix="arn:"))
        self.assertEqual(caught.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)

        list(server.admin().CreateBackup(admin_pb2.CreateBackupRequest()))
        server.admin().Compact(admin_pb2.CompactRequest())
        self.assertEqual(server.stop(), 0)
        self.assertEqual(self.files_that_hold_alice(), [])

        again = self.start_server(*self.flags())
        found = again.baselines().GetBaseline(
            events.get_request(events.PRINCIPAL, ALICE)
        )
        self.assertEqual(found.baseline.calls, 2)
        request = baseline_pb2.DeleteBaselineRequest()
        request.entity.kind, request.entity.name = events.PRINCIPAL, ALICE
        deleted = again.baselines().DeleteBaseline(request)
        self.assertGreater(deleted.histograms_deleted, 0)
        self.assertEqual(
            list(events.list_baselines(again.baselines(), events.PRINCIPAL)), []
        )

    def test_without_a_key_names_are_kept(self):
        """Else the test above would prove nothing."""
        server = self.start_server()
        self.learn(server)
        self.assertEqual(server.stop(), 0)
        self.assertNotEqual(self.files_that_hold_alice(), [])

    def assert_cannot_start(self, word, *flags):
        server = self.new_server(*flags)
        done = server.run()
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(word, done.stderr)
        return done.stderr

    def test_a_store_opens_with_its_own_key_alone(self):
        self.start_server(*self.flags()).stop()
        self.assert_cannot_start("holds pseudonyms of principals")
        self.key.write_text("another secret" * 4)
        self.assert_cannot_start("another pseudonym key", *self.flags())
        self.key.write_text("a short secret")
        told = self.assert_cannot_start("at least 32", *self.flags())
        self.assertNotIn("a short secret", told)
        self.key.unlink()
        self.assert_cannot_start(str(self.key), *self.flags())


if __name__ == "__main__":
    harness.main()
