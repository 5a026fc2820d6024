// SPDX-License-Identifier: Apache-2.0
#include "cli/statement.h"

#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <random>

#include "absl/strings/str_format.h"

namespace farcall {

std::string LoginName() {
  std::array<char, 256> name{};
  if (getlogin_r(name.data(), name.size()) == 0 && name[0] != '\0') {
    return name.data();
  }
  // Where there is no terminal to log in at.
  for (const char* variable : {"LOGNAME", "USER"}) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0') return value;
  }
  return "";
}

std::string NewFeedbackId() {
  std::random_device random;
  std::array<uint32_t, 4> words{};
  for (uint32_t& word : words) word = random();
  // Version 4, variant 1 (RFC 4122).
  return absl::StrFormat("%08x-%04x-4%03x-%04x-%04x%08x", words[0],
                         words[1] >> 16, words[1] & 0xfff,
                         (words[2] >> 16 & 0x3fff) | 0x8000, words[2] & 0xffff,
                         words[3]);
}

}  // namespace farcall
