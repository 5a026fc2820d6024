// SPDX-License-Identifier: Apache-2.0
#include "logging/trace_place.h"

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/context.h>

namespace farcall {

namespace trace = opentelemetry::trace;
using opentelemetry::context::RuntimeContext;

std::optional<TracePlace> CurrentTracePlace() {
  const trace::SpanContext context =
      trace::GetSpan(RuntimeContext::GetCurrent())->GetContext();
  if (!context.IsValid()) return std::nullopt;
  char trace_id[2 * trace::TraceId::kSize];
  char span_id[2 * trace::SpanId::kSize];
  context.trace_id().ToLowerBase16(trace_id);
  context.span_id().ToLowerBase16(span_id);
  return TracePlace{std::string(trace_id, sizeof(trace_id)),
                    std::string(span_id, sizeof(span_id))};
}

}  // namespace farcall
