# SPDX-License-Identifier: Apache-2.0
"""The Node package: packed, installed from the tarball, and its examples run against a real server."""

import json
import pathlib
import shutil
import tempfile
import unittest

import client_tools
import harness  # isort: skip

HERE = pathlib.Path(__file__).resolve().parent / "node"
SOURCE = client_tools.CLIENTS / "node"
WORK = pathlib.Path(tempfile.mkdtemp(prefix="farcall-node-"))
INSTALLED = WORK / "user"
PACKAGE = INSTALLED / "node_modules/@farcall/client"


def setUpModule():
    unittest.addModuleCleanup(shutil.rmtree, WORK)
    tools = client_tools.require("node-client")
    # npm packs where the package lies: a copy, so that the tree stays as it is.
    copy = WORK / "project"
    shutil.copytree(
        SOURCE,
        copy / "clients/node",
        ignore=shutil.ignore_patterns("node_modules", "protos"),
    )
    shutil.copytree(client_tools.CLIENTS / "proto", copy / "clients/proto")
    shutil.copytree(harness.ROOT / "proto/farcall", copy / "proto/farcall")
    npm = ("npm", f"--cache={WORK / 'cache'}", "--offline", "--no-update-notifier")
    client_tools.run(
        *npm, "pack", f"--pack-destination={WORK}", cwd=copy / "clients/node"
    )
    (tarball,) = WORK.glob("*.tgz")
    shutil.copytree(tools / "cache", WORK / "cache", dirs_exist_ok=True)
    INSTALLED.mkdir()
    for name, content in project_of_a_user(tarball).items():
        (INSTALLED / name).write_text(json.dumps(content))
    client_tools.run(
        *(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"), cwd=INSTALLED
    )
    for example in (*(SOURCE / "examples").iterdir(), *HERE.glob("*.js")):
        shutil.copy(example, INSTALLED)


def project_of_a_user(tarball):
    """A project that needs the packed client, and what that needs in the versions of its lock file: without network
    npm finds no others."""
    root = {"name": "user", "dependencies": {"@farcall/client": f"file:{tarball}"}}
    locked = json.loads((SOURCE / "package-lock.json").read_text())["packages"]
    client = {**locked.pop(""), "resolved": f"file:{tarball}"}
    packages = {"": root, "node_modules/@farcall/client": client, **locked}
    lock = {"name": "user", "lockfileVersion": 3, "packages": packages}
    return {"package.json": root, "package-lock.json": lock}


class PackageTest(unittest.TestCase):
    def test_it_has_the_version_of_the_project(self):
        for name in (PACKAGE / "package.json", SOURCE / "package-lock.json"):
            self.assertEqual(
                json.loads(name.read_text())["version"], client_tools.version()
            )

    def test_it_has_all_of_the_api_and_what_it_needs_of_the_lock_file(self):
        for proto in (harness.ROOT / "proto/farcall/v1").iterdir():
            self.assertEqual(
                (PACKAGE / "protos/farcall/v1" / proto.name).read_text(),
                proto.read_text(),
            )
        self.assertTrue((PACKAGE / "index.d.ts").exists())
        locked = json.loads((SOURCE / "package-lock.json").read_text())["packages"]
        installed = json.loads(
            (INSTALLED / "node_modules/.package-lock.json").read_text()
        )["packages"]
        for name in ("node_modules/@grpc/grpc-js", "node_modules/@grpc/proto-loader"):
            self.assertEqual(installed[name]["integrity"], locked[name]["integrity"])

    def test_without_a_network(self):
        client_tools.run(
            "node", "--test", "retries_test.js", cwd=INSTALLED, env=harness.ENVIRONMENT
        )


class ExampleTest(
    client_tools.ScoreExample, client_tools.WatchExample, harness.EndToEndTest
):
    def setUp(self):
        super().setUp()
        self.environment = harness.ENVIRONMENT

    def score_command(self, address):
        return "node", INSTALLED / "score.js", address

    def watch_command(self, address, cursor):
        return "node", INSTALLED / "watch.js", address, cursor


if __name__ == "__main__":
    harness.main()
