// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace farcall {

// A place in a trace, as W3C writes it: lower-case hex.
struct TracePlace {
  std::string trace_id;  // 32 digits
  std::string span_id;   // 16 digits: of the span, or of the caller's
};

// Where this thread is, inside of a call whose caller sent a trace context, or
// that is traced of our own accord.
std::optional<TracePlace> CurrentTracePlace();

}  // namespace farcall
