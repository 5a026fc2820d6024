# SPDX-License-Identifier: Apache-2.0
"""Every C++ file is as `make format` leaves it."""

import subprocess
import sys

import source_tree

clang_format = source_tree.require("clang-format-14")
unformatted = [
    path
    for path in source_tree.files(".h", ".cc")
    if subprocess.run(
        [clang_format, "--dry-run", "--Werror", path],
        cwd=source_tree.ROOT,
        check=False,
        capture_output=True,
    ).returncode
    != 0
]
if unformatted:
    print("not as `make format` leaves them:", *unformatted, sep="\n  ")
    sys.exit(1)
