// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/source_address.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "text/ascii.h"

namespace farcall {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\"'";
constexpr std::string_view kInternalNames[] = {"aws internal", "aws.internal"};
constexpr std::string_view kInternalDomain = ".aws.internal";
constexpr std::string_view kVpcEndpoint = "vpce-";
constexpr size_t kVpcEndpointIdBytesMax = 64;

// Of the partitions aws, aws-cn, aws-eusc, aws-iso, -b, -e and -f.
constexpr std::string_view kServiceDomains[] = {
    ".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu",  ".c2s.ic.gov",
    ".sc2s.sgov.gov", ".cloud.adc-e.uk",   ".csp.hci.ic.gov"};
// Of instances, before the domain.
constexpr std::string_view kInstanceDomains[] = {".compute", ".compute-1"};
constexpr std::string_view kPrivateInstanceDomains[] = {".compute.internal",
                                                        ".ec2.internal"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

constexpr char LowerCase(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

bool EqualsInLowerCase(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, {}, LowerCase);
}

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() > end.size() &&
         std::equal(end.begin(), end.end(),
                    text.end() - static_cast<std::ptrdiff_t>(end.size()),
                    [](char a, char b) { return a == LowerCase(b); });
}

// The letters that names of AWS's own end with. Addresses end with digits, so
// that most texts need no comparison.
constexpr std::string_view kLastLetters = "klmnuv";

constexpr bool EndsLikeName(std::string_view text) {
  return !text.empty() &&
         kLastLetters.find(LowerCase(text.back())) != text.npos;
}
static_assert(std::ranges::all_of(kServiceDomains, EndsLikeName));
static_assert(std::ranges::all_of(kInternalNames, EndsLikeName));
static_assert(EndsLikeName(kInternalDomain));

template <size_t kSize>
size_t DomainSize(std::string_view host,
                  const std::string_view (&domains)[kSize]) {
  for (const std::string_view domain : domains) {
    if (EndsWith(host, domain)) return domain.size();
  }
  return 0;
}

bool IsInstance(std::string_view host) {
  host.remove_suffix(DomainSize(host, kServiceDomains));
  return DomainSize(host, kInstanceDomains) > 0;
}

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// As far as its characters tell.
bool IsAddressLike(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("0123456789abcdefABCDEF.:") == text.npos &&
         text.find_first_of(".:") != text.npos;
}

bool AreDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, IsDigit);
}

// One address without port, brackets, zone and prefix length.
std::string_view BareAddress(std::string_view text) {
  text = Trimmed(text);
  if (text.starts_with('[')) {
    const size_t end = text.find(']');
    if (end == text.npos) return text;
    const std::string_view after = text.substr(end + 1);
    const bool port = after.starts_with(':') && AreDigits(after.substr(1));
    if (!after.empty() && !port) return text;
    text = Trimmed(text.substr(1, end - 1));
  }
  const size_t colon = text.find(':');
  const bool v4_with_port = colon != text.npos && colon > 0 &&
                            text.find('.') < colon &&
                            AreDigits(text.substr(colon + 1));
  if (v4_with_port) text = text.substr(0, colon);
  if (text.ends_with("/32") || text.ends_with("/128")) {
    text = text.substr(0, text.rfind('/'));
  }
  if (text.find(':') != text.npos) text = text.substr(0, text.find('%'));
  constexpr std::string_view kMapped = "::ffff:";
  const bool mapped =
      text.size() > kMapped.size() &&
      std::equal(kMapped.begin(), kMapped.end(), text.begin(),
                 [](char a, char b) { return a == LowerCase(b); }) &&
      text.find('.') != text.npos;
  return mapped ? text.substr(kMapped.size()) : text;
}

// The second number of an IPv4 address that begins with `first`; -1 otherwise.
int SecondAfter(std::string_view first, std::string_view address) {
  int second = -1;
  if (address.starts_with(first)) {
    std::from_chars(address.data() + first.size(),
                    address.data() + address.size(), second);
  }
  return second;
}

// Whether an address is of a private network, as that of a proxy inside is.
bool IsPrivate(std::string_view address) {
  static constexpr std::string_view kIpv4[] = {"10.", "127.", "169.254.",
                                               "192.168."};
  static constexpr std::string_view kIpv6[] = {"fc",  "fd",  "fe8",
                                               "fe9", "fea", "feb"};
  const auto begins = [&address](std::string_view with) {
    return EqualsInLowerCase(address.substr(0, with.size()), with);
  };
  if (address.find(':') != address.npos) {
    return address == "::1" || std::ranges::any_of(kIpv6, begins);
  }
  const int after_172 = SecondAfter("172.", address);
  const int after_100 = SecondAfter("100.", address);
  return std::ranges::any_of(kIpv4, begins) ||
         (after_172 >= 16 && after_172 < 32) ||
         (after_100 >= 64 && after_100 < 128);
}

// The last address of a list that is not private; the last of all where each
// is. What is no list is its only address.
std::string_view LastOutside(std::string_view list) {
  std::string_view last;
  for (size_t end = list.size(); end != list.npos && end > 0;) {
    const size_t comma = list.rfind(',', end - 1);
    const size_t begin = comma == list.npos ? 0 : comma + 1;
    const std::string_view address =
        BareAddress(list.substr(begin, end - begin));
    if (last.empty()) last = address;
    if (!address.empty() && !IsPrivate(address)) return address;
    end = comma;
  }
  return last;
}

bool SaysNothing(std::string_view text) {
  static constexpr std::string_view kWords[] = {"-",   "none",    "null",
                                                "n/a", "unknown", "nan"};
  std::string lower(text.substr(0, 8));
  std::ranges::transform(lower, lower.begin(), LowerCase);
  return std::ranges::find(kWords, lower) != std::end(kWords);
}

// The address in `ec2-198-51-100-7.eu-west-1.compute.amazonaws.com`; empty if
// there is none.
std::string AddressOfInstance(std::string_view host) {
  if (!IsInstance(host) && DomainSize(host, kPrivateInstanceDomains) == 0) {
    return {};
  }
  std::string address(host.substr(0, host.find('.')));
  address.erase(0, address.find('-') + 1);
  std::ranges::replace(address, '-', '.');
  return std::ranges::count(address, '.') == 3 && IsAddressLike(address)
             ? address
             : std::string();
}

}  // namespace

std::string CanonicalAddress(std::string_view recorded) {
  // Most are IPv4 addresses as they should be.
  if (IsDigitsAndDots(recorded)) return std::string(recorded);
  const std::string_view whole = Trimmed(recorded);
  if (SaysNothing(whole)) return {};
  const std::string_view address = LastOutside(whole);
  if (IsAddressLike(address)) return std::string(address);
  std::string of_instance = AddressOfInstance(whole);
  return of_instance.empty() ? std::string(whole) : of_instance;
}

std::string_view ServiceNameOf(std::string_view host) {
  if (!EndsLikeName(host)) return {};
  const size_t size = DomainSize(host, kServiceDomains);
  if (size == 0 || IsInstance(host)) return {};
  return host.substr(0, host.size() - size);
}

bool IsAwsInternal(std::string_view source) {
  return std::ranges::any_of(kInternalNames, [source](std::string_view name) {
    return EqualsInLowerCase(source, name);
  });
}

bool IsAwsItself(std::string_view source) {
  if (!EndsLikeName(source)) return false;
  return IsAwsInternal(source) || EndsWith(source, kInternalDomain) ||
         !ServiceNameOf(source).empty();
}

bool IsVpcEndpointId(std::string_view text) {
  return text.starts_with(kVpcEndpoint) && text.size() > kVpcEndpoint.size() &&
         text.size() <= kVpcEndpointIdBytesMax &&
         std::ranges::all_of(text, [](char c) {
           return IsDigit(c) || (c >= 'a' && c <= 'z') || c == '-';
         });
}

}  // namespace farcall
