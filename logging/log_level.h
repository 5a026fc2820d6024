// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace farcall {

enum class LogLevel { kDebug, kInfo, kWarn, kError };
enum class LogFormat {
  kJson,  // one object a line: time, level, message, then the fields
  kText,  // `TIME LEVEL message field=value`, in colours on a terminal
};

}  // namespace farcall
