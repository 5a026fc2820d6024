# SPDX-License-Identifier: Apache-2.0
"""Holds the tidy rules over the whole tree, and each rule to an example."""

import pathlib
import re
import tempfile
import unittest

import markdown_links
import source_tree
import tidy_rules

# A file that breaks a rule, and one much like it that does not.
EXAMPLES = {
    "size": (("a.json", "x" * (1 << 20) + "x\n"), ("a.json", "x\n")),
    "folder": (("scoring/util/a.md", ""), ("docs/utility/a.md", "")),
    "spdx": (
        ("geo/a.cc", "#include <map>\n"),
        ("a.sh", f"#!/bin/sh\n# {tidy_rules.SPDX}\n"),
    ),
    "machine_path": (
        ("a.md", "see /ho" "me/ada/farcall\n"),
        ("a.md", "see /usr/share/tor\n"),
    ),
    "todo": (
        ("a.pl", f"# {tidy_rules.SPDX}\n# TO" "DO: more\n"),
        ("a.pl", f"# {tidy_rules.SPDX}\n# TO" "DO(#12): more\n"),
    ),
    "disabled_test": (
        ("a.cc", f"// {tidy_rules.SPDX}\nTEST(A, DISABLED" "_B) {}\n"),
        ("a.cc", f"// {tidy_rules.SPDX}\nTEST(A, B) {{}}\n"),
    ),
    "python_compiles": (
        ("a.py", f"# {tidy_rules.SPDX}\ndef f(:\n"),
        ("a.py", f"# {tidy_rules.SPDX}\nf = 1\n"),
    ),
    "whitespace": (("a.md", "one \ntwo\n"), ("a.md", "one\n\ntwo\n")),
    "conflict": (("a.md", "<" * 7 + " ours\n"), ("a.md", "=======\n")),
}


def complaints(path, text):
    return tidy_rules.complaints(path, text.encode())


class TidyTreeTest(unittest.TestCase):
    def test_the_tree_is_tidy(self):
        found = [
            line
            for path in source_tree.files()
            for line in tidy_rules.complaints(
                path.as_posix(), (source_tree.ROOT / path).read_bytes()
            )
        ]
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_clang_tidy_looks_into_every_header(self):
        settings = (source_tree.ROOT / ".clang-tidy").read_text()
        looked_into = re.compile(
            re.search("^HeaderFilterRegex: '(.*)'$", settings, re.M).group(1)
        )
        headers = [path.as_posix() for path in source_tree.files(".h")]
        self.assertTrue(headers)
        self.assertEqual(
            [path for path in headers if not looked_into.match(f"/{path}")], []
        )

    def test_every_rule_finds_its_example_and_lets_the_other_pass(self):
        rules = tidy_rules.OF_ANY_FILE + tidy_rules.OF_TEXT
        self.assertEqual({rule.__name__ for rule in rules}, set(EXAMPLES))
        for name, (bad, good) in EXAMPLES.items():
            with self.subTest(rule=name):
                found = complaints(*bad)
                self.assertEqual(len(found), 1, found)
                self.assertIn(f"({name})", found[0])
                self.assertEqual(complaints(*good), [])

    def test_a_binary_file_is_held_to_its_size_alone(self):
        self.assertEqual(tidy_rules.complaints("a.mmdb", b"\xff \n"), [])
        self.assertEqual(len(tidy_rules.complaints("a.mmdb", b"\xff" * (2 << 20))), 1)


class MarkdownLinksTest(unittest.TestCase):
    def test_the_links_of_the_tree_lead_somewhere(self):
        found = [
            f"{path}: {target}"
            for path in source_tree.files(".md")
            for target in markdown_links.broken(source_tree.ROOT / path)
        ]
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_the_index_of_decisions_is_complete(self):
        decisions = source_tree.ROOT / "docs/adr"
        listed = markdown_links.targets((decisions / "README.md").read_text())
        written = {path.name for path in decisions.glob("[0-9]*.md")}
        self.assertEqual(written - set(listed), set())

    def test_links_to_nowhere_are_found(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder, "page.md")
            page.write_text(
                "# A `b` heading!\n[x](gone.md) [y](#gone)\n"
                "[z](page.md#gone)\n[d]: gone.txt\n"
                "[ok](page.md#a-b-heading) [ok](https://a.example)\n"
                "`[code](gone.md)`\n```\n[code](gone.md)\n```\n"
            )
            self.assertEqual(
                markdown_links.broken(page),
                ["gone.md", "#gone", "page.md#gone", "gone.txt"],
            )


if __name__ == "__main__":
    unittest.main()
