#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Scores CloudTrail records, a line of JSON each, from standard input: score.py [HOST:PORT] < records.ndjson

Prints a line for each record, in order, as they come. FARCALL_TOKEN_FILE and FARCALL_TLS_CA_FILE name files with a token
and with the authority of the server's certificate.
"""

import os
import sys

import farcall
from farcall.v1.score_pb2 import SkipReason


def describe(result):
    outcome = result.WhichOneof("outcome")
    name = result.event_id or "-"
    if outcome == "error":
        return f"{name} error {result.error.field}: {result.error.message}"
    if outcome == "skipped":
        return f"{name} skipped {SkipReason.Name(result.skipped)}"
    risk = farcall.RiskLevel.Name(result.score.risk_level).removeprefix("RISK_LEVEL_")
    return (
        f"{name} {result.score.score:.2f} {risk} {result.principal} {result.command} {result.origin}"
        f" duplicate={str(result.duplicate).lower()} alert={str(result.score.alert).lower()}"
    )


def main():
    address = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:50051"
    lines = (line for line in sys.stdin.buffer if line.strip())
    ca_file = os.environ.get("FARCALL_TLS_CA_FILE")
    with farcall.Client(
        address,
        tls=farcall.Tls(ca_file=ca_file) if ca_file else False,
        token_file=os.environ.get("FARCALL_TOKEN_FILE"),
    ) as client:
        for result in client.stream(lines):
            print(describe(result), flush=True)


if __name__ == "__main__":
    try:
        main()
    except farcall.FarcallError as error:
        sys.exit(str(error))
