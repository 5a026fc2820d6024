// SPDX-License-Identifier: Apache-2.0
#include "server/stores/store_options.h"

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include "files/file_content.h"
#include "server/telemetry/tracing.h"

namespace farcall {
namespace {

namespace fs = std::filesystem;

constexpr size_t kSecretBytesMax = 64 << 10;

// Directories from `path` upwards that are not there, the deepest first.
std::vector<fs::path> MissingDirectories(fs::path path) {
  std::vector<fs::path> missing;
  std::error_code error;
  while (!path.empty() && !fs::exists(path, error) && !error) {
    missing.push_back(path);
    const fs::path parent = path.parent_path();
    if (parent == path) break;
    path = parent;
  }
  return missing;
}

std::string WhyNoFileCanBeMade(const fs::path& directory) {
  std::string name = (directory / ".farcall-check-XXXXXX").string();
  const int fd = mkstemp(name.data());
  if (fd < 0) return std::generic_category().message(errno);
  close(fd);
  unlink(name.c_str());
  return "";
}

}  // namespace

RocksDbStoreOptions StoreOptions(const Config& config,
                                 const std::optional<Pseudonyms>& pseudonyms,
                                 StoreMetrics& metrics, Log& log) {
  return {
      .path = config.data_dir,
      .durability = config.durability == Config::Durability::kFsync
                        ? Durability::kFsync
                        : Durability::kWal,
      .seen_window_seconds = config.seen_window_seconds,
      .seen_events_max = static_cast<uint64_t>(config.seen_events_max),
      .seen_memory_bytes = static_cast<uint64_t>(config.seen_memory_bytes),
      .pseudonym_key_check =
          pseudonyms.has_value() ? pseudonyms->key_check() : "",
      .finding_seal_key = pseudonyms.has_value()
                              ? std::optional(pseudonyms->finding_seal_key())
                              : std::nullopt,
      .finding_samples = static_cast<size_t>(config.finding_samples),
      .fact_hours = static_cast<uint32_t>(config.event_hours),
      .fact_bytes_max = static_cast<uint64_t>(config.event_bytes_max),
      .ledger_days = static_cast<uint32_t>(config.ledger_days),
      .block_cache_bytes = static_cast<uint64_t>(config.rocksdb_cache_bytes),
      .baseline_cache_bytes =
          static_cast<uint64_t>(config.baseline_cache_bytes),
      .write_buffer_bytes =
          static_cast<uint64_t>(config.rocksdb_write_buffer_bytes),
      .observer = {
          .on_read =
              [&](double s) {
                metrics.read_seconds.Observe(s);
                AnnotateSpan("farcall.store.read_seconds", s);
              },
          .on_write =
              [&](double s) {
                metrics.write_seconds.Observe(s);
                AnnotateSpan("farcall.store.write_seconds", s);
              },
          .on_sync = [&](double s) { metrics.sync_seconds.Observe(s); },
          .on_log =
              [&log](const std::string& line) {
                log.Warn("rocksdb", {{"reason", line}});
              }}};
}

absl::StatusOr<std::optional<Pseudonyms>> ReadPseudonyms(const Config& config) {
  const std::string& path = config.pseudonym_key_file;
  if (path.empty()) return std::nullopt;
  const absl::StatusOr<FileContent> file = ReadFile(path, kSecretBytesMax);
  if (!file.ok()) return file.status();
  const absl::StatusOr<Pseudonyms> pseudonyms =
      Pseudonyms::FromSecret(file->bytes);
  if (!pseudonyms.ok()) {
    return absl::Status(
        pseudonyms.status().code(),
        path + ": " + std::string(pseudonyms.status().message()));
  }
  return *pseudonyms;
}

absl::Status CheckDirectory(const std::string& setting,
                            const std::string& path) {
  const std::vector<fs::path> missing = MissingDirectories(path);
  std::error_code error;
  fs::create_directories(path, error);
  const std::string why =
      error ? "cannot be made: " + error.message() : WhyNoFileCanBeMade(path);
  for (const fs::path& made : missing) {
    std::error_code not_made;
    fs::remove(made, not_made);
  }
  if (why.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      setting + ": " + path + ": " +
      (error ? why : "no file can be made in it: " + why));
}

}  // namespace farcall
