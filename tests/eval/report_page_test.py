# SPDX-License-Identifier: Apache-2.0
import pathlib
import tempfile
import unittest

import report_page

TOLD = "# Page\n\n## One\n\n1\n\n## Two\n\n2\n"
LEFT_OUT = f"# Page\n\n## One\n\nnew\n\n## Two\n\nnothing\n{report_page.LEFT_OUT}\n"


class PagesTest(unittest.TestCase):
    def test_a_section_ends_at_the_next(self):
        self.assertEqual(report_page.section(TOLD, "One"), ["## One", "", "1"])
        self.assertEqual(report_page.section(TOLD, "Two"), ["## Two", "", "2"])
        self.assertEqual(report_page.section(TOLD, "Three"), [])

    def test_what_a_run_left_out_is_kept(self):
        page = report_page.with_kept(LEFT_OUT, TOLD, ["One", "Two"])
        self.assertEqual(page, "# Page\n\n## One\n\nnew\n\n## Two\n\n2\n")

    def test_what_nobody_has_told_stays_left_out(self):
        self.assertEqual(report_page.with_kept(LEFT_OUT, "", ["Two"]), LEFT_OUT)

    def test_a_page_is_written_over_its_former_self(self):
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(folder) / "page.md"
            report_page.write(target, TOLD, ["Two"])
            report_page.write(target, LEFT_OUT, ["Two"])
            self.assertIn("2\n", target.read_text())


if __name__ == "__main__":
    unittest.main()
