// SPDX-License-Identifier: Apache-2.0
#include "cli/options/server_address.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace farcall {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr std::array<std::string_view, 6> kOtherSchemes = {
    "dns:", "ipv4:", "ipv6:", "unix-abstract:", "vsock:", "xds:"};

bool IsPort(const std::string& text) {
  uint32_t port = 0;
  const bool digits =
      std::all_of(text.begin(), text.end(),
                  [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits && absl::SimpleAtoi(text, &port) && port > 0 && port <= 65535;
}

absl::Status Invalid(const std::string& text, const std::string& why) {
  return absl::InvalidArgumentError(absl::StrCat("`", text, "` ", why));
}

}  // namespace

absl::StatusOr<ServerAddress> ParseServerAddress(const std::string& text) {
  if (text.empty()) return absl::InvalidArgumentError("must not be empty");
  if (text.starts_with(kUnix)) {
    std::string path = text.substr(kUnix.size());
    if (path.starts_with("///")) path.erase(0, 2);  // `unix:///path`
    return ServerAddress{.socket_path = std::move(path)};
  }
  const bool other_scheme = std::any_of(
      kOtherSchemes.begin(), kOtherSchemes.end(),
      [&text](std::string_view scheme) { return text.starts_with(scheme); });
  if (other_scheme) return ServerAddress{};

  if (const size_t scheme_end = text.find("://");
      scheme_end != std::string::npos) {
    return Invalid(
        text, absl::StrCat("is a URL: leave out ",
                           text.substr(0, scheme_end + 3), ", give host:port"));
  }
  const bool bracketed = text.starts_with('[');
  const size_t host_end = bracketed ? text.find(']') : text.find(':');
  if (!bracketed && host_end != text.rfind(':')) {
    return Invalid(text,
                   "has more than one colon: must be host:port, or "
                   "[ipv6]:port");
  }
  const size_t colon =
      bracketed && host_end != std::string::npos ? host_end + 1 : host_end;
  if (colon >= text.size() || text[colon] != ':') {
    return Invalid(text, "has no port: must be host:port");
  }
  ServerAddress address{
      .host = bracketed ? text.substr(1, host_end - 1) : text.substr(0, colon),
      .port = text.substr(colon + 1)};
  if (address.host.empty()) {
    return Invalid(text, "has no host: must be host:port");
  }
  if (!IsPort(address.port)) {
    return Invalid(text, absl::StrCat("has the port `", address.port,
                                      "`: must be a number from 1 to 65535"));
  }
  return address;
}

}  // namespace farcall
