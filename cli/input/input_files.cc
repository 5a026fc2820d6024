// SPDX-License-Identifier: Apache-2.0
#include "cli/input/input_files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <tuple>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace farcall {
namespace {

namespace fs = std::filesystem;

struct FoundFile {
  std::string delivery_time;
  InputFile file;
};

absl::Status CannotRead(const std::string& path, const std::string& why) {
  return absl::NotFoundError(absl::StrCat("cannot read ", path, ": ", why));
}

bool IsHidden(const fs::path& path) {
  return path.filename().native().starts_with('.');
}

InputFile FileAt(const fs::path& path) {
  InputFile file{path.string()};
  std::error_code error;
  file.is_stream = !fs::is_regular_file(path, error);
  if (file.is_stream) return file;
  const uint64_t bytes = fs::file_size(path, error);
  if (!error) file.bytes = bytes;
  return file;
}

absl::StatusOr<std::vector<InputFile>> WalkDirectory(const std::string& root) {
  std::vector<FoundFile> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(root, error);
  for (; !error && entry != fs::recursive_directory_iterator();
       entry.increment(error)) {
    const fs::path& path = entry->path();
    if (IsHidden(path)) {
      entry.disable_recursion_pending();
      continue;
    }
    std::error_code no_file;  // a dangling link, say
    const std::string file_name = path.filename().string();
    if (entry->is_regular_file(no_file)) {
      found.push_back({DeliveryTime(file_name), FileAt(path)});
      found.back().file.in_folder = true;
    }
  }
  if (error) return CannotRead(root, error.message());
  if (found.empty()) return CannotRead(root, "no files in it");

  std::sort(found.begin(), found.end(),
            [](const FoundFile& a, const FoundFile& b) {
              return std::forward_as_tuple(a.delivery_time.empty(),
                                           a.delivery_time, a.file.path) <
                     std::forward_as_tuple(b.delivery_time.empty(),
                                           b.delivery_time, b.file.path);
            });
  std::vector<InputFile> files;
  files.reserve(found.size());
  for (FoundFile& next : found) files.push_back(std::move(next.file));
  return files;
}

bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

std::string DeliveryTime(const std::string& file_name) {
  // `_20260102T0304Z_` in logs, `_20260102T030405Z.` in digests.
  const std::string_view name = file_name;
  for (size_t at = name.find('_'); at != std::string_view::npos;
       at = name.find('_', at + 1)) {
    const std::string_view rest = name.substr(at + 1);
    const size_t end = rest.find('Z');
    if (end != 13 && end != 15) continue;
    if (rest[8] != 'T' || !AllDigits(rest.substr(0, 8)) ||
        !AllDigits(rest.substr(9, end - 9))) {
      continue;
    }
    std::string time(rest.substr(0, end));
    time.resize(15, '0');
    return time;
  }
  return "";
}

absl::StatusOr<std::vector<InputFile>> ListInputFiles(
    const std::vector<std::string>& operands) {
  std::vector<InputFile> files;
  for (const std::string& operand : operands) {
    if (operand == kStandardInput) {
      files.push_back({operand, 0, /*is_stream=*/true});
      continue;
    }
    std::error_code error;
    const fs::file_status status = fs::status(operand, error);
    if (!fs::exists(status)) {
      return CannotRead(operand, error ? error.message() : "no such file");
    }
    if (!fs::is_directory(status)) {
      files.push_back(FileAt(operand));
      continue;
    }
    absl::StatusOr<std::vector<InputFile>> walked = WalkDirectory(operand);
    if (!walked.ok()) return walked.status();
    files.insert(files.end(), walked->begin(), walked->end());
  }
  return files;
}

}  // namespace farcall
