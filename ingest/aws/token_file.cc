// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/token_file.h"

#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "files/file_content.h"
#include "text/concat.h"

namespace farcall {
namespace {

constexpr size_t kTokenBytesMax = 64 << 10;

}  // namespace

absl::StatusOr<std::string> ReadTokenFile(const std::string& path) {
  absl::StatusOr<FileContent> file = ReadFile(path, kTokenBytesMax);
  if (!file.ok()) return file.status();
  std::string token = std::move(file->bytes);
  token.erase(token.find_last_not_of(" \t\r\n") + 1);
  if (token.empty() || token.find_first_of("\r\n") != token.npos) {
    return absl::FailedPreconditionError(
        Concat({path, ": want one line with a token"}));
  }
  return token;
}

}  // namespace farcall
