// SPDX-License-Identifier: Apache-2.0
#include "server/stores/store_backups.h"

namespace farcall {

absl::Status NoBackupDir() {
  return absl::FailedPreconditionError(
      "the setting backup-dir is empty: there is no place for backups");
}

MetricSample NewestBackupSample(int64_t time_seconds) {
  return {.name = "farcall_backup_last_success_timestamp_seconds",
          .help =
              "When the newest backup in backup-dir was made, in Unix time; "
              "0 = there is none. Not there while backup-dir is empty.",
          .type = MetricSample::Type::kGauge,
          .labels = {},
          .value = static_cast<double>(time_seconds)};
}

}  // namespace farcall
