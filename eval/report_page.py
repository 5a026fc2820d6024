# SPDX-License-Identifier: Apache-2.0
"""Pages of Markdown that more than one run writes: a run keeps what it left out."""

# Marks a section of which a run has nothing to tell.
LEFT_OUT = "<!-- left out -->"


def section(page, title):
    """The lines of `## title` in a page, without the empty ones at its end; none if it is not there."""
    lines = page.splitlines()
    heading = f"## {title}"
    if heading not in lines:
        return []
    begin = lines.index(heading)
    end = next(
        (at for at in range(begin + 1, len(lines)) if lines[at].startswith("## ")),
        len(lines),
    )
    while lines[end - 1] == "":
        end -= 1
    return lines[begin:end]


def with_kept(page, former, titles):
    """`page` with the sections of `titles` that it marks as left out, as they are in the `former` page."""
    for title in titles:
        new = section(page, title)
        kept = section(former, title)
        if kept and any(LEFT_OUT in line for line in new):
            page = page.replace("\n".join(new), "\n".join(kept))
    return page


def write(target, page, titles):
    former = target.read_text() if target.exists() else ""
    target.write_text(with_kept(page, former, titles))
