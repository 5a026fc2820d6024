// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "logging/json_log.h"
#include "server/config/config.h"
#include "server/config/invocation.h"

namespace farcall {

// The running server: builds all parts, and is the only place that knows which
// store and which resolver there are.
class App {
 public:
  // Serves when it returns. Fails if a part can't be opened or an address can't
  // be listened on; the message names which. `log` must outlive the app.
  static absl::StatusOr<std::unique_ptr<App>> Start(const Config& config,
                                                    Log& log);
  // Opens the store with what lies before damage in its log, so that it can be
  // served again; says what is left in a line.
  static absl::StatusOr<std::string> RepairLog(const Config& config, Log& log);

  virtual ~App() = default;

  // Stops: says NOT_SERVING, takes no new calls, lets batches in flight finish
  // and be answered, flushes the store. Takes at most readiness_delay_seconds
  // and drain_seconds. Once.
  virtual void Drain() = 0;
};

}  // namespace farcall
