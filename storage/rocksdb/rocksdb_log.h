// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace rocksdb {
class Logger;
}

namespace farcall {

// RocksDB's warnings and errors, a line each, without the file that it would
// write them to itself: on a full disk RocksDB 7.8 aborts over that file where
// it is built with assertions, as Debian's is. `on_line` is called from any
// thread; empty = lines are dropped.
std::shared_ptr<rocksdb::Logger> RocksDbLog(
    std::function<void(const std::string& line)> on_line);

}  // namespace farcall
