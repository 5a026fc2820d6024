// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/what_if.h"

namespace farcall {

std::optional<std::string> UsualCountry(const v1::EventResult& result) {
  for (const v1::Factor& factor : result.score().factors()) {
    if (factor.detector() != "country_for_principal" &&
        factor.detector() != "country_for_command") {
      continue;
    }
    if (factor.usual().empty()) continue;
    const std::string& usual = factor.usual(0).value();
    if (usual == result.origin() || usual.starts_with('@')) return std::nullopt;
    return usual;
  }
  return std::nullopt;
}

}  // namespace farcall
