#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the CloudTrail files of a made-up organisation, one stolen key among them.

The same seed, days and end give the same bytes. In the output folder:

  AWSLogs/     what S3 would hold: gzip files of records out of order, some of
               them delivered twice, digest files, one Insights event
  theft.ndjson the calls made with the stolen key, one record a line, by time
  facts.json   what is in AWSLogs: counts, and who the key was stolen from
"""

import argparse
import datetime
import json
import pathlib
import sys

import demo_organisation as org
from demo_calls import build_trail
from demo_delivery import deliver, write_files
from demo_records import HOUR, MINUTE, text_time


def facts_of(trail, theft, files):
    skipped = sum(1 for name in files if "/CloudTrail/" not in name)
    delivered = sum(
        len(contents.get("Records", []))
        for name, contents in files.items()
        if "/CloudTrail/" in name
    )
    return {
        "files": len(files),
        "records": delivered + skipped,
        "events": len(trail.records),
        "duplicates": delivered - len(trail.records),
        "skipped": skipped,
        "first_time": text_time(min(at for at, *_ in trail.records)),
        "last_time": text_time(max(at for at, *_ in trail.records)),
        "victim": f"arn:aws:iam::{org.PRODUCTION}:user/{org.VICTIM.name}",
        "theft_country": org.THIEF_PLACE,
        "theft_event_ids": [record["eventID"] for record in theft],
    }


def parse_end(text):
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("needs a time zone, e.g. 2026-01-31T12:00:00Z")
    return int(moment.timestamp())


def parse_args():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--output",
        type=pathlib.Path,
        required=True,
        metavar="DIR",
        help="folder to write to; must be empty or absent",
    )
    parser.add_argument("--seed", type=int, default=1, help="default 1")
    parser.add_argument("--days", type=int, default=21, help="2 to 150, default 21")
    parser.add_argument(
        "--end", type=parse_end, metavar="TIME", help="ISO 8601; default one hour ago"
    )
    args = parser.parse_args()
    if not 2 <= args.days <= 150:
        parser.error(f"--days: {args.days} is not within 2 to 150")
    if args.output.exists() and any(args.output.iterdir()):
        parser.error(f"--output: {args.output} is not empty")
    if args.end is None:
        now = datetime.datetime.now(datetime.timezone.utc).timestamp()
        args.end = int(now) // MINUTE * MINUTE - HOUR
    return args


def main():
    args = parse_args()
    trail, theft = build_trail(args.seed, args.days, args.end)
    files = deliver(trail)
    write_files(args.output, files)
    facts = facts_of(trail, theft, files)
    (args.output / "theft.ndjson").write_text(
        "".join(json.dumps(record) + "\n" for record in theft)
    )
    (args.output / "facts.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(
        f"{facts['records']} records in {facts['files']} files "
        f"({facts['events']} calls, {facts['duplicates']} delivered twice, "
        f"{facts['skipped']} that are no calls), "
        f"{facts['first_time']} to {facts['last_time']}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
