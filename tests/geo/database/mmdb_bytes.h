// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace farcall {

// Pieces of .mmdb files, to put broken ones together.
// https://maxmind.github.io/MaxMind-DB/

// A control byte; `type` is one of the first seven.
inline std::string MmdbControl(int type, size_t size) {
  return std::string(1, static_cast<char>(type << 5 | static_cast<int>(size)));
}

inline std::string MmdbMap(size_t pairs) { return MmdbControl(7, pairs); }

inline std::string MmdbArray(size_t elements) {
  return MmdbControl(0, elements) + '\x04';
}

// Up to 28 bytes.
inline std::string MmdbString(std::string_view text) {
  return MmdbControl(2, text.size()) + std::string(text);
}

// To an offset below 2048.
inline std::string MmdbPointer(size_t offset) {
  return MmdbControl(1, offset >> 8) + static_cast<char>(offset & 0xff);
}

inline std::string BigEndian(uint64_t number, int bytes) {
  std::string text;
  while (bytes-- > 0) text += static_cast<char>(number >> (8 * bytes) & 0xff);
  return text;
}

inline std::string MmdbUint16(uint64_t number) {
  return MmdbControl(5, 2) + BigEndian(number, 2);
}

inline std::string MmdbUint32(uint64_t number) {
  return MmdbControl(6, 4) + BigEndian(number, 4);
}

inline std::string MmdbUint64(uint64_t number) {
  return MmdbControl(0, 8) + '\x02' + BigEndian(number, 8);
}

// `bits` as std::bit_cast gives them.
inline std::string MmdbDouble(uint64_t bits) {
  return MmdbControl(3, 8) + BigEndian(bits, 8);
}

// An IPv4 database whose tree of one node leads every address to the start of
// `data`.
struct MmdbFile {
  std::string data = MmdbMap(1) + MmdbString("country") + MmdbMap(1) +
                     MmdbString("iso_code") + MmdbString("DE");
  uint64_t node_count = 1;
  uint64_t record = 1 + 16;  // both of the node's: 17 is the start of the data
  uint64_t build_epoch = 1'750'000'000;
  std::string languages = MmdbArray(1) + MmdbString("en");
  std::string description = MmdbMap(1) + MmdbString("en") + MmdbString("x");

  std::string Metadata() const {
    return MmdbMap(9) + MmdbString("binary_format_major_version") +
           MmdbUint16(2) + MmdbString("binary_format_minor_version") +
           MmdbUint16(0) + MmdbString("build_epoch") + MmdbUint64(build_epoch) +
           MmdbString("database_type") + MmdbString("Made-By-Hand") +
           MmdbString("description") + description + MmdbString("ip_version") +
           MmdbUint16(4) + MmdbString("languages") + languages +
           MmdbString("node_count") + MmdbUint32(node_count) +
           MmdbString("record_size") + MmdbUint16(24);
  }

  std::string Bytes() const {
    return BigEndian(record, 3) + BigEndian(record, 3) + std::string(16, '\0') +
           data + "\xab\xcd\xefMaxMind.com" + Metadata();
  }
};

}  // namespace farcall
