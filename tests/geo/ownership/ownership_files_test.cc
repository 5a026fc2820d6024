// SPDX-License-Identifier: Apache-2.0
#include "geo/ownership/ownership_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "tests/geo/ownership/made_up_lists.h"
#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

constexpr char kOwn[] = "192.88.40.0/24,444455556666\n";

OwnershipPaths WriteAll(const TempFolder& folder) {
  return {.own_addresses = folder.Write("own", kOwn),
          .aws_ip_ranges = folder.Write("aws", kAwsList),
          .anonymizer_exits = folder.Write("exits", "1.2.3.4\n"),
          .contacts = folder.Write("contacts", "alice,a@example.com\n"),
          .critical_assets = folder.Write("assets", "arn:aws:s3:::live\n")};
}

std::unique_ptr<OwnershipFiles> Open(const OwnershipPaths& paths) {
  auto files = OwnershipFiles::Open(paths);
  EXPECT_TRUE(files.ok()) << files.status();
  return *std::move(files);
}

// What the files' last reload did, by setting.
std::map<std::string, FileReload> Outcomes(OwnershipFiles& files) {
  std::map<std::string, FileReload> outcomes;
  for (const auto& state : files.Reload()) {
    outcomes.emplace(state.setting, state.reload);
  }
  return outcomes;
}

TEST(OwnershipFiles, WithoutAnyAreNoLists) {
  const auto files = Open({});
  EXPECT_TRUE(files->Reload().empty());
  const auto lists = files->lists();
  EXPECT_EQ(lists->own_addresses, nullptr);
  EXPECT_EQ(lists->aws_ranges, nullptr);
  EXPECT_EQ(lists->anonymizer_exits, nullptr);
  EXPECT_EQ(lists->contacts, nullptr);
  EXPECT_EQ(lists->critical_assets, nullptr);
}

TEST(OwnershipFiles, OpenAllOrSayWhichIsBad) {
  const TempFolder folder;
  const OwnershipPaths paths = WriteAll(folder);
  const auto lists = Open(paths)->lists();
  EXPECT_EQ(lists->own_addresses->size(), 1);
  EXPECT_EQ(lists->aws_ranges->size(), 5);
  EXPECT_EQ(lists->anonymizer_exits->size(), 1);
  EXPECT_EQ(lists->contacts->size(), 1);
  EXPECT_EQ(lists->critical_assets->size(), 1);
  EXPECT_GT(lists->own_addresses_seconds, 0);
  EXPECT_GT(lists->anonymizer_exits_seconds, 0);

  for (const auto path :
       {&OwnershipPaths::own_addresses, &OwnershipPaths::aws_ip_ranges,
        &OwnershipPaths::anonymizer_exits, &OwnershipPaths::contacts,
        &OwnershipPaths::critical_assets}) {
    OwnershipPaths bad = paths;
    bad.*path = folder.Write("bad", ",\n");
    EXPECT_THAT(std::string(OwnershipFiles::Open(bad).status().message()),
                HasSubstr(bad.*path));
  }
}

TEST(OwnershipFiles, TakeUpWhatChanged) {
  const TempFolder folder;
  const auto files = Open(WriteAll(folder));
  const auto before = files->lists();
  folder.Replace("own", "192.88.40.0/24\n192.88.41.0/24\n");
  EXPECT_EQ(Outcomes(*files),
            (std::map<std::string, FileReload>{
                {"own-addresses", FileReload::kLoaded},
                {"aws-ip-ranges", FileReload::kUnchanged},
                {"anonymizer-exits", FileReload::kUnchanged},
                {"contacts-file", FileReload::kUnchanged},
                {"critical-assets", FileReload::kUnchanged}}));
  EXPECT_EQ(files->lists()->own_addresses->size(), 2);
  EXPECT_EQ(before->own_addresses->size(), 1) << "a snapshot changed";
}

TEST(OwnershipFiles, KeepTheOldListWhileTheNewOneIsBad) {
  const TempFolder folder;
  const auto files = Open(WriteAll(folder));
  for (const auto& [name, setting] :
       std::map<std::string, std::string>{{"own", "own-addresses"},
                                          {"aws", "aws-ip-ranges"},
                                          {"exits", "anonymizer-exits"},
                                          {"contacts", "contacts-file"},
                                          {"assets", "critical-assets"}}) {
    folder.Replace(name, ",\n");
    EXPECT_EQ(Outcomes(*files)[setting], FileReload::kFailed);
    EXPECT_EQ(Outcomes(*files)[setting], FileReload::kUnchanged) << "told once";
  }
  for (const auto& state : files->Reload()) {
    EXPECT_FALSE(state.error.ok()) << state.setting;
  }
  const auto lists = files->lists();
  EXPECT_EQ(lists->own_addresses->size(), 1);
  EXPECT_EQ(lists->aws_ranges->size(), 5);
  EXPECT_EQ(lists->anonymizer_exits->size(), 1);
  EXPECT_EQ(lists->contacts->size(), 1);
  EXPECT_EQ(lists->critical_assets->size(), 1);

  folder.Replace("aws", kAwsList);
  EXPECT_EQ(Outcomes(*files)["aws-ip-ranges"], FileReload::kLoaded);
}

}  // namespace
}  // namespace farcall
