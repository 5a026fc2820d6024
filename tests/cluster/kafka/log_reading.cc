// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/kafka/log_reading.h"

#include <gtest/gtest.h>

#include <thread>

namespace farcall {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kWait{100};

// Whether the record comes, while no append fails.
bool Comes(ShardLog& log, const std::string& record) {
  int64_t next = 0;
  const auto deadline = steady_clock::now() + kLong;
  while (log.AppendHealth().ok() && steady_clock::now() < deadline) {
    const auto items = log.Read(next, kWait);
    if (!items.ok()) return false;
    for (const auto& item : *items) {
      next = item.offset + 1;
      if (item.bytes == record) return true;
    }
  }
  return false;
}

}  // namespace

std::unique_ptr<KafkaLogClient> OpenLogClient(
    const std::string& brokers, const std::string& topic,
    std::map<std::string, std::string> properties,
    milliseconds delivery_timeout) {
  KafkaLogClient::Options options;
  options.cluster = {brokers, std::move(properties)};
  options.topic = topic;
  options.delivery_timeout = delivery_timeout;
  auto client = KafkaLogClient::Open(options, [](const std::string&) {});
  EXPECT_TRUE(client.ok()) << client.status();
  return *std::move(client);
}

std::vector<ShardLog::Item> ReadAll(ShardLog& log, int64_t offset,
                                    size_t count) {
  std::vector<ShardLog::Item> all;
  const auto deadline = steady_clock::now() + kLong;
  while (all.size() < count && steady_clock::now() < deadline) {
    auto items = log.Read(offset, kWait);
    EXPECT_TRUE(items.ok()) << items.status();
    if (!items.ok()) break;
    for (auto& item : *items) {
      offset = item.offset + 1;
      all.push_back(std::move(item));
    }
  }
  return all;
}

std::vector<std::string> BytesOf(const std::vector<ShardLog::Item>& items) {
  std::vector<std::string> bytes;
  for (const auto& item : items) bytes.push_back(item.bytes);
  return bytes;
}

std::unique_ptr<ShardLog> AppendUntilRead(KafkaLogClient& client,
                                          uint32_t partition,
                                          const std::string& record) {
  std::unique_ptr<ShardLog> log;
  EXPECT_TRUE(ComesTrue([&] {
    log.reset();
    log = client.Shard(partition);
    return log->Append(record).ok() && Comes(*log, record);
  }));
  return log;
}

absl::Status ReadUntilError(ShardLog& log, int64_t offset) {
  absl::Status error;
  ComesTrue([&] {
    error = log.Read(offset, kWait).status();
    return !error.ok();
  });
  return error;
}

bool ComesTrue(const std::function<bool()>& condition) {
  const auto deadline = steady_clock::now() + kLong;
  while (!condition()) {
    if (steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return true;
}

}  // namespace farcall
