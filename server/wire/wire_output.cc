// SPDX-License-Identifier: Apache-2.0
#include "server/wire/wire_output.h"

#include <algorithm>
#include <utility>

namespace farcall {

std::unique_ptr<char[]> WireOutput::Release() {
  position_ = nullptr;
  end_ = nullptr;
  return std::exchange(begin_, nullptr);
}

void WireOutput::SetSize(size_t start, size_t guessed) {
  const size_t bytes = size() - start;
  size_t needed = 1;
  for (size_t rest = bytes >> 7; rest != 0; rest >>= 7) ++needed;
  Reserve(needed);  // may move the buffer
  char* const head = begin_.get() + start - guessed;
  std::memmove(head + needed, head + guessed, bytes);
  position_ = head;
  AddVarint(bytes);
  position_ += bytes;
}

void WireOutput::Grow(size_t bytes) {
  const size_t used = size();
  const size_t capacity = std::max(used + bytes, 2 * this->capacity());
  auto grown = std::make_unique_for_overwrite<char[]>(capacity);
  if (used > 0) std::memcpy(grown.get(), begin_.get(), used);
  begin_ = std::move(grown);
  position_ = begin_.get() + used;
  end_ = begin_.get() + capacity;
}

}  // namespace farcall
