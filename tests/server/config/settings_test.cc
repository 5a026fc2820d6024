// SPDX-License-Identifier: Apache-2.0
#include "server/config/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "server/config/config.h"
#include "settings/setting_values.h"

namespace farcall {
namespace {

bool Allows(std::string_view name, std::string_view value) {
  Config config;
  return SetValue(*FindSetting(ServerSettings(), name), value, config).ok();
}

TEST(Settings, NamesAreUniqueAndInKebabCase) {
  std::set<std::string_view> names;
  for (const Setting& setting : ServerSettings().settings) {
    EXPECT_TRUE(names.insert(setting.name).second) << setting.name;
    EXPECT_THAT(std::string(setting.name),
                ::testing::MatchesRegex("[a-z]+(-[a-z]+)*"));
  }
}

TEST(Settings, DefaultsAreAllowed) {
  for (const Setting& setting : ServerSettings().settings) {
    EXPECT_TRUE(Allows(setting.name, ValueOf(setting, Config{})))
        << setting.name;
  }
}

// Gives `setting` a value that is not its default.
void Change(const Setting& setting, Config& config) {
  std::vector<std::string> values = {
      "127.0.0.1:1", "true",       "false", "wal",      "role",
      "warn",        "two_places", "text",  "optional", "http://otel:4317",
      "kafka",       "a=a:1"};
  if (const auto* kind = std::get_if<IntegerSetting>(&setting.kind)) {
    values = {std::to_string(kind->min), std::to_string(kind->max)};
  }
  for (const std::string& value : values) {
    if (value == ValueOf(setting, config)) continue;
    if (SetValue(setting, value, config).ok()) return;
  }
}

TEST(Settings, EachHasAFieldOfItsOwn) {
  for (const Setting& setting : ServerSettings().settings) {
    Config config;
    Change(setting, config);
    for (const Setting& other : ServerSettings().settings) {
      EXPECT_EQ(ValueOf(other, config) != ValueOf(other, Config{}),
                other.name == setting.name)
          << setting.name << " and " << other.name;
    }
  }
}

TEST(Settings, RangesIncludeTheirEnds) {
  for (const Setting& setting : ServerSettings().settings) {
    const auto* kind = std::get_if<IntegerSetting>(&setting.kind);
    if (kind == nullptr) continue;
    EXPECT_TRUE(Allows(setting.name, std::to_string(kind->min)));
    EXPECT_TRUE(Allows(setting.name, std::to_string(kind->max)));
    EXPECT_FALSE(Allows(setting.name, std::to_string(kind->min - 1)));
    EXPECT_FALSE(Allows(setting.name, std::to_string(kind->max + 1)));
  }
}

TEST(Settings, CollectorsAreUrlsWithAPort) {
  for (const char* value : {"", "http://otel:4317", "https://[::1]:4317"}) {
    EXPECT_TRUE(Allows("otlp-endpoint", value)) << value;
  }
  for (const char* value : {"otel:4317", "http://otel", "http://otel:70000",
                            "grpc://otel:4317", "http://otel:4317/v1"}) {
    EXPECT_FALSE(Allows("otlp-endpoint", value)) << value;
  }
}

TEST(Settings, IntegersAreDigitsAlone) {
  for (const char* value : {"", " 1", "1 ", "1k", "0x10", "1.5", "+1", "1e3",
                            "99999999999999999999"}) {
    EXPECT_FALSE(Allows("batch-events-max", value)) << value;
  }
}

TEST(Settings, AddressesNeedHostAndPort) {
  for (const char* value : {"0.0.0.0:1", "localhost:65535", "[::]:0",
                            "[fe80::1]:80", "farcall-0.farcall:50051"}) {
    EXPECT_TRUE(Allows("listen", value)) << value;
  }
  for (const char* value :
       {"", ":1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80",
        "[::1]", "[]:1", "a b:1", "127.0.0.1:80s", "127.0.0.1:1,0.0.0.0:2",
        "http://localhost:1"}) {
    EXPECT_FALSE(Allows("listen", value)) << value;
  }
}

TEST(Settings, PathsHaveNoControlCharacters) {
  EXPECT_TRUE(Allows("geoip-db", ""));
  EXPECT_FALSE(Allows("data-dir", ""));
  EXPECT_FALSE(Allows("data-dir", "a\nb"));
  EXPECT_FALSE(Allows("geoip-db", std::string_view("a\0b", 3)));
}

TEST(Settings, TakesOneOrTwoCityDatabases) {
  for (const char* value : {"", "/geo/city.mmdb", "/geo/4.mmdb,/geo/6.mmdb"}) {
    EXPECT_TRUE(Allows("geoip-city-db", value)) << value;
  }
  for (const char* value :
       {",", "a,", ",a", "a,,b", "a,b,c", "a,b,", "a\n,b"}) {
    EXPECT_FALSE(Allows("geoip-city-db", value)) << value;
  }
  EXPECT_EQ(PathsIn("a,b"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(PathsIn("a"), std::vector<std::string>{"a"});
  EXPECT_EQ(PathsIn(""), std::vector<std::string>());
}

TEST(Settings, RefusedValueChangesNothing) {
  Config config;
  EXPECT_FALSE(
      SetValue(*FindSetting(ServerSettings(), "drain-seconds"), "-1", config)
          .ok());
  EXPECT_EQ(config.drain_seconds, Config{}.drain_seconds);
}

TEST(Settings, BytesAreAlsoToldInLargerUnits) {
  const Setting& setting = *FindSetting(ServerSettings(), "request-bytes-max");
  EXPECT_EQ(AllowedValues(setting),
            "65536 (64 KiB) to 1073741824 (1 GiB) bytes");
  EXPECT_EQ(ReadableValueOf(setting, Config{}), "16777216 (16 MiB)");
}

TEST(Settings, EnvironmentNameIsInCapitals) {
  EXPECT_EQ(EnvironmentName(ServerSettings(), "batch-events-max"),
            "FARCALL_BATCH_EVENTS_MAX");
}

}  // namespace
}  // namespace farcall
