// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace farcall {

// Takes the parts of a text one after the other, in one buffer that grows.
class TextBuffer {
 public:
  TextBuffer() = default;
  // Begins in memory of the caller's, which must outlive it, and takes memory
  // of its own for longer texts only.
  explicit TextBuffer(std::span<char> room)
      : begin_(room.data()),
        position_(room.data()),
        end_(room.data() + room.size()) {}
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;

  size_t size() const { return static_cast<size_t>(position_ - begin_); }
  size_t capacity() const { return static_cast<size_t>(end_ - begin_); }
  std::string_view bytes() const { return {begin_, size()}; }

  // Room for so many more bytes at once.
  void Reserve(size_t bytes) {
    if (static_cast<size_t>(end_ - position_) < bytes) [[unlikely]] {
      Grow(bytes);
    }
  }
  // Adds so many bytes, for the caller to fill.
  char* Take(size_t bytes) {
    Reserve(bytes);
    char* const taken = position_;
    position_ += bytes;
    return taken;
  }

  // A text in quotes: its length is known when it is compiled.
  template <size_t kSize>
  void Add(const char (&text)[kSize]) {
    std::memcpy(Take(kSize - 1), text, kSize - 1);
  }
  void Add(std::string_view text) {
    Reserve(text.size());
    AddBytes(text);
  }
  void Add(char letter) { *Take(1) = letter; }
  // A number as bytes: groups of seven bits, the least first, each but the last
  // with its high bit set.
  void AddVarint(uint64_t number) {
    Reserve(kVarintBytesMax);
    PutVarint(number);
  }
  void AddNumber(int64_t number) {
    Reserve(kNumberBytesMax);
    position_ = std::to_chars(position_, end_, number).ptr;
  }

 protected:
  static constexpr size_t kNumberBytesMax = 20;
  static constexpr size_t kVarintBytesMax = 10;

  // There must be room. Bytes may be those of `position_` itself, as far as the
  // compiler knows: it is kept apart while they are written.
  void PutVarint(uint64_t value) {
    char* to = position_;
    for (; value >= 0x80; value >>= 7) {
      *to++ = static_cast<char>(value | 0x80);
    }
    *to++ = static_cast<char>(value);
    position_ = to;
  }

  // There must be room.
  void AddBytes(std::string_view bytes);
  // The memory that holds the text, if it is the buffer's own; the buffer is
  // empty then.
  std::unique_ptr<char[]> ReleaseOwn() {
    begin_ = position_ = end_ = nullptr;
    return std::move(own_);
  }

  char* begin_ = nullptr;
  char* position_ = nullptr;
  char* end_ = nullptr;

 private:
  template <typename Word>
  static void Copy(const char* from, char* to) {
    Word word;
    std::memcpy(&word, from, sizeof(word));
    std::memcpy(to, &word, sizeof(word));
  }
  [[gnu::cold]] void Grow(size_t bytes);

  std::unique_ptr<char[]> own_{};
};

// Short texts, which most are, without a call: their first and last words may
// overlap.
inline void TextBuffer::AddBytes(std::string_view bytes) {
  struct Word16 {
    uint64_t halves[2];
  };
  const char* const from = bytes.data();
  const size_t size = bytes.size();
  char* const to = position_;
  position_ += size;
  if (size > 64) {
    std::memcpy(to, from, size);
  } else if (size >= 16) {
    for (size_t i = 0; i + 16 < size; i += 16) {
      Copy<Word16>(from + i, to + i);
    }
    Copy<Word16>(from + size - 16, to + size - 16);
  } else if (size >= 8) {
    Copy<uint64_t>(from, to);
    Copy<uint64_t>(from + size - 8, to + size - 8);
  } else if (size >= 4) {
    Copy<uint32_t>(from, to);
    Copy<uint32_t>(from + size - 4, to + size - 4);
  } else {
    for (size_t i = 0; i < size; ++i) to[i] = from[i];
  }
}

inline void TextBuffer::Grow(size_t bytes) {
  const size_t used = size();
  const size_t capacity = std::max(used + bytes, 2 * this->capacity());
  auto grown = std::make_unique_for_overwrite<char[]>(capacity);
  if (used > 0) std::memcpy(grown.get(), begin_, used);
  own_ = std::move(grown);
  begin_ = own_.get();
  position_ = begin_ + used;
  end_ = begin_ + capacity;
}

}  // namespace farcall
