// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace farcall {

inline constexpr char kStandardInput[] = "-";

struct InputFile {
  std::string path;    // or kStandardInput
  uint64_t bytes = 0;  // size on disk
  bool is_stream =
      false;  // standard input or a pipe: has no size, may come slowly
  bool in_folder = false;  // found in a directory, not named by itself
};

// The files that `operands` (files, directories or `-`) stand for, operands in
// their order. A directory is walked with its folders; all of its files but the
// hidden ones come, whatever their names, in the order of the delivery time in
// their names (and after them, by path, those without one). An operand that is
// not there, or a directory without files, is an error.
absl::StatusOr<std::vector<InputFile>> ListInputFiles(
    const std::vector<std::string>& operands);

// The delivery time in the name of an object that CloudTrail wrote to S3,
// `..._20260102T0304Z_...`, as text that sorts by time (`20260102T030400`);
// empty if there is none.
std::string DeliveryTime(const std::string& file_name);

}  // namespace farcall
