#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the table of values in the chart's README from values.yaml: each value with its
default and the comment above it, without its examples.

  helm/values_table.py
"""

import pathlib
import re

CHART = pathlib.Path(__file__).resolve().parent / "farcall"
BEGIN = "<!-- values: written by helm/values_table.py -->"
END = "<!-- /values -->"


def rows():
    """(name, default, comment) of each value. A comment ends at an empty line."""
    path, comment = [], []
    for line in (CHART / "values.yaml").read_text().splitlines():
        found = re.match(r"( *)([A-Za-z]+):(?: (.*))?$", line)
        if line.lstrip().startswith("#"):
            text = line.strip().removeprefix("# ")
            if not text.startswith(" "):  # an example
                comment.append(text)
        elif found:
            depth = len(found[1]) // 2
            path = path[:depth] + [found[2]]
            # A group without a comment is its values' heading alone.
            if found[3] is not None or comment:
                yield ".".join(path), found[3] or "", " ".join(comment)
            comment = []
        else:
            comment = []


def readme():
    """The text of README.md with this table."""
    lines = ["| value | default | meaning |", "|---|---|---|"]
    for name, default, comment in rows():
        shown = f"`{default}`" if default else ""
        lines.append(f"| `{name}` | {shown} | {comment.replace('|', chr(92) + '|')} |")
    body = "\n".join([BEGIN, *lines, END])
    text = (CHART / "README.md").read_text()
    pattern = re.compile(re.escape(BEGIN) + ".*" + re.escape(END), re.DOTALL)
    return pattern.sub(lambda _: body, text)


if __name__ == "__main__":
    (CHART / "README.md").write_text(readme())
