// SPDX-License-Identifier: Apache-2.0
#include "ingest/mover/dead_letters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/escaping.h"

namespace farcall {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::system_clock::time_point kNow{
    std::chrono::seconds(1'796'000'000)};

DeadLetter Letter(std::string text) {
  return {"s3://bucket/key", 17,           "EVENT_ERROR_CODE_MALFORMED_JSON",
          "eventTime",       "is no time", std::move(text)};
}

Json Parsed(const DeadLetter& letter, size_t bytes_max = 1 << 20) {
  return Json::parse(DeadLetterJson(letter, kNow, bytes_max));
}

TEST(DeadLetterJson, SaysWhatIsWrongAndWhereItWas) {
  EXPECT_EQ(Parsed(Letter(R"({"eventTime":"x"})")),
            Json({{"time", "2026-11-30T00:53:20Z"},
                  {"place", "s3://bucket/key"},
                  {"record", 17},
                  {"code", "EVENT_ERROR_CODE_MALFORMED_JSON"},
                  {"field", "eventTime"},
                  {"reason", "is no time"},
                  {"bytes", 17},
                  {"text", R"({"eventTime":"x"})"}}));
}

TEST(DeadLetterJson, KeepsBytesThatAreNoText) {
  const Json json = Parsed(Letter("\xff\x1f\n"));
  std::string bytes;
  ASSERT_TRUE(absl::Base64Unescape(json["base64"].get<std::string>(), &bytes));
  EXPECT_EQ(bytes, "\xff\x1f\n");
  EXPECT_FALSE(json.contains("text"));
}

TEST(DeadLetterJson, IsOneLine) {
  EXPECT_EQ(DeadLetterJson(Letter("a\nb"), kNow, 2048).find('\n'),
            std::string::npos);
}

TEST(DeadLetterJson, IsCutToItsBoundAndSaysSo) {
  for (const std::string& text :
       {std::string(100'000, 'x'), std::string(100'000, '\n'),
        std::string(100'000, '\xff')}) {
    const std::string line = DeadLetterJson(Letter(text), kNow, 4096);
    EXPECT_LE(line.size(), 4096u);
    const Json json = Json::parse(line);
    EXPECT_EQ(json["cut"], true);
    EXPECT_EQ(json["bytes"], 100'000);
  }
}

TEST(DeadLetterJson, IsNotCutWithinACharacter) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "日";
  for (size_t bytes_max = 2048; bytes_max < 2060; ++bytes_max) {
    EXPECT_TRUE(Parsed(Letter(text), bytes_max).contains("text"));
  }
}

TEST(DeadLetterJson, BoundsAPlaceOfStrangers) {
  DeadLetter letter = Letter("x");
  letter.place = std::string(10'000, '\xfe');
  EXPECT_LE(DeadLetterJson(letter, kNow, 4096).size(), 4096u);
}

}  // namespace
}  // namespace farcall
