// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/finding_id.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

TEST(FindingId, IsWrittenInSixteenCharacters) {
  EXPECT_EQ(FindingId().text(), "aaaaaaaaaaaaaaaa");
  FindingId highest;
  highest.bytes.fill(0xff);
  EXPECT_EQ(highest.text(), "7777777777777777");
  // RFC 4648, section 10: BASE32("fooba") = "MZXW6YTB".
  const FindingId twice{{'f', 'o', 'o', 'b', 'a', 'f', 'o', 'o', 'b', 'a'}};
  EXPECT_EQ(twice.text(), "mzxw6ytbmzxw6ytb");
}

TEST(FindingId, IsReadBack) {
  const FindingId id{{0, 1, 2, 3, 4, 250, 251, 252, 253, 254}};
  EXPECT_EQ(FindingId::FromText(id.text()), id);
}

TEST(FindingId, IsNoOtherText) {
  for (const std::string text :
       {"", "aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaa", "AAAAAAAAAAAAAAAA",
        "aaaaaaaaaaaaaaa1", "aaaaaaaa aaaaaaa", "aaaaaaaaaaaaaaa\xff"}) {
    EXPECT_EQ(FindingId::FromText(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace farcall
