// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/event_digest.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(EventHasher, IsSipHash24) {
  // Key 00..0f and message 00..0e, from the paper's appendix. The message's
  // zero byte makes its first byte the end of an empty tenant.
  EventHasher::Key key;
  std::string message;
  for (unsigned char i = 0; i < 16; ++i) {
    key[i] = i;
    if (i > 0 && i < 15) message.push_back(static_cast<char>(i));
  }
  EXPECT_EQ(EventHasher(key).Digest("", message).bits(), 0xe545be4961ca29a1u);
}

TEST(EventHasher, TellsTenantsIdsAndKeysApart) {
  const EventHasher hasher(*EventHasher::RandomKey());
  const EventHasher other(*EventHasher::RandomKey());
  EXPECT_EQ(hasher.Digest("t", "e"), hasher.Digest("t", "e"));
  EXPECT_NE(hasher.Digest("t", "e"), hasher.Digest("t", "f"));
  EXPECT_NE(hasher.Digest("t", "e"), hasher.Digest("u", "e"));
  EXPECT_NE(hasher.Digest("te", ""), hasher.Digest("t", "e"));
  EXPECT_NE(hasher.Digest("t", "e"), other.Digest("t", "e"));
}

}  // namespace
}  // namespace farcall
