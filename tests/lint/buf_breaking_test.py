# SPDX-License-Identifier: Apache-2.0
"""The API still serves the clients of the newest release."""

import subprocess

import source_tree

tags = subprocess.run(
    ["git", "-c", "safe.directory=*", "tag", "--list", "v*", "--sort=-version:refname"],
    cwd=source_tree.ROOT,
    check=True,
    capture_output=True,
    text=True,
).stdout.split()
if tags:
    print(f"proto/ against {tags[0]}")
    source_tree.run(
        source_tree.require("buf"),
        "breaking",
        "proto",
        "--against",
        f".git#tag={tags[0]},subdir=proto",
    )
else:
    print("no release tag v* yet: there are no clients that could break")
