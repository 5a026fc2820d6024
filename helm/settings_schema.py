#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes into the chart's schema what farcalld and farcall-ingest say of their settings: the
names, types and ranges of their tables, without those that the chart's templates set.

  build/release/bin/farcall_print_docs settings | helm/settings_schema.py
  build/release/bin/farcall_print_docs ingest-settings | helm/settings_schema.py ingests
"""

import json
import pathlib
import re
import sys

CHART = pathlib.Path(__file__).resolve().parent / "farcall"


def set_by_the_chart(templates, prefix):
    texts = [(CHART / "templates" / one).read_text() for one in templates]
    names = re.findall(rf"- name: {prefix}([A-Z_]+)\n", "".join(texts))
    return {name.lower().replace("_", "-") for name in names}


def settings_of(settings, own):
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: of for name, of in settings.items() if name not in own},
    }


def schema(settings=None, ingest_settings=None):
    """The text of values.schema.json with these settings; those that are None stay."""
    whole = json.loads((CHART / "values.schema.json").read_text())
    if settings is not None:
        own = set_by_the_chart(("statefulset.yaml", "_cluster.tpl"), "FARCALL_")
        whole["properties"]["settings"] = settings_of(settings, own)
    if ingest_settings is not None:
        own = set_by_the_chart(("ingests.yaml",), "FARCALL_INGEST_")
        ingest = whole["definitions"]["ingest"]["properties"]
        ingest["settings"] = settings_of(ingest_settings, own)
    return json.dumps(whole, indent=2) + "\n"


if __name__ == "__main__":
    printed = json.load(sys.stdin)
    whose = "ingest_settings" if sys.argv[1:] == ["ingests"] else "settings"
    (CHART / "values.schema.json").write_text(schema(**{whose: printed}))
