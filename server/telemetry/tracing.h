// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace farcall {

class Log;

// Adds an attribute to this thread's span; does nothing where there is none.
void AnnotateSpan(std::string_view name, int64_t value);
void AnnotateSpan(std::string_view name, double value);

// Traces of calls by W3C's trace context, exported by OTLP over gRPC where a
// collector is named. Export takes a thread of its own; what it has no room for
// is dropped. Thread-safe.
class Tracing {
 public:
  struct Options {
    // `http://HOST:PORT`, or `https://HOST:PORT`; empty = nothing is exported,
    // callers' contexts are still taken for the log.
    std::string otlp_endpoint{};
    // Of the calls without a context; for others the caller has decided.
    int64_t sample_percent = 0;
  };

  // Failures to export go to `log`, which must outlive it. One at a time.
  Tracing(const Options& options, Log& log);
  // Sends what is left, but does not wait long for a collector that is away.
  ~Tracing();
  Tracing(const Tracing&) = delete;
  Tracing& operator=(const Tracing&) = delete;

  // A span, this thread's until it is destroyed; spans end in the reverse of
  // their order.
  class Span {
   public:
    ~Span();
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;

   private:
    friend class Tracing;
    struct State;
    explicit Span(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };

  // The span of a call, which may go from thread to thread.
  class Call {
   public:
    // Makes it this thread's span until the result is destroyed.
    [[nodiscard]] Span Enter() const;
    void End(absl::StatusCode code);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    friend class Tracing;
    struct State;
    explicit Call(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };

  // A call of `method`, `farcall.v1.ScoringService/ScoreEvents`. Headers as
  // they came; one that is absent or malformed starts a trace of our own.
  Call StartCall(std::string_view method, std::string_view traceparent,
                 std::string_view tracestate) const;
  // A part of this thread's call.
  Span StartPart(std::string_view name) const;

 private:
  struct Exporter;
  std::unique_ptr<Exporter> exporter_;  // null = nothing is exported
};

}  // namespace farcall
