// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cluster/kafka/kafka_log_client.h"

namespace farcall {

inline constexpr std::chrono::milliseconds kLong{60'000};

std::unique_ptr<KafkaLogClient> OpenLogClient(
    const std::string& brokers, const std::string& topic,
    std::map<std::string, std::string> properties = {},
    std::chrono::milliseconds delivery_timeout = kLong);

// The `count` records from `offset` on; fewer where they do not come for long.
std::vector<ShardLog::Item> ReadAll(ShardLog& log, int64_t offset,
                                    size_t count);

std::vector<std::string> BytesOf(const std::vector<ShardLog::Item>& items);

// Opens the log of a shard, appends a record to it and reads it back; again and
// again, for long, while the append fails.
std::unique_ptr<ShardLog> AppendUntilRead(KafkaLogClient& client,
                                          uint32_t partition,
                                          const std::string& record);

// The first error of reading at `offset`; OK where none comes for long.
absl::Status ReadUntilError(ShardLog& log, int64_t offset);

// Asks again and again, for long.
bool ComesTrue(const std::function<bool()>& condition);

}  // namespace farcall
