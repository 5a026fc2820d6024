# SPDX-License-Identifier: Apache-2.0
"""Names as an attacker chooses them: for shells, terminals, renderers and parsers."""

import random

# What runs, where a shell takes it: makes a file of this name.
MARKER = "hostile-name-ran"
LINK = "evil.example"
PARTS = (
    f"$(touch {MARKER})", f"`touch {MARKER}`", f"'; touch {MARKER}; '", f"\"; touch {MARKER} #",
    f"\n touch {MARKER} \n", f"&& touch {MARKER}", f"| touch {MARKER}", f"$IFS$9touch${{IFS}}{MARKER}",
    "'", "\"", "\\", "''\"\"", "${HOME}", "!!", "*", "~", "{a,b}", "#", "-", "--help", "-rf", "--profile=x",
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", f"[click](http://{LINK}/)",
    f"![pixel](http://{LINK}/p.png)", f"<http://{LINK}>", "@everyone", "# heading", "* item", "| a | b |\n|---|---|",
    "```\nblock\n```", "``", "**bold**", "> quote", "\u202e", "\u2066", "\u200b", "\ufeff", "\x1b[31m", "\x1b]0;t\x07",
    "\x07", "\x08", "\r", "\t", "\x7f", "\x9b31m", "\u2028", "%s%n", "../../etc/passwd", "\U0001f600", "a\u0301" * 8,
)  # fmt: skip


def names(count, seed=1):
    """So many names, each with a word that no other has. The same seed gives the same."""
    rng = random.Random(f"hostile/{seed}")
    made = []
    for number in range(count):
        parts = rng.sample(PARTS, rng.randint(1, 3))
        parts.insert(rng.randint(0, len(parts)), f"n{number:04d}")
        made.append("".join(parts))
    return made
