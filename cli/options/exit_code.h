// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace farcall {

// What scripts are told. Part of the interface (docs/cli.md): never renumber.
enum class ExitCode {
  kOk = 0,
  kEventErrors = 1,  // some records had errors; the rest were scored
  kUsage = 2,
  kUnavailable = 3,  // the server cannot be reached, or went away for too long
  kFiles = 4,        // input that cannot be read, output that cannot be written
  kRefused = 5,      // the server refused the request
  kRiskFound = 10,   // `--fail-on`: a call or finding of at least that risk
  kInterrupted = 130,  // `score` was ended by SIGINT or SIGTERM
};

}  // namespace farcall
