// SPDX-License-Identifier: Apache-2.0
#include "server/wire/wire_output.h"

namespace farcall {

void WireOutput::SetSize(size_t start, size_t guessed) {
  const size_t bytes = size() - start;
  size_t needed = 1;
  for (size_t rest = bytes >> 7; rest != 0; rest >>= 7) ++needed;
  Reserve(needed);  // may move the buffer
  char* const head = begin_ + start - guessed;
  std::memmove(head + needed, head + guessed, bytes);
  position_ = head;
  PutVarint(bytes);
  position_ += bytes;
}

}  // namespace farcall
