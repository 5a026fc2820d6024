# SPDX-License-Identifier: Apache-2.0
"""Findings as OCSF, checked against the schema that OCSF publishes, in every state.

The schema comes from scripts/setup.sh test, which fetches it into build/tools.
"""

import copy
import json
import os
import pathlib
import subprocess
import sys

import events
import harness
from farcall.v1 import baseline_service_pb2

WHEEL = pathlib.Path(__file__).resolve().parents[2] / "build/tools/ocsf-json-schema"
if not WHEEL.is_dir():
    if os.environ.get("CI"):
        raise SystemExit("the schemas of OCSF are not there: scripts/setup.sh test")
    print("skipped: the schemas of OCSF are not there; scripts/setup.sh test fetches them")
    sys.exit(77)
sys.path.insert(0, str(WHEEL))
import jsonschema  # noqa: E402
import ocsf_json_schema  # noqa: E402

DAY = 86400
CLASS = "detection_finding"
# Receivers that are a version behind read the same, but for the profile `incident`.
OLDER = "1.5.0"
INCIDENT = {"assignee", "priority", "priority_id", "verdict", "verdict_id"}


class Schema:
    """The class Detection Finding of one version, with profiles."""

    def __init__(self, version, profiles):
        self.known = ocsf_json_schema.get_ocsf_schema(version)
        embedded = ocsf_json_schema.OcsfJsonSchemaEmbedded(copy.deepcopy(self.known))
        schema = embedded.get_class_schema(CLASS, profiles)
        self.validator = jsonschema.Draft202012Validator(schema)

    def errors(self, document):
        found = [
            f"{'/'.join(map(str, error.path))}: {error.message[:200]}"
            for error in self.validator.iter_errors(document)
        ]
        attributes = self.known["classes"][CLASS]["attributes"]
        return found + self._captions(document, attributes, "")

    def _captions(self, value, attributes, path):
        """Texts that are not the caption of the number beside them."""
        found = []
        for name, attribute in attributes.items():
            if name not in value:
                continue
            number = value[name]
            caption = attribute.get("enum", {}).get(str(number), {}).get("caption")
            sibling = attribute.get("sibling")
            if caption and number != 99 and sibling in value and value[sibling] != caption:
                found.append(f"{path}{sibling} is {value[sibling]}, and not {caption}")
            inner = self.known["objects"].get(attribute.get("object_type"), {})
            for one in number if isinstance(number, list) else [number]:
                if isinstance(one, dict):
                    inside = inner.get("attributes", {})
                    found += self._captions(one, inside, f"{path}{name}/")
        return found


class SchemasTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.server = self.start_server()
        for name in ("alice", "bob", "carol"):
            past = [
                events.event(principal=name, seconds_ago=12 * DAY - hour * 21600)
                for hour in range(40)
            ]
            self.server.scoring().ScoreEvents(events.batch(past))
        for name in ("alice", "bob", "carol"):
            self.server.scoring().ScoreEvents(events.batch(self.theft(name)))

    def theft(self, name):
        commands = ["sts:GetCallerIdentity", "iam:CreateAccessKey", "s3:GetObject"]
        return [
            events.event(
                principal=name,
                address=events.IN_BRAZIL,
                seconds_ago=3600 - number,
                command=command,
            )
            for number, command in enumerate(commands)
        ]

    def cli(self, *arguments):
        return self.run_cli(*arguments, f"--server={self.server.address}")

    def listed(self, *arguments):
        lines = self.cli("findings", "--format=ocsf", *arguments).splitlines()
        return [json.loads(line) for line in lines]

    def in_every_state(self):
        """Findings as they are after each step of their life, by what was done."""
        opened = self.listed()
        self.assertEqual(len(opened), 3)
        ids = [one["finding_info"]["uid"] for one in opened]
        self.cli("ack", ids[0], "--assignee=dora")
        self.cli("close", ids[1], "--benign", "--reason=travel")
        self.cli("close", ids[2], "--malicious", "--reason=stolen-credential")
        triaged = self.listed("--state=acknowledged,benign,malicious")
        self.assertEqual(len(triaged), 3)
        entity = baseline_service_pb2.Entity(
            kind=events.PRINCIPAL, name=events.user("carol")
        )
        self.server.baselines().DeleteBaseline(
            baseline_service_pb2.DeleteBaselineRequest(entity=entity)
        )
        return opened + triaged + self.watched_until_removed()

    def watched_until_removed(self):
        """What a watcher is told from the start on, up to a finding that is removed."""
        command = [harness.BIN_DIR / "farcall", "watch", "--from-start", "--format=ocsf"]
        command.append(f"--server={self.server.address}")
        watcher = subprocess.Popen(
            command, stdout=subprocess.PIPE, env=harness.ENVIRONMENT
        )
        try:
            documents = []
            while not documents or documents[-1]["status"] != "Deleted":
                documents.append(json.loads(watcher.stdout.readline()))
            return documents
        finally:
            watcher.kill()
            watcher.wait()
            watcher.stdout.close()

    def test_every_finding_keeps_to_the_published_schema(self):
        documents = self.in_every_state()
        schema = Schema("1.8.0", ["cloud", "incident"])
        older = Schema(OLDER, ["cloud"])
        for document in documents:
            self.assertEqual(document["metadata"]["version"], "1.8.0")
            with self.subTest(document["status"]):
                self.assertEqual(schema.errors(document), [])
                if document["status"] == "Deleted":  # it has no such state
                    continue
                without = {k: v for k, v in document.items() if k not in INCIDENT}
                self.assertEqual(older.errors(without), [])
        states = {document["status"] for document in documents}
        self.assertLessEqual({"New", "In Progress", "Resolved", "Deleted"}, states)

    def test_the_check_finds_what_is_wrong(self):
        schema = Schema("1.8.0", ["cloud", "incident"])
        document = self.listed()[0]
        self.assertEqual(schema.errors(document), [])
        for name, value in {
            "severity_id": 7,
            "time": "yesterday",
            "severity": "Dreadful",
            "colour": "red",
            "finding_info": {},
            "anomaly_analyses": [{"analysis_target": {"name": "alice"}}],
        }.items():
            with self.subTest(name):
                self.assertTrue(schema.errors(document | {name: value}))
        for name in ("cloud", "metadata", "class_uid"):
            with self.subTest(name):
                without = {key: one for key, one in document.items() if key != name}
                self.assertTrue(schema.errors(without))

    def test_techniques_are_there_with_their_tactics(self):
        for document in self.listed():
            attacks = document["finding_info"]["attacks"]
            told = {
                (attack.get("sub_technique", attack["technique"])["uid"], attack["tactic"]["uid"])
                for attack in attacks
            }
            self.assertIn(("T1098.001", "TA0003"), told)
            self.assertIn(("T1530", "TA0009"), told)


if __name__ == "__main__":
    harness.main()
