// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "files/reloaded_file.h"
#include "geo/ownership/ownership_lists.h"

namespace farcall {

// The files of OwnershipLists. Empty = none.
struct OwnershipPaths {
  std::string own_addresses{};
  std::string aws_ip_ranges{};
  std::string anonymizer_exits{};
  std::string contacts{};
  std::string critical_assets{};
};

// The newest good content of each file. Thread-safe.
class OwnershipFiles {
 public:
  // How a file stood at the last Reload().
  struct FileState {
    std::string_view setting;  // that names the file
    FileReload reload = FileReload::kUnchanged;
    absl::Status error{};  // why the file as it is is not in use
  };

  // Fails if a file can't be used.
  static absl::StatusOr<std::unique_ptr<OwnershipFiles>> Open(
      const OwnershipPaths& paths);

  // Takes up files that changed; a bad one leaves what was loaded in use. One
  // state for each file that is set.
  std::vector<FileState> Reload();

  // What is in use. It stays as it is, whatever is loaded later.
  std::shared_ptr<const OwnershipLists> lists() const;

 private:
  struct Files {
    std::optional<ReloadedFile<OwnAddresses>> own_addresses;
    std::optional<ReloadedFile<AwsRanges>> aws_ranges;
    std::optional<ReloadedFile<AnonymizerExits>> anonymizer_exits;
    std::optional<ReloadedFile<Contacts>> contacts;
    std::optional<ReloadedFile<CriticalAssets>> critical_assets;
  };

  explicit OwnershipFiles(Files files);

  void Publish();

  // Held through a reload, which reads files.
  std::mutex reload_mutex_;
  Files files_;

  // Held for an instant; taken after reload_mutex_, guards what follows.
  mutable std::mutex lists_mutex_;
  std::shared_ptr<const OwnershipLists> lists_;
};

}  // namespace farcall
