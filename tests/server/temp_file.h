// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <string_view>

namespace farcall {

// A file of its own with `content`, gone with the object.
class TempFile {
 public:
  explicit TempFile(std::string_view content) {
    const int file = mkstemp(path_.data());
    if (file >= 0) close(file);
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TempFile() { unlink(path_.c_str()); }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/farcall_test_XXXXXX";
};

}  // namespace farcall
