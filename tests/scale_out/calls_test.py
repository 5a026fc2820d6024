# SPDX-License-Identifier: Apache-2.0
"""Callers need not know who owns what: any replica answers each method."""

import time

import replicas as cluster
import scale_out
import stores
import events  # isort: skip
import grpc
import harness
from farcall.v1 import baseline_service_pb2 as baseline_pb2
from farcall.v1 import finding_pb2, finding_service_pb2

DAY = 86400
TENANTS = [f"tenant-{number}" for number in range(12)]
ALICE = events.user("alice")


def past(principal):
    """Calls from Germany of ten days."""
    return [
        events.event(principal, seconds_ago=12 * DAY - hour * 6 * 3600) for hour in range(40)
    ]


class CallsTest(scale_out.ScaleOutTest):
    def setUp(self):
        super().setUp()
        self.new_replicas(takeover_ms=cluster.CALM_TAKEOVER_MS)
        self.turn = 0

    def next_replica(self):
        """Each in turn: of three calls, two or more are the owner's through another."""
        self.turn += 1
        return self.replicas.all[self.turn % len(self.replicas.all)]

    def test_a_replica_without_a_copy_answers(self):
        self.replicas.start()
        for tenant in TENANTS:
            sent = 0
            before = {one.name: one.forwarded() for one in self.replicas}
            for one in self.replicas:
                batch = events.batch([events.event() for _ in range(5)], tenant=tenant)
                results = one.scoring().ScoreEvents(batch).results
                self.assertEqual({r.WhichOneof("outcome") for r in results}, {"score"})
                self.assertFalse(any(result.duplicate for result in results))
                sent += len(batch.events)
                asked = events.get_request(events.TENANT, tenant=tenant)
                for other in self.replicas:
                    known = other.baselines().GetBaseline(asked).baseline
                    self.assertEqual(known.calls, sent)
            # Of three replicas two do not own the shard, and one holds no copy of it.
            went_on = [one.forwarded() - before[one.name] for one in self.replicas]
            self.assertEqual(sorted(went_on), [0, 4, 4], tenant)
        held = [one.shards("owner") + one.shards("follower") for one in self.replicas]
        self.assertEqual(sum(held), 2 * self.replicas.shards)
        self.assertLess(min(held), self.replicas.shards)

    def test_a_replica_without_any_copy_answers(self):
        few = self.new_replicas(
            topic=self.new_topic(1), shards=1, takeover_ms=cluster.CALM_TAKEOVER_MS
        ).start()
        batch = events.batch([events.event()])
        for one in few:
            result = one.scoring().ScoreEvents(batch).results[0]
            self.assertEqual(result.WhichOneof("outcome"), "score")
        held = [one.shards("owner") + one.shards("follower") for one in few]
        self.assertEqual(sorted(held), [0, 1, 1])

    def test_a_stream_through_any_replica(self):
        self.replicas.start()
        for tenant in TENANTS[:4]:
            for one in self.replicas:
                requests = [
                    events.stream_request(events.batch([events.event()], tenant=tenant))
                    for _ in range(20)
                ]
                answers = list(one.scoring().StreamScoreEvents(iter(requests)))
                self.assertEqual(len(answers), len(requests))
            asked = events.get_request(events.TENANT, tenant=tenant)
            known = self.next_replica().baselines().GetBaseline(asked).baseline
            self.assertEqual(known.calls, 20 * len(self.replicas.all))

    def test_feedback_and_erasure_through_any_replica(self):
        self.replicas.start()
        for tenant in TENANTS[:4]:
            with self.subTest(tenant):
                self.check_feedback(tenant)
                self.check_erasure(tenant)
        self.replicas.stop()
        stores.check_copies(self.replicas)

    def check_feedback(self, tenant):
        for people in ("alice", "bob"):
            batch = events.batch(past(people), tenant=tenant)
            self.next_replica().scoring().ScoreEvents(batch)
        theft = events.event("alice", events.IN_BRAZIL)
        before = self.score_only(tenant, theft)
        said = {"feedback_id": "f1", "actor": "carol", "reason": "travel", "tenant": tenant}
        request = baseline_pb2.MarkBenignRequest(event=theft, **said)
        self.assertFalse(self.next_replica().baselines().MarkBenign(request).duplicate)
        for one in self.replicas:
            self.assertTrue(one.baselines().MarkBenign(request).duplicate)
        after = self.score_only(tenant, theft)
        self.assertLess(after, before)
        request = baseline_pb2.ListFeedbackRequest(tenant=tenant)
        for one in self.replicas:
            (entry,) = one.baselines().ListFeedback(request).entries
            self.assertEqual(entry.feedback_id, "f1")
        forget = baseline_pb2.ForgetRequest(
            principal=ALICE, feedback_id="f2", actor="carol", tenant=tenant
        )
        getattr(forget, "from").seconds = int(time.time()) - 20 * DAY
        forget.to.seconds = int(time.time())
        removed = self.next_replica().baselines().Forget(forget)
        self.assertGreater(removed.observations_removed, 0)
        self.assertTrue(self.next_replica().baselines().Forget(forget).duplicate)

    def score_only(self, tenant, event):
        batch = events.batch([event], mode=events.SCORE_ONLY, tenant=tenant)
        scores = {one.scoring().ScoreEvents(batch).results[0].score.score for one in self.replicas}
        self.assertEqual(len(scores), 1)
        return scores.pop()

    def check_erasure(self, tenant):
        entity = baseline_pb2.Entity(tenant=tenant, kind=events.PRINCIPAL, name=ALICE)
        gone = self.next_replica().baselines().DeleteBaseline(
            baseline_pb2.DeleteBaselineRequest(entity=entity)
        )
        self.assertGreater(gone.histograms_deleted, 0)
        for one in self.replicas:
            with self.assertRaises(grpc.RpcError) as caught:
                one.baselines().GetBaseline(events.get_request(events.PRINCIPAL, ALICE, tenant))
            self.assertEqual(caught.exception.code(), grpc.StatusCode.NOT_FOUND)
            listed = events.list_baselines(one.baselines(), events.PRINCIPAL, tenant)
            self.assertEqual([one.entity.name for one in listed], [events.user("bob")])

    def test_findings_through_any_replica(self):
        self.replicas.start()
        for tenant in TENANTS[:4]:
            with self.subTest(tenant):
                self.check_finding(tenant)
        self.replicas.stop()
        stores.check_copies(self.replicas)

    def list_findings(self, replica, tenant):
        request = finding_service_pb2.ListFindingsRequest(tenant=tenant)
        return replica.findings().ListFindings(request)

    def check_finding(self, tenant):
        token = self.list_findings(self.next_replica(), tenant).resume_token
        watches = [
            one.findings().WatchFindings(
                finding_service_pb2.WatchFindingsRequest(tenant=tenant, resume_token=token)
            )
            for one in self.replicas
        ]
        self.next_replica().scoring().ScoreEvents(events.batch(past("alice"), tenant=tenant))
        theft = [events.event("alice", events.IN_BRAZIL) for _ in range(3)]
        self.next_replica().scoring().ScoreEvents(events.batch(theft, tenant=tenant))
        found = {
            finding.SerializeToString(deterministic=True)
            for one in self.replicas
            for finding in self.list_findings(one, tenant).findings
        }
        self.assertEqual(len(found), 1)
        finding = finding_pb2.Finding.FromString(found.pop())
        for watch in watches:
            told = next(one.finding for one in watch if one.HasField("finding"))
            self.assertEqual(told, finding)
            watch.cancel()
        self.check_decision(tenant, finding)

    def check_decision(self, tenant, finding):
        said = {"tenant": tenant, "finding_id": finding.id, "actor": "erin"}
        acknowledged = (
            self.next_replica()
            .findings()
            .AcknowledgeFinding(
                finding_service_pb2.AcknowledgeFindingRequest(
                    request_id="r1", expected_revision=finding.revision, **said
                )
            )
        )
        self.assertEqual(acknowledged.finding.assignee, "erin")
        for number, one in enumerate(self.replicas):
            one.findings().AddNote(
                finding_service_pb2.AddNoteRequest(
                    request_id=f"n{number}", text=f"note {number}", **said
                )
            )
        asked = finding_service_pb2.GetFindingRequest(tenant=tenant, finding_id=finding.id)
        for one in self.replicas:
            notes = one.findings().GetFinding(asked).notes
            self.assertEqual([note.text for note in notes], ["note 0", "note 1", "note 2"])
        card = finding_service_pb2.GetCardRequest(tenant=tenant, finding_id=finding.id)
        for one in self.replicas:
            self.assertEqual(one.findings().GetCard(card).card.finding.id, finding.id)


if __name__ == "__main__":
    harness.main()
