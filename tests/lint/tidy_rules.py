# SPDX-License-Identifier: Apache-2.0
"""What every file of the tree keeps. A rule gets a file's path and text, and
says what is wrong with it, or nothing."""

import re

BYTES_MAX = 1 << 20
FOLDERS_BANNED = {"common", "helpers", "misc", "util", "utils"}
MACHINE_PATH = re.compile(r"/(?:home|Users)/[a-z]\w*|/ro[o]t/|/wor[k]/\w")
TASK = re.compile(r"\b(?:TO[D]O|FI[X]ME|X[X]X)\b(?!\(#\d+\))")
SPDX = "SPDX-License-Identifier: Apache-2.0"
CODE = (".cc", ".h", ".proto", ".pl", ".py", ".sh", "/run")


def size(path, text):
    if len(text) > BYTES_MAX:
        return f"{len(text):,} characters, more than {BYTES_MAX:,}"


def folder(path, text):
    banned = FOLDERS_BANNED.intersection(path.split("/")[:-1])
    if banned:
        return f"folder {banned.pop()}/ says nothing of what is in it"


def spdx(path, text):
    if not path.endswith(CODE) or "/third_party/" in path:
        return None
    lines = text.splitlines()
    first = lines[1:2] if text.startswith("#!") else lines[:1]
    if not first or not first[0].endswith(SPDX):
        return f"does not begin with {SPDX}"


def machine_path(path, text):
    found = MACHINE_PATH.search(text)
    if found:
        return f"names a path of one machine: {found.group()}"


def todo(path, text):
    if path.endswith(CODE) and TASK.search(text):
        return "has a task without its issue: write TODO(#7)"


def disabled_test(path, text):
    if path.endswith(".cc") and re.search(r"\bDISABLED_", text):
        return "disables a test"


def python_compiles(path, text):
    if not path.endswith(".py"):
        return None
    try:
        compile(text, path, "exec")
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"


def whitespace(path, text):
    if path.endswith((".patch", ".golden")) or re.search(
        "/(fixtures|corpus)/", path
    ):
        return None
    if re.search(r"[ \t\r]$", text, re.MULTILINE):
        return "has white space at the end of a line"
    if text and not text.endswith("\n"):
        return "does not end with a new line"


def conflict(path, text):
    if re.search(r"^(?:<<<<<<<|>>>>>>>) ", text, re.MULTILINE):
        return "has a conflict of a merge"


OF_ANY_FILE = (size, folder)
OF_TEXT = (
    spdx,
    machine_path,
    todo,
    disabled_test,
    python_compiles,
    whitespace,
    conflict,
)


def complaints(path, content):
    """All that is wrong with the file of these bytes, a line each."""
    try:
        text, rules = content.decode(), OF_ANY_FILE + OF_TEXT
    except UnicodeDecodeError:
        text, rules = content.decode("latin-1"), OF_ANY_FILE
    found = ((rule.__name__, rule(path, text)) for rule in rules)
    return [f"{path}: {what} ({name})" for name, what in found if what]
