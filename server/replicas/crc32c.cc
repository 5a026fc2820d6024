// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/crc32c.h"

#include <array>
#include <cstddef>

namespace farcall {
namespace {

constexpr uint32_t kPolynomial = 0x82F63B78;  // reflected
// Bytes that are taken in one step, each by a table of its own.
constexpr size_t kStep = 8;

using Tables = std::array<std::array<uint32_t, 256>, kStep>;

constexpr Tables MakeTables() {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? kPolynomial : 0);
    }
    tables[0][byte] = crc;
  }
  for (size_t zeros = 1; zeros < kStep; ++zeros) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t before = tables[zeros - 1][byte];
      tables[zeros][byte] = (before >> 8) ^ tables[0][before & 255];
    }
  }
  return tables;
}

constexpr Tables kTables = MakeTables();

}  // namespace

uint32_t Crc32c(std::string_view bytes, uint32_t crc) {
  crc = ~crc;
  const auto byte_at = [&bytes](size_t at) {
    return static_cast<uint32_t>(static_cast<unsigned char>(bytes[at]));
  };
  for (; bytes.size() >= kStep; bytes.remove_prefix(kStep)) {
    uint32_t next = 0;
    for (size_t at = 0; at < kStep; ++at) {
      const uint32_t mixed = at < 4 ? (crc >> (8 * at)) & 255 : 0;
      next ^= kTables[kStep - 1 - at][byte_at(at) ^ mixed];
    }
    crc = next;
  }
  for (size_t at = 0; at < bytes.size(); ++at) {
    crc = (crc >> 8) ^ kTables[0][(crc ^ byte_at(at)) & 255];
  }
  return ~crc;
}

}  // namespace farcall
