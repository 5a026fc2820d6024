// SPDX-License-Identifier: Apache-2.0
#include "cli/input/unread_fields.h"

#include "absl/strings/str_cat.h"
#include "text/count.h"

namespace farcall {
namespace {

constexpr size_t kFilesTold = 10;

}  // namespace

void UnreadFields::Count(const std::string& file,
                         const v1::EventResult& result) {
  if (result.unread().empty()) return;
  Calls& calls = by_file_[file];
  for (const int field : result.unread()) {
    if (field == v1::UNREAD_FIELD_IDENTITY) {
      ++(result.principal().empty() ? calls.identity : calls.identity_part);
    }
    if (field == v1::UNREAD_FIELD_ADDRESS) ++calls.address;
  }
}

std::vector<std::string> UnreadFields::Lines() const {
  std::vector<std::string> lines;
  size_t told = 0;
  for (const auto& [file, calls] : by_file_) {
    if (told++ == kFilesTold) {
      lines.push_back(absl::StrCat(
          "identities or addresses could not be read in ",
          farcall::Count(by_file_.size() - kFilesTold, "more file")));
      break;
    }
    if (calls.identity > 0) {
      lines.push_back(absl::StrCat(
          file, ": ", farcall::Count(calls.identity, "call"),
          " with an identity that could not be read: scored as nobody's"));
    }
    if (calls.identity_part > 0) {
      lines.push_back(absl::StrCat(
          file, ": ", farcall::Count(calls.identity_part, "call"),
          " with a part of the identity that could not be read: the principal "
          "may be incomplete"));
    }
    if (calls.address > 0) {
      lines.push_back(absl::StrCat(
          file, ": ", farcall::Count(calls.address, "call"),
          " with an address that could not be read: scored from @unknown"));
    }
  }
  return lines;
}

}  // namespace farcall
