// SPDX-License-Identifier: Apache-2.0
#include "geo/network/prefix.h"

#include <charconv>
#include <optional>

#include "absl/status/status.h"

namespace farcall {
namespace {

std::optional<int> ParseNumber(std::string_view text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  const bool whole = error == std::errc() && stop == end;
  return whole ? std::optional<int>(number) : std::nullopt;
}

}  // namespace

Prefix Prefix::Of(const Address& address, int bits) {
  Prefix prefix{address, bits};
  for (size_t i = 0; i < prefix.network.bytes.size(); ++i) {
    const int kept = bits - static_cast<int>(8 * i);
    if (kept >= 8) continue;
    const uint32_t mask = kept <= 0 ? 0 : 0xffu << (8 - kept);
    prefix.network.bytes[i] =
        static_cast<uint8_t>(prefix.network.bytes[i] & mask);
  }
  return prefix;
}

absl::StatusOr<Prefix> Prefix::Parse(std::string_view text) {
  const size_t slash = text.find('/');
  const std::string_view address_text = text.substr(0, slash);
  const std::optional<Address> address = ParseAddress(address_text);
  if (!address) {
    return absl::InvalidArgumentError("not an IPv4 or IPv6 prefix");
  }
  if (address->family == Address::Family::kIpv4 &&
      address_text.find(':') != std::string_view::npos) {
    return absl::InvalidArgumentError(
        "IPv4-mapped prefixes are written in IPv4 form");
  }
  if (slash == std::string_view::npos) return Of(*address, address->bits());

  const std::optional<int> bits = ParseNumber(text.substr(slash + 1));
  if (!bits || *bits < 0 || *bits > address->bits()) {
    return absl::InvalidArgumentError("the prefix length must be 0 to " +
                                      std::to_string(address->bits()));
  }
  Prefix prefix = Of(*address, *bits);
  if (prefix.network != *address) {
    return absl::InvalidArgumentError("host bits are set; the network is " +
                                      prefix.ToString());
  }
  return prefix;
}

std::string Prefix::ToString() const {
  return FormatAddress(network) + "/" + std::to_string(bits);
}

}  // namespace farcall
