#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints changes of findings as JSON: watch.py [HOST:PORT] [CURSOR_FILE]

With a file it goes on, when started again, behind the last change that it printed.
"""

import json
import os
import pathlib
import sys

import farcall
from google.protobuf import json_format


def main():
    address = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:50051"
    kept = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    cursor = kept.read_text() if kept and kept.exists() else "start"
    with farcall.Client(
        address, token_file=os.environ.get("FARCALL_TOKEN_FILE")
    ) as client:
        for change in client.watch_findings(cursor):
            finding = json_format.MessageToDict(
                change.finding, preserving_proto_field_name=True
            )
            print(json.dumps({"changes": change.changes, "finding": finding}), flush=True)
            if kept:
                kept.write_text(change.cursor)


if __name__ == "__main__":
    try:
        main()
    except farcall.FarcallError as error:
        sys.exit(str(error))
