// SPDX-License-Identifier: Apache-2.0
#include "logging/json_log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

#include "logging/trace_place.h"

namespace farcall {
namespace {

using nlohmann::ordered_json;

struct LevelNames {
  spdlog::level::level_enum spdlog_level;
  const char* json;
  const char* text;
};

constexpr std::array<LevelNames, 4> kLevels = {{
    {spdlog::level::debug, "debug", "DEBUG"},
    {spdlog::level::info, "info", "INFO "},
    {spdlog::level::warn, "warn", "WARN "},
    {spdlog::level::err, "error", "ERROR"},
}};

const LevelNames& NamesOf(LogLevel level) {
  return kLevels[static_cast<size_t>(level)];
}

// RFC 3339 in UTC with milliseconds.
std::string TimeText(std::chrono::system_clock::time_point time) {
  const auto since_epoch =
      std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(since_epoch).count();
  const int milliseconds = static_cast<int>(since_epoch.count() % 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  const size_t size =
      std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text.data() + size, text.size() - size, ".%03dZ", milliseconds);
  return text.data();
}

// ASCII alone, so that not even a terminal can be made to do anything; bytes
// that are not UTF-8 become U+FFFD.
std::string Dump(const ordered_json& json) {
  return json.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
}

ordered_json JsonOf(const LogField::Value& value) {
  return std::visit([](const auto& v) { return ordered_json(v); }, value);
}

std::string JsonLine(LogLevel level, std::string_view message,
                     Log::Fields fields, const std::string& time) {
  ordered_json line;
  line["time"] = time;
  line["level"] = NamesOf(level).json;
  line["message"] = message;
  for (const LogField& field : fields) {
    line[std::string(field.name())] = JsonOf(field.value());
  }
  if (const auto place = CurrentTracePlace(); place.has_value()) {
    line["trace_id"] = place->trace_id;
    line["span_id"] = place->span_id;
  }
  return Dump(line);
}

// A value as text has it: quoted and escaped unless it is a plain word.
std::string Word(const LogField::Value& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  const bool plain =
      text != nullptr && !text->empty() &&
      std::ranges::all_of(*text, [](char c) {
        return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '=';
      });
  return plain ? std::string(*text) : Dump(JsonOf(value));
}

std::string TextLine(LogLevel level, std::string_view message,
                     Log::Fields fields, const std::string& time) {
  const std::string quoted = Dump(message);
  std::string line = time + ' ' + NamesOf(level).text + ' ';
  line += std::string_view(quoted).substr(1, quoted.size() - 2);
  for (const LogField& field : fields) {
    line += ' ' + Word(field.name()) + '=' + Word(field.value());
  }
  if (const auto place = CurrentTracePlace(); place.has_value()) {
    line += " trace_id=" + place->trace_id;
  }
  return line;
}

std::shared_ptr<spdlog::sinks::sink> StandardError(LogFormat format) {
  if (format == LogFormat::kJson) {
    return std::make_shared<spdlog::sinks::stderr_sink_mt>();
  }
  return std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
}

}  // namespace

Log::Log(LogLevel level, LogFormat format)
    : Log(level, format, StandardError(format)) {}

Log::Log(LogLevel level, LogFormat format,
         std::shared_ptr<spdlog::sinks::sink> sink)
    : level_(level),
      format_(format),
      logger_(std::make_unique<spdlog::logger>("farcall", std::move(sink))) {
  logger_->set_pattern(format == LogFormat::kJson ? "%v" : "%^%v%$");
  logger_->set_level(spdlog::level::trace);  // `level_` has decided
  logger_->flush_on(spdlog::level::trace);
}

Log::~Log() = default;

void Log::Debug(std::string_view message, Fields fields) {
  Write(LogLevel::kDebug, message, fields);
}

void Log::Info(std::string_view message, Fields fields) {
  Write(LogLevel::kInfo, message, fields);
}

void Log::Warn(std::string_view message, Fields fields) {
  Write(LogLevel::kWarn, message, fields);
}

void Log::Error(std::string_view message, Fields fields) {
  Write(LogLevel::kError, message, fields);
}

void Log::Write(LogLevel level, std::string_view message, Fields fields) {
  if (!Enabled(level)) return;
  const std::string time = TimeText(std::chrono::system_clock::now());
  const auto line = format_ == LogFormat::kJson ? JsonLine : TextLine;
  logger_->log(NamesOf(level).spdlog_level,
               spdlog::string_view_t(line(level, message, fields, time)));
}

}  // namespace farcall
