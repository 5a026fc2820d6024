// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/key_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "scoring/records/attribute.h"

namespace farcall {
namespace {

EntityKey RandomKey(std::mt19937& random) {
  const auto text = [&random] {
    std::string letters(random() % 4, '\0');
    for (char& letter : letters) {
      constexpr char kLetters[] = {1, 2, 4, 'a', 'b', '\x7f', '\xff'};
      letter = kLetters[random() % sizeof(kLetters)];
    }
    return letters;
  };
  return {text(), static_cast<EntityKind>(1 + random() % 4), text()};
}

TEST(KeyCodec, RoundTripsInTheOrderOfKeys) {
  std::mt19937 random(1);
  std::map<std::string, EntityKey> by_bytes;
  std::vector<EntityKey> keys;
  for (int i = 0; i < 3000; ++i) {
    const EntityKey key = RandomKey(random);
    const std::string bytes = *EncodeEntityKey(key);
    EXPECT_EQ(*DecodeEntityKey(bytes), key);
    if (by_bytes.emplace(bytes, key).second) keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end());
  size_t at = 0;
  ASSERT_EQ(keys.size(), by_bytes.size());
  for (const auto& [bytes, key] : by_bytes) EXPECT_EQ(key, keys[at++]);
}

TEST(KeyCodec, PrefixesHoldTheirOwnKeysOnly) {
  std::mt19937 random(2);
  for (int i = 0; i < 3000; ++i) {
    const EntityKey a = RandomKey(random);
    const EntityKey b = RandomKey(random);
    const std::string bytes = *EncodeEntityKey(b);
    EXPECT_EQ(bytes.starts_with(*EncodeEntityKey(a)), a == b);
    EXPECT_EQ(
        bytes.starts_with(*EncodeNamePrefix(a.tenant, a.kind, a.name)),
        a.tenant == b.tenant && a.kind == b.kind && b.name.starts_with(a.name));
  }
}

TEST(KeyCodec, TellsKeysOfFormatOneByTheirAttribute) {
  const EntityKey entity{"t", EntityKind::kCommand, "iam:CreateUser"};
  const std::string key = *EncodeEntityKey(entity);
  EXPECT_FALSE(IsFormatOneKey(key));
  const std::string of_city = key + static_cast<char>(Attribute::kCity);
  ASSERT_TRUE(IsFormatOneKey(of_city));
  EXPECT_EQ(FormatOneEntityKey(of_city), key);
  EXPECT_EQ(FormatOneAttribute(of_city), Attribute::kCity);
}

TEST(KeyCodec, AfterPrefixIsTheLowestKeyAbove) {
  EXPECT_EQ(AfterPrefix("ab"), "ac");
  EXPECT_EQ(AfterPrefix("a\xff\xff"), "b");
  EXPECT_EQ(AfterPrefix("\xff"), "");
  EXPECT_EQ(AfterPrefix(std::string("a\0", 2)), "a\x01");
}

TEST(KeyCodec, RefusesZeroBytesAndNamesTheField) {
  const std::string bad("a\0", 2);
  const absl::Status tenant =
      EncodeEntityKey({bad, EntityKind::kCommand, "x"}).status();
  EXPECT_EQ(tenant.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(tenant.message()), testing::HasSubstr("tenant"));
  const absl::Status name =
      EncodeEntityKey({"x", EntityKind::kCommand, bad}).status();
  EXPECT_EQ(name.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(name.message()), testing::HasSubstr("entity name"));
}

TEST(KeyCodec, RefusesWhatIsNoKey) {
  using namespace std::string_literals;
  for (const std::string& bytes :
       {""s, "tenant"s, "t\0"s, "t\0\4name"s, "t\0\4name\0\1"s, "t\0\0name\0"s,
        "t\0\4name\0\0"s}) {
    EXPECT_EQ(DecodeEntityKey(bytes).status().code(),
              absl::StatusCode::kDataLoss)
        << testing::PrintToString(bytes);
  }
}

}  // namespace
}  // namespace farcall
