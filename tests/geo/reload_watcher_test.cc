// SPDX-License-Identifier: Apache-2.0
#include "geo/reload_watcher.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <future>
#include <memory>
#include <string>

#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST(ReloadWatcher, TellsOfANewFileAndOfABadOne) {
  const TempFolder folder;
  const std::string feed = folder.Write("feed", "91.1.0.0/16,FR\n");
  auto resolver = DatabaseOriginResolver::Open(
      {.overrides_path = feed, .without_database = true});
  ASSERT_TRUE(resolver.ok()) << resolver.status();

  std::promise<FileReload> first;
  std::promise<FileReload> second;
  int calls = 0;
  const ReloadWatcher watcher(**resolver, milliseconds(1),
                              [&](const OriginReload& reload) {
                                ++calls;
                                if (calls == 1)
                                  first.set_value(reload.overrides);
                                if (calls == 2)
                                  second.set_value(reload.overrides);
                              });
  folder.Replace("feed", "91.1.0.0/16,GB\n");
  EXPECT_EQ(first.get_future().get(), FileReload::kLoaded);
  folder.Replace("feed", "rubbish\n");
  EXPECT_EQ(second.get_future().get(), FileReload::kFailed);
}

TEST(ReloadWatcher, TellsOfANewAsnDatabase) {
  const TempFolder folder;
  const std::string path = folder.Write("asn", BytesOf(FARCALL_TEST_ASN_MMDB));
  auto resolver = DatabaseOriginResolver::Open(
      {.asn_path = path, .without_database = true});
  ASSERT_TRUE(resolver.ok()) << resolver.status();
  std::promise<FileReload> told;
  const ReloadWatcher watcher(
      **resolver, milliseconds(1),
      [&](const OriginReload& reload) { told.set_value(reload.asn); });
  folder.Replace("asn", "rubbish");
  EXPECT_EQ(told.get_future().get(), FileReload::kFailed);
}

TEST(ReloadWatcher, TellsOfANewCityDatabase) {
  const TempFolder folder;
  const std::string cities = std::filesystem::path(FARCALL_TEST_COUNTRY_MMDB)
                                 .replace_filename("cities_ipv4.mmdb");
  const std::string path = folder.Write("city", BytesOf(cities));
  auto resolver = DatabaseOriginResolver::Open(
      {.city_paths = {path}, .without_database = true});
  ASSERT_TRUE(resolver.ok()) << resolver.status();
  std::promise<FileReload> told;
  const ReloadWatcher watcher(
      **resolver, milliseconds(1),
      [&](const OriginReload& reload) { told.set_value(reload.cities.at(0)); });
  folder.Replace("city", "rubbish");
  EXPECT_EQ(told.get_future().get(), FileReload::kFailed);
}

TEST(ReloadWatcher, StopsWithoutWaitingForItsPeriod) {
  auto resolver = DatabaseOriginResolver::Open({.without_database = true});
  ASSERT_TRUE(resolver.ok()) << resolver.status();
  const ReloadWatcher watcher(**resolver, hours(24),
                              [](const OriginReload&) { FAIL(); });
}

}  // namespace
}  // namespace farcall
