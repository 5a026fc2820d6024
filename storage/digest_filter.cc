// SPDX-License-Identifier: Apache-2.0
#include "storage/digest_filter.h"

#include <algorithm>
#include <cstring>

namespace farcall {
namespace {

// Of 2^64 by the golden ratio: each step spreads the bits once more.
constexpr uint64_t kSpread = 0x9e3779b97f4a7c15;
constexpr int kBitsOfLineShift = 64 - 9;  // 512 bits in a line

}  // namespace

DigestFilter::DigestFilter(size_t digests, size_t bits_per_digest)
    : lines_(
          std::max<size_t>(1, (digests * bits_per_digest + 8 * kLineBytes - 1) /
                                  (8 * kLineBytes))) {}

std::optional<DigestFilter> DigestFilter::FromBytes(std::string_view bytes) {
  if (bytes.empty() || bytes.size() % kLineBytes != 0) return std::nullopt;
  DigestFilter filter;
  filter.lines_.resize(bytes.size() / kLineBytes);
  std::memcpy(filter.lines_.data(), bytes.data(), bytes.size());
  return filter;
}

std::string_view DigestFilter::bytes() const {
  return {reinterpret_cast<const char*>(lines_.data()),
          lines_.size() * kLineBytes};
}

void DigestFilter::Add(const EventDigest& digest) {
  Line& line = const_cast<Line&>(LineOf(digest));
  uint64_t bits = digest.bits() * kSpread;
  for (int probe = 0; probe < kProbes; ++probe, bits *= kSpread) {
    const uint64_t bit = bits >> kBitsOfLineShift;
    line.bytes[bit / 8] |= static_cast<uint8_t>(1U << (bit % 8));
  }
}

bool DigestFilter::MayHold(const EventDigest& digest) const {
  const Line& line = LineOf(digest);
  uint64_t bits = digest.bits() * kSpread;
  for (int probe = 0; probe < kProbes; ++probe, bits *= kSpread) {
    const uint64_t bit = bits >> kBitsOfLineShift;
    if ((line.bytes[bit / 8] >> (bit % 8) & 1) == 0) return false;
  }
  return true;
}

void DigestFilter::Prefetch(const EventDigest& digest) const {
  __builtin_prefetch(&LineOf(digest));
}

}  // namespace farcall
