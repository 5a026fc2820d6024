// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "client/server_access.h"
#include "ingest/config/ingest_config.h"

namespace farcall {

// What the settings say of the server.
ServerAccess ServerAccessOf(const IngestConfig& config);

// Reads every file that the settings name, as the start does. The first error.
absl::Status CheckIngestFiles(const IngestConfig& config);

}  // namespace farcall
