# SPDX-License-Identifier: Apache-2.0
"""A whole trail through the CLI, as S3 delivers it and in every framing."""

import collections
import gzip
import json
import random
import subprocess
import sys

import events
import framings
import harness

KEYS = (
    "event_id event_time principal command origin score risk state "
    "duplicate skipped error factors"
).split()


def make_trail(folder, *options):
    subprocess.run(
        [
            sys.executable,
            "-B",
            harness.ROOT / "scripts/demo_trail.py",
            f"--output={folder}",
        ]
        + list(options),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return json.loads((folder / "facts.json").read_text())


def records_of(folder):
    for path in sorted((folder / "AWSLogs").rglob("*.json.gz")):
        yield from json.loads(gzip.decompress(path.read_bytes())).get("Records", [])


class TrailTest(harness.EndToEndTest):
    def score(self, server, path, *options):
        output = self.run_cli(
            "score", path, f"--server={server.address}", "--format=ndjson", *options
        )
        return [json.loads(line) for line in output.splitlines()]

    def test_a_trail_is_accounted_for_and_its_theft_stands_on_top(self):
        trail = self.folder / "trail"
        facts = make_trail(trail, "--days=21", "--end=2026-03-25T12:00:00Z")
        server = self.start_server(geoip_db=harness.GEOIP_DB)
        first = self.score(server, trail / "AWSLogs")

        with self.subTest("every record has one result"):
            self.assertEqual(len(first), facts["records"])
            for result in first:
                self.assertEqual([key for key in KEYS if key not in result], [])
            kinds = collections.Counter(
                "error" if r["error"] else "skipped" if r["skipped"] else "scored"
                for r in first
            )
            self.assertEqual(kinds["error"], 0)
            self.assertEqual(kinds["skipped"], facts["skipped"])
            self.assertEqual(sum(kinds.values()), facts["records"])
            duplicates = sum(bool(result["duplicate"]) for result in first)
            self.assertEqual(duplicates, facts["duplicates"])

        with self.subTest("the calls of the stolen key are the highest"):
            scored = [r for r in first if not r["skipped"] and not r["duplicate"]]
            scored.sort(key=lambda result: -result["score"])
            top = scored[: len(facts["theft_event_ids"])]
            self.assertEqual(
                {result["event_id"] for result in top}, set(facts["theft_event_ids"])
            )
            for result in top:
                self.assertEqual(result["principal"], facts["victim"])
                self.assertEqual(result["origin"], facts["theft_country"])
                self.assertEqual(result["risk"], "CRITICAL")

        with self.subTest("usual calls score near 0"):
            quiet = sorted(result["score"] for result in scored)
            self.assertLess(quiet[len(quiet) * 9 // 10], 20)

        known = events.everything_known(server)
        commands = events.list_baselines(server.baselines(), events.COMMAND)
        self.assertEqual(sum(command.calls for command in commands), facts["events"])

        with self.subTest("the second time all are duplicates with first scores"):
            second = self.score(server, trail / "AWSLogs")
            self.assertEqual(
                [
                    r["event_id"]
                    for r in second
                    if not r["skipped"] and not r["duplicate"]
                ],
                [],
            )
            scores = {result["event_id"]: result["score"] for result in scored}
            for result in second:
                if not result["skipped"]:
                    self.assertEqual(result["score"], scores[result["event_id"]])
            self.assertEqual(events.everything_known(server), known)

        with self.subTest("records out of order give the same baselines"):
            path = self.folder / "shuffled.ndjson"
            self.write_shuffled(path, list(records_of(trail)))
            with open(path, "rb") as lines:
                self.run_cli(
                    "score",
                    "-",
                    f"--server={server.address}",
                    "--tenant=shuffled",
                    "--mode=learn-only",
                    stdin=lines.read(),
                )
            self.assertEqual(events.everything_known(server, "shuffled"), known)

    def write_shuffled(self, path, records):
        """Records by time, each up to a day too early or too late."""
        rng = random.Random(3)
        records = [record for record in records if "userIdentity" in record]
        times = {}
        for record in records:
            day = int(record["eventTime"][8:10])
            times[id(record)] = record["eventTime"][:8], day + rng.random()
        records.sort(key=lambda record: times[id(record)])
        path.write_text("".join(json.dumps(record) + "\n" for record in records))

    def test_every_framing_gives_the_same_results(self):
        trail = self.folder / "trail"
        make_trail(trail, "--days=2")
        records = list(records_of(trail))
        records = [record for record in records if "userIdentity" in record][:300]
        server = self.start_server(geoip_db=harness.GEOIP_DB)
        expected = known = None
        for name, pack in framings.FRAMINGS.items():
            path = self.folder / name
            path.write_bytes(pack(records))
            tenant = name.replace(".", "-")
            with self.subTest(name):
                results = self.score(server, path, f"--tenant={tenant}")
                if expected is None:
                    self.assertEqual(len(results), len(records))
                    expected = results
                    known = events.everything_known(server, tenant)
                self.assertEqual(
                    self.without_factors(results), self.without_factors(expected)
                )
                self.assertEqual(events.everything_known(server, tenant), known)

    def without_factors(self, results):
        return sorted(
            (r["event_id"], r["event_time"], r["principal"], r["command"], r["origin"])
            for r in results
        )

    def test_standard_input_and_several_files(self):
        server = self.start_server()
        records = [events.record_fields() for _ in range(30)]
        one, two = self.folder / "one.ndjson", self.folder / "two.json.gz"
        one.write_bytes(framings.FRAMINGS["lines.ndjson"](records[:10]))
        two.write_bytes(framings.FRAMINGS["records.json.gz"](records[10:20]))
        output = self.run_cli(
            "score",
            one,
            two,
            "-",
            "--format=ndjson",
            f"--server={server.address}",
            stdin=framings.FRAMINGS["array.json"](records[20:]),
        )
        self.assertEqual(
            sorted(json.loads(line)["event_id"] for line in output.splitlines()),
            sorted(record["eventID"] for record in records),
        )


class ExitCodeTest(harness.EndToEndTest):
    def test_no_server(self):
        path = self.folder / "calls.ndjson"
        path.write_bytes(framings.FRAMINGS["lines.ndjson"]([events.record_fields()]))
        address = f"127.0.0.1:{harness.free_port()}"
        self.run_cli("score", path, f"--server={address}", code=3)

    def test_no_such_file(self):
        server = self.start_server()
        path = self.folder / "none.json"
        self.run_cli("score", path, f"--server={server.address}", code=4)

    def test_gzip_cut_short(self):
        server = self.start_server()
        path = self.folder / "calls.json.gz"
        whole = framings.FRAMINGS["records.json.gz"]([events.record_fields()] * 100)
        path.write_bytes(whole[: len(whole) // 2])
        self.run_cli("score", path, f"--server={server.address}", code=4)

    def test_bad_usage(self):
        self.run_cli("score", "--no-such-flag", code=2)
        self.run_cli("no-such-command", code=2)

    def test_refused(self):
        server = self.start_server()
        self.run_cli("baseline", "nobody", f"--server={server.address}", code=5)


class GeneratorTest(harness.EndToEndTest):
    def test_the_same_seed_and_end_give_the_same_bytes(self):
        contents = []
        for name in ("one", "two"):
            make_trail(self.folder / name, "--days=3", "--end=2026-01-31T12:00:00Z")
            files = sorted(p for p in (self.folder / name).rglob("*") if p.is_file())
            contents.append(
                [
                    (path.relative_to(self.folder / name), path.read_bytes())
                    for path in files
                ]
            )
        self.assertEqual(*contents)

    def test_another_seed_gives_another_trail(self):
        ids = []
        for seed in ("1", "2"):
            folder = self.folder / seed
            facts = make_trail(folder, "--days=2", f"--seed={seed}")
            ids.append(facts["theft_event_ids"])
        self.assertNotEqual(*ids)


if __name__ == "__main__":
    harness.main()
