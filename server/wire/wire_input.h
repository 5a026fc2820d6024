// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "text/ascii.h"
#include "text/utf8.h"

namespace farcall {

// Kinds of fields in protobuf's wire format.
enum class WireType : uint32_t {
  kVarint = 0,
  kFixed64 = 1,
  kBytes = 2,
  kGroup = 3,
  kEndGroup = 4,
  kFixed32 = 5,
};

constexpr uint32_t TagOf(int field, WireType type) {
  return static_cast<uint32_t>(field) << 3 | static_cast<uint32_t>(type);
}

// Reads the fields of one protobuf message, one after the other, without a
// copy: what it gives are views. Takes and refuses what protobuf's parser
// (3.21) does: tests/fuzz/wire_reader_fuzz.cc compares them. After a function
// returned false the message is malformed and the input of no use.
class WireInput {
 public:
  // How deep messages and groups may lie in one another, as protobuf has it.
  static constexpr int kDepthMax = 100;

  // `depth` is of this message: 0 for the outermost one.
  explicit WireInput(std::string_view message, int depth = 0)
      : position_(message.data()),
        end_(message.data() + message.size()),
        depth_(depth) {}

  bool at_end() const { return position_ == end_; }

  // The tag of the next field, up to five bytes; 0 where it is malformed. Not
  // at the end.
  uint32_t ReadTag() {
    const auto first = static_cast<unsigned char>(*position_);
    if (first < 0x80) {
      ++position_;
      return first;
    }
    uint64_t tag = 0;
    return Advance(LongNumber(position_, end_, kTagBytesMax, tag))
               ? static_cast<uint32_t>(tag)
               : 0;
  }

  // The value of a field, by its kind.
  bool ReadVarint(uint64_t& value) {
    if (at_end()) return false;
    const auto first = static_cast<unsigned char>(*position_);
    if (first >= 0x80) {
      return Advance(LongNumber(position_, end_, kVarintBytesMax, value));
    }
    ++position_;
    value = first;
    return true;
  }
  bool ReadBytes(std::string_view& bytes) {
    if (at_end()) return false;
    uint64_t size = static_cast<unsigned char>(*position_);
    if (size < 0x80) {
      ++position_;
    } else if (!Advance(LongSize(position_, end_, size))) {
      return false;
    }
    if (size > left()) return false;
    bytes = {position_, static_cast<size_t>(size)};
    position_ += size;
    return true;
  }
  // Bytes that are UTF-8. Clears `is_printable_ascii` unless they are that.
  bool ReadText(std::string_view& text, bool& is_printable_ascii) {
    if (!ReadBytes(text)) return false;
    if (IsPrintableAscii(text)) return true;
    is_printable_ascii = false;
    return IsUtf8(text);
  }
  // A message within this one, to be read by an input of its own.
  WireInput Within(std::string_view message) const {
    return WireInput(message, depth_ + 1);
  }

  // Passes over the value of a field that is not known. False also for a tag
  // that may not stand here: the end of a group, the number 0.
  bool Skip(uint32_t tag) {
    return Advance(AfterField(tag, position_, end_, depth_));
  }

 private:
  static constexpr size_t kTagBytesMax = 5;
  static constexpr size_t kSizeBytesMax = 5;
  static constexpr size_t kVarintBytesMax = 10;

  size_t left() const { return static_cast<size_t>(end_ - position_); }
  bool Advance(const char* position) {
    if (position == nullptr) return false;
    position_ = position;
    return true;
  }

  // What is rare, out of line: where it ends, or null where it is malformed.
  // They take values, so that an input stays in registers.
  static const char* LongNumber(const char* from, const char* end,
                                size_t bytes_max, uint64_t& number);
  static const char* LongSize(const char* from, const char* end,
                              uint64_t& size) {
    if (end - from > 1 && static_cast<unsigned char>(from[1]) < 0x80) {
      size = (size & 0x7f) | uint64_t{static_cast<unsigned char>(from[1])} << 7;
      return from + 2;
    }
    return VeryLongSize(from, end, size);
  }
  static const char* VeryLongSize(const char* from, const char* end,
                                  uint64_t& size);
  static const char* AfterField(uint32_t tag, const char* from, const char* end,
                                int depth);
  bool SkipValue(uint32_t tag);
  bool SkipBytes(size_t size);
  bool SkipGroup(uint32_t tag);

  const char* position_;
  const char* end_;
  int depth_;
};

}  // namespace farcall
