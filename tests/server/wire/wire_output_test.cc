// SPDX-License-Identifier: Apache-2.0
#include "server/wire/wire_output.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

TEST(WireOutput, LeavesDefaultsOut) {
  WireOutput output;
  output.Uint(1, 0);
  output.Int(2, 0);
  output.Bool(3, false);
  output.Double(4, 0);
  output.Text(5, "");
  EXPECT_EQ(output.bytes(), "");
  output.PresentUint(1, 0);
  EXPECT_EQ(output.bytes(), std::string("\x08\0", 2));
  output.Double(4, -0.0);
  EXPECT_EQ(output.size(), 2U + 9U) << "negative zero is no default";
}

TEST(WireOutput, WritesNegativeNumbersInTenBytes) {
  WireOutput output;
  output.Int(1, -1);
  EXPECT_EQ(output.bytes(), "\x08" + std::string(9, '\xff') + "\x01");
}

TEST(WireOutput, WritesAMessageOfOneNumberAsAnyOther) {
  for (int bits = 0; bits <= 64; ++bits) {
    for (const uint64_t less : {0, 1}) {
      const uint64_t number = (bits == 64 ? 0 : uint64_t{1} << bits) - less;
      for (const int field : {1, 15, 16}) {
        WireOutput quick;
        quick.UintMessage(field, 1, number);
        WireOutput usual;
        usual.Message(field, WireOutput::Guess::kBelow128,
                      [&] { usual.Uint(1, number); });
        EXPECT_EQ(quick.bytes(), usual.bytes()) << number;
      }
    }
  }
}

TEST(WireOutput, WritesTextsOfEveryLength) {
  for (size_t size = 1; size < 200; ++size) {
    std::string text(size, 'x');
    for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i);
    WireOutput output;
    output.Text(1, text);
    EXPECT_EQ(output.bytes().substr(output.size() - size), text);
    EXPECT_EQ(output.size(), size + (size < 128 ? 2 : 3));
  }
}

// Sizes around 2^7 and 2^14, with right and wrong guesses.
TEST(WireOutput, WritesTheSizeOfAMessageWhateverWasGuessed) {
  for (const auto guess :
       {WireOutput::Guess::kBelow128, WireOutput::Guess::kBelow16384}) {
    for (const size_t size :
         {0, 1, 120, 126, 127, 128, 129, 16380, 16383, 16384, 16390, 70000}) {
      WireOutput output;
      const std::string content(size, 'x');
      const auto write = [&](int field, const std::string& text) {
        if (!text.empty()) output.Text(field, text);
      };
      output.Message(3, guess, [&] { write(1, content); });
      write(4, "end");
      std::string inner;
      WireOutput apart;
      apart.Text(1, content);
      WireOutput head;
      head.MessageHead(3, apart.size());
      inner.append(head.bytes())
          .append(apart.bytes())
          .append(
              "\x22\x03"
              "end");
      EXPECT_EQ(output.bytes(), inner) << size;
    }
  }
}

TEST(WireOutput, GivesItsBufferAway) {
  WireOutput output;
  output.Text(1, "abc");
  const auto bytes = output.Release();
  EXPECT_EQ(std::string(bytes.get(), 5),
            "\x0a\x03"
            "abc");
  EXPECT_EQ(output.size(), 0U);
  output.Text(1, "de");
  EXPECT_EQ(output.bytes(),
            "\x0a\x02"
            "de");
}

}  // namespace
}  // namespace farcall
