# SPDX-License-Identifier: Apache-2.0
"""Compares what `farcall score --format=ndjson` gave with a line of
expect.ndjson. Its vocabulary:

    exit             the exit codes that are right
    results          what must come, in this order, or in any (`any_order`)
    stderr_contains  words on standard error
    or               other expectations that are as right
    learn            to be learned, for a tenant of its own

and of a result: outcome (scored, skipped, error), principal, command, origin,
event_time, duplicate (of a list: any), failed (the error code among the
reasons, or false), reason of a skip, error_contains, many, optional. Words are
a list of which one must be there, or a list of such lists.
"""

import json

_SAME = ("principal", "command", "origin", "event_time", "duplicate")


class Outcome:
    """What one run gave."""

    def __init__(self, code, stdout, stderr):
        self.code = code
        self.results = [json.loads(line) for line in stdout.splitlines() if line]
        self.complaints = [line for line in stderr.splitlines() if line]

    def __str__(self):
        shown = [_show(result) for result in self.results[:5]]
        if len(self.results) > 5:
            shown.append(f"and {len(self.results) - 5} more")
        shown += [f"standard error: {line[:200]}" for line in self.complaints[:2]]
        return f"exit {self.code}: " + ("; ".join(shown) or "nothing")


def is_right(expectation, outcome):
    return any(
        _holds(one, outcome) for one in [expectation, *expectation.get("or", [])]
    )


def is_plain(expectation):
    """True if what is expected first is so many results without an error."""
    return (
        expectation["exit"] == [0]
        and not {"learn", "any_order", "stderr_contains"} & expectation.keys()
        and not any(r.get("many") or r.get("optional") for r in expectation["results"])
    )


def _holds(expectation, outcome):
    said = " ".join(outcome.complaints)
    if outcome.code not in expectation["exit"]:
        return False
    if not _says(said, expectation.get("stderr_contains", [])):
        return False
    wanted = expectation["results"]
    # What is wrong with a whole file may be told on standard error instead.
    for told in ([], [{"error": line} for line in outcome.complaints[:1]]):
        results = outcome.results + told
        if expectation.get("any_order"):
            if _match_any(wanted, results, [0] * len(wanted)):
                return True
        elif _match_ordered(wanted, results):
            return True
    return False


def _match_ordered(wanted, results):
    """`many` and `optional` as + and ? of a regular expression."""
    if not wanted:
        return not results
    first, rest = wanted[0], wanted[1:]
    if first.get("optional") and _match_ordered(rest, results):
        return True
    if not results or not _is_like(first, results[0]):
        return False
    if _match_ordered(rest, results[1:]):
        return True
    again = [{**first, "optional": True}, *rest]
    return bool(first.get("many")) and _match_ordered(again, results[1:])


def _match_any(wanted, results, used):
    if not results:
        return all(n or want.get("optional") for want, n in zip(wanted, used))
    for i, want in enumerate(wanted):
        if (used[i] == 0 or want.get("many")) and _is_like(want, results[0]):
            now = [n + (j == i) for j, n in enumerate(used)]
            if _match_any(wanted, results[1:], now):
                return True
    return False


def _is_like(want, result):
    if want["outcome"] != _outcome(result):
        return False
    if result.get("error"):
        return _says(result["error"], want.get("error_contains", []))
    if result["skipped"]:
        return want.get("reason") in (None, result["skipped"])
    if "failed" in want and _codes(result) != [want["failed"]] * bool(want["failed"]):
        return False
    return all(
        result[key] in (want[key] if isinstance(want[key], list) else [want[key]])
        for key in _SAME
        if key in want
    )


def _outcome(result):
    if result.get("error"):
        return "error"
    return "skipped" if result["skipped"] else "scored"


def _codes(result):
    return [f["value"] for f in result["factors"] if f["detector"] == "error_code"]


def _says(text, groups):
    if groups and isinstance(groups[0], str):
        groups = [groups]
    text = f" {text} ".lower()
    return all(any(word.lower() in text for word in group) for group in groups)


def _show(result):
    what = _outcome(result)
    if what != "scored":
        return f"{what} {result['error'] or result['skipped']}"[:160]
    parts = [result["principal"] or "(nobody)"]
    parts += [str(result[key]) for key in _SAME[1:]]
    return " ".join([*parts, *_codes(result)])


def show_wanted(expectation):
    ways = []
    for one in [expectation, *expectation.get("or", [])]:
        shown = [
            " ".join(
                f"{v}" if k in _SAME or k == "outcome" else f"{k}={v}"
                for k, v in want.items()
            )
            for want in one["results"][:5]
        ]
        if "stderr_contains" in one:
            shown.append(f"standard error with {one['stderr_contains']}")
        codes = "/".join(map(str, one["exit"]))
        ways.append(f"exit {codes}: " + ("; ".join(shown) or "nothing"))
    return " | or ".join(ways)
