# SPDX-License-Identifier: Apache-2.0
"""Holds the include rule over the whole tree, and the rule to its examples."""

import unittest

import include_rule
import source_tree


def complaints(path, header):
    return include_rule.violations(path, f'#include "{header}"\n')


class IncludeRuleTest(unittest.TestCase):
    def test_the_tree_keeps_the_rule(self):
        sources = source_tree.files(".h", ".cc")
        self.assertTrue(sources)
        found = [
            line
            for path in sources
            for line in include_rule.violations(
                path.as_posix(), (source_tree.ROOT / path).read_text()
            )
        ]
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_the_core_knows_no_library_and_no_other_folder(self):
        for header in (
            "rocksdb/db.h",
            "grpcpp/grpcpp.h",
            "simdjson.h",
            "prometheus/counter.h",
            "farcall/v1/event.pb.h",
            "google/protobuf/message.h",
            "unistd.h",
            "storage/codec.h",
            "cloudtrail/record_parser.h",
            "server/app.h",
            "tests/temp_dir.h",
        ):
            self.assertTrue(complaints("scoring/event.h", header), header)

    def test_folders_include_downward_only(self):
        for path, header in (
            ("cloudtrail/a.cc", "geo/country_database.h"),
            ("cloudtrail/a.cc", "farcall/v1/event.pb.h"),
            ("geo/a.cc", "storage/codec.h"),
            ("storage/a.cc", "server/metrics.h"),
            ("storage/a.cc", "prometheus/counter.h"),
            ("cli/a.cc", "server/config.h"),
            ("server/a.cc", "cli/text.h"),
        ):
            self.assertTrue(complaints(path, header), f"{path}: {header}")

    def test_only_the_wiring_names_stores_and_resolvers(self):
        for header in ("storage/rocksdb/rocksdb_histogram_store.h", "geo/resolver.h"):
            self.assertFalse(complaints("server/app.cc", header))
            self.assertTrue(complaints("server/app.h", header))
            self.assertTrue(complaints("server/main.cc", header))
        self.assertTrue(complaints("server/app.cc", "rocksdb/db.h"))

    def test_what_the_table_allows_passes(self):
        for path, header in (
            ("scoring/a.h", "absl/status/status.h"),
            ("scoring/a.h", "scoring/event.h"),
            ("scoring/a.h", "flat_map"),
            ("cloudtrail/a.cc", "simdjson.h"),
            ("geo/a.cc", "maxminddb.h"),
            ("storage/a.cc", "rocksdb/db.h"),
            ("server/a.cc", "grpcpp/grpcpp.h"),
            ("cli/a.cc", "cloudtrail/record_reader.h"),
            ("tests/storage/a_test.cc", "rocksdb/db.h"),
        ):
            self.assertFalse(complaints(path, header), f"{path}: {header}")

    def test_every_way_to_write_an_include_is_read(self):
        text = '  #  include <rocksdb/db.h> // why\n#include"grpc/grpc.h"\n'
        self.assertEqual(len(include_rule.violations("geo/a.cc", text)), 2)

    def test_a_folder_outside_of_the_table_is_a_violation(self):
        self.assertTrue(include_rule.violations("common/a.h", ""))


if __name__ == "__main__":
    unittest.main()
