// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "farcall/cluster/v1/replica_service.pb.h"
#include "files/file_descriptor.h"

namespace farcall {

// A directory of files, as the messages that another replica writes them from.
// Not thread-safe.
class CheckpointReader {
 public:
  static absl::StatusOr<std::unique_ptr<CheckpointReader>> Open(
      std::string directory);

  // Reads the next message from the disk; false = there was none any more. The
  // last one says how many files there were.
  absl::StatusOr<bool> Next(cluster::v1::FetchCheckpointResponse& part);

 private:
  CheckpointReader(std::string directory, std::vector<std::string> names)
      : directory_(std::move(directory)), names_(std::move(names)) {}

  absl::Status Read(cluster::v1::FetchCheckpointResponse& part);

  const std::string directory_;
  const std::vector<std::string> names_;
  size_t at_ = 0;  // in names_
  bool is_over_ = false;
  std::optional<FileDescriptor> file_{};
  uint64_t offset_ = 0;
  uint32_t crc32c_ = 0;
};

}  // namespace farcall
