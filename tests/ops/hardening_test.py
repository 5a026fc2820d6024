# SPDX-License-Identifier: Apache-2.0
"""What ships is hardened: read from the binaries with binutils, not from the flags
that they should have been built with."""

import os
import pathlib
import platform
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN_DIR = pathlib.Path(os.environ.get("FARCALL_BIN_DIR", ROOT / "build/release/bin"))
X86 = platform.machine() == "x86_64"


def told(*command):
    return subprocess.run(
        [str(word) for word in command], check=True, capture_output=True, text=True
    ).stdout


def weaknesses(path):
    """What `path` lacks, by name; nothing if it is hardened."""
    segments = told("readelf", "-W", "-h", "-l", path)
    dynamic = told("readelf", "-W", "-d", path)
    imports = told("nm", "-D", "--undefined-only", path)
    code = told("objdump", "-d", "--no-show-raw-insn", path)
    present = {
        "position independent": re.search(r"FLAGS_1.*\bPIE\b", dynamic),
        "relocations read-only": "GNU_RELRO" in segments,
        "symbols bound at start": re.search(r"FLAGS.*\b(BIND_)?NOW\b", dynamic),
        "stack not executable": re.search(r"GNU_STACK .* RW +0x", segments),
        "nothing writable and executable": not re.search(r" RWE +0x", segments),
        "code without relocations": "TEXTREL" not in dynamic,
        "libraries of the system alone": not re.search(r"\((RPATH|RUNPATH)\)", dynamic),
        "stack canaries": "__stack_chk_fail" in imports,
        "fortified calls": re.search(r" __(?!stack)\w+_chk\b", imports),
    }
    if X86:
        present["stack probed page by page"] = re.search(
            r"or[lq]? +\$0x0,0?x?0?\(%[re]sp\)", code
        )
    return sorted(name for name, found in present.items() if not found)


class HardeningTest(unittest.TestCase):
    def test_what_ships_is_hardened(self):
        for name in ("farcalld", "farcall"):
            self.assertEqual(weaknesses(BIN_DIR / name), [], name)

    def test_a_soft_binary_would_be_seen(self):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "soft.cc"
            source.write_text("int main() { volatile char a[9999]; a[0] = 1; }\n")
            soft = source.with_suffix("")
            told(
                *("g++", source, "-o", soft, "-no-pie", "-fno-stack-protector"),
                *("-U_FORTIFY_SOURCE", f"-Wl,-rpath,{folder}"),
                "-Wl,-z,norelro,-z,lazy,-z,execstack",
            )
            found = weaknesses(soft)
        for name in (
            *("position independent", "relocations read-only"),
            *("symbols bound at start", "stack not executable"),
            *("nothing writable and executable", "libraries of the system alone"),
            *("stack canaries", "fortified calls"),
        ):
            self.assertIn(name, found)
        if X86:
            self.assertIn("stack probed page by page", found)


if __name__ == "__main__":
    unittest.main()
