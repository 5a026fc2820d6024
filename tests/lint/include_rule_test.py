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

    def test_the_table_is_a_stack(self):
        below = set()
        for folder, rule in include_rule.ALLOWED.items():
            self.assertLessEqual(set(rule.ours), below, folder)
            below |= {folder, folder.split("/")[0] + "/"}

    def test_the_core_knows_no_library_and_no_other_folder(self):
        for header in (
            "rocksdb/db.h",
            "grpcpp/grpcpp.h",
            "simdjson.h",
            "prometheus/counter.h",
            "farcall/v1/event.pb.h",
            "google/protobuf/message.h",
            "unistd.h",
            "storage/codec/key_codec.h",
            "cloudtrail/reader/record_parser.h",
            "server/app/app.h",
            "tests/temp_dir.h",
        ):
            self.assertTrue(complaints("scoring/event/event.h", header), header)

    def test_scoring_a_batch_knows_no_transport(self):
        for path in ("server/handlers/batch_handler.h", "inputs/event_input.h"):
            for header in (
                "farcall/v1/event.pb.h",
                "grpcpp/support/status.h",
                "server/wire/batch_reader.h",
            ):
                self.assertTrue(complaints(path, header), f"{path}: {header}")
        self.assertFalse(
            complaints("server/handlers/feedback_handler.h", "farcall/v1/event.pb.h")
        )

    def test_folders_include_downward_only(self):
        for path, header in (
            ("cloudtrail/reader/a.cc", "geo/database/country_database.h"),
            ("cloudtrail/layout/a.cc", "farcall/v1/event.pb.h"),
            ("geo/a.cc", "storage/pseudonyms.h"),
            ("settings/a.cc", "scoring/detectors/detector.h"),
            ("storage/a.cc", "cluster/rules/log_record.h"),
            ("settings/a.cc", "server/config/config.h"),
            ("storage/a.cc", "server/telemetry/metrics.h"),
            ("storage/a.cc", "prometheus/counter.h"),
            ("cli/commands/a.cc", "server/config/config.h"),
            ("server/app/a.cc", "cli/output/text.h"),
        ):
            self.assertTrue(complaints(path, header), f"{path}: {header}")

    def test_rooms_of_a_folder_include_downward_only(self):
        for path, header in (
            ("scoring/event/a.cc", "scoring/counts/histogram.h"),
            ("scoring/counts/a.cc", "scoring/records/attribute.h"),
            ("scoring/records/a.cc", "scoring/detectors/detector.h"),
            ("scoring/detectors/a.cc", "scoring/batch/evidence.h"),
            ("cloudtrail/identity/a.cc", "cloudtrail/layout/json_values.h"),
            ("cloudtrail/layout/a.cc", "cloudtrail/reader/record_finder.h"),
            ("geo/network/a.cc", "geo/database/mmdb_database.h"),
            ("geo/database/a.cc", "geo/overrides.h"),
            ("cli/output/a.cc", "cli/options/options.h"),
            ("cli/server/a.cc", "cli/commands/score_report.h"),
            ("storage/codec/a.cc", "storage/pseudonyms.h"),
            ("storage/codec/a.cc", "storage/rocksdb/rocksdb_status.h"),
            ("storage/a.cc", "storage/rocksdb/rocksdb_status.h"),
            ("cluster/rules/a.cc", "cluster/codec/log_record_codec.h"),
            ("cluster/rules/a.cc", "storage/codec/byte_coding.h"),
            ("server/config/a.cc", "server/telemetry/json_log.h"),
            ("server/telemetry/a.cc", "server/auth/authorizer.h"),
            ("server/wire/a.cc", "server/handlers/batch_handler.h"),
            ("server/auth/a.cc", "server/self_test/self_test_calls.h"),
            ("server/admission/a.cc", "server/rpc/unary_call.h"),
            ("server/handlers/a.cc", "server/rpc/unary_call.h"),
            ("server/rpc/a.cc", "server/app/app.h"),
            ("server/self_test/a.cc", "server/app/app.h"),
        ):
            self.assertTrue(complaints(path, header), f"{path}: {header}")

    def test_a_library_is_known_to_its_room_alone(self):
        for path, header in (
            ("storage/codec/a.cc", "rocksdb/slice.h"),
            ("storage/a.cc", "rocksdb/slice.h"),
            ("cluster/codec/a.cc", "rocksdb/slice.h"),
            ("cluster/rules/a.cc", "librdkafka/rdkafka.h"),
            ("server/config/a.cc", "spdlog/logger.h"),
            ("server/config/a.cc", "grpcpp/grpcpp.h"),
            ("server/telemetry/a.cc", "grpcpp/grpcpp.h"),
            ("server/auth/a.cc", "prometheus/counter.h"),
            ("server/handlers/a.cc", "grpcpp/server_context.h"),
            ("server/rpc/a.cc", "opentelemetry/trace/scope.h"),
        ):
            self.assertTrue(complaints(path, header), f"{path}: {header}")

    def test_only_the_app_names_stores_and_resolvers(self):
        for header in (
            "storage/rocksdb/rocksdb_histogram_store.h",
            "storage/memory_histogram_store.h",
            "geo/origin_resolver.h",
        ):
            self.assertFalse(complaints("server/app/a.cc", header), header)
            for room in ("auth", "handlers", "rpc", "self_test"):
                self.assertTrue(complaints(f"server/{room}/a.cc", header))
        self.assertTrue(complaints("server/app/a.cc", "rocksdb/db.h"))
        self.assertTrue(
            complaints("server/app/a.cc", "storage/codec/key_codec.h")
        )

    def test_what_the_table_allows_passes(self):
        for path, header in (
            ("scoring/counts/a.h", "absl/status/status.h"),
            ("scoring/counts/a.h", "scoring/counts/decay.h"),
            ("scoring/counts/a.h", "flat_map"),
            ("cloudtrail/encoding/a.cc", "simdjson.h"),
            ("geo/database/a.cc", "maxminddb.h"),
            ("storage/rocksdb/a.cc", "rocksdb/db.h"),
            ("storage/rocksdb/a.cc", "storage/codec/key_codec.h"),
            ("storage/rocksdb/a.cc", "storage/rocksdb/rocksdb_status.h"),
            ("server/rpc/a.cc", "grpcpp/grpcpp.h"),
            ("server/rpc/a.cc", "server/auth/authorizer.h"),
            ("cli/input/a.cc", "cloudtrail/reader/record_reader.h"),
            ("tests/storage/a_test.cc", "rocksdb/db.h"),
        ):
            self.assertFalse(complaints(path, header), f"{path}: {header}")

    def test_every_way_to_write_an_include_is_read(self):
        text = '  #  include <rocksdb/db.h> // why\n#include"grpc/grpc.h"\n'
        self.assertEqual(len(include_rule.violations("geo/a.cc", text)), 2)

    def test_a_folder_outside_of_the_table_is_a_violation(self):
        for path in ("common/a.h", "server/a.h", "server/common/a.h"):
            self.assertTrue(include_rule.violations(path, ""), path)


if __name__ == "__main__":
    unittest.main()
