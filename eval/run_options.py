# SPDX-License-Identifier: Apache-2.0
"""Options that all evaluations have."""

import dataclasses
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def names(text):
    return tuple(text.split(","))


def numbers(text):
    return tuple(int(number) for number in text.split(","))


def files(text):
    return tuple(map(pathlib.Path, text.split(",")))


def refuse_unknown(parser, flag, chosen, known):
    """Ends the program where one of the chosen names is not known."""
    unknown = set(chosen) - set(known)
    if unknown:
        parser.error(f"{flag}: there is no {', '.join(sorted(unknown))}")


def add_to(parser, results):
    """`results`: the file in build/eval that a report is drawn from."""
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="--SETTING=VALUE",
        help="a setting of farcalld other than its default, as --set=--half-life-days=60; "
        "may be repeated",
    )
    parser.add_argument(
        "--report-only",
        action="store_true",
        help=f"no run: draw the report from build/eval/{results}",
    )
    parser.add_argument(
        "--report", type=pathlib.Path, metavar="FILE", help="where the report goes"
    )
    parser.add_argument(
        "--keep-streams", action="store_true", help="leave the records in build/eval"
    )
    parser.add_argument(
        "--binaries",
        type=pathlib.Path,
        default=ROOT / "build/release/bin",
        metavar="DIR",
    )
    parser.add_argument(
        "--geoip-db",
        type=pathlib.Path,
        default=ROOT / "build/geoip/country.mmdb",
        metavar="FILE",
    )
    parser.add_argument(
        "--geoip-asn-db",
        type=pathlib.Path,
        default=ROOT / "build/geoip/asn.mmdb",
        metavar="FILE",
    )
    parser.add_argument(
        "--geoip-city-db",
        type=files,
        default=(),
        metavar="FILE[,FILE]",
        help="city databases, as `make geoip` fetches them; default none. A run with them "
        "is one with a setting other than its default",
    )
    parser.add_argument(
        "--work", type=pathlib.Path, default=ROOT / "build/eval", metavar="DIR"
    )


@dataclasses.dataclass(frozen=True)
class Databases:
    """What a server looks addresses up in."""

    country: pathlib.Path
    operators: pathlib.Path

    def settings(self):
        return [f"--geoip-db={self.country}", f"--geoip-asn-db={self.operators}"]


def check_files(parser, options):
    """Ends the program where what a run needs is missing; notes its databases."""
    options.databases = Databases(options.geoip_db, options.geoip_asn_db)
    needed = {
        options.binaries / "farcalld": "build",
        options.geoip_db: "build",
        options.geoip_asn_db: "build",
        **{file: "geoip" for file in options.geoip_city_db},
    }
    for file, target in needed.items():
        if not options.report_only and not file.exists():
            parser.error(f"{file} is not there: run `make {target}` first")
    if options.geoip_city_db:
        cities = ",".join(map(str, options.geoip_city_db))
        options.set = [*options.set, f"--geoip-city-db={cities}"]
