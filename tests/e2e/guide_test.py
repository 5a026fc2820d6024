# SPDX-License-Identifier: Apache-2.0
"""Cards answer every question of an investigation, in words that do not change unseen.

The golden cards are in golden_cards/. To write them anew, after a look at what changes:

  FARCALL_WRITE_GOLDEN_CARDS=1 /usr/bin/python3 -B tests/e2e/guide_test.py
"""

import functools
import json
import os
import pathlib
import re

import events
import golden_trails
import harness

FOLDER = pathlib.Path(__file__).resolve().parent / "golden_cards"
WRITE = "FARCALL_WRITE_GOLDEN_CARDS"
# What an analyst asks about a call from an unusual place -> sections that answer it.
INVESTIGATION = {
    "who called what, and is it their job": "actor",
    "which identity and which access key": "identity key_in_two_places",
    "which user agent": "agent",
    "other alerts of the user or of the account in two days": "other_findings campaign",
    "a planned patch, update or maintenance": "planned",
    "what the request parameters say of the task": "parameters",
    "whether address and place are normal for the caller": "place",
    "an address of EC2: is it the organisation's": "ec2_address",
    "an own instance: is the call normal for its role": "instance",
    "the time of the day, for a person": "hour",
    "what the owner of the account says": "ask",
    "servers, services and data touched within a day": "scope blast_radius chain",
}
FALSE_POSITIVES = {
    "a new employee": "new_principal",
    "a command that new automation calls": "new_command",
    "housekeeping, seldom and in small numbers": "cadence",
}
RELATED = {
    "rules on places, rare errors and bursts of errors": "sisters",
    "whether the jobs run and the data arrive": "model",
}
SECTIONS = INVESTIGATION | FALSE_POSITIVES | RELATED
# What the response asks for -> phases of the runbook that have it.
RESPONSE = {
    "start the process that fits the result": "scope",
    "disable or limit the account": "contain",
    "the role of the account": "scope",
    "how critical services and servers are": "scope",
    "the least harm for users": "scope contain",
    "movement to other accounts and servers": "scope",
    "duties by regulation and law": "scope",
    "which credentials leaked, and their rotation": "recover",
    "users that were made": "eradicate",
    "several factors of sign-in": "recover",
    "the least privilege": "learn",
    "best practices": "learn",
    "restore what was changed": "eradicate recover",
    "the first way in": "learn",
    "times to detect and to respond": "learn",
}
TIME_DEPENDENT = re.compile(r"\b[\d,]+ days? old\b")


class GuideTest(harness.EndToEndTest):
    def start(self):
        own = self.folder / "own.csv"
        own.write_text("79.200.0.0/15,111122223333,nat-0abc,eu-central-1,cloud\n")
        os.utime(own, times=(golden_trails.FIRST_DAY, golden_trails.FIRST_DAY))
        ranges = self.folder / "ranges.json"
        ranges.write_text(json.dumps(aws_ranges()))
        return self.start_server(
            "--alert-threshold=40", f"--own-addresses={own}", f"--aws-ip-ranges={ranges}"
        )

    def card_of(self, server, name):
        """The card of the trail's finding with the highest score."""
        records = golden_trails.TRAILS[name]().in_order()
        for some in events.chunks(records, 1000):
            inputs = [events.raw(record) for record in some]
            server.scoring().ScoreEvents(events.batch(inputs, tenant=name))
        ask = functools.partial(
            self.run_cli, f"--server={server.address}", f"--tenant={name}"
        )
        findings = json.loads(ask("findings", "--format=json"))
        ids = [finding["finding_id"] for finding in findings]
        worst = max(findings, key=lambda finding: finding["peak_score"])
        card = json.loads(ask("card", worst["finding_id"], "--format=json"))
        return card, ids

    def test_every_question_of_the_guide_has_a_section_and_an_answer(self):
        card, _ = self.card_of(self.start(), "stolen_key")
        keys = [key for keys in SECTIONS.values() for key in keys.split()]
        self.assertEqual([section["key"] for section in card["sections"]], keys)
        for section in card["sections"]:
            with self.subTest(section["key"]):
                judged = section["judgement"] != "NONE"
                self.assertTrue(section["sentences"] if judged else section["missing"])

    def test_every_demand_of_the_response_has_steps(self):
        card, _ = self.card_of(self.start(), "stolen_key")
        phases = {step["phase"] for step in card["runbook"]}
        self.assertEqual(len(RESPONSE), 15)
        for demand, of in RESPONSE.items():
            with self.subTest(demand):
                self.assertLessEqual(set(of.split()), phases)

    def test_the_guide_for_analysts_names_every_section(self):
        text = (harness.ROOT / "docs/triage.md").read_text()
        for keys in SECTIONS.values():
            for key in keys.split():
                self.assertIn(f"`{key}`", text)

    def test_golden_cards_are_as_they_were(self):
        server = self.start()
        names = {file.stem for file in FOLDER.glob("*.txt")}
        if WRITE not in os.environ:
            self.assertEqual(names, set(golden_trails.TRAILS))
        for name in golden_trails.TRAILS:
            with self.subTest(name):
                text = text_of(*self.card_of(server, name))
                file = FOLDER / f"{name}.txt"
                if WRITE in os.environ:
                    FOLDER.mkdir(exist_ok=True)
                    file.write_text(text)
                self.assertEqual(text, file.read_text(), f"see {__file__}")


def aws_ranges():
    """A list in AWS's format, with one prefix of each family."""
    place = {"region": "us-east-1", "network_border_group": "us-east-1"}
    place["service"] = "EC2"
    return {
        "syncToken": "1",
        "createDate": "2025-06-01-00-00-00",
        "prefixes": [{"ip_prefix": "52.0.0.0/15", **place}],
        "ipv6_prefixes": [{"ipv6_prefix": "2600:1f14::/35", **place}],
    }


def text_of(card, ids):
    """All sentences of a card. Ids and ages, which differ by server and day, are left
    out."""
    lines = [explained(explanation) for explanation in card["explanations"]]
    for section in card["sections"]:
        lines += ["", f"{section['key']} {section['judgement']}", *section["sentences"]]
        if section["missing"]:
            lines.append(f"missing: {section['missing']}")
    text = TIME_DEPENDENT.sub("N days old", "\n".join(lines) + "\n")
    for finding_id in ids:
        text = text.replace(finding_id, "FINDING")
    return text


def explained(explanation):
    return (
        f"{explanation['reason']}: for {', '.join(explanation['supported_by'])}; "
        f"against {', '.join(explanation['contradicted_by']) or 'nothing'}"
    )


if __name__ == "__main__":
    harness.main()
