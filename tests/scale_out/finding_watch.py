# SPDX-License-Identifier: Apache-2.0
"""Findings of a tenant while replicas fail: who makes them, and who watches them."""

import threading

import load as loads
import events  # isort: skip
import grpc
from farcall.v1 import finding_service_pb2

DAY = 86400
# Then it watches on through another replica: one that stands still says nothing.
WATCH_SECONDS = 4


class Thief(loads.Sender):
    """Robs one principal after another: a past of ten days, a theft, and more of it."""

    pause_seconds = 0.1

    def next_batch(self):
        number, part = divmod(self.answered, 3)
        victim = f"victim-{number}"
        if part == 0:
            inputs = [
                events.event(victim, seconds_ago=12 * DAY - hour * 6 * 3600)
                for hour in range(40)
            ]
        else:
            inputs = [
                events.event(victim, events.IN_BRAZIL, 3600 - 10 * part - call)
                for call in range(3)
            ]
        return self.batch_of(inputs)

    def victims(self):
        """Of whom a theft was answered."""
        return {events.user(f"victim-{n}") for n in range((self.answered + 1) // 3)}


class Watcher(threading.Thread):
    """Watches through any replica, each time from behind what it has handled."""

    def __init__(self, load, tenant):
        super().__init__(name=f"watcher-{tenant}", daemon=True)
        self.load = load
        self.tenant = tenant
        self.token = "start"
        self.changes = []  # findings, in the order in which they were told
        self.connections = 0
        self.ended = threading.Event()

    def run(self):
        try:
            while not self.ended.is_set():
                self.watch()
        except Exception as error:  # pylint: disable=broad-except
            self.load.errors.append(error)

    def watch(self):
        doors = self.load.doors.findings
        call = doors[self.connections % len(doors)].WatchFindings(
            finding_service_pb2.WatchFindingsRequest(
                tenant=self.tenant, resume_token=self.token
            ),
            timeout=WATCH_SECONDS,
        )
        self.connections += 1
        try:
            for answer in call:
                if answer.HasField("finding"):
                    self.changes.append(answer.finding)
                self.token = answer.resume_token
        except grpc.RpcError as error:
            if error.code() not in loads.AGAIN:
                raise
            self.ended.wait(loads.Sender.pause_seconds)

    def newest(self):
        """The last state of each finding that it was told."""
        return {finding.id: finding for finding in list(self.changes)}
