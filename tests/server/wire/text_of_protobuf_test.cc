// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "farcall/v1/event.pb.h"
#include "text/utf8.h"

namespace farcall {
namespace {

// A string of a message is what protobuf takes for UTF-8.
bool IsUtf8ToProtobuf(const std::string& text) {
  std::string bytes("\x0a");
  bytes += static_cast<char>(text.size());
  v1::Event event;
  return event.ParseFromString(bytes + text);
}

TEST(Utf8, IsWhatProtobufTakes) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      for (const char* rest : {"", "a", "\x80", "\xbf\xbf", "\x80\x7f"}) {
        std::string text{static_cast<char>(first), static_cast<char>(second)};
        text += rest;
        ASSERT_EQ(IsUtf8(text), IsUtf8ToProtobuf(text))
            << first << " " << second << " " << rest;
      }
    }
  }
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8(std::string("a\0b", 3)));
}

}  // namespace
}  // namespace farcall
