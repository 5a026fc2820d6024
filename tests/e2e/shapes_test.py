# SPDX-License-Identifier: Apache-2.0
"""`farcall score` takes CloudTrail in the shapes in which people have it: every
case of tests/shapes, with a server that has learned a few habits."""

import collections
import concurrent.futures
import os
import sys

import harness

sys.path.insert(0, str(harness.ROOT / "tests/shapes"))

import check  # noqa: E402
import make_shapes  # noqa: E402

# Inputs that are given to one process at first.
TOGETHER = 32


class ShapesTest(harness.EndToEndTest):
    def test_every_shape_is_taken_as_its_users_expect(self):
        cases = make_shapes.write(self.folder / "shapes")
        self.server = self.start_server(geoip_db=harness.GEOIP_DB)
        taught = self.score(["teach.ndjson"], "--mode=learn-only")
        self.assertEqual(taught.code, 0, taught)

        plain = [case for case in cases if check.is_plain(case)]
        plain.sort(key=lambda case: "or" in case)  # where others fail together
        groups = [plain[i : i + TOGETHER] for i in range(0, len(plain), TOGETHER)]
        groups += [[case] for case in cases if not check.is_plain(case)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            wrong = [
                line for lines in pool.map(self.wrong_of, groups) for line in lines
            ]
        if wrong:
            self.fail(report(wrong, len(cases)))
        self.assertEqual(self.server.stop(), 0)

    def wrong_of(self, group):
        """(kind, line) for each case that is not as expected."""
        if len(group) == 1:
            return self.wrong_alone(*group)
        results = [result for case in group for result in case["results"]]
        outcome = self.score([case["case"] for case in group], "--mode=score-only")
        if check.is_right({"exit": [0], "results": results}, outcome):
            return []
        half = len(group) // 2
        return self.wrong_of(group[:half]) + self.wrong_of(group[half:])

    def wrong_alone(self, case):
        how = ["--mode=score-only"]
        if case.get("learn"):  # counts, and so has a tenant of its own
            how = ["--mode=score-and-learn", f"--tenant={case['case'].split('.')[0]}"]
        outcome = self.score([case["case"]], *how)
        if check.is_right(case, outcome):
            return []
        wanted = check.show_wanted(case)
        line = f"{case['case']}\n  WANTED {wanted}\n  CAME {outcome}"
        return [(case["kind"], line)]

    def score(self, names, *flags):
        folder = self.folder / "shapes"
        result = harness.run_cli(
            "score",
            f"--server={self.server.address}",
            "--format=ndjson",
            *flags,
            *(folder / name for name in names),
        )
        stderr = result.stderr.decode(errors="replace").replace(f"{folder}/", "")
        for name in names:  # a word of the file's name is no word of a message
            stderr = stderr.replace(name, "INPUT")
        return check.Outcome(result.returncode, result.stdout.decode(), stderr)


def report(wrong, total):
    kinds = collections.defaultdict(list)
    for kind, line in wrong:
        kinds[kind].append(line)
    blocks = [
        f"{kind}: {len(lines)} wrong\n" + "\n".join(lines)
        for kind, lines in kinds.items()
    ]
    return "\n\n".join([f"{len(wrong)} of {total} are wrong", *blocks])


if __name__ == "__main__":
    harness.main()
