// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "logging/log_level.h"

namespace spdlog {
class logger;  // NOLINT(readability-identifier-naming): a library's
namespace sinks {
class sink;  // NOLINT(readability-identifier-naming)
}
}  // namespace spdlog

namespace farcall {

// A name and a value of a log line. Only looks at strings: they must live until
// the call it is given to returns.
class LogField {
 public:
  using Value = std::variant<std::string_view, bool, int64_t, uint64_t, double>;

  LogField(std::string_view name, std::string_view value)
      : name_(name), value_(value) {}
  LogField(std::string_view name, const std::string& value)
      : name_(name), value_(std::string_view(value)) {}
  LogField(std::string_view name, const char* value)
      : name_(name), value_(std::string_view(value)) {}
  LogField(std::string_view name, std::same_as<bool> auto value)
      : name_(name), value_(value) {}
  LogField(std::string_view name, std::signed_integral auto value)
      : name_(name), value_(int64_t{value}) {}
  LogField(std::string_view name, std::unsigned_integral auto value) requires(
      !std::same_as<decltype(value), bool>)
      : name_(name), value_(uint64_t{value}) {}
  LogField(std::string_view name, std::floating_point auto value)
      : name_(name), value_(static_cast<double>(value)) {}

  std::string_view name() const { return name_; }
  const Value& value() const { return value_; }

 private:
  std::string_view name_;  // not `time`, `level` or `message`
  Value value_;
};

// The server's log. Thread-safe: a line is written whole, and at once. Whatever
// is in a message or value, a line stays one line of printable ASCII. What is
// written during a call that belongs to a trace names it.
class Log {
 public:
  using Fields = std::initializer_list<LogField>;

  // Writes to standard error.
  Log(LogLevel level, LogFormat format);
  Log(LogLevel level, LogFormat format,
      std::shared_ptr<spdlog::sinks::sink> sink);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  bool Enabled(LogLevel level) const { return level >= level_.load(); }
  void SetLevel(LogLevel level) { level_ = level; }

  void Debug(std::string_view message, Fields fields = {});
  void Info(std::string_view message, Fields fields = {});
  void Warn(std::string_view message, Fields fields = {});
  void Error(std::string_view message, Fields fields = {});

 private:
  void Write(LogLevel level, std::string_view message, Fields fields);

  std::atomic<LogLevel> level_;
  const LogFormat format_;
  const std::unique_ptr<spdlog::logger> logger_;
};

}  // namespace farcall
