// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/country_code.h"

namespace farcall {
namespace {

bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

bool IsCountryCode(std::string_view code) {
  if (code.size() != 2 || !IsCapital(code[0]) || !IsCapital(code[1])) {
    return false;
  }
  if (code == "XK") return true;
  const bool region = code == "EU" || code == "AP";
  const bool private_use = code == "AA" || code == "ZZ" || code[0] == 'X' ||
                           (code[0] == 'Q' && code[1] >= 'M');
  return !region && !private_use;
}

}  // namespace farcall
