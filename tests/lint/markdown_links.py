# SPDX-License-Identifier: Apache-2.0
"""Relative links of Markdown files: to a file that is there, and a heading."""

import re

FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
DEFINITION = re.compile(r"^\[[^\]]+\]:\s+(\S+)", re.MULTILINE)
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:")


def anchors(text):
    """Names of the headings, as they stand in a link after the `#`."""
    names = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        words = re.sub(r"\]\([^)]*\)", "", heading).lower()
        name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        unique, number = name, 0
        while unique in names:
            number += 1
            unique = f"{name}-{number}"
        names.add(unique)
    return names


def targets(text):
    """What the text links to within the project."""
    prose = CODE_SPAN.sub("", FENCE.sub("", text))
    return [
        target
        for pattern in (LINK, DEFINITION)
        for target in pattern.findall(prose)
        if not ELSEWHERE.match(target)
    ]


def broken(path):
    """The links of the Markdown file `path` that lead nowhere."""
    found = []
    for target in targets(path.read_text()):
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        if not file.exists():
            found.append(target)
        elif (
            anchor and file.suffix == ".md" and anchor not in anchors(file.read_text())
        ):
            found.append(target)
    return found
