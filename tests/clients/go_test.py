# SPDX-License-Identifier: Apache-2.0
"""The Go module: its code is what buf generates, its example is built and run against a real server."""

import os
import pathlib
import shutil
import tempfile
import unittest

import client_tools
import harness  # isort: skip

MODULE = client_tools.CLIENTS / "go"
WORK = pathlib.Path(tempfile.mkdtemp(prefix="farcall-go-"))
EXAMPLE = WORK / "score"


def setUpModule():
    unittest.addModuleCleanup(shutil.rmtree, WORK)
    go = client_tools.require("go/go/bin/go")
    environment = {
        **harness.ENVIRONMENT,
        "GOPATH": client_tools.require("go-path"),
        "GOCACHE": client_tools.require("go-cache"),
        "GOFLAGS": "-trimpath -mod=readonly",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
    }
    client_tools.run(
        *(go, "build", "-o", EXAMPLE, "./examples/score"), cwd=MODULE, env=environment
    )


class GeneratedTest(unittest.TestCase):
    def test_it_is_what_buf_generates(self):
        buf = client_tools.require("bin/buf")
        for plugin in ("protoc-gen-go", "protoc-gen-go-grpc"):
            client_tools.require(f"bin/{plugin}")
        client_tools.run(
            *(buf, "generate", "proto", "--path=proto/farcall/v1"),
            *(f"--template={MODULE / 'buf.gen.yaml'}", f"--output={WORK}"),
            cwd=harness.ROOT,
            env={**os.environ, "PATH": f"{buf.parent}:{os.environ['PATH']}"},
        )
        self.assertEqual(files(WORK / "clients/go"), files(MODULE, "farcall"))


    def test_what_is_written_by_hand_is_formatted(self):
        gofmt = client_tools.require("go/go/bin/gofmt")
        self.assertEqual(client_tools.run(gofmt, "-l", MODULE / "examples"), "")


def files(folder, part="."):
    """Name -> content of all files of a part of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in (folder / part).rglob("*")
        if path.is_file()
    }


class ExampleTest(client_tools.ScoreExample, harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.environment = harness.ENVIRONMENT

    def score_command(self, address):
        return EXAMPLE, "-server", address


if __name__ == "__main__":
    harness.main()
