// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace farcall {

using Files = std::map<std::string, std::string>;  // content by name

inline void WriteFiles(const std::string& directory, const Files& files) {
  std::filesystem::create_directory(directory);
  for (const auto& [name, content] : files) {
    std::ofstream(directory + "/" + name, std::ios::binary) << content;
  }
}

inline Files FilesOf(const std::string& directory) {
  Files files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path().filename().string()].assign(
        std::istreambuf_iterator<char>(file), {});
  }
  return files;
}

// Looks like a store from outside: with a file of several messages, one that
// ends with a message, and an empty one.
inline Files SomeFiles() {
  std::string large(5 << 19, 'x');
  large[3] = '\0';
  large.back() = 'z';
  return {{"000012.sst", large},
          {"000013.sst", std::string(1 << 20, 'y')},
          {"000014.log", ""},
          {"CURRENT", "MANIFEST-000005\n"},
          {"MANIFEST-000005", "manifest"}};
}

}  // namespace farcall
