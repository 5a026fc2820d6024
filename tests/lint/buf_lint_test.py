# SPDX-License-Identifier: Apache-2.0
"""The API keeps buf's STANDARD and COMMENTS rules, and buf's layout."""

import source_tree

buf = source_tree.require("buf")
source_tree.run(buf, "lint", "proto")
source_tree.run(buf, "format", "--diff", "--exit-code", "proto")
