#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the inputs of one fuzz target from the seeds in the tree.

Usage: make_corpus.py SEEDS CORPUS [PROTOC PROTO_FOLDER]

`NAME.hex` holds bytes in hex, `#` starts a comment; `NAME.textproto` is a
farcall.v1.ScoreEventsRequest; what else there is, is taken as it is. Of the
seeds of record_reader each is there a second time, compressed.
"""

import gzip
import pathlib
import shutil
import subprocess
import sys


def bytes_of(seed, protoc):
    content = seed.read_bytes()
    if seed.suffix == ".hex":
        lines = content.decode().splitlines()
        return bytes.fromhex("".join(line.split("#")[0] for line in lines))
    if seed.suffix == ".textproto":
        program, folder = protoc
        return subprocess.run(
            [
                program,
                f"--proto_path={folder}",
                "--encode=farcall.v1.ScoreEventsRequest",
                "farcall/v1/scoring_service.proto",
            ],
            input=content,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    return content


def main(seeds, corpus, protoc):
    shutil.rmtree(corpus, ignore_errors=True)
    corpus.mkdir(parents=True)
    for seed in sorted(seeds.iterdir()):
        content = bytes_of(seed, protoc)
        (corpus / seed.stem).write_bytes(content)
        if seeds.name == "record_reader":
            (corpus / f"{seed.stem}.gz").write_bytes(gzip.compress(content, mtime=0))


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:3]), sys.argv[3:])
