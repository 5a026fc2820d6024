// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/awslogs.h"

#include <simdjson.h>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "cloudtrail/gunzip.h"

namespace farcall {

std::optional<std::string> UnpackAwsLogs(std::string_view json,
                                         uint64_t bytes_max) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  std::string_view data;
  if (parser.parse(json.data(), json.size(), true).get(root) !=
          simdjson::SUCCESS ||
      root.at_pointer("/awslogs/data").get(data) != simdjson::SUCCESS) {
    return {};
  }
  std::string compressed;
  if (!absl::Base64Unescape(absl::string_view(data.data(), data.size()),
                            &compressed)) {
    return {};
  }
  return GunzipAll(compressed, bytes_max);
}

}  // namespace farcall
