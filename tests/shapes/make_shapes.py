#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the shapes in which people have CloudTrail, and what is right of each:

    tests/shapes/make_shapes.py FOLDER

FOLDER gets a file or a folder for each case, expect.ndjson with a line for
each, and teach.ndjson, which the server learns first. The same always.
"""

import collections
import json
import pathlib
import sys

import field_cases
import file_cases
import identity_cases
import wrapper_cases
from calls import teaching

TABLES = (identity_cases, wrapper_cases, field_cases, file_cases)


def _bytes(data):
    if isinstance(data, bytes):
        return data
    text = data if isinstance(data, str) else json.dumps(data, indent=1) + "\n"
    return text.encode()


def write(folder):
    """Writes all into `folder`; the lines of expect.ndjson."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    numbers = collections.Counter()
    expectations = []
    for table in TABLES:
        for case in table.cases():
            key = case.kind.split()[0]
            numbers[key] += 1
            name = f"k{int(key[1:]):02}-{numbers[key]:03}-{case.name}"
            files = case.data if _is_folder(case) else {"": case.data}
            for path, data in files.items():
                target = folder / name / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(_bytes(data))
            expectations.append(case.line(name))
    expectations.sort(key=lambda line: line["case"])
    lines = "".join(json.dumps(line) + "\n" for line in expectations)
    (folder / "expect.ndjson").write_text(lines)
    (folder / "teach.ndjson").write_text(teaching())
    return expectations


def _is_folder(case):
    """A folder's data has a path for each file, and its name no suffix."""
    return isinstance(case.data, dict) and "." not in case.name.rpartition("/")[2]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(f"{len(write(sys.argv[1]))} cases")


if __name__ == "__main__":
    main()
