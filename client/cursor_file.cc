// SPDX-License-Identifier: Apache-2.0
#include "client/cursor_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "files/file_descriptor.h"
#include "files/write_all.h"

namespace farcall {
namespace {

absl::Status Cannot(const std::string& verb, const std::string& path,
                    int error) {
  return {absl::ErrnoToStatusCode(error),
          absl::StrCat("cannot ", verb, " the cursor file ", path, ": ",
                       std::generic_category().message(error))};
}

absl::Status NoToken(const std::string& path, const std::string& why) {
  return absl::InvalidArgumentError(absl::StrCat(
      "the cursor file ", path, " ", why,
      ": name another file, or remove this one to begin without a cursor"));
}

}  // namespace

absl::StatusOr<CursorFile> CursorFile::Open(std::string path) {
  CursorFile file(std::move(path));
  absl::Status status = file.Read();
  if (!status.ok()) return status;
  // Before a change comes in, rather than after it was printed.
  status = file.WriteNew("");
  if (!status.ok()) return status;
  unlink(file.new_path_.c_str());
  return file;
}

absl::Status CursorFile::Read() {
  // Without O_NONBLOCK, opening a FIFO would wait for its writer.
  const FileDescriptor file(
      open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0 && errno == ENOENT) return absl::OkStatus();
  if (file.get() < 0) return Cannot("read", path_, errno);
  struct stat found {};
  if (fstat(file.get(), &found) != 0) return Cannot("read", path_, errno);
  if (!S_ISREG(found.st_mode)) return NoToken(path_, "is not a regular file");
  std::string bytes(kBytesMax + 1, '\0');
  const ssize_t count = read(file.get(), bytes.data(), bytes.size());
  if (count < 0) return Cannot("read", path_, errno);
  bytes.resize(static_cast<size_t>(count));
  if (bytes.size() > kBytesMax) {
    return NoToken(path_,
                   absl::StrCat("has ", found.st_size,
                                " bytes, a token has at most ", kBytesMax));
  }
  token_ = std::string(absl::StripAsciiWhitespace(bytes));
  if (token_.empty()) return NoToken(path_, "is empty");
  const bool is_word = std::ranges::all_of(
      token_, [](unsigned char c) { return absl::ascii_isgraph(c); });
  return is_word ? absl::OkStatus()
                 : NoToken(path_,
                           "holds no token: not all of it is printable "
                           "ASCII without blanks");
}

absl::Status CursorFile::WriteNew(const std::string& bytes) const {
  constexpr mode_t kMode = 0666;  // less the process's umask
  const FileDescriptor file(
      open(new_path_.c_str(),
           O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kMode));
  const bool written =
      file.get() >= 0 && WriteAll(file.get(), bytes) && fsync(file.get()) == 0;
  return written ? absl::OkStatus() : Cannot("write", new_path_, errno);
}

absl::Status CursorFile::Store(const std::string& token) {
  if (token.empty() || token == token_) return absl::OkStatus();
  const absl::Status status = WriteNew(token + "\n");
  if (!status.ok()) return status;
  if (std::rename(new_path_.c_str(), path_.c_str()) != 0) {
    return Cannot("write", path_, errno);
  }
  token_ = token;
  return absl::OkStatus();
}

}  // namespace farcall
