// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace farcall {

// Of the data of one message.
inline constexpr size_t kCheckpointPartBytesMax = 1 << 20;
// Of a file's name.
inline constexpr size_t kCheckpointNameBytesMax = 64;

// What is taken of another replica, whatever it sends.
struct CheckpointBounds {
  uint64_t bytes_max = uint64_t{1} << 40;
  uint32_t files_max = 100'000;
};

}  // namespace farcall
