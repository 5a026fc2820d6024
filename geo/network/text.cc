// SPDX-License-Identifier: Apache-2.0
#include "geo/network/text.h"

#include <cstddef>

#include "text/utf8.h"

namespace farcall {
namespace {

constexpr size_t kPrintableBytesMax = 64;

std::string_view UsableName(std::string_view name, size_t bytes_max) {
  return name.size() <= bytes_max && IsUtf8(name) ? name : std::string_view();
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string printable(text.substr(0, kPrintableBytesMax));
  for (char& c : printable) {
    if (c < ' ' || c > '~') c = '?';
  }
  return printable;
}

std::string_view UsableCity(std::string_view name) {
  return UsableName(name, kCityBytesMax);
}

std::string_view UsableOrganisation(std::string_view name) {
  return UsableName(name, kOrganisationBytesMax);
}

}  // namespace farcall
