# SPDX-License-Identifier: Apache-2.0

import unittest

from reality import judgements

TABLE = """# a remark

lab\tarn:aws:iam::111122223333:user/eve\tVN\t2025-03-03\tintrusion\tcalls by an attack tool
lab\tarn:aws:iam::111122223333:user/*\t*\t*\thonest\tpeople of the lab
"""


class Judgements(unittest.TestCase):
    def judged(self, principal, origin="DE", trail="lab"):
        known = judgements.read(TABLE)
        return judgements.judged(known, trail, principal, origin, "2025-03-03")

    def test_the_first_line_that_fits_is_the_judgement(self):
        eve = "arn:aws:iam::111122223333:user/eve"
        self.assertEqual(
            self.judged(eve, "VN"), ("intrusion", "calls by an attack tool")
        )
        self.assertEqual(self.judged(eve)[0], "honest")

    def test_where_no_line_fits_it_is_not_judged(self):
        for principal, trail in (("", "lab"), ("arn:aws:iam::1:user/eve", "other")):
            self.assertEqual(
                self.judged(principal, trail=trail), (judgements.NOT_JUDGED, "")
            )

    def test_a_line_that_cannot_be_read_is_told_by_its_number(self):
        for line in ("lab\tp\tDE\t2025-03-03\thonest", "lab\tp\tDE\t*\tgood\twhy"):
            with self.assertRaisesRegex(ValueError, "line 2"):
                judgements.read("# remark\n" + line)

    def test_the_table_of_the_project_can_be_read_and_gives_reasons(self):
        known = judgements.of_file()
        self.assertTrue(known)
        self.assertTrue(all(judgement.reason for judgement in known))
        self.assertTrue(any(j.verdict == judgements.NEW_PLACE for j in known))


if __name__ == "__main__":
    unittest.main()
