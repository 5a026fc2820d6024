// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

#include "server/wire/wire_input.h"
#include "text/text_buffer.h"

namespace farcall {

// Writes the fields of protobuf messages into one buffer that grows. Called in
// the order of field numbers it gives the bytes of protobuf's serializer
// (3.21): tests/fuzz/result_writer_fuzz.cc compares them. As there, a field of
// its default value is left out, unless the function's name says `Present`.
class WireOutput : public TextBuffer {
 public:
  // Gives the buffer away; the output is empty then.
  std::unique_ptr<char[]> Release() { return ReleaseOwn(); }

  void Uint(int field, uint64_t value) {
    if (value != 0) PresentUint(field, value);
  }
  void PresentUint(int field, uint64_t value) {
    Reserve(kFieldBytesMax);
    PutVarint(TagOf(field, WireType::kVarint));
    PutVarint(value);
  }
  // Signed numbers and enums: negative ones take ten bytes.
  void Int(int field, int64_t value) {
    Uint(field, static_cast<uint64_t>(value));
  }
  void Bool(int field, bool value) { Uint(field, value ? 1 : 0); }
  // Negative zero is no default.
  void Double(int field, double value) {
    if (std::bit_cast<uint64_t>(value) != 0) PresentDouble(field, value);
  }
  void PresentDouble(int field, double value) {
    Reserve(kFieldBytesMax);
    PutVarint(TagOf(field, WireType::kFixed64));
    AddFixed(value);
  }
  void Text(int field, std::string_view text) {
    if (text.empty()) return;
    Reserve(kFieldBytesMax + text.size());
    PutVarint(TagOf(field, WireType::kBytes));
    PutVarint(text.size());
    AddBytes(text);
  }

  // The tag and the size of a message whose bytes come behind.
  void MessageHead(int field, size_t bytes) {
    Reserve(kFieldBytesMax);
    PutVarint(TagOf(field, WireType::kBytes));
    PutVarint(bytes);
  }

  // A message within this one that has one number. Times of our days take five
  // bytes.
  void UintMessage(int field, int inner_field, uint64_t value) {
    constexpr uint64_t kFrom = uint64_t{1} << 28;
    constexpr uint64_t kTo = uint64_t{1} << 35;
    if (value < kFrom || value >= kTo || field > 15 || inner_field > 15) {
      return Message(field, Guess::kBelow128,
                     [&] { Uint(inner_field, value); });
    }
    // Seven bits a byte, all but the last with the mark that more follow.
    const uint64_t digits =
        (value & 0x7f) | (value << 1 & 0x7f00) | (value << 2 & 0x7f0000) |
        (value << 3 & 0x7f000000) | (value << 4 & 0x7f00000000) | 0x80808080;
    Reserve(kFieldBytesMax);
    char* const to = position_;
    to[0] = static_cast<char>(TagOf(field, WireType::kBytes));
    to[1] = 6;
    to[2] = static_cast<char>(TagOf(inner_field, WireType::kVarint));
    std::memcpy(to + 3, &digits, sizeof(digits));
    position_ = to + 8;
  }

  // What the size of a message will most likely be: a wrong guess costs a move
  // of its bytes.
  enum class Guess { kBelow128 = 1, kBelow16384 = 2 };
  // A message within this one, present even if `write` adds nothing to it.
  template <typename Write>
  void Message(int field, Guess guess, Write write) {
    Reserve(kFieldBytesMax);
    PutVarint(TagOf(field, WireType::kBytes));
    const auto guessed = static_cast<size_t>(guess);
    position_ += guessed;
    const size_t start = size();
    write();
    const size_t bytes = size() - start;
    char* const content = begin_ + start;
    if (guess == Guess::kBelow128 && bytes < 0x80) {
      content[-1] = static_cast<char>(bytes);
    } else if (guess == Guess::kBelow16384 && bytes >= 0x80 && bytes < 0x4000) {
      content[-2] = static_cast<char>(bytes | 0x80);
      content[-1] = static_cast<char>(bytes >> 7);
    } else {
      SetSize(start, guessed);
    }
  }

 private:
  // Of a tag and a number, or a tag and a size.
  static constexpr size_t kFieldBytesMax = 16;

  // Little-endian, as the machines that this runs on.
  template <typename Number>
  void AddFixed(Number number) {
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(position_, &number, sizeof(number));
    position_ += sizeof(number);
  }
  // Of a message whose size was guessed wrong, or is large.
  void SetSize(size_t start, size_t guessed);
};

}  // namespace farcall
