// SPDX-License-Identifier: Apache-2.0
#include "cli/input/input_record.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/input/input_files.h"
#include "cloudtrail/reader/record_reader.h"

namespace farcall {

std::variant<std::string, InputError> ReadOneRecord(
    const std::string& input, std::optional<uint64_t> number_wanted) {
  const auto unreadable = [&input](const std::string& why) {
    // Some reasons name the file by themselves.
    return InputError{ExitCode::kFiles,
                      absl::StrContains(why, input)
                          ? why
                          : absl::StrCat("cannot read ", input, ": ", why)};
  };
  std::error_code no_such_file;
  if (input != kStandardInput &&
      std::filesystem::is_directory(input, no_such_file)) {
    return unreadable(
        "is a directory: name one file, or use `farcall score` for all of it");
  }
  auto reader = RecordReader::Open(input);
  if (!reader.ok()) return unreadable(std::string(reader.status().message()));

  const uint64_t wanted = number_wanted.value_or(1);
  std::string record;
  for (uint64_t number = 1; number <= wanted; ++number) {
    auto next = (*reader)->Next();
    if (!next.ok()) return unreadable(std::string(next.status().message()));
    if (!next->has_value()) {
      return unreadable(
          absl::StrCat("no record ", wanted, ", it holds ", number - 1));
    }
    record = (**std::move(next)).json;
  }
  if (number_wanted.has_value()) return record;
  const auto second = (*reader)->Next();
  if (second.ok() && second->has_value()) {
    return InputError{ExitCode::kUsage,
                      absl::StrCat(input, " holds more than one record")};
  }
  return record;
}

}  // namespace farcall
