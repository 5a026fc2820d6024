# SPDX-License-Identifier: Apache-2.0
"""Pieces of Markdown."""


def number(value, digits=2):
    return "–" if value is None else f"{value:.{digits}f}"


def row(*cells):
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def table(head, rows):
    return [row(*head), "|---" * len(head) + "|", *(row(*cells) for cells in rows)]
