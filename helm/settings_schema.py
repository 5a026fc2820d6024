#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes into the chart's schema what farcalld says of its settings: the names, types
and ranges of server/config/*_settings.cc, without those that the chart's templates set.

  build/release/bin/farcall_print_docs settings | helm/settings_schema.py
"""

import json
import pathlib
import re
import sys

CHART = pathlib.Path(__file__).resolve().parent / "farcall"


def set_by_the_chart():
    text = (CHART / "templates/statefulset.yaml").read_text()
    names = re.findall(r"- name: FARCALL_([A-Z_]+)\n", text)
    return {name.lower().replace("_", "-") for name in names}


def schema(settings):
    """The text of values.schema.json with these settings."""
    whole = json.loads((CHART / "values.schema.json").read_text())
    own = set_by_the_chart()
    whole["properties"]["settings"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: of for name, of in settings.items() if name not in own},
    }
    return json.dumps(whole, indent=2) + "\n"


if __name__ == "__main__":
    (CHART / "values.schema.json").write_text(schema(json.load(sys.stdin)))
