// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <string>
#include <vector>

#include "geo/origin_resolver.h"
#include "geo/ownership/ownership_files.h"
#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

// Batches whose events, all of networks that one override list names alike, got
// different origins.
int MixedBatches(const DatabaseOriginResolver& resolver,
                 const std::atomic<bool>& done) {
  std::vector<Event> events(20);
  for (size_t i = 0; i < events.size(); ++i) {
    events[i].source_address = i % 2 == 0 ? "91.1.1.1" : "91.2.1.1";
  }
  std::vector<Origin> origins(events.size());
  int mixed = 0;
  while (!done) {
    resolver.Resolve(events, origins);
    mixed += std::any_of(origins.begin(), origins.end(), [&](const Origin& o) {
      return o.value != origins[0].value;
    });
    mixed += resolver.figures().overrides != 2;
  }
  return mixed;
}

TEST(OriginReload, ShowsEachBatchOneStateOfTheFiles) {
  const TempFolder folder;
  const std::string one = "91.1.0.0/16,FR\n91.2.0.0/16,FR\n";
  const std::string two = "91.1.0.0/16,GB\n91.2.0.0/16,GB\n";
  auto opened = DatabaseOriginResolver::Open(
      {.database_path = FARCALL_TEST_COUNTRY_MMDB,
       .overrides_path = folder.Write("feed", one)});
  ASSERT_TRUE(opened.ok()) << opened.status();
  DatabaseOriginResolver& resolver = **opened;

  std::atomic<bool> done = false;
  std::array<std::future<int>, 3> mixed;
  for (std::future<int>& batches : mixed) {
    batches = std::async(std::launch::async, MixedBatches, std::cref(resolver),
                         std::cref(done));
  }
  for (int i = 0; i < 50; ++i) {
    folder.Replace("feed", i % 2 == 0 ? two : one);
    EXPECT_EQ(resolver.Reload().overrides, FileReload::kLoaded);
  }
  done = true;
  for (std::future<int>& batches : mixed) EXPECT_EQ(batches.get(), 0);
  EXPECT_EQ(resolver.figures().reloads_ok, 50);
}

// States of the lists in which the two prefixes, which one list has with one
// resource, had two.
int MixedLists(const OwnershipFiles& files, const std::atomic<bool>& done) {
  int mixed = 0;
  while (!done) {
    const auto own = files.lists()->own_addresses;
    const auto* one = own->Find(ParseAddress("91.1.1.1").value());
    const auto* two = own->Find(ParseAddress("91.2.1.1").value());
    mixed += one->resource != two->resource;
  }
  return mixed;
}

TEST(OwnershipReload, ShowsEachReaderOneStateOfTheList) {
  const TempFolder folder;
  const std::string nat = "91.1.0.0/16,,nat\n91.2.0.0/16,,nat\n";
  const std::string vpn = "91.1.0.0/16,,vpn\n91.2.0.0/16,,vpn\n";
  const auto files =
      OwnershipFiles::Open({.own_addresses = folder.Write("own", nat)});
  ASSERT_TRUE(files.ok()) << files.status();

  std::atomic<bool> done = false;
  std::array<std::future<int>, 3> mixed;
  for (std::future<int>& lists : mixed) {
    lists = std::async(std::launch::async, MixedLists, std::cref(**files),
                       std::cref(done));
  }
  for (int i = 0; i < 50; ++i) {
    folder.Replace("own", i % 2 == 0 ? vpn : nat);
    EXPECT_EQ((*files)->Reload().at(0).reload, FileReload::kLoaded);
  }
  done = true;
  for (std::future<int>& lists : mixed) EXPECT_EQ(lists.get(), 0);
}

}  // namespace
}  // namespace farcall
