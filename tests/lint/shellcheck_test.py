# SPDX-License-Identifier: Apache-2.0
"""Shell scripts parse, and shellcheck has nothing to say of them."""

import source_tree

scripts = [
    path
    for path in source_tree.files()
    if path.suffix == ".sh" or path.as_posix() == ".ci/run"
]
for script in scripts:
    source_tree.run("bash", "-n", script)
source_tree.run(source_tree.require("shellcheck"), *scripts)
