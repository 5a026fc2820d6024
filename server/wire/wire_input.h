// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ingest/ascii.h"
#include "server/wire/utf8.h"

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
    return ReadLongTag();
  }

  // The value of a field, by its kind.
  bool ReadVarint(uint64_t& value) {
    if (at_end()) return false;
    const auto first = static_cast<unsigned char>(*position_);
    if (first >= 0x80) return ReadLongVarint(value);
    ++position_;
    value = first;
    return true;
  }
  bool ReadBytes(std::string_view& bytes) {
    size_t size = 0;
    if (!ReadSize(size) || size > left()) return false;
    bytes = {position_, size};
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
  bool Skip(uint32_t tag);

 private:
  size_t left() const { return static_cast<size_t>(end_ - position_); }
  bool ReadSize(size_t& size) {
    if (at_end()) return false;
    const auto first = static_cast<unsigned char>(*position_);
    if (first >= 0x80) {
      return left() > 1 ? ReadMediumSize(size) : false;
    }
    ++position_;
    size = first;
    return true;
  }
  bool ReadMediumSize(size_t& size) {
    const auto second = static_cast<unsigned char>(position_[1]);
    if (second >= 0x80) return ReadLongSize(size);
    size = (static_cast<unsigned char>(*position_) & 0x7fU) | second << 7;
    position_ += 2;
    return true;
  }
  uint32_t ReadLongTag();
  bool ReadLongVarint(uint64_t& value);
  bool ReadLongSize(size_t& size);
  bool SkipBytes(size_t size);
  bool SkipGroup(uint32_t tag);

  const char* position_;
  const char* end_;
  int depth_;
};

}  // namespace farcall
