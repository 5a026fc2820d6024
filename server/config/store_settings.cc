// SPDX-License-Identifier: Apache-2.0
#include "server/config/setting_rows.h"

namespace farcall {
namespace {

constexpr std::string_view kStore = "Store";

constexpr std::string_view kDurabilities[] = {"fsync", "wal"};

constexpr Setting kSettings[] = {
    {"data-dir", kStore,
     "Directory of the store. Made if it is not there; one server at a time.",
     Text<&Config::data_dir>(kPathForm)},
    {"durability", kStore,
     "What an OK answer means: fsync = the batch is on disk and survives a "
     "loss "
     "of power; wal = the operating system has it, and it survives a crash of "
     "the server alone.",
     Choice<&Config::durability>(kDurabilities)},
    {"seen-window-seconds", kStore,
     "How long an event is remembered, so that it is not counted again when it "
     "is delivered again. Use 86400 or more: CloudTrail redelivers late.",
     Integer<&Config::seen_window_seconds>(60, 30 * 86'400, "seconds")},
    {"seen-events-max", kStore,
     "Events remembered at most; beyond it the oldest are forgotten before the "
     "window ends. Those that do not fit into seen-memory-bytes are on disk.",
     Integer<&Config::seen_events_max>(1'000, 1'000'000'000, "events")},
    {"seen-memory-bytes", kStore,
     "Memory for the ids of the events that came last: 26 million in 512 MiB; "
     "a power of two is used best. Older ones are on disk, and take 2.1 bytes "
     "of memory each beside it.",
     Integer<&Config::seen_memory_bytes>(1 << 20, int64_t{1} << 40, "bytes")},
    {"finding-expire-days", kStore,
     "A finding that nobody decided on expires so long after its last change. "
     "Beyond 50000 undecided ones of a tenant the least urgent expire earlier.",
     Integer<&Config::finding_expire_days>(1, 3'650, "days")},
    {"finding-days", kStore,
     "How long a decided or expired finding is kept after its last change.",
     Integer<&Config::finding_days>(1, 3'650, "days")},
    {"findings-max", kStore,
     "Decided and expired findings kept of each tenant; the oldest make room.",
     Integer<&Config::findings_max>(1'000, 10'000'000, "findings")},
    {"finding-samples", kStore,
     "Events of a finding that are kept with it, with address and agent: those "
     "that came first and last, and the oddest. 0 = none are; a verdict is on "
     "the place alone then. Holds for events that come from then on.",
     Integer<&Config::finding_samples>(0, 20, "events")},
    {"event-hours", kStore,
     "For how long calls of principals are kept with address, access key, "
     "agent, assets and some parameters, for who looks into a finding: so long "
     "before the newest call of the tenant. 0 = none are kept.",
     Integer<&Config::event_hours>(0, 168, "hours")},
    {"event-bytes-max", kStore,
     "Disk space for calls that are kept; beyond it the oldest hours leave "
     "early.",
     Integer<&Config::event_bytes_max>(16 * kMiB, 1024 * kGiB, "bytes")},
    {"ledger-days", kStore,
     "For how long the oddest call of each principal, origin and day is kept, "
     "from which other thresholds and exemptions are tried: so long before the "
     "newest day of the tenant. 0 = none are kept.",
     Integer<&Config::ledger_days>(0, 3'650, "days")},
    {"baseline-cache-bytes", kStore,
     "Memory for baselines of the entities last used, ready to be counted in. "
     "0 = none: each batch reads its own.",
     Integer<&Config::baseline_cache_bytes>(0, 1024 * kGiB, "bytes")},
    {"rocksdb-cache-bytes", kStore, "Memory for blocks read from disk.",
     Integer<&Config::rocksdb_cache_bytes>(kMiB, 1024 * kGiB, "bytes")},
    {"rocksdb-write-buffer-bytes", kStore,
     "Memory for writes that are not in a table file yet.",
     Integer<&Config::rocksdb_write_buffer_bytes>(kMiB, 16 * kGiB, "bytes")},
    {"pseudonym-key-file", kStore,
     "File with a secret of 32 bytes or more: the store and its backups keep "
     "pseudonyms in the place of principals' names. Of a store from its making "
     "on; who loses the secret loses the baselines.",
     Text<&Config::pseudonym_key_file>(kPathOrEmptyForm)},

    {"backup-dir", kStore,
     "Directory of the backups that AdminService makes; best on another disk. "
     "Empty = none can be made.",
     Text<&Config::backup_dir>(kPathOrEmptyForm)},
    {"backups-kept", kStore, "Backups kept; the oldest are removed.",
     Integer<&Config::backups_kept>(1, 1'000, "backups")},
};

}  // namespace

std::span<const Setting> StoreSettings() { return kSettings; }

}  // namespace farcall
