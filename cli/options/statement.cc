// SPDX-License-Identifier: Apache-2.0
#include "cli/options/statement.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace farcall {
namespace {

// The name of a user in the user database; empty if it has none.
std::string NameOfUser(uid_t uid) {
  constexpr size_t kEntryBytesMax = 16 << 10;
  std::array<char, kEntryBytesMax> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  const int error =
      getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
  return error == 0 && found != nullptr ? found->pw_name : "";
}

}  // namespace

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
  // In a container there may be neither a login session nor these variables.
  const uid_t uid = geteuid();
  const std::string user = NameOfUser(uid);
  return user.empty() ? absl::StrCat("uid:", uid) : user;
}

std::string NewRequestId() {
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
