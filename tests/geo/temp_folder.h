// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace farcall {

// A fresh folder, gone with the object.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern =
        std::filesystem::temp_directory_path() / "farcall_geo_XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) abort();
    path_ = pattern;
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  std::string Path(const std::string& name) const { return path_ / name; }

  // Writes a file in place.
  std::string Write(const std::string& name, std::string_view bytes) const {
    std::ofstream(Path(name), std::ios::binary) << bytes;
    return Path(name);
  }

  // Puts another file in its place.
  std::string Replace(const std::string& name, std::string_view bytes) const {
    std::filesystem::rename(Write(name + ".new", bytes), Path(name));
    return Path(name);
  }

 private:
  std::filesystem::path path_;
};

inline std::string BytesOf(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

}  // namespace farcall
