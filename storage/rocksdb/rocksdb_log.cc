// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_log.h"

#include <rocksdb/env.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <utility>

namespace farcall {
namespace {

constexpr size_t kLineBytesMax = 1024;

class LineLogger final : public rocksdb::Logger {
 public:
  explicit LineLogger(std::function<void(const std::string&)> on_line)
      : Logger(rocksdb::InfoLogLevel::WARN_LEVEL),
        on_line_(std::move(on_line)) {}

  using Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    if (!on_line_) return;
    std::array<char, kLineBytesMax> line{};
    std::vsnprintf(line.data(), line.size(), format, arguments);
    on_line_(line.data());
  }

 private:
  const std::function<void(const std::string&)> on_line_;
};

}  // namespace

std::shared_ptr<rocksdb::Logger> RocksDbLog(
    std::function<void(const std::string& line)> on_line) {
  return std::make_shared<LineLogger>(std::move(on_line));
}

}  // namespace farcall
