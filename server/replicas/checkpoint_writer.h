// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "farcall/cluster/v1/replica_service.pb.h"
#include "files/file_descriptor.h"
#include "server/replicas/checkpoint_bounds.h"

namespace farcall {

// Writes what another replica sends of its store into an empty directory.
// Trusts none of it: names are plain, parts of a file follow one another, each
// file is new and has its checksum, and nothing is missing at the end. Not
// thread-safe.
class CheckpointWriter {
 public:
  CheckpointWriter(std::string directory, const CheckpointBounds& bounds)
      : directory_(std::move(directory)), bounds_(bounds) {}

  // DATA_LOSS where the message does not follow those before it, or is damaged;
  // RESOURCE_EXHAUSTED beyond the bounds; otherwise what the disk says. After
  // an error it takes nothing more.
  absl::Status Take(const cluster::v1::FetchCheckpointResponse& part);
  // Once the stream is over: OK if all was there, and is durable.
  absl::Status Finish();

 private:
  absl::Status Write(const cluster::v1::FetchCheckpointResponse& part);
  absl::Status Begin(const std::string& name);
  absl::Status EndFile(uint32_t crc32c);
  absl::Status TakeEnd(const cluster::v1::FetchCheckpointResponse& end);

  const std::string directory_;
  const CheckpointBounds bounds_;
  std::optional<FileDescriptor> file_{};  // the one that is not complete yet
  std::string name_{};                    // of it
  uint64_t offset_ = 0;                   // written of it
  uint32_t crc32c_ = 0;                   // of that
  uint32_t files_ = 0;                    // complete
  uint64_t bytes_ = 0;                    // of all files
  bool is_over_ = false;
  absl::Status failed_{};
};

}  // namespace farcall
