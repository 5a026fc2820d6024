# SPDX-License-Identifier: Apache-2.0
"""Root users of accounts: seldom there, and mostly on pages that they seldom see."""

from reality import activities
from reality import pages
from reality import people
from reality import record

DAY = 86400
HOUR = 3600


def day_of(rng, root, day):
    if day != root.first_day and rng.random() >= 1 / root.every_days:
        return []
    person = root.owner
    address, where = people.place(rng, person, day)
    at = day * DAY + rng.uniform(6, 18) * HOUR
    session = activities.ConsoleSession(
        rng,
        root.name,
        record.root(root.account),
        root.account,
        person.region,
        address,
        person.browser,
        record.Label("root", "page", where),
        root.internal,
    )
    calls = session.sign_in(at)
    for page in [pages.PAGES["home"], *_pages(rng, root)]:
        calls += session.visit(at + 2, page, "", 0.04)
        at = calls[-1].at + rng.uniform(5, 200)
    return calls


def _pages(rng, root):
    count = rng.randint(2, 6)
    known = rng.sample(root.pages, min(count, len(root.pages)))
    return [
        rng.choice(list(pages.PAGES.values())) if rng.random() < 0.2 else page
        for page in known
    ]
