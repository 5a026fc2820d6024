// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/findings/exemption_file.h"

#include <google/protobuf/util/json_util.h>

#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "files/file_content.h"

namespace farcall {
namespace {

// As much as the server takes in a request, and more than any exemption has.
constexpr size_t kJsonBytesMax = 1 << 20;

absl::StatusOr<std::string> ReadJson(const std::string& file,
                                     std::istream& standard_input) {
  if (file == "-") {
    return std::string(std::istreambuf_iterator<char>(standard_input), {});
  }
  auto content = ReadFile(file, kJsonBytesMax);
  if (!content.ok()) return content.status();
  return std::move(content->bytes);
}

}  // namespace

absl::StatusOr<v1::Exemption> ReadExemption(const std::string& file,
                                            std::istream& standard_input) {
  const auto json = ReadJson(file, standard_input);
  if (!json.ok()) return json.status();
  v1::Exemption exemption;
  const auto parsed =
      google::protobuf::util::JsonStringToMessage(*json, &exemption);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        file, ": is no exemption: ", std::string(parsed.message())));
  }
  return exemption;
}

}  // namespace farcall
