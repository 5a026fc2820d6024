# SPDX-License-Identifier: Apache-2.0
"""The project's own files, and the tools that check them."""

import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Exit code that CTest reads as "skipped".
SKIPPED = 77


def files(*suffixes):
    """Paths, relative to ROOT, of the files that git has or would take."""
    listed = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [
        pathlib.Path(name)
        for name in sorted(filter(None, listed.split("\0")))
        if (ROOT / name).is_file() and name.endswith(suffixes or ("",))
    ]


def require(tool):
    """Path of a tool, or the end of the test: skipped, but failed in CI."""
    local = ROOT / "build/tools/bin" / tool
    path = str(local) if local.exists() else shutil.which(tool)
    if path is None:
        print(f"{tool} is not here: scripts/setup.sh test installs it")
        sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)
    return path


def run(*command, **options):
    """Runs a tool in ROOT and ends the test with its exit code if it fails."""
    result = subprocess.run(command, cwd=ROOT, check=False, **options)
    if result.returncode != 0:
        sys.exit(result.returncode)
